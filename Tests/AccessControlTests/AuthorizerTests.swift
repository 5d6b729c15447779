import ClusterState
import AccessControl
import Manifests
import Testing

/// Situations that the upstream test tables cover, written anew from how Kubernetes behaves.
@Suite("Situations of RBAC")
struct AuthorizerTests {
  struct Situation: Sendable, CustomTestStringConvertible {
    var title: String
    /// Verbs, API groups, resources and names of the one rule, each separated by commas.
    var rule: (String, String, String, String)
    /// Verb, API group, resource with subresource, and name.
    var request: (String, String, String, String)
    var isAllowed: Bool

    var testDescription: String { title }
  }

  static let situations: [Situation] = [
    Situation(title: "an exact rule", rule: ("get", "", "pods", ""), request: ("get", "", "pods", "x"), isAllowed: true),
    Situation(title: "another verb", rule: ("get", "", "pods", ""), request: ("list", "", "pods", ""), isAllowed: false),
    Situation(title: "verbs are case-sensitive", rule: ("Get", "", "pods", ""), request: ("get", "", "pods", ""), isAllowed: false),
    Situation(title: "any verb", rule: ("*", "", "pods", ""), request: ("escalate", "", "pods", ""), isAllowed: true),
    Situation(title: "another group", rule: ("get", "apps", "pods", ""), request: ("get", "", "pods", ""), isAllowed: false),
    Situation(title: "any group", rule: ("get", "*", "pods", ""), request: ("get", "metrics.k8s.io", "pods", ""), isAllowed: true),
    Situation(
      title: "a resource is not its subresource", rule: ("get", "", "pods", ""), request: ("get", "", "pods/exec", ""), isAllowed: false),
    Situation(
      title: "a subresource is not its resource", rule: ("get", "", "pods/exec", ""), request: ("get", "", "pods", ""), isAllowed: false),
    Situation(title: "a subresource", rule: ("create", "", "pods/exec", ""), request: ("create", "", "pods/exec", "x"), isAllowed: true),
    Situation(
      title: "a subresource of any resource", rule: ("get", "*", "*/scale", ""), request: ("get", "apps", "deployments/scale", ""),
      isAllowed: true),
    Situation(title: "pods/* matches nothing", rule: ("get", "", "pods/*", ""), request: ("get", "", "pods/exec", ""), isAllowed: false),
    Situation(title: "*/* matches nothing", rule: ("get", "", "*/*", ""), request: ("get", "", "pods/exec", ""), isAllowed: false),
    Situation(title: "everything has subresources too", rule: ("get", "", "*", ""), request: ("get", "", "pods/exec", ""), isAllowed: true),
    Situation(title: "a named object", rule: ("get", "", "secrets", "db"), request: ("get", "", "secrets", "db"), isAllowed: true),
    Situation(title: "another object", rule: ("get", "", "secrets", "db"), request: ("get", "", "secrets", "tls"), isAllowed: false),
    Situation(
      title: "a plain list has no name", rule: ("list", "", "secrets", "db"), request: ("list", "", "secrets", ""), isAllowed: false),
    Situation(
      title: "a list by field selector", rule: ("list", "", "secrets", "db"), request: ("list", "", "secrets", "db"), isAllowed: true),
    Situation(title: "create has no name", rule: ("create", "", "secrets", "db"), request: ("create", "", "secrets", ""), isAllowed: false),
    Situation(title: "a star is a name", rule: ("get", "", "secrets", "*"), request: ("get", "", "secrets", "db"), isAllowed: false),
  ]

