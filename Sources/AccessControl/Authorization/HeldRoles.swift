import ClusterState
internal import Synchronization

/// The roles that a service account holds: its own, and those of its groups, which it shares with others.
package struct HeldRoles: Sendable {
  /// By bindings that name the service account.
  package let own: RoleList
  /// By bindings that name a group which it is in, without what every service account holds in every cluster.
  package let ofGroups: [RoleList]

  /// Its own ones and those of each group.
  package var lists: [RoleList] { [own] + ofGroups }
  /// How many there are.
  package var count: Int { lists.reduce(0) { $0 + $1.roles.count } }
  /// Whether there are none.
  package var isEmpty: Bool { lists.allSatisfy(\.roles.isEmpty) }
  /// How grave the gravest is.
  package var level: Capability.Level { lists.map(\.level).max() ?? .none }
  /// Whether they may allow more than is known, as the input does not have all of them.
  package var isPartlyUnknown: Bool { lists.contains(where: \.isPartlyUnknown) }

  /// The one that comes first among all.
  package var first: HeldRole? { lists.compactMap(\.roles.first).min { $0.precedes($1) } }

  /// All of them: those of the cluster first, then by namespace and name of the binding.
  package var all: [HeldRole] { ofGroups.allSatisfy(\.roles.isEmpty) ? own.roles : lists.flatMap(\.roles).sorted { $0.precedes($1) } }
}

/// The roles that bindings give to one user or group.
package final class RoleList: Sendable {
  /// Those of the cluster first, then by namespace and name of the binding.
  package let roles: [HeldRole]
  /// How grave the gravest is.
  package let level: Capability.Level
  /// Whether they may allow more than is known.
  package let isPartlyUnknown: Bool

  fileprivate init(_ roles: [HeldRole]) {
    self.roles = roles.sorted { $0.precedes($1) }
    level = roles.map(\.level).max() ?? .none
    isPartlyUnknown = roles.contains { $0.standing == .unknown }
  }
}

extension HeldRole {
  /// The order in which roles are shown.
  package func precedes(_ other: HeldRole) -> Bool {
    (binding.namespace ?? "", binding.name, subject, role) < (other.binding.namespace ?? "", other.binding.name, other.subject, other.role)
  }
}

extension AccessGraph {
  /// The roles that a service account holds, directly or through groups, without what Kubernetes itself grants to every service account.
  package func roles(heldBy account: ServiceAccountName) -> HeldRoles {
    func list(_ kind: Authorizer.SubjectKey.Kind, _ name: String) -> RoleList {
      roleLists.list(of: Authorizer.SubjectKey(kind: kind, name: authorizer.symbols.symbol(name)), in: self)
    }
    return HeldRoles(own: list(.user, account.userName), ofGroups: account.groups.map { list(.group, $0) })
  }
}

extension AccessGraph {
  /// The roles that bindings give to a user or group by its name.
  func roles(heldBy subject: SubjectReference) -> [HeldRole] {
    let key = Authorizer.SubjectKey(kind: subject.kind == .group ? .group : .user, name: authorizer.symbols.symbol(subject.name))
    return roleLists.list(of: key, in: self).roles
  }

  /// Whom bindings name besides service accounts, without what Kubernetes itself binds.
  var usersAndGroups: [SubjectReference] {
    var found: Set<SubjectReference> = []
    for binding in authorizer.bindings where !isMadeByKubernetes(binding) {
      for subject in binding.subjects where authorizer.subjects[subject].kind != .serviceAccount {
        found.insert(authorizer.reference(authorizer.subjects[subject]))
      }
    }
    return found.filter { ServiceAccountName(userName: $0.name) == nil }.sorted()
  }
}

/// Lists of roles, each made when it is first asked for.
final class RoleListTable: Sendable {
  private struct Known {
    var lists: [Authorizer.SubjectKey: RoleList] = [:]
    var contents: [ContentKey: RoleContent] = [:]
  }

  /// A role, bound somewhere or everywhere.
  private struct ContentKey: Hashable {
    /// nil where the input does not have it.
    let role: Int?
    let isClusterWide: Bool
    let isInKubeSystem: Bool
  }

  private let known = Mutex(Known())

  func list(of subject: Authorizer.SubjectKey, in graph: AccessGraph) -> RoleList {
    known.withLock { known in
      if let list = known.lists[subject] { return list }
      let list = RoleList(
        graph.authorizer.bindings(of: subject).compactMap { found in
          let binding = graph.authorizer.bindings[found.binding]
          if subject.kind == .group, graph.isMadeByKubernetes(binding) { return nil }
          return graph.role(binding, found.subject, content(of: binding, in: graph, &known.contents))
        })
      known.lists[subject] = list
      return list
    }
  }

  private func content(
    of binding: Authorizer.Binding, in graph: AccessGraph, _ contents: inout [ContentKey: RoleContent]
  ) -> RoleContent {
    let key = ContentKey(
      role: binding.role, isClusterWide: binding.isClusterWide,
      isInKubeSystem: graph.authorizer.symbols.name(binding.namespace) == "kube-system")
    if let content = contents[key] { return content }
    let content = graph.content(ofRole: key.role, isClusterWide: key.isClusterWide, isInKubeSystem: key.isInKubeSystem)
    contents[key] = content
    return content
  }
}
