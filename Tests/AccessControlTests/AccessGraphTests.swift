import ClusterState
import AccessControl
import Manifests
import Randomness
import SmallStack
import Testing

@Suite("What service accounts can reach")
struct AccessGraphTests {
  struct Situation: Sendable, CustomTestStringConvertible {
    var title: String
    /// Rules of a Role in namespace shop, or of a ClusterRole that a ClusterRoleBinding grants, for shop/backup.
    var rules: String
    var isClusterWide = false
    var more = ""
    /// The goal and the phrase of every step; nil where there is no way.
    var path: [String]?

    var testDescription: String { title }
  }

  private static let core = #"apiGroups: [""]"#
  private static let rbac = "apiGroups: [rbac.authorization.k8s.io]"
  private static let deployer = """
    {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: deployer},
     roleRef: {kind: ClusterRole, name: cluster-admin}, subjects: [{kind: ServiceAccount, name: deployer, namespace: web}]}
    """

  static let situations: [Situation] = [
    Situation(title: "one named Secret leads nowhere", rules: "{\(core), resources: [secrets], resourceNames: [db], verbs: [get]}"),
    Situation(title: "a list by name leads nowhere", rules: "{\(core), resources: [secrets], resourceNames: [db], verbs: [list, watch]}"),
    Situation(
      title: "to create a named Secret leads nowhere", rules: "{\(core), resources: [secrets], resourceNames: [db], verbs: [create]}"),
    Situation(
      title: "every Secret of its namespace", rules: "{\(core), resources: [secrets], verbs: [list]}",
      path: ["every Secret of namespace shop", "read Secrets in namespace shop"]),
    Situation(
      title: "every Secret of the cluster", rules: "{\(core), resources: [secrets], verbs: [watch]}", isClusterWide: true,
      path: ["every Secret of the cluster", "read Secrets in every namespace"]),
    Situation(
      title: "a Job may mount any Secret", rules: "{apiGroups: [batch], resources: [jobs], verbs: [create]}",
      path: ["every Secret of namespace shop", "run pods as any service account, with any Secret in namespace shop"]),
    Situation(
      title: "one CronJob that may be changed is enough",
      rules: "{apiGroups: [batch], resources: [cronjobs], resourceNames: [x], verbs: [patch]}",
      path: ["every Secret of namespace shop", "change what workloads run, and as which service account in namespace shop"]),
    Situation(
      title: "another service account of the namespace is cluster-admin",
      rules: "{\(core), resources: [serviceaccounts/token], verbs: [create]}",
      more: """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: deployer},
         roleRef: {kind: ClusterRole, name: cluster-admin}, subjects: [{kind: ServiceAccount, name: deployer, namespace: shop}]}
        """,
      path: ["cluster-admin", "request tokens of service accounts in namespace shop", "do everything in the cluster"]),
    Situation(
      title: "the token of one service account",
      rules: "{\(core), resources: [serviceaccounts/token], resourceNames: [deployer], verbs: [create]}",
      more: """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: deployer, namespace: web},
         roleRef: {kind: ClusterRole, name: edit}, subjects: [{kind: ServiceAccount, name: deployer, namespace: shop}]}
        """,
      path: ["namespace web", "request tokens of service accounts in namespace shop", "read Secrets in namespace web"]),
    Situation(
      title: "a Secret with the token of a service account", rules: "{\(core), resources: [secrets], resourceNames: [old], verbs: [get]}",
      more: """
        {apiVersion: v1, kind: Secret, metadata: {name: old, namespace: shop, annotations: {kubernetes.io/service-account.name: deployer}},
         type: kubernetes.io/service-account-token}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: deployer},
         roleRef: {kind: ClusterRole, name: cluster-admin}, subjects: [{kind: ServiceAccount, name: deployer, namespace: shop}]}
        """,
      path: ["cluster-admin", "read Secrets in namespace shop", "do everything in the cluster"]),
    Situation(
      title: "a Secret is answered to who changes nothing of it", rules: "{\(core), resources: [secrets], verbs: [patch]}",
      path: ["every Secret of namespace shop", "read Secrets in namespace shop"]),
    Situation(
      title: "to delete all Secrets, as a dry run, shows them", rules: "{\(core), resources: [secrets], verbs: [deletecollection]}",
      path: ["every Secret of namespace shop", "read Secrets in namespace shop"]),
    Situation(
      title: "a controller makes pods of a workflow", rules: "{apiGroups: [argoproj.io], resources: [workflows], verbs: [create]}",
      path: ["every Secret of namespace shop", "run pods as any service account, with any Secret in namespace shop"]),
    Situation(
      title: "the user of a service account is impersonated by another resource",
      rules: "{\(core), resources: [users], resourceNames: [\"system:serviceaccount:web:deployer\"], verbs: [impersonate]}",
      isClusterWide: true,
      more: deployer),
    Situation(
      title: "commands run as whom the pods run as", rules: "{\(core), resources: [pods/exec], verbs: [create]}", isClusterWide: true,
      more: """
        \(deployer)
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: deploy, namespace: web}, spec: {serviceAccountName: deployer, containers: [{name: c, image: i}]}}
        """,
      path: ["cluster-admin", "run commands in pods in every namespace", "do everything in the cluster"]),
    Situation(
      title: "no pod runs as the one that could do everything", rules: "{\(core), resources: [pods/exec], verbs: [create]}",
      more: """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: other},
         roleRef: {kind: ClusterRole, name: cluster-admin}, subjects: [{kind: ServiceAccount, name: other, namespace: shop}]}
        """),
    Situation(
      title: "Roles of every namespace may be bound",
      rules: "{\(rbac), resources: [rolebindings], verbs: [create]}, {\(rbac), resources: [roles], verbs: [bind]}", isClusterWide: true,
      more: """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: cluster-admin}, rules: []}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: pay},
         rules: [{\(core), resources: [secrets], verbs: [get]}]}
        """,
      path: ["namespace pay", "bind Roles it does not hold in every namespace", "read Secrets in namespace pay"]),
    Situation(
      title: "a ClusterRole of its own is added to the one it holds",
      rules: "{\(rbac), resources: [clusterroles], verbs: [create, escalate]}",
      isClusterWide: true,
      more: """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: view},
         roleRef: {kind: ClusterRole, name: view}, subjects: [{kind: ServiceAccount, name: backup, namespace: shop}]}
        """,
      path: ["cluster-admin", "have a ClusterRole of its own added to an aggregated one that it holds"]),
    Situation(
      title: "a new ClusterRole is nothing to who holds no aggregated one",
      rules: "{\(rbac), resources: [clusterroles], verbs: [create, escalate]}", isClusterWide: true),
    Situation(
      title: "pods go where they are taken",
      rules: "{\(core), resources: [pods], verbs: [delete]}, {\(core), resources: [nodes], verbs: [patch]}", isClusterWide: true,
      more: """
        \(deployer)
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: deploy, namespace: web}, spec: {serviceAccountName: deployer, containers: [{name: c, image: i}]}}
        """,
      path: [
        "cluster-admin", "have pods moved to a node of its choice, by closing the others in every namespace",
        "do everything in the cluster",
      ]),
    Situation(
      title: "volumes are of no use without pods", rules: "{\(core), resources: [persistentvolumes], verbs: [create]}", isClusterWide: true),
    Situation(
      title: "volumes are objects of the cluster, which a Role does not grant",
      rules: "{\(core), resources: [persistentvolumes], verbs: [create]}, {apiGroups: [batch], resources: [jobs], verbs: [create]}",
      path: ["every Secret of namespace shop", "run pods as any service account, with any Secret in namespace shop"]),
    Situation(
      title: "volumes and pods of one namespace lead to every node",
      rules: "{apiGroups: [batch], resources: [jobs], verbs: [create]}",
      more: """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: volumes}, rules: [
         {apiGroups: [""], resources: [persistentvolumes], verbs: [create]}]}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: volumes},
         roleRef: {kind: ClusterRole, name: volumes}, subjects: [{kind: ServiceAccount, name: backup, namespace: shop}]}
        """,
      path: [
        "cluster-admin", "mount the files of any node by a volume it creates, with the tokens of the pods there",
        "change every object while it is admitted",
      ]),
    Situation(title: "bindings alone only bind what is held", rules: "{\(rbac), resources: [rolebindings], verbs: [create]}"),
    Situation(title: "to bind takes bindings to write", rules: "{\(rbac), resources: [clusterroles], verbs: [bind]}"),
    Situation(
      title: "bindings and bind are the whole namespace",
      rules: "{\(rbac), resources: [rolebindings], verbs: [create]}, {\(rbac), resources: [clusterroles], verbs: [bind]}",
      path: ["every Secret of namespace shop", "bind ClusterRoles it does not hold in namespace shop"]),
    Situation(
      title: "a role that may be bound by name is as far as it goes",
      rules:
        "{\(rbac), resources: [rolebindings], verbs: [create]}, {\(rbac), resources: [clusterroles], resourceNames: [view], verbs: [bind]}"),
    Situation(
      title: "cluster-admin may be bound by name",
      rules: """
        {\(rbac), resources: [clusterrolebindings], verbs: [create]}, \
        {\(rbac), resources: [clusterroles], resourceNames: [cluster-admin], verbs: [bind]}
        """, isClusterWide: true,
      path: ["cluster-admin", "bind ClusterRoles it does not hold in every namespace", "do everything in the cluster"]),
    Situation(
      title: "roles alone only get what is held", rules: "{\(rbac), resources: [clusterroles], verbs: [update]}", isClusterWide: true),
    Situation(
      title: "roles and escalate are everything", rules: "{\(rbac), resources: [clusterroles], verbs: [patch, escalate]}",
      isClusterWide: true,
      path: ["cluster-admin", "add rules it does not hold to ClusterRoles"]),
    Situation(title: "a namespace does not have the kubelet's API", rules: "{\(core), resources: [nodes/proxy], verbs: [get]}"),
    Situation(
      title: "groups need a user to be a member", rules: "{\(core), resources: [groups], verbs: [impersonate]}", isClusterWide: true),
    Situation(
      title: "a member of system:masters", rules: "{\(core), resources: [groups, users], verbs: [impersonate]}", isClusterWide: true,
      path: ["cluster-admin", "act as a member of system:masters"]),
    Situation(
      title: "whether controllers of Kubernetes have service accounts, the input does not say",
      rules: "{\(core), resources: [pods], verbs: [create]}", isClusterWide: true,
      path: ["every Secret of the cluster", "run pods as any service account, with any Secret in every namespace"]),
    Situation(
      title: "a certificate of any user takes three permissions",
      rules: """
        {apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests], verbs: [create]}, \
        {apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update]}, \
        {apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: [kubernetes.io/kube-apiserver-client], verbs: [approve]}
        """, isClusterWide: true, path: ["cluster-admin", "request and approve a certificate of any user"]),
  ]

