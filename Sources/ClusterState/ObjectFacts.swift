package import Manifests

/// What is kept of an object in a cluster's state.
package protocol ClusterObject: Sendable {
  /// Where the kind's objects are: in namespaces, but for some kinds.
  var scope: Scope { get }
  /// Empty where the manifest gives none.
  var objectName: String { get }
  /// As the API calls it.
  var kindName: String { get }
  /// Of an object that the API server stored.
  var objectUID: String? { get }
}

extension ClusterObject {
  /// What it is, wherever it was read.
  package var id: ObjectID { ObjectID(kind: kindName, scope: scope, name: objectName) }
}

/// An object of which its metadata says what it is called.
package protocol NamedByMetadata: ClusterObject {
  var metadata: ObjectMeta { get }
}

extension NamedByMetadata {
  /// See ``ClusterObject``.
  package var scope: Scope { Scope(namespace: metadata.namespace.value) }
  /// See ``ClusterObject``.
  package var objectName: String { metadata.name.value ?? "" }
  /// See ``ClusterObject``.
  package var objectUID: String? { metadata.uid.value }
}

extension WorkloadFacts: ClusterObject {
  /// See ``ClusterObject``.
  package var scope: Scope { Scope(namespace: namespace) }
  /// See ``ClusterObject``.
  package var objectName: String { name }
  /// See ``ClusterObject``.
  package var kindName: String { kind.rawValue }
  /// See ``ClusterObject``.
  package var objectUID: String? { uid }
}

extension ServiceAccount: NamedByMetadata { package var kindName: String { "ServiceAccount" } }
extension Secret: NamedByMetadata { package var kindName: String { "Secret" } }
extension ConfigMap: NamedByMetadata { package var kindName: String { "ConfigMap" } }
extension NetworkPolicy: NamedByMetadata { package var kindName: String { "NetworkPolicy" } }
extension ForeignNetworkPolicy: NamedByMetadata { package var kindName: String { kind } }
extension PodController: NamedByMetadata { package var kindName: String { kind } }
extension GeneratedObjects: NamedByMetadata { package var kindName: String { kind } }
extension Service: NamedByMetadata { package var kindName: String { "Service" } }
extension LimitRange: NamedByMetadata { package var kindName: String { "LimitRange" } }
extension ResourceQuota: NamedByMetadata { package var kindName: String { "ResourceQuota" } }
extension PersistentVolumeClaim: NamedByMetadata { package var kindName: String { "PersistentVolumeClaim" } }
extension PrometheusRule: NamedByMetadata { package var kindName: String { "PrometheusRule" } }
extension Namespace: NamedByMetadata {
  /// See ``ClusterObject``.
  package var kindName: String { "Namespace" }
  /// See ``ClusterObject``.
  package var scope: Scope { .cluster }
}
extension Role: NamedByMetadata {
  /// See ``ClusterObject``.
  package var kindName: String { isClusterRole ? "ClusterRole" : "Role" }
  /// See ``ClusterObject``.
  package var scope: Scope { isClusterRole ? .cluster : Scope(namespace: metadata.namespace.value) }
}
extension RoleBinding: NamedByMetadata {
  /// See ``ClusterObject``.
  package var kindName: String { isClusterWide ? "ClusterRoleBinding" : "RoleBinding" }
  /// See ``ClusterObject``.
  package var scope: Scope { isClusterWide ? .cluster : Scope(namespace: metadata.namespace.value) }
}

