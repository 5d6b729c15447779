import ClusterState
import AccessControl
import Manifests
import Testing

/// The roles and bindings that Kubernetes makes itself, by version.
struct DefaultRolesTests {
  struct Counts: Sendable, CustomTestStringConvertible {
    var minor: Int
    var clusterRoles: Int
    var clusterRoleBindings: Int
    var testDescription: String { "1.\(minor)" }
  }

  static let counts: [Counts] = [
    Counts(minor: 27, clusterRoles: 1, clusterRoleBindings: 1),
    Counts(minor: 28, clusterRoles: 62, clusterRoleBindings: 43),
    Counts(minor: 29, clusterRoles: 63, clusterRoleBindings: 44),
    Counts(minor: 30, clusterRoles: 64, clusterRoleBindings: 45),
    Counts(minor: 31, clusterRoles: 64, clusterRoleBindings: 45),
    Counts(minor: 32, clusterRoles: 64, clusterRoleBindings: 45),
    Counts(minor: 33, clusterRoles: 66, clusterRoleBindings: 47),
    Counts(minor: 34, clusterRoles: 68, clusterRoleBindings: 49),
    Counts(minor: 35, clusterRoles: 68, clusterRoleBindings: 49),
    Counts(minor: 36, clusterRoles: 69, clusterRoleBindings: 50),
    // Newer than all that are known: the newest.
    Counts(minor: 37, clusterRoles: 69, clusterRoleBindings: 50),
  ]

  @Test("So many are known", arguments: counts)
  func countsOfVersions(_ expected: Counts) {
    let state = DefaultRoles.state(ofMinorVersion: expected.minor)
    let isKnown = expected.minor >= DefaultRoles.knownMinorVersions.lowerBound
    #expect(state.clusterRoles.count == expected.clusterRoles)
    #expect(state.clusterRoleBindings.count == expected.clusterRoleBindings)
    #expect(state.roles.count == (isKnown ? 7 : 0))
    #expect(state.roleBindings.count == (isKnown ? 7 : 0))
  }

