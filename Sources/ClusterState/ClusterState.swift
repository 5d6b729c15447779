package import Manifests

/// What is known of one cluster: facts of objects by what they are, without trees and bytes, for what can only be judged by joining objects; and of which
/// parts all is known (``Coverage``).
///
/// A value of immutable parts. Files fill it in one go (``GatheredObjects``); a live cluster changes it by batches (``apply(_:)``), and readers go on with
/// their copies.
package struct ClusterState: Sendable {
  /// CronJobs, Jobs and pods.
  package private(set) var workloads = ObjectTable<WorkloadFacts>()
  /// By namespace and name, as all that follow.
  package private(set) var serviceAccounts = ObjectTable<ServiceAccount>()
  /// Roles of namespaces.
  package private(set) var roles = ObjectTable<Role>()
  /// Roles of the cluster.
  package private(set) var clusterRoles = ObjectTable<Role>()
  /// What grants roles in a namespace.
  package private(set) var roleBindings = ObjectTable<RoleBinding>()
  /// What grants roles everywhere.
  package private(set) var clusterRoleBindings = ObjectTable<RoleBinding>()
  /// Kubernetes' own.
  package private(set) var networkPolicies = ObjectTable<NetworkPolicy>()
  /// Those that other projects evaluate.
  package private(set) var foreignNetworkPolicies = ObjectTable<ForeignNetworkPolicy>()
  /// Deployments and their like.
  package private(set) var podControllers = ObjectTable<PodController>()
  /// Names and keys, no values.
  package private(set) var secrets = ObjectTable<Secret>()
  /// Names and keys, no texts.
  package private(set) var configMaps = ObjectTable<ConfigMap>()
  /// What may send requests to pods.
  package private(set) var services = ObjectTable<Service>()
  /// Bounds and defaults of what containers ask for.
  package private(set) var limitRanges = ObjectTable<LimitRange>()
  /// Bounds of what a namespace holds.
  package private(set) var resourceQuotas = ObjectTable<ResourceQuota>()
  /// Storage that pods ask for by name.
  package private(set) var persistentVolumeClaims = ObjectTable<PersistentVolumeClaim>()
  /// With their labels and annotations.
  package private(set) var namespaces = ObjectTable<Namespace>()
  /// Alerts.
  package private(set) var prometheusRules = ObjectTable<PrometheusRule>()
  /// What Secrets and ConfigMaps are made from.
  package private(set) var generatedObjects = ObjectTable<GeneratedObjects>()

  /// Grows with every change.
  package private(set) var version: UInt64 = 0
  /// What was said of single parts, and of all parts of a kind.
  private var statements: [Part: Coverage] = [:]
  private var statementsOfKinds: [ObjectKind: Coverage] = [:]
  private var versionsOfStatements: [ObjectKind: UInt64] = [:]

  /// The path of each input file; empty where nobody needs to know.
  package internal(set) var paths: [String] = []
  /// The folder whose objects these are, of which only those that leave their namespace open are to be judged; nil where all are.
  private(set) package var folder: String?
  /// Names of labels of workloads; see ``WorkloadFacts/init(_:sharing:)``.
  private var labelNames = RecentTexts()

  /// A cluster of which nothing is known.
  package init() {}

  /// Whether only workloads that leave their namespace open are to be judged by it.
  package var isOfUnplaced: Bool { folder != nil }
}

// MARK: - Files

extension ClusterState {
  /// Takes in an object that a file holds; ``settle()`` is to follow.
  ///
  /// - Parameter file: Which input file the object stands in, counted in the order of the input.
  mutating func gather(_ manifest: Manifest, file: Int) {
    if case .coverage(let statement) = manifest { return cover(statement) }
    guard let facts = ObjectFacts(manifest, sharing: &labelNames), let place = manifest.place else { return }
    stage(facts, .add, Origin(file: file, place: place))
  }

  private mutating func cover(_ statement: CoverageStatement) {
    for item in statement.complete {
      guard let namespaces = item.namespaces, !item.kind.isClusterScoped else {
        statementsOfKinds[item.kind] = .complete(.collected)
        continue
      }
      for namespace in namespaces { statements[Part(kind: item.kind, scope: .namespace(namespace))] = .complete(.collected) }
    }
  }