  static func manifest(_ situation: Situation) -> String {
    let kinds = situation.isClusterWide ? ("ClusterRole", "ClusterRoleBinding") : ("Role", "RoleBinding")
    let metadata = situation.isClusterWide ? "{name: backup}" : "{name: backup, namespace: shop}"
    return """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: \(kinds.0), metadata: \(metadata), rules: [\(situation.rules)]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: \(kinds.1), metadata: \(metadata),
       roleRef: {kind: \(kinds.0), name: backup}, subjects: [{kind: ServiceAccount, name: backup, namespace: shop}]}
      ---
      \(situation.more)
      """
  }

  @Test(arguments: situations)
  func paths(_ situation: Situation) throws {
    let state = try ClusterState(Self.manifest(situation))
    let graph = AccessGraph(Authorizer(state), state)
    let account = try #require(graph.accounts.position(of: ServiceAccountName(namespace: "shop", name: "backup")))
    let path = graph.gravestPath(ofAccount: account, graph.searches())
    #expect(path.map { [$0.goal.description] + $0.steps.map(\.phrase) } == situation.path)
  }

  @Test("Permissions of several bindings come together, and every step names its own")
  func severalBindings() throws {
    let state = try ClusterState(
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: writer, namespace: shop},
       rules: [{apiGroups: [""], resources: [secrets], verbs: [create]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: writer, namespace: shop},
       roleRef: {kind: Role, name: writer}, subjects: [{kind: ServiceAccount, name: backup}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: readers, namespace: shop},
       roleRef: {kind: ClusterRole, name: reader}, subjects: [{kind: Group, name: "system:serviceaccounts:shop"}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: reader},
       rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: root},
       roleRef: {kind: ClusterRole, name: cluster-admin}, subjects: [{kind: ServiceAccount, name: root, namespace: shop}]}
      """)
    let graph = AccessGraph(Authorizer(state), state)
    let account = try #require(graph.accounts.position(of: ServiceAccountName(namespace: "shop", name: "backup")))
    let path = try #require(graph.gravestPath(ofAccount: account, graph.searches()))
    #expect(path.goal == .clusterAdmin)
    #expect(path.steps.map(\.capability) == [.createSecrets, .doEverything])
    #expect(path.steps.map { "\($0.actor)" } == ["shop/backup", "shop/root"])
    #expect(path.steps.map { $0.binding?.description } == ["RoleBinding shop/writer", "ClusterRoleBinding root"])
    #expect(path.steps[0].reach == .account(ServiceAccountName(namespace: "shop", name: "root")))
  }

  @Test("Users who may impersonate each other in a row take no room on the stack")
  func longWay() async throws {
    let count = 2_000
    func grant(_ number: Int, _ subject: String, _ rule: String) -> String {
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r\(number)}, rules: [{apiGroups: [""], \(rule)}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: b\(number)},
       roleRef: {kind: ClusterRole, name: r\(number)}, subjects: [\(subject)]}
      """
    }
    let grants = (0..<count).map { number in
      grant(
        number, number == 0 ? "{kind: ServiceAccount, name: backup, namespace: shop}" : "{kind: User, name: u\(number)}",
        number == count - 1
          ? "resources: [secrets], verbs: [list]" : "resources: [users], resourceNames: [u\(number + 1)], verbs: [impersonate]")
    }
    let steps = try await onSmallStack {
      let state = try ClusterState(grants.joined(separator: "\n---\n"))
      let graph = AccessGraph(Authorizer(state), state)
      let account = try #require(graph.accounts.position(of: ServiceAccountName(namespace: "shop", name: "backup")))
      return graph.gravestPath(ofAccount: account, graph.searches())?.steps.count
    }
    #expect(steps == count)
  }

  @Test("Neither the order of files nor how documents are split changes what is said")
  func orderOfFiles() throws {
    let documents = Self.situations.flatMap { situation in
      Self.manifest(situation).replacing("shop", with: "shop-\(situation.title.utf8.count)").split(separator: "---").map { Array($0.utf8) }
    }
    func described(_ documents: [[UInt8]]) throws -> [String] {
      let state = try ClusterState(manifests: documents)
      let graph = AccessGraph(Authorizer(state), state)
      let searches = graph.searches()
      return graph.accounts.all.indices.map { account in
        let path = graph.gravestPath(ofAccount: account, searches)
        let steps = (path?.steps ?? []).map { "\($0.actor) \($0.phrase) \($0.binding?.description ?? "") \($0.reach)" }
        return "\(graph.accounts.all[account].name) \(path?.goal.description ?? "nothing") \(steps)"
      }
    }
    let expected = try described(documents)
    #expect(expected.count > 20)
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<5 { #expect(try described(documents.shuffled(using: &generator)) == expected) }
    #expect(try described([Array(documents.joined(separator: Array("\n---\n".utf8)))]) == expected)
  }
}