  @Test("Each version is whole: nothing twice, every binding has its role, nothing of a distribution", arguments: 28...36)
  func isWhole(_ minor: Int) {
    let state = DefaultRoles.state(ofMinorVersion: minor)
    let clusterRoles = state.clusterRoles.compactMap(\.object.metadata.name.value)
    let roles = state.roles.map { "\($0.object.metadata.namespace.value ?? "")/\($0.object.metadata.name.value ?? "")" }
    #expect(Set(clusterRoles).count == state.clusterRoles.count)
    #expect(Set(roles).count == state.roles.count)
    for binding in state.clusterRoleBindings.map(\.object) { #expect(clusterRoles.contains(binding.roleRef.name.value ?? "")) }
    for binding in state.roleBindings.map(\.object) {
      #expect(roles.contains("\(binding.metadata.namespace.value ?? "")/\(binding.roleRef.name.value ?? "")"))
    }
    #expect(!clusterRoles.contains { $0.contains("openshift") || $0.contains("service-ca") })
    #expect(clusterRoles.contains("edit") && clusterRoles.contains("system:controller:cronjob-controller"))
    #expect(DefaultRoles.source(ofMinorVersion: minor)?.contains("1.\(minor).") == true)
  }

  @Test("What is known and what it was read from are the same versions")
  func knownVersions() {
    #expect(DefaultRoles.knownMinorVersions == 28...36)
    #expect(DefaultRoles.source(ofMinorVersion: 27) == nil && DefaultRoles.source(ofMinorVersion: 37) == nil)
  }

  struct Difference: Sendable, CustomStringConvertible {
    var role: String
    /// Verb, API group, and resource with its subresource, or a path.
    var request: (String, String, String)
    /// The versions whose role allows it, of those that are known.
    var versions: ClosedRange<Int>?
    var description: String { "\(role): \(request.0) \(request.2).\(request.1)" }
  }

  static let differences: [Difference] = [
    Difference(role: "edit", request: ("create", "batch", "cronjobs"), versions: 28...36),
    Difference(role: "edit", request: ("create", "resource.k8s.io", "resourceclaims"), versions: 34...36),
    Difference(role: "edit", request: ("create", "events.k8s.io", "events"), versions: 35...36),
    Difference(role: "edit", request: ("create", "", "events"), versions: 28...36),
    // Gone with 1.22, but not from every distribution.
    Difference(role: "edit", request: ("update", "", "endpoints"), versions: nil),
    Difference(role: "view", request: ("list", "events.k8s.io", "events"), versions: 35...36),
    Difference(role: "view", request: ("get", "resource.k8s.io", "resourceclaims/status"), versions: 34...36),
    Difference(role: "view", request: ("get", "", "secrets"), versions: nil),
    Difference(role: "system:controller:cronjob-controller", request: ("watch", "", "pods"), versions: 32...36),
    Difference(role: "system:controller:expand-controller", request: ("get", "", "secrets"), versions: 28...31),
    Difference(role: "system:controller:node-controller", request: ("create", "networking.k8s.io", "clustercidrs"), versions: 28...29),
    Difference(role: "system:controller:persistent-volume-binder", request: ("get", "", "secrets"), versions: 28...31),
    Difference(role: "system:controller:legacy-service-account-token-cleaner", request: ("delete", "", "secrets"), versions: 29...36),
    Difference(
      role: "system:controller:endpointslice-controller", request: ("create", "discovery.k8s.io", "endpointslices/restricted"),
      versions: nil),
    Difference(role: "system:kube-scheduler", request: ("list", "storage.k8s.io", "volumeattachments"), versions: 32...36),
    Difference(role: "system:kubelet-api-admin", request: ("get", "", "nodes/pods"), versions: 33...36),
    Difference(role: "system:node", request: ("deletecollection", "resource.k8s.io", "resourceslices"), versions: 34...36),
    Difference(role: "system:node-proxier", request: ("list", "networking.k8s.io", "servicecidrs"), versions: 33...36),
    Difference(role: "system:monitoring", request: ("get", "", "nodes/metrics"), versions: 34...36),
    Difference(role: "system:monitoring", request: ("get", "", "/flagz"), versions: 36...36),
  ]

  @Test("Roles differ from version to version", arguments: DefaultRoles.knownMinorVersions)
  func differ(_ minor: Int) throws {
    // Everyone has the name of the only role that is bound to them.
    let bindings = Self.differences.map {
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: "\($0.role)"},
       roleRef: {kind: ClusterRole, name: "\($0.role)"}, subjects: [{kind: User, name: "\($0.role)"}]}
      """
    }
    let authorizer = Authorizer(try ClusterState(bindings.joined(separator: "\n---\n")), kubernetesMinorVersion: minor)
    for difference in Self.differences {
      let (verb, group, resource) = difference.request
      let isPath = resource.hasPrefix("/")
      let parts = isPath ? [] : resource.split(separator: "/", maxSplits: 1).map(String.init)
      let request = AccessRequest(
        user: User(name: difference.role, groups: []), verb: verb, apiGroup: group, resource: parts.first ?? "",
        subresource: parts.count < 2 ? "" : parts[1], nonResourceURL: isPath ? resource : "")
      #expect(authorizer.decision(on: request).isAllowed == (difference.versions?.contains(minor) ?? false), "\(difference)")
    }
  }

  @Test("Of an older version nothing is denied that its own roles may allow, and nothing left out silently")
  func olderVersions() throws {
    let discovery = AccessRequest(
      user: User(name: "dana", groups: ["system:authenticated"]), verb: "get", apiGroup: "", resource: "", nonResourceURL: "/version")
    let empty = ClusterState()
    #expect(Authorizer(empty, kubernetesMinorVersion: 28).decision(on: discovery).isAllowed)
    let older = Authorizer(empty, kubernetesMinorVersion: 27)
    guard case .notEvaluated(let reason) = older.decision(on: discovery) else {
      Issue.record("the roles of 1.27 are not known")
      return
    }
    #expect(reason.reason == "the built-in roles and bindings of Kubernetes 1.27 are not known")
    #expect(older.subjects(permitting: discovery).notEvaluated == [reason])
  }
}
