package import SourceTree

/// Everything known of an input: typed facts with their places, without trees and bytes, for what can only be judged by joining objects.
///
/// Each file, whoever reads it, fills an inventory of its own; ``append(_:)`` and ``sort()`` make one of them.
package struct Inventory: Sendable {
  package private(set) var workloads: [Located<WorkloadFacts>] = []
  package private(set) var serviceAccounts: [Located<ServiceAccount>] = []
  package private(set) var roles: [Located<Role>] = []
  package private(set) var clusterRoles: [Located<Role>] = []
  package private(set) var roleBindings: [Located<RoleBinding>] = []
  package private(set) var clusterRoleBindings: [Located<RoleBinding>] = []
  package private(set) var networkPolicies: [Located<NetworkPolicy>] = []
  package private(set) var foreignNetworkPolicies: [Located<ForeignNetworkPolicy>] = []
  package private(set) var podControllers: [Located<PodController>] = []
  package private(set) var secrets: [Located<Secret>] = []
  package private(set) var configMaps: [Located<ConfigMap>] = []
  package private(set) var services: [Located<Service>] = []
  package private(set) var limitRanges: [Located<LimitRange>] = []
  package private(set) var resourceQuotas: [Located<ResourceQuota>] = []
  package private(set) var namespaces: [Located<Namespace>] = []
  package private(set) var prometheusRules: [Located<PrometheusRule>] = []
  package private(set) var generatedObjects: [Located<GeneratedObjects>] = []

  package init() {}

  /// Takes in what another inventory holds; ``sort()`` is to follow.
  package mutating func append(_ part: Inventory) {
    workloads += part.workloads
    serviceAccounts += part.serviceAccounts
    roles += part.roles
    clusterRoles += part.clusterRoles
    roleBindings += part.roleBindings
    clusterRoleBindings += part.clusterRoleBindings
    networkPolicies += part.networkPolicies
    foreignNetworkPolicies += part.foreignNetworkPolicies
    podControllers += part.podControllers
    secrets += part.secrets
    configMaps += part.configMaps
    services += part.services
    limitRanges += part.limitRanges
    resourceQuotas += part.resourceQuotas
    namespaces += part.namespaces
    prometheusRules += part.prometheusRules
    generatedObjects += part.generatedObjects
  }

  /// Orders the objects by origin, so that nothing depends on who was read first.
  package mutating func sort() {
    workloads.sort()
    serviceAccounts.sort()
    roles.sort()
    clusterRoles.sort()
    roleBindings.sort()
    clusterRoleBindings.sort()
    networkPolicies.sort()
    foreignNetworkPolicies.sort()
    podControllers.sort()
    secrets.sort()
    configMaps.sort()
    services.sort()
    limitRanges.sort()
    resourceQuotas.sort()
    namespaces.sort()
    prometheusRules.sort()
    generatedObjects.sort()
  }

  /// Names of labels of workloads; see ``WorkloadFacts/init(_:sharing:)``.
  private var labelNames = RecentTexts()

  /// The path of each input file; empty where nobody needs to know.
  package var paths: [String] = []

  /// The inventories of the applications of an input, as far as access control goes.
  ///
  /// What says its namespace belongs together wherever it stands. What leaves it to whoever applies it is in another namespace for each
  /// application, and these are taken to be the folders.
  package var applications: [Inventory] {
    let isUnplaced =
      workloads.contains { $0.object.namespace == nil } || serviceAccounts.contains { $0.object.metadata.namespace.value == nil }
      || roles.contains { $0.object.metadata.namespace.value == nil } || roleBindings.contains { $0.object.metadata.namespace.value == nil }
    guard isUnplaced, Set(paths.lazy.map(Self.folder)).count > 1 else { return [self] }
    var placed = Inventory()
    var folders: [Substring: Inventory] = [:]
    func distribute<Object>(
      _ objects: WritableKeyPath<Inventory, [Located<Object>]>, isCluster: Bool = false, namespace: (Object) -> String?
    ) {
      for object in self[keyPath: objects] {
        let folder = paths.indices.contains(object.origin.file) ? Self.folder(paths[object.origin.file]) : ""
        if isCluster || namespace(object.object) != nil { placed[keyPath: objects].append(object) }
        folders[folder, default: Inventory()][keyPath: objects].append(object)
      }
    }
    distribute(\.workloads) { $0.namespace }
    distribute(\.serviceAccounts) { $0.metadata.namespace.value }
    distribute(\.roles) { $0.metadata.namespace.value }
    distribute(\.clusterRoles, isCluster: true) { _ in nil }
    distribute(\.roleBindings) { $0.metadata.namespace.value }
    distribute(\.clusterRoleBindings, isCluster: true) { _ in nil }
    distribute(\.secrets) { $0.metadata.namespace.value }
    distribute(\.podControllers) { $0.metadata.namespace.value }
    distribute(\.generatedObjects) { $0.isClusterWide ? "" : $0.metadata.namespace.value }
    let apart = folders.sorted { $0.key < $1.key }
    return [placed]
      + apart.filter { !$1.roleBindings.isEmpty || !$1.clusterRoleBindings.isEmpty || !$1.serviceAccounts.isEmpty }.map { name, folder in
        var folder = folder
        folder.folder = String(name)
        return folder
      }
  }

  /// The folder whose objects these are, of which only those that leave their namespace open are to be judged; nil where all are.
  package private(set) var folder: String?

  /// Whether only workloads that leave their namespace open are to be judged by it.
  package var isOfUnplaced: Bool { folder != nil }

  private static func folder(_ path: String) -> Substring { path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }

  /// - Parameter file: Which input file the object stands in, counted in the order of the input.
  package mutating func add(_ manifest: Manifest, file: Int) {
    func located<Object>(_ object: Object, _ place: SourceRange) -> Located<Object> {
      Located(origin: Origin(file: file, place: place), object: object)
    }
    switch manifest {
    // What a controller makes of a template is not known well enough to be joined with other objects.
    case .workload(let workload) where workload.holder != nil: break
    case .workload(let workload): workloads.append(located(WorkloadFacts(workload, sharing: &labelNames), workload.place))
    case .serviceAccount(let object): serviceAccounts.append(located(object, object.place))
    case .role(let object): roles.append(located(object, object.place))
    case .clusterRole(let object): clusterRoles.append(located(object, object.place))
    case .roleBinding(let object): roleBindings.append(located(object, object.place))
    case .clusterRoleBinding(let object): clusterRoleBindings.append(located(object, object.place))
    case .networkPolicy(let object): networkPolicies.append(located(object, object.place))
    case .foreignNetworkPolicy(let object): foreignNetworkPolicies.append(located(object, object.place))
    case .podController(let object): podControllers.append(located(object, object.place))
    case .secret(let object): secrets.append(located(object, object.place))
    case .configMap(let object): configMaps.append(located(object.withoutTexts(), object.place))
    case .service(let object): services.append(located(object, object.place))
    case .limitRange(let object): limitRanges.append(located(object, object.place))
    case .resourceQuota(let object): resourceQuotas.append(located(object, object.place))
    case .namespace(let object): namespaces.append(located(object, object.place))
    case .prometheusRule(let object): prometheusRules.append(located(object, object.place))
    case .generatedObjects(let object, _): generatedObjects.append(located(object, object.place))
    case .other: break
    }
  }
}

/// Where an object of the input stands.
package struct Origin: Hashable, Sendable, Comparable {
  /// Which file, counted in the order of the input.
  package let file: Int
  /// The object's `kind` key.
  package let place: SourceRange

  package init(file: Int, place: SourceRange) {
    self.file = file
    self.place = place
  }

  package static func < (left: Origin, right: Origin) -> Bool {
    (left.file, left.place.start) < (right.file, right.place.start)
  }
}

/// An object and where it stands.
package struct Located<Object: Sendable>: Sendable {
  package let origin: Origin
  package let object: Object
}

extension Array {
  /// Sorts by origin, which nearly all are already. Objects of one origin (an alias in a list) keep the order they were read in.
  fileprivate mutating func sort<Object>() where Element == Located<Object> {
    if zip(indices.dropFirst(), indices).allSatisfy({ self[$1].origin <= self[$0].origin }) { return }
    sort { $0.origin < $1.origin }
  }
}