  @Test(arguments: situations)
  func rules(_ situation: Situation) throws {
    func list(_ text: String, emptyIsNone: Bool = false) -> String {
      emptyIsNone && text.isEmpty
        ? "[]" : "[\(text.split(separator: ",", omittingEmptySubsequences: false).map { "\"\($0)\"" }.joined(separator: ","))]"
    }
    let (verbs, groups, resources, names) = situation.rule
    let authorizer = Authorizer(
      try ClusterState(
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}, rules: [{verbs: \(list(verbs)),
         apiGroups: \(list(groups)), resources: \(list(resources)), resourceNames: \(list(names, emptyIsNone: true))}]}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b, namespace: shop},
         roleRef: {kind: ClusterRole, name: r}, subjects: [{kind: User, name: dana}]}
        """))
    let (verb, group, resource, name) = situation.request
    let parts = resource.split(separator: "/").map(String.init)
    var request = AccessRequest(
      user: User(name: "dana", groups: []), verb: verb, apiGroup: group, resource: parts[0], subresource: parts.count > 1 ? parts[1] : "",
      name: name, namespace: "shop")
    #expect(authorizer.decision(on: request).isAllowed == situation.isAllowed)
    request.namespace = "other"
    #expect(!authorizer.decision(on: request).isAllowed)
  }

  private static let bindings = """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: reader}
    rules: [{verbs: [get], apiGroups: [""], resources: [secrets, namespaces]}, {verbs: [get], nonResourceURLs: [/metrics]}]
    ---
    """

  private func decide(
    _ binding: String, as user: User, verb: String = "get", resource: String = "secrets", namespace: String = "shop", path: String = ""
  ) throws -> AccessDecision {
    let authorizer = Authorizer(try ClusterState(Self.bindings + "\n" + binding))
    return authorizer.decision(
      on: AccessRequest(user: user, verb: verb, resource: path.isEmpty ? resource : "", namespace: namespace, nonResourceURL: path))
  }

  private let backup = User(serviceAccount: ServiceAccountName(namespace: "shop", name: "backup"))

  @Test("A ServiceAccount without a namespace is that of the RoleBinding, and nobody in a ClusterRoleBinding")
  func subjectWithoutNamespace() throws {
    let rest =
      "apiVersion: rbac.authorization.k8s.io/v1, roleRef: {kind: ClusterRole, name: reader}, subjects: [{kind: ServiceAccount, name: backup}]"
    #expect(try decide("{kind: RoleBinding, metadata: {name: b, namespace: shop}, \(rest)}", as: backup).isAllowed)
    #expect(try !decide("{kind: ClusterRoleBinding, metadata: {name: b}, \(rest)}", as: backup).isAllowed)
  }

  @Test("A User subject with a service account's name is that service account")
  func serviceAccountAsUser() throws {
    let binding = """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b, namespace: shop},
       roleRef: {kind: ClusterRole, name: reader}, subjects: [{kind: User, name: "system:serviceaccount:shop:backup"}]}
      """
    #expect(try decide(binding, as: backup).isAllowed)
    #expect(try !decide(binding, as: User(serviceAccount: ServiceAccountName(namespace: "other", name: "backup"))).isAllowed)
  }

  @Test(
    "Every service account is in three groups",
    arguments: ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"])
  func impliedGroups(_ group: String) throws {
    let binding = """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b, namespace: shop},
       roleRef: {kind: ClusterRole, name: reader}, subjects: [{kind: Group, name: "\(group)"}]}
      """
    #expect(try decide(binding, as: backup).isAllowed)
  }

  @Test("A ClusterRole in a RoleBinding grants neither cluster-scoped objects nor paths, but the binding's own namespace")
  func scopeOfRoleBinding() throws {
    let binding = """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b, namespace: shop},
       roleRef: {kind: ClusterRole, name: reader}, subjects: [{kind: ServiceAccount, name: backup}]}
      """
    #expect(try !decide(binding, as: backup, namespace: "").isAllowed)
    #expect(try !decide(binding, as: backup, namespace: "", path: "/metrics").isAllowed)
    #expect(try decide(binding, as: backup, resource: "namespaces", namespace: "shop").isAllowed)
  }

  @Test("A role that is missing grants nothing, and makes the answer unknown unless the input has all roles")
  func missingRole() throws {
    let binding = """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b, namespace: shop},
       roleRef: {kind: ClusterRole, name: custom}, subjects: [{kind: ServiceAccount, name: backup}]}
      """
    guard case .notEvaluated(.missingRole(let role)) = try decide(binding, as: backup) else {
      Issue.record("a missing role is not evaluated")
      return
    }
    #expect("\(role)" == "ClusterRole custom")
    let dump = "\n---\n{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: cluster-admin}}"
    guard case .denied(let missing) = try decide(binding + dump, as: backup) else {
      Issue.record("a dump has all roles")
      return
    }
    #expect(missing == [role])
  }

  @Test("Built-in roles are known by version", arguments: [(37, true), (36, true), (28, true), (27, false)])
  func builtInRoles(_ minor: Int, _ isKnown: Bool) throws {
    let state = try ClusterState(
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b, namespace: shop},
       roleRef: {kind: ClusterRole, name: edit}, subjects: [{kind: ServiceAccount, name: backup}]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: triggers, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
      rules: [{verbs: [create], apiGroups: [batch], resources: [cronjobs/trigger]}]
      """)
    let authorizer = Authorizer(state, kubernetesMinorVersion: minor)
    func decide(_ verb: String, _ group: String, _ resource: String, _ subresource: String = "") -> AccessDecision {
      authorizer.decision(
        on: AccessRequest(user: backup, verb: verb, apiGroup: group, resource: resource, subresource: subresource, namespace: "shop"))
    }
    #expect(decide("create", "batch", "cronjobs").isAllowed == isKnown)
    // view is aggregated to edit, and what the manifests add to view with it.
    #expect(decide("create", "batch", "cronjobs", "trigger").isAllowed == isKnown)
    #expect(!decide("create", "rbac.authorization.k8s.io", "rolebindings").isAllowed)
    if !isKnown, case .denied = decide("create", "batch", "cronjobs") { Issue.record("an unknown role must not deny") }
  }

  @Test("Nothing is asked about system:masters")
  func masters() throws {
    #expect(try decide("", as: User(name: "admin", groups: ["system:masters"]), verb: "delete", resource: "nodes").isAllowed)
  }

  @Test("What cannot be read makes the answer unknown, never a denial")
  func unreadable() throws {
    let rest = "apiVersion: rbac.authorization.k8s.io/v1, metadata: {name: b, namespace: shop}"
    let answers = [
      try decide(
        "{kind: RoleBinding, \(rest), roleRef: {kind: ClusterRole, name: reader}, subjects: [{kind: ServiceAccount, name: 5}]}", as: backup),
      try decide(
        """
        {kind: RoleBinding, \(rest), roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: backup}]}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r, namespace: shop},
         rules: [{verbs: [5], apiGroups: [""], resources: [secrets]}]}
        """, as: backup),
    ]
    for answer in answers {
      if case .notEvaluated = answer { continue }
      Issue.record("\(answer)")
    }
  }

  @Test("Objects without a namespace are where their subjects say")
  func withoutNamespace() throws {
    let manifest = """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: backup}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}, rules: [{verbs: [get], apiGroups: [""], resources: [secrets]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b}, roleRef: {kind: Role, name: r},
       subjects: [{kind: ServiceAccount, name: backup, namespace: shop}]}
      """
    #expect(Authorizer(try ClusterState(manifest)).defaultNamespace == "shop")
    #expect(try decide(manifest, as: backup).isAllowed)
    #expect(Authorizer(try ClusterState(manifest.replacing(", namespace: shop", with: ""))).defaultNamespace == "default")
  }
}
