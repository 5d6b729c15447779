import Foundation

/// The RBAC objects of a large cluster, as `kubectl get -o json` dumps them: few namespaces with many service accounts and many with few, most bindings to
/// few roles, and few roles that are dangerous.
struct Cluster {
  let namespaces: Int
  let serviceAccounts: Int
  let roleBindings: Int
  let clusterRoles: Int

  /// The sizes that are planned for.
  static let small = Cluster(namespaces: 1_000, serviceAccounts: 5_000, roleBindings: 4_000, clusterRoles: 400)
  static let large = Cluster(namespaces: 10_000, serviceAccounts: 50_000, roleBindings: 40_000, clusterRoles: 2_000)

  func write(to folder: URL, using generator: inout Generator) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var homes = (0..<namespaces).map { namespace in namespace }
    // One in ten namespaces is crowded.
    while homes.count < serviceAccounts {
      homes.append(generator.chance(oneIn: 2) ? generator.number(in: 0..<namespaces) : generator.number(in: 0..<namespaces / 10))
    }
    var accounts = ""
    var bindings = ""
    var roles = ""
    for (index, home) in homes.enumerated() {
      append(
        object("v1", "ServiceAccount", index < namespaces ? "default" : "app-\(index)", home, generator.hexadecimal(draws: 2), ""),
        to: &accounts)
    }
    for index in 0..<roleBindings {
      let account = generator.number(in: 0..<serviceAccounts)
      // One in twenty bindings reaches into another namespace.
      let namespace = generator.chance(oneIn: 20) ? generator.number(in: 0..<namespaces) : homes[account]
      let isOwnRole = generator.chance(oneIn: 2)
      if isOwnRole {
        append(
          object("rbac.authorization.k8s.io/v1", "Role", "role-\(index)", namespace, generator.hexadecimal(draws: 2), rules(&generator)),
          to: &roles)
      }
      let common = ["view", "edit", "app-reader", "job-runner", "config-reader"]
      let clusterRole = generator.chance(oneIn: 10) ? "app-\(generator.number(in: 0..<clusterRoles))" : generator.one(of: common)
      let reference = isOwnRole ? ("Role", "role-\(index)") : ("ClusterRole", clusterRole)
      append(
        object(
          "rbac.authorization.k8s.io/v1", "RoleBinding", "binding-\(index)", namespace, generator.hexadecimal(draws: 2),
          binding(to: reference, account: name(of: account), in: homes[account])), to: &bindings)
    }
    var clusterRoleText = ""
    for index in 0..<clusterRoles {
      append(
        object("rbac.authorization.k8s.io/v1", "ClusterRole", "app-\(index)", nil, generator.hexadecimal(draws: 2), rules(&generator)),
        to: &clusterRoleText)
    }
    for (name, rule) in Self.commonRoles {
      append(
        object("rbac.authorization.k8s.io/v1", "ClusterRole", name, nil, generator.hexadecimal(draws: 2), ",\"rules\":[\(rule)]"),
        to: &clusterRoleText)
    }
    var clusterRoleBindings = ""
    for index in 0..<clusterRoles / 4 {
      let account = generator.number(in: 0..<serviceAccounts)
      let role = index < 5 ? "cluster-admin" : "app-\(generator.number(in: 0..<clusterRoles))"
      append(
        object(
          "rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "binding-\(index)", nil, generator.hexadecimal(draws: 2),
          binding(to: ("ClusterRole", role), account: name(of: account), in: homes[account])), to: &clusterRoleBindings)
    }
    for (name, items) in [
      ("serviceaccounts", accounts), ("roles", roles), ("rolebindings", bindings), ("clusterroles", clusterRoleText),
      ("clusterrolebindings", clusterRoleBindings),
    ] {
      let list = "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n\(items)\n]}\n"
      try list.write(to: folder.appending(path: "\(name).json"), atomically: false, encoding: .utf8)
    }
  }

  private func name(of account: Int) -> String { account < namespaces ? "default" : "app-\(account)" }

  private func append(_ object: String, to list: inout String) { list += list.isEmpty ? object : ",\n\(object)" }

  private func object(_ version: String, _ kind: String, _ name: String, _ namespace: Int?, _ uid: String, _ rest: String) -> String {
    let place = namespace.map { ",\"namespace\":\"team-\($0)\"" } ?? ""
    return """
      {"apiVersion":"\(version)","kind":"\(kind)","metadata":{"creationTimestamp":"2026-01-01T00:00:00Z","labels":{"app.kubernetes.io/managed-by":"Helm"},\
      "name":"\(name)"\(place),"resourceVersion":"1000","uid":"\(uid)"}\(rest)}
      """
  }

  private func binding(to role: (kind: String, name: String), account: String, in namespace: Int) -> String {
    """
    ,"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"\(role.kind)","name":"\(role.name)"},\
    "subjects":[{"kind":"ServiceAccount","name":"\(account)","namespace":"team-\(namespace)"}]
    """
  }

  private static let commonRoles = [
    ("cluster-admin", #"{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}"#),
    ("view", #"{"apiGroups":[""],"resources":["configmaps","pods","services","pods/log"],"verbs":["get","list","watch"]}"#),
    (
      "edit",
      #"{"apiGroups":["","apps","batch"],"resources":["pods","secrets","deployments","jobs","cronjobs"],"verbs":["create","get","list","patch"]}"#
    ),
    ("app-reader", #"{"apiGroups":["apps"],"resources":["deployments"],"verbs":["get","list"]}"#),
    ("job-runner", #"{"apiGroups":["batch"],"resources":["jobs"],"verbs":["create","get","list","watch","delete"]}"#),
    ("config-reader", #"{"apiGroups":[""],"resources":["configmaps"],"verbs":["get"]}"#),
  ]

  private func rules(_ generator: inout Generator) -> String {
    let rules = (0..<generator.number(in: 1..<4)).map { _ in
      switch generator.number(in: 0..<20) {
      case 0: #"{"apiGroups":[""],"resources":["secrets"],"verbs":["get","list"]}"#
      case 1: #"{"apiGroups":["batch"],"resources":["jobs","cronjobs"],"verbs":["create","patch"]}"#
      case 2: #"{"apiGroups":["rbac.authorization.k8s.io"],"resources":["rolebindings"],"verbs":["create"]}"#
      case 3: #"{"apiGroups":[""],"resources":["pods/exec"],"verbs":["create"]}"#
      case 4...8:
        #"{"apiGroups":[""],"resources":["secrets"],"resourceNames":["secret-\#(generator.number(in: 0..<100))"],"verbs":["get"]}"#
      default:
        #"{"apiGroups":["\#(generator.one(of: ["", "apps", "batch"]))"],"resources":["\#(generator.one(of: ["configmaps", "pods", "deployments", "jobs"]))"],"verbs":["get","list"]}"#
      }
    }
    return ",\"rules\":[\(rules.joined(separator: ","))]"
  }
}
