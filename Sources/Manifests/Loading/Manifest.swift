package import SourceTree

/// One object of an input, as a typed view.
package enum Manifest: Sendable {
  case workload(Workload)
  case serviceAccount(ServiceAccount)
  case role(Role)
  case clusterRole(Role)
  case roleBinding(RoleBinding)
  case clusterRoleBinding(RoleBinding)
  case networkPolicy(NetworkPolicy)
  case foreignNetworkPolicy(ForeignNetworkPolicy)
  case podController(PodController)
  case secret(Secret)
  case configMap(ConfigMap)
  case service(Service)
  case limitRange(LimitRange)
  case resourceQuota(ResourceQuota)
  case persistentVolumeClaim(PersistentVolumeClaim)
  case namespace(Namespace)
  case prometheusRule(PrometheusRule)
  case coverage(CoverageStatement)
  case generatedObjects(GeneratedObjects, kind: String)
  /// An object of which nothing is read.
  case other(kind: String)

  /// - Parameter readsStatus: Whether ``Workload/status`` is of interest.
  init(_ found: ObjectWalk.Found, readsStatus: Bool = false, isPatch: Bool = false) {
    let object = ObjectReader(found.object, place: found.object.firstPlace)
    self =
      switch found.type {
      case .workload(let kind):
        .workload(
          found.template.map { Workload($0) }
            ?? Workload(
              kind, object, listVersion: found.listVersion, schemaIssues: SchemaChecker.check(found.object, kind: kind.rawValue),
              readsStatus: readsStatus, isPatch: isPatch))
      case .serviceAccount: .serviceAccount(ServiceAccount(object))
      case .role: .role(Role(object, isClusterRole: false))
      case .clusterRole: .clusterRole(Role(object, isClusterRole: true))
      case .roleBinding: .roleBinding(RoleBinding(object, isClusterWide: false))
      case .clusterRoleBinding: .clusterRoleBinding(RoleBinding(object, isClusterWide: true))
      case .networkPolicy: .networkPolicy(NetworkPolicy(object))
      case .foreignNetworkPolicy(let kind): .foreignNetworkPolicy(ForeignNetworkPolicy(object, kind: kind))
      case .podController(let kind): .podController(PodController(object, kind: kind))
      case .secret: .secret(Secret(object))
      case .configMap: .configMap(ConfigMap(object))
      case .service: .service(Service(object))
      case .limitRange: .limitRange(LimitRange(object))
      case .resourceQuota: .resourceQuota(ResourceQuota(object))
      case .persistentVolumeClaim: .persistentVolumeClaim(PersistentVolumeClaim(object))
      case .namespace: .namespace(Namespace(object))
      case .prometheusRule: .prometheusRule(PrometheusRule(object))
      case .coverage: .coverage(CoverageStatement(object))
      case .generatedObjects(let generator):
        .generatedObjects(GeneratedObjects(generator, object), kind: object.string("kind").value ?? "")
      case .other(let kind): .other(kind: kind)
      }
  }

  /// The kind's name in the Kubernetes API.
  package var kind: String {
    switch self {
    case .workload(let workload): workload.kindName
    case .serviceAccount: "ServiceAccount"
    case .role: "Role"
    case .clusterRole: "ClusterRole"
    case .roleBinding: "RoleBinding"
    case .clusterRoleBinding: "ClusterRoleBinding"
    case .networkPolicy: "NetworkPolicy"
    case .foreignNetworkPolicy(let policy): policy.kind
    case .podController(let controller): controller.kind
    case .secret: "Secret"
    case .configMap: "ConfigMap"
    case .service: "Service"
    case .limitRange: "LimitRange"
    case .resourceQuota: "ResourceQuota"
    case .persistentVolumeClaim: "PersistentVolumeClaim"
    case .namespace: "Namespace"
    case .prometheusRule: "PrometheusRule"
    case .coverage: "Coverage"
    case .generatedObjects(_, let kind): kind
    case .other(let kind): kind
    }
  }

  /// The object's `kind` key; nil for one of which nothing is read.
  package var place: SourceRange? {
    switch self {
    case .workload(let object): object.place
    case .serviceAccount(let object): object.place
    case .role(let object), .clusterRole(let object): object.place
    case .roleBinding(let object), .clusterRoleBinding(let object): object.place
    case .networkPolicy(let object): object.place
    case .foreignNetworkPolicy(let object): object.place
    case .podController(let object): object.place
    case .secret(let object): object.place
    case .configMap(let object): object.place
    case .service(let object): object.place
    case .limitRange(let object): object.place
    case .resourceQuota(let object): object.place
    case .persistentVolumeClaim(let object): object.place
    case .namespace(let object): object.place
    case .prometheusRule(let object): object.place
    case .coverage(let statement): statement.place
    case .generatedObjects(let object, _): object.place
    case .other: nil
    }
  }
}