  /// Takes in what another state gathered; ``settle()`` is to follow.
  mutating func gather(_ other: ClusterState) {
    statements.merge(other.statements) { $1 }
    statementsOfKinds.merge(other.statementsOfKinds) { $1 }
    workloads.stage(other.workloads)
    serviceAccounts.stage(other.serviceAccounts)
    roles.stage(other.roles)
    clusterRoles.stage(other.clusterRoles)
    roleBindings.stage(other.roleBindings)
    clusterRoleBindings.stage(other.clusterRoleBindings)
    networkPolicies.stage(other.networkPolicies)
    foreignNetworkPolicies.stage(other.foreignNetworkPolicies)
    podControllers.stage(other.podControllers)
    secrets.stage(other.secrets)
    configMaps.stage(other.configMaps)
    services.stage(other.services)
    limitRanges.stage(other.limitRanges)
    resourceQuotas.stage(other.resourceQuotas)
    persistentVolumeClaims.stage(other.persistentVolumeClaims)
    namespaces.stage(other.namespaces)
    prometheusRules.stage(other.prometheusRules)
    generatedObjects.stage(other.generatedObjects)
  }

  /// Puts what was gathered in order, so that nothing depends on who was read first.
  mutating func settle() { commit() }

  /// The states of the applications of an input, as far as access control goes.
  ///
  /// What says its namespace belongs together wherever it stands. What leaves it to whoever applies it is in another namespace for each
  /// application, and these are taken to be the folders.
  package var applications: [ClusterState] {
    let isUnplaced =
      workloads.part(.leftOpen) != nil || serviceAccounts.part(.leftOpen) != nil || roles.part(.leftOpen) != nil
      || roleBindings.part(.leftOpen) != nil
    guard isUnplaced, Set(paths.lazy.map(Self.folder)).count > 1 else { return [self] }
    var placed = ClusterState()
    placed.statements = statements
    placed.statementsOfKinds = statementsOfKinds
    var folders: [Substring: ClusterState] = [:]
    func distribute<Object>(_ objects: WritableKeyPath<ClusterState, ObjectTable<Object>>) {
      for part in self[keyPath: objects].parts {
        for object in part.objects {
          let folder = paths.indices.contains(object.origin.file) ? Self.folder(paths[object.origin.file]) : ""
          if part.scope != .leftOpen { placed[keyPath: objects].stage(.add(object)) }
          folders[folder, default: ClusterState()][keyPath: objects].stage(.add(object))
        }
      }
    }
    distribute(\.workloads)
    distribute(\.serviceAccounts)
    distribute(\.roles)
    distribute(\.clusterRoles)
    distribute(\.roleBindings)
    distribute(\.clusterRoleBindings)
    distribute(\.secrets)
    distribute(\.podControllers)
    distribute(\.generatedObjects)
    placed.settle()
    let apart = folders.sorted { $0.key < $1.key }.map { name, folder in
      var folder = folder
      folder.settle()
      folder.folder = String(name)
      return folder
    }
    return [placed] + apart.filter { !$0.roleBindings.isEmpty || !$0.clusterRoleBindings.isEmpty || !$0.serviceAccounts.isEmpty }
  }

  /// Whether an object is meant for the same cluster and namespace as a workload of the same namespace, as far as their folders tell: what is left open is of its
  /// own folder, and overlays (`overlays/NAME`, `environments/NAME` and the like) are apart from each other.
  package func belongs(_ object: Origin, with workload: Origin, in scope: Scope) -> Bool {
    if scope == .leftOpen { return self.folder(of: object) == self.folder(of: workload) }
    guard let own = environment(of: workload), let other = environment(of: object) else { return true }
    return own == other
  }

  /// The overlay that an object stands in; nil where it is in none.
  package func environment(of origin: Origin) -> String? {
    let parts = self.folder(of: origin).split(separator: "/")
    guard let index = parts.lastIndex(where: { Self.foldersOfEnvironments.contains(String($0)) }), index + 1 < parts.count else {
      return nil
    }
    return parts[...(index + 1)].joined(separator: "/")
  }

  private static let foldersOfEnvironments: Set<String> = ["overlays", "environments", "envs", "clusters", "stages"]

  /// The namespaces that workloads, service accounts, roles and bindings are in, or that the state has itself.
  package var namespacesInUse: Set<String> {
    var names = Set(workloads.compactMap(\.object.namespace))
    names.formUnion(serviceAccounts.compactMap(\.object.metadata.namespace.value))
    names.formUnion(roles.compactMap(\.object.metadata.namespace.value))
    names.formUnion(roleBindings.compactMap(\.object.metadata.namespace.value))
    names.formUnion(namespaces.compactMap(\.object.metadata.name.value))
    return names
  }

  /// The folder of the file that an object stands in.
  package func folder(of origin: Origin) -> String { paths.indices.contains(origin.file) ? String(Self.folder(paths[origin.file])) : "" }

  private static func folder(_ path: String) -> Substring { path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }
}

// MARK: - Clusters