/// What is kept of one object: the same whether a file, a list, a watch or a review held it.
package enum ObjectFacts: Sendable {
  case workload(WorkloadFacts)
  case serviceAccount(ServiceAccount)
  case role(Role), clusterRole(Role)
  case roleBinding(RoleBinding), clusterRoleBinding(RoleBinding)
  case networkPolicy(NetworkPolicy)
  case foreignNetworkPolicy(ForeignNetworkPolicy)
  case podController(PodController)
  case secret(Secret)
  /// Without the texts that it holds.
  case configMap(ConfigMap)
  case service(Service)
  case limitRange(LimitRange)
  case resourceQuota(ResourceQuota)
  case persistentVolumeClaim(PersistentVolumeClaim)
  case namespace(Namespace)
  case prometheusRule(PrometheusRule)
  case generatedObjects(GeneratedObjects)

  /// nil for what no state has: objects of which nothing is read, and templates that other objects hold, as what a controller makes of them is not known
  /// well enough to be joined with other objects.
  package init?(_ manifest: Manifest) {
    var names = RecentTexts()
    self.init(manifest, sharing: &names)
  }

  /// - Parameter names: See ``WorkloadFacts/init(_:sharing:)``.
  init?(_ manifest: Manifest, sharing names: inout RecentTexts) {
    switch manifest {
    case .workload(let workload):
      if workload.holder != nil { return nil }
      self = .workload(WorkloadFacts(workload, sharing: &names))
    case .serviceAccount(let object): self = .serviceAccount(object)
    case .role(let object): self = .role(object)
    case .clusterRole(let object): self = .clusterRole(object)
    case .roleBinding(let object): self = .roleBinding(object)
    case .clusterRoleBinding(let object): self = .clusterRoleBinding(object)
    case .networkPolicy(let object): self = .networkPolicy(object)
    case .foreignNetworkPolicy(let object): self = .foreignNetworkPolicy(object)
    case .podController(let object): self = .podController(object)
    case .secret(let object): self = .secret(object)
    case .configMap(let object): self = .configMap(object.withoutTexts())
    case .service(let object): self = .service(object)
    case .limitRange(let object): self = .limitRange(object)
    case .resourceQuota(let object): self = .resourceQuota(object)
    case .persistentVolumeClaim(let object): self = .persistentVolumeClaim(object)
    case .namespace(let object): self = .namespace(object)
    case .prometheusRule(let object): self = .prometheusRule(object)
    case .generatedObjects(let object, _): self = .generatedObjects(object)
    case .coverage, .other: return nil
    }
  }
}

extension ObjectFacts {
  /// What they are of.
  package var id: ObjectID { object.id }

  /// Where they belong.
  package var part: Part { Part(kind: kind, scope: object.scope) }

  private var object: any ClusterObject {
    switch self {
    case .workload(let object): object
    case .serviceAccount(let object): object
    case .role(let object): object
    case .clusterRole(let object): object
    case .roleBinding(let object): object
    case .clusterRoleBinding(let object): object
    case .networkPolicy(let object): object
    case .foreignNetworkPolicy(let object): object
    case .podController(let object): object
    case .secret(let object): object
    case .configMap(let object): object
    case .service(let object): object
    case .limitRange(let object): object
    case .resourceQuota(let object): object
    case .persistentVolumeClaim(let object): object
    case .namespace(let object): object
    case .prometheusRule(let object): object
    case .generatedObjects(let object): object
    }
  }

  private var kind: ObjectKind {
    switch self {
    case .workload(let object): ObjectKind(object.kind)
    case .serviceAccount: .serviceAccount
    case .role: .role
    case .clusterRole: .clusterRole
    case .roleBinding: .roleBinding
    case .clusterRoleBinding: .clusterRoleBinding
    case .networkPolicy: .networkPolicy
    case .foreignNetworkPolicy: .foreignNetworkPolicy
    case .podController: .podController
    case .secret: .secret
    case .configMap: .configMap
    case .service: .service
    case .limitRange: .limitRange
    case .resourceQuota: .resourceQuota
    case .persistentVolumeClaim: .persistentVolumeClaim
    case .namespace: .namespace
    case .prometheusRule: .prometheusRule
    case .generatedObjects: .generatedObjects
    }
  }
}

extension ObjectKind {
  /// That of a workload.
  package init(_ kind: Workload.Kind) {
    self =
      switch kind {
      case .cronJob: .cronJob
      case .job: .job
      case .pod: .pod
      }
  }
}
