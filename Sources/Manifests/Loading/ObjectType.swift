import SourceTree

/// What an object is, by its `apiVersion` and `kind`.
enum ObjectType: Sendable, Equatable {
  case workload(Workload.Kind)
  case serviceAccount, role, clusterRole, roleBinding, clusterRoleBinding
  case networkPolicy, secret, configMap, service, limitRange, resourceQuota, persistentVolumeClaim, namespace
  case prometheusRule
  case coverage
  case generatedObjects(GeneratedObjects.Generator)
  case podController(kind: String)
  case foreignNetworkPolicy(kind: String)
  /// A kind that nothing is read of.
  case other(kind: String)

  /// - Parameters:
  ///   - kind: The `kind` as written, or that of a typed list without its `List`.
  ///   - apiVersion: `group/version`, or the version alone in the core group. Every version of a group is read alike: one that is gone is a finding, not
  ///     a reason to skip the object.
  init(kind: String, apiVersion: String) {
    let group = Self.group(ofVersion: apiVersion)
    self =
      switch (kind, group) {
      // Only groups with a dot can have kinds of these names of their own; in any other the version is a mistake, which a rule reports.
      case ("CronJob", _) where !group.utf8.contains(UInt8(ascii: ".")): .workload(.cronJob)
      case ("Job", _) where !group.utf8.contains(UInt8(ascii: ".")): .workload(.job)
      case ("Pod", ""): .workload(.pod)
      case ("ServiceAccount", ""): .serviceAccount
      case ("Secret", ""): .secret
      case ("ConfigMap", ""): .configMap
      case ("Service", ""): .service
      case ("LimitRange", ""): .limitRange
      case ("ResourceQuota", ""): .resourceQuota
      case ("PersistentVolumeClaim", ""): .persistentVolumeClaim
      case ("Namespace", ""): .namespace
      case ("Role", "rbac.authorization.k8s.io"): .role
      case ("ClusterRole", "rbac.authorization.k8s.io"): .clusterRole
      case ("RoleBinding", "rbac.authorization.k8s.io"): .roleBinding
      case ("ClusterRoleBinding", "rbac.authorization.k8s.io"): .clusterRoleBinding
      case ("NetworkPolicy", "networking.k8s.io"), ("NetworkPolicy", "extensions"): .networkPolicy
      case ("PrometheusRule", "monitoring.coreos.com"): .prometheusRule
      case ("Coverage", "curfew.dev"): .coverage
      case ("Deployment", "apps"), ("StatefulSet", "apps"), ("DaemonSet", "apps"), ("ReplicaSet", "apps"), ("ReplicationController", ""),
        ("Deployment", "extensions"), ("DaemonSet", "extensions"), ("ReplicaSet", "extensions"):
        .podController(kind: kind)
      case ("AdminNetworkPolicy", "policy.networking.k8s.io"), ("BaselineAdminNetworkPolicy", "policy.networking.k8s.io"),
        ("ClusterNetworkPolicy", "policy.networking.k8s.io"), ("CiliumNetworkPolicy", "cilium.io"),
        ("CiliumClusterwideNetworkPolicy", "cilium.io"), ("NetworkPolicy", "projectcalico.org"),
        ("GlobalNetworkPolicy", "projectcalico.org"),
        ("NetworkPolicy", "crd.projectcalico.org"), ("GlobalNetworkPolicy", "crd.projectcalico.org"), ("NetworkPolicy", "crd.antrea.io"),
        ("ClusterNetworkPolicy", "crd.antrea.io"):
        .foreignNetworkPolicy(kind: kind)
      default: GeneratedObjects.Generator(kind: kind, group: group).map { .generatedObjects($0) } ?? .other(kind: kind)
      }
  }

  /// The API group of an `apiVersion`; empty for the core group.
  static func group(ofVersion apiVersion: String) -> String {
    apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(apiVersion[..<$0]) } ?? ""
  }

  /// What a mapping says it is; nil where it has no `kind`, or no `apiVersion`.
  ///
  /// A CronJob or Job whose `apiVersion` is a template parameter, or was forgotten, is taken at its word.
  init?(_ mapping: Node) {
    guard let name = mapping["kind"]?.text else { return nil }
    if let version = mapping["apiVersion"], let text = version.text {
      self.init(kind: name, apiVersion: version.isTemplated || !Self.isSpelled(apiVersion: text) ? "" : text)
    } else if name == "CronJob" || name == "Job", mapping["spec"]?.kind == .mapping {
      self.init(kind: name, apiVersion: "")
    } else {
      return nil
    }
  }

  /// Whether an `apiVersion` may be written so; anything else is a variable, or a mistake.
  static func isSpelled(apiVersion: String) -> Bool {
    apiVersion.utf8.allSatisfy { byte in
      (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "-") < 13
    }
  }

  var isOther: Bool { if case .other = self { true } else { false } }
}

extension Node {
  /// Where an object says what it is: its `kind` key, or the first place of one that has none.
  var kindPlace: SourceRange { entry("kind")?.key.range ?? firstPlace }
}