extension ClusterState {
  /// Something that happened in a cluster, or became known of it.
  package enum Change: Sendable {
    /// An object is there, or another than it was.
    case put(ObjectFacts)
    /// An object is gone.
    case delete(ObjectKind, ObjectID)
    /// Of a part all is known, or no longer.
    case cover(Part, Coverage)
    /// The same of all parts of a kind of which nothing else is said.
    case coverAll(ObjectKind, Coverage)
  }

  /// Makes changes, the later over the earlier. It costs what the parts have that they touch.
  ///
  /// - Returns: Those parts.
  @discardableResult
  package mutating func apply(_ changes: [Change]) -> Set<Part> {
    var touched: Set<Part> = []
    for change in changes {
      switch change {
      case .put(let facts):
        touched.insert(facts.part)
        stage(facts, .put, .cluster)
      case .delete(let kind, let id):
        touched.insert(Part(kind: kind, scope: id.scope))
        stageDeletion(kind, id)
      case .cover(let part, let coverage):
        touched.insert(part)
        statements[part] = coverage
        versionsOfStatements[part.kind] = version + 1
      case .coverAll(let kind, let coverage):
        statementsOfKinds[kind] = coverage
        versionsOfStatements[kind] = version + 1
      }
    }
    commit()
    return touched
  }

  private enum Staging { case add, put }

  private mutating func stage(_ facts: ObjectFacts, _ staging: Staging, _ origin: Origin) {
    func change<Object: ClusterObject>(_ object: Object) -> ObjectTable<Object>.Change {
      let located = Located(origin: origin, object: object)
      return staging == .add ? .add(located) : .put(located)
    }
    switch facts {
    case .workload(let object): workloads.stage(change(object))
    case .serviceAccount(let object): serviceAccounts.stage(change(object))
    case .role(let object): roles.stage(change(object))
    case .clusterRole(let object): clusterRoles.stage(change(object))
    case .roleBinding(let object): roleBindings.stage(change(object))
    case .clusterRoleBinding(let object): clusterRoleBindings.stage(change(object))
    case .networkPolicy(let object): networkPolicies.stage(change(object))
    case .foreignNetworkPolicy(let object): foreignNetworkPolicies.stage(change(object))
    case .podController(let object): podControllers.stage(change(object))
    case .secret(let object): secrets.stage(change(object))
    case .configMap(let object): configMaps.stage(change(object))
    case .service(let object): services.stage(change(object))
    case .limitRange(let object): limitRanges.stage(change(object))
    case .resourceQuota(let object): resourceQuotas.stage(change(object))
    case .persistentVolumeClaim(let object): persistentVolumeClaims.stage(change(object))
    case .namespace(let object): namespaces.stage(change(object))
    case .prometheusRule(let object): prometheusRules.stage(change(object))
    case .generatedObjects(let object): generatedObjects.stage(change(object))
    }
  }

  private mutating func stageDeletion(_ kind: ObjectKind, _ id: ObjectID) {
    switch kind {
    case .cronJob, .job, .pod: workloads.stage(.delete(id))
    case .serviceAccount: serviceAccounts.stage(.delete(id))
    case .role: roles.stage(.delete(id))
    case .clusterRole: clusterRoles.stage(.delete(id))
    case .roleBinding: roleBindings.stage(.delete(id))
    case .clusterRoleBinding: clusterRoleBindings.stage(.delete(id))
    case .networkPolicy: networkPolicies.stage(.delete(id))
    case .foreignNetworkPolicy: foreignNetworkPolicies.stage(.delete(id))
    case .podController: podControllers.stage(.delete(id))
    case .secret: secrets.stage(.delete(id))
    case .configMap: configMaps.stage(.delete(id))
    case .service: services.stage(.delete(id))
    case .limitRange: limitRanges.stage(.delete(id))
    case .resourceQuota: resourceQuotas.stage(.delete(id))
    case .persistentVolumeClaim: persistentVolumeClaims.stage(.delete(id))
    case .namespace: namespaces.stage(.delete(id))
    case .prometheusRule: prometheusRules.stage(.delete(id))
    case .generatedObjects: generatedObjects.stage(.delete(id))
    }
  }

  private mutating func commit() {
    version += 1
    workloads.commit(version: version)
    serviceAccounts.commit(version: version)
    roles.commit(version: version)
    clusterRoles.commit(version: version)
    roleBindings.commit(version: version)
    clusterRoleBindings.commit(version: version)
    networkPolicies.commit(version: version)
    foreignNetworkPolicies.commit(version: version)
    podControllers.commit(version: version)
    secrets.commit(version: version)
    configMaps.commit(version: version)
    services.commit(version: version)
    limitRanges.commit(version: version)
    resourceQuotas.commit(version: version)
    persistentVolumeClaims.commit(version: version)
    namespaces.commit(version: version)
    prometheusRules.commit(version: version)
    generatedObjects.commit(version: version)
  }
}

