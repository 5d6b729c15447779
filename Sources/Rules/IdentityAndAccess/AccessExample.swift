/// The manifests of the examples of rules about access: a CronJob, and what its service account holds.
enum AccessExample {
  /// A List of objects, and the CronJob `shop/backup` as its last.
  ///
  /// - Parameters:
  ///   - account: `serviceAccountName` of the CronJob, with its mark.
  ///   - pod: A line more of the pod.
  ///   - command: That of the container.
  ///   - objects: The other objects, as items of a list.
  static func list(account: String = "backup", pod: String = "", command: String = "", _ objects: String) -> String {
    let items = objects.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
    return """
      apiVersion: v1
      kind: List
      items:
      \(items)
        - apiVersion: batch/v1
          kind: CronJob
          metadata: {name: backup, namespace: shop}
          spec:
            schedule: "0 2 * * *"
            jobTemplate:
              spec:
                template:
                  spec:
                    serviceAccountName: \(account)\(pod.isEmpty ? "" : "\n              \(pod)")
                    restartPolicy: Never
                    containers:
                      - name: dump
                        image: registry.example.com/backup:1.4\(command.isEmpty ? "" : "\n                  command: \(command)")
      """
  }

  /// The CronJob with a Role, or a ClusterRole, of these rules bound to its service account.
  ///
  /// - Parameters:
  ///   - namespace: Where it is bound; nil: in the whole cluster.
  ///   - rules: Its rules, in flow style.
  ///   - more: Other objects, as items of a list.
  static func granting(_ rules: String, in namespace: String? = "shop", account: String = "backup", pod: String = "", more: String = "")
    -> String
  {
    let (role, binding) = namespace == nil ? ("ClusterRole", "ClusterRoleBinding") : ("Role", "RoleBinding")
    let metadata = "{name: backup\(namespace.map { ", namespace: \($0)" } ?? "")}"
    let objects = """
      - apiVersion: rbac.authorization.k8s.io/v1
        kind: \(role)
        metadata: \(metadata)
        rules:
          - \(rules)
      - apiVersion: rbac.authorization.k8s.io/v1
        kind: \(binding)
        metadata: \(metadata)
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: \(role), name: backup}
        subjects: [{kind: ServiceAccount, name: backup, namespace: shop}]
      """
    return list(account: account, pod: pod, more.isEmpty ? objects : "\(objects)\n\(more)")
  }

  /// The service account `shop/backup`.
  static let serviceAccount = """
    - apiVersion: v1
      kind: ServiceAccount
      metadata: {name: backup, namespace: shop}
    """
}