// MARK: - What is known

extension ClusterState {
  /// Whether all objects of a kind in a namespace are known.
  package func coverage(of kind: ObjectKind, in scope: Scope) -> Coverage {
    if let stated = statements[Part(kind: kind, scope: scope)] ?? statementsOfKinds[kind] { return stated }
    return objectThatIsAlwaysThere(kind, scope).map { .complete(.alwaysThere($0)) } ?? .partial(.notInInput)
  }

  /// Says that all objects of some kinds are known.
  package mutating func declare(_ kinds: KindSet) { apply(kinds.kinds.map { .coverAll($0, .complete(.declared)) }) }

  /// Whether all objects of a kind are known in some namespace, for all that is stated.
  package func isCoveredSomewhere(_ kind: ObjectKind) -> Bool {
    if let stated = statementsOfKinds[kind], stated.isComplete { return true }
    return statements.contains { $0.key.kind == kind && $0.value.isComplete }
  }

  /// What the API server makes in every cluster, as it makes it.
  private func objectThatIsAlwaysThere(_ kind: ObjectKind, _ scope: Scope) -> ObjectID? {
    switch kind {
    case .clusterRole: clusterRoles.objects(named: "cluster-admin", in: .cluster).first?.id
    // Whoever lists this one lists those of every namespace, as recorded answers of an authorizer bear out.
    case .role: roles.objects(named: "extension-apiserver-authentication-reader", in: .namespace("kube-system")).first?.id
    case .configMap: Self.stored(configMaps.objects(named: "kube-root-ca.crt", in: scope))
    case .serviceAccount: Self.stored(serviceAccounts.objects(named: "default", in: scope))
    default: nil
    }
  }

  /// The object as it came from an API server: manifests of objects that are always there are written, too.
  private static func stored<Object: ClusterObject>(_ objects: ArraySlice<Located<Object>>) -> ObjectID? {
    objects.first { $0.object.objectUID != nil }.map(\.id)
  }

  /// The version at which anything of a kind last changed, its objects or what is stated of them.
  package func version(of kind: ObjectKind) -> UInt64 { max(versionOfObjects(of: kind), versionsOfStatements[kind] ?? 0) }

  /// The version at which anything of some kinds last changed.
  package func version(of kinds: KindSet) -> UInt64 { kinds.kinds.reduce(0) { max($0, version(of: $1)) } }

  private func versionOfObjects(of kind: ObjectKind) -> UInt64 {
    switch kind {
    case .cronJob, .job, .pod: workloads.version
    case .serviceAccount: serviceAccounts.version
    case .role: roles.version
    case .clusterRole: clusterRoles.version
    case .roleBinding: roleBindings.version
    case .clusterRoleBinding: clusterRoleBindings.version
    case .networkPolicy: networkPolicies.version
    case .foreignNetworkPolicy: foreignNetworkPolicies.version
    case .podController: podControllers.version
    case .secret: secrets.version
    case .configMap: configMaps.version
    case .service: services.version
    case .limitRange: limitRanges.version
    case .resourceQuota: resourceQuotas.version
    case .persistentVolumeClaim: persistentVolumeClaims.version
    case .namespace: namespaces.version
    case .prometheusRule: prometheusRules.version
    case .generatedObjects: generatedObjects.version
    }
  }

  /// Whether the state has any object of a kind.
  package func hasObjects(of kind: ObjectKind) -> Bool {
    switch kind {
    case .cronJob, .job, .pod: !workloads.isEmpty
    case .serviceAccount: !serviceAccounts.isEmpty
    case .role: !roles.isEmpty
    case .clusterRole: !clusterRoles.isEmpty
    case .roleBinding: !roleBindings.isEmpty
    case .clusterRoleBinding: !clusterRoleBindings.isEmpty
    case .networkPolicy: !networkPolicies.isEmpty
    case .foreignNetworkPolicy: !foreignNetworkPolicies.isEmpty
    case .podController: !podControllers.isEmpty
    case .secret: !secrets.isEmpty
    case .configMap: !configMaps.isEmpty
    case .service: !services.isEmpty
    case .limitRange: !limitRanges.isEmpty
    case .resourceQuota: !resourceQuotas.isEmpty
    case .persistentVolumeClaim: !persistentVolumeClaims.isEmpty
    case .namespace: !namespaces.isEmpty
    case .prometheusRule: !prometheusRules.isEmpty
    case .generatedObjects: !generatedObjects.isEmpty
    }
  }
}
