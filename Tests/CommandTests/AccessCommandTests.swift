import Foundation
import Testing

/// `curfew access` as its users call it.
struct AccessCommandTests {
  private static let manifest = """
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: backup, namespace: shop}, spec: {schedule: "0 2 * * *", jobTemplate: {spec: {template: {spec: {
     serviceAccountName: backup, restartPolicy: Never, containers: [{name: dump, image: "example.com/dump:1", env: [
      {name: PASSWORD, valueFrom: {secretKeyRef: {name: database, key: password}}}]}],
     volumes: [{name: script, configMap: {name: script}}]}}}}}}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: backup, namespace: shop}, rules: [
     {apiGroups: [batch], resources: [jobs], verbs: [create]}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: backup, namespace: shop},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: backup}, subjects: [{kind: ServiceAccount, name: backup}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: scripts, namespace: shop},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: scripts}, subjects: [{kind: User, name: dana}]}
    ---
    {apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: vault-database, namespace: shop}, spec: {target: {name: database}}}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: scripts}, rules: [
     {apiGroups: [""], resources: [configmaps], verbs: [patch]}, {apiGroups: [external-secrets.io], resources: [externalsecrets], verbs: [update]}]}
    """

  private let workspace: Workspace

  init() throws { workspace = try Workspace(["shop.yaml": Self.manifest]) }

  @Test(
    "A workload is found by every way to name it", arguments: ["backup", "shop/backup", "cronjob/backup", "cj/shop/backup", "sa/backup"])
  func showsByName(_ name: String) throws {
    let command = try workspace.curfew("access", "show", name)
    #expect(command.status == 0)
    #expect(command.output.contains("reaches every Secret of namespace shop in 1 step  high"), "\(command.output)")
    #expect(command.output.contains("RoleBinding shop/backup grants Role shop/backup: create jobs.batch  shop.yaml:7"), "\(command.output)")
  }

  @Test("A name that is not there is an error with a remedy")
  func unknownName() throws {
    let command = try workspace.curfew("access", "show", "restore")
    #expect(command.status == 2)
    #expect(command.error.contains("no workload or service account restore") && command.error.contains("curfew access show"))
    #expect(try workspace.curfew("access", "exposure", "restore").status == 2)
  }

  @Test("What is drawn names the same things in every format")
  func formats() throws {
    for format in ["dot", "mermaid", "json", "html"] {
      let command = try workspace.curfew("access", "show", "backup", "--format", format)
      #expect(command.status == 0)
      #expect(command.output.contains("shop/backup") && command.output.contains("every Secret of namespace shop"), "\(format)")
    }
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(workspace.curfew("access", "show", "--format", "json").output.utf8)) as? [String: Any])
    #expect(json["schemaVersion"] as? String == "1")
    let accounts = try #require(json["serviceAccounts"] as? [[String: Any]])
    let backup = try #require(accounts.first { $0["name"] as? String == "backup" && $0["namespace"] as? String == "shop" })
    #expect(backup["level"] as? String == "high")
    let path = try #require(backup["shortestPath"] as? [String: Any])
    #expect((path["steps"] as? [[String: Any]])?.count == 1)
  }

  @Test("What is listed is what the input has or names, and nothing that Kubernetes makes itself; a name finds that too")
  func list() throws {
    let all = try workspace.curfew("access", "show")
    #expect(all.output.hasSuffix("\n1 service account\n") && !all.output.contains("kube-system"), "\(all.output)")
    #expect(try workspace.curfew("access", "show", "kube-system/job-controller").status == 0)
  }

  /// Two applications that leave their namespaces open; what they call by the same names is not the same.
  private static func application(reads resource: String) -> String {
    """
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: backup}, spec: {schedule: "0 2 * * *", jobTemplate: {spec: {template: {spec: {
     serviceAccountName: backup, restartPolicy: Never, containers: [{name: dump, image: "example.com/dump:1"}]}}}}}}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: backup}, rules: [
     {apiGroups: [""], resources: [\(resource)], verbs: [get]}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: backup},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: backup}, subjects: [{kind: ServiceAccount, name: backup}]}
    """
  }

  @Test("Folders that leave their namespaces open are applications of their own, in every format")
  func applications() throws {
    let folders = try Workspace([
      "one/app.yaml": Self.application(reads: "secrets"), "two/app.yaml": Self.application(reads: "configmaps"),
      "shop.yaml": Self.manifest,
    ])
    let table = try folders.curfew("access", "show").output
    #expect(
      table.split(separator: "\n").prefix(4).map { $0.split(separator: " ").prefix(5).joined(separator: " ") } == [
        "SERVICE ACCOUNT LEVEL RUNS ROLES", "default/backup of one high 1", "shop/backup high 1 1 every", "default/backup of two none 1",
      ], "\(table)")
    let json = try Workspace.report(folders.curfew("access", "show", "--format", "json").output)
    let accounts = json["serviceAccounts"] as? [[String: Any]] ?? []
    #expect(accounts.map { $0["folder"] as? String } == [nil, "one", "two"])
    #expect(accounts.map { $0["shortestPath"] != nil } == [true, true, false])
    for format in ["dot", "mermaid", "html"] {
      let drawn = try folders.curfew("access", "show", "--format", format).output
      #expect(drawn.contains("default/backup of one") && drawn.contains("default/backup of two"), "\(format)")
    }
    let exposure = try folders.curfew("access", "exposure", "cronjob/default/backup").output
    #expect(exposure.contains("CronJob default/backup of one\n") && exposure.contains("CronJob default/backup of two\n"))
    #expect(try folders.curfew("access", "show", "shop/backup").output.contains("of one") == false)
    // One folder alone is no question.
    #expect(try folders.curfew("access", "show", "-f", "one").output.contains("default/backup   high"))
  }

  @Test(
    "One request, as kubectl auth can-i answers it",
    arguments: [
      (
        ["create", "jobs", "-n", "shop", "--as", "shop/backup"], 0 as Int32,
        "yes - RBAC: allowed by RoleBinding \"backup/shop\" of Role \"backup\""
      ),
      (["create", "jobs.batch", "-n", "shop", "--as", "system:serviceaccount:shop:backup"], 0, "yes"),
      (["create", "jobs", "-n", "other", "--as", "shop/backup"], 1, "no"),
      (["get", "secrets/database", "-n", "shop", "--as", "shop/backup"], 1, "no"),
      (["get", "/healthz", "--as", "shop/backup"], 0, "yes"),
      (["delete", "nodes", "--as", "root", "--as-group", "system:masters"], 0, "yes"),
    ])
  func check(_ arguments: [String], _ status: Int32, _ answer: String) throws {
    let command = try Command.run(["access", "check"] + arguments, folder: workspace.folder)
    #expect(command.status == status)
    #expect(command.output.hasPrefix(answer), "\(command.output)")
  }

  @Test("Many requests, and what is expected of them")
  func requests() throws {
    let rows = [
      #"{"user":"system:serviceaccount:shop:backup","verb":"create","group":"batch","resource":"jobs","namespace":"shop","allowed":true}"#,
      "",
      #"{"kind":"SubjectAccessReview","spec":{"user":"dana","resourceAttributes":{"verb":"patch","resource":"configmaps","namespace":"shop"}}}"#,
      #"{"user":"dana","verb":"get","resource":"secrets","namespace":"shop","allowed":true}"#,
    ]
    try workspace.write(rows.joined(separator: "\n"), to: "requests.jsonl")
    let command = try workspace.curfew("access", "check", "--requests", "requests.jsonl", "-f", "shop.yaml")
    #expect(command.status == 1)
    let answers = command.output.split(separator: "\n")
    #expect(answers.count == 3)
    #expect(answers.map { $0.contains("\"decision\":\"allowed\"") } == [true, true, false])
    #expect(command.error.contains("1 of 2 not as expected"))
    try workspace.write("{\"verb\":\"get\"}\n[]\n", to: "requests.jsonl")
    let unreadable = try workspace.curfew("access", "check", "--requests", "requests.jsonl", "-f", "shop.yaml")
    #expect(unreadable.status == 2)
    #expect(unreadable.error.contains("requests.jsonl:1: \"user\" is missing") && unreadable.error.contains("requests.jsonl:2: "))
  }

  @Test("Who can, and who has a hold on a workload")
  func reviews() throws {
    let permitted = try workspace.curfew("access", "who-can", "create", "jobs", "-n", "shop")
    #expect(
      permitted.output.contains("In namespace shop\n  ServiceAccount shop/backup\n    RoleBinding shop/backup grants Role shop/backup"))
    let exposure = try workspace.curfew("access", "exposure", "backup")
    #expect(exposure.output.contains("Who can read the Secret database"))
    #expect(exposure.output.contains("Who can run pods in its namespace, as its service account and with its Secrets (and "))
    let control = try workspace.curfew("access", "control", "backup")
    #expect(
      control.output.contains("Who can change the ConfigMap script (and 1 of Kubernetes itself)\n    User dana\n")
        || control.output.contains("User dana"))
    #expect(control.output.contains("change the ExternalSecret vault-database, which makes database"), "\(control.output)")
    #expect(try workspace.curfew("access", "exposure", "backup", "--format", "dot").status == 64)
  }

  @Test("A difference is one of meaning")
  func difference() throws {
    let renamed = Self.manifest.replacing(
      "metadata: {name: backup, namespace: shop}, rules", with: "metadata: {name: runner, namespace: shop}, rules"
    )
    .replacing("kind: Role, name: backup}", with: "kind: Role, name: runner}")
    #expect(renamed != Self.manifest)
    try workspace.write(renamed, to: "renamed.yaml")
    let same = try workspace.curfew("access", "diff", "shop.yaml", "renamed.yaml")
    #expect(same.status == 0)
    #expect(same.output == "0 service accounts gained permissions, 0 lost some, 0 reach more than before\n")
    try workspace.write(Self.manifest.replacing("verbs: [create]", with: "verbs: [get]"), to: "less.yaml")
    let more = try workspace.curfew("access", "diff", "less.yaml", "shop.yaml")
    #expect(more.status == 1)
    #expect(more.output.contains("+ create jobs.batch in namespace shop") && more.output.contains("- get jobs.batch in namespace shop"))
    #expect(more.output.contains("! reaches every Secret of namespace shop in 1 step, before: nothing"))
  }

  @Test("Users and groups are compared, too; a side that cannot be read whole is not")
  func differenceOfPeople() throws {
    let binding = """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: people}, roleRef: {apiGroup: rbac.authorization.k8s.io,
        kind: ClusterRole, name: cluster-admin}, subjects: [{kind: User, name: dana}, {kind: Group, name: devs}]}
      """
    try workspace.write("\(Self.manifest)\n---\n\(binding)", to: "people.yaml")
    let more = try workspace.curfew("access", "diff", "shop.yaml", "people.yaml")
    #expect(more.status == 1)
    for subject in ["User dana", "Group devs"] {
      #expect(more.output.contains("\(subject)\n  + * *.* everywhere  ClusterRole cluster-admin"))
    }
    #expect(more.output.contains("  ! reaches cluster-admin, before: nothing\n"))
    #expect(more.output.hasSuffix("of users and groups 2 gained permissions, 0 lost some, 2 reach more\n"))
    let less = try workspace.curfew("access", "diff", "people.yaml", "shop.yaml")
    #expect(less.status == 0)
    #expect(less.output.contains("User dana\n  - * *.* everywhere"))
    try workspace.write("\(Self.manifest)\n---\nkind: Role\nmetadata: {name: x\n", to: "broken.yaml")
    for sides in [["broken.yaml", "people.yaml"], ["people.yaml", "broken.yaml"]] {
      let command = try Command.run(["access", "diff"] + sides, folder: workspace.folder)
      #expect(command.status == 2 && command.output.isEmpty)
      #expect(command.error.contains("not compared, as"))
    }
  }

  @Test("Whose a Secret is: who gets it, who reads it, who can run a pod that gets it")
  func exposureOfASecret() throws {
    let named = try workspace.curfew("access", "exposure", "secret/shop/database", "-f", "shop.yaml")
    #expect(named.status == 0)
    #expect(named.output.hasPrefix("Secret shop/database\n"))
    for title in ["Who can read the Secret database", "Who can run pods in its namespace, which get it whatever they may read"] {
      #expect(named.output.contains("  \(title)"))
    }
    #expect(named.output.contains("  Who gets it as a volume or a variable, without any permission\n    CronJob shop/backup\n"))
    #expect(try workspace.curfew("access", "exposure", "secret/database", "-f", "shop.yaml").output == named.output)
    #expect(try workspace.curfew("access", "exposure", "secret/nothing", "-f", "shop.yaml").status == 2)
    let reader =
      Self.manifest + """

        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: look, namespace: shop}, rules: [
          {apiGroups: [''], resources: [secrets], verbs: [patch]}]}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: look, namespace: shop},
          roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: look}, subjects: [{kind: ServiceAccount, name: backup}]}
        """
    try workspace.write(reader, to: "reader.yaml")
    let read = try workspace.curfew("access", "exposure", "secret/shop/database", "-f", "reader.yaml").output
    #expect(
      read.contains("  Whose service account can read it\n    CronJob shop/backup, as shop/backup\n    `curfew access minimize WORKLOAD`"))
  }

  @Test(
    "What of a question may be a slip is said, and answered all the same",
    arguments: [
      (
        ["get", "secrets", "-n", "shop", "--as", "shop/bakcup"],
        "neither has nor names a service account shop/bakcup; did you mean 'shop/backup'?"
      ),
      (["get", "secrets", "-n", "shpo", "--as", "shop/backup"], "nothing of the input is in the namespace 'shpo'; did you mean 'shop'?"),
      (["get", "secrts", "-n", "shop", "--as", "shop/backup"], "has a resource 'secrts'; did you mean 'secrets'?"),
      (["gett", "secrets", "-n", "shop", "--as", "shop/backup"], "has the verb 'gett'; did you mean 'get'?"),
      (["get", "secrets", "-n", "shop", "--as", "gull"], "no binding of the input names the user 'gull'"),
      (["get", "secrets", "-n", "shop", "--as", "shop/backup"], ""),
    ])
  func slips(_ arguments: [String], _ note: String) throws {
    let command = try Command.run(["access", "check"] + arguments + ["-f", "shop.yaml"], folder: workspace.folder)
    #expect(command.status <= 1 && !command.output.isEmpty)
    #expect(note.isEmpty ? command.error.isEmpty : command.error.contains(note))
    let swapped = try workspace.curfew("access", "who-can", "secrets", "get", "-f", "shop.yaml")
    #expect(swapped.status == 64 && swapped.error.contains("The verb comes first: 'get secrets'."))
  }

  @Test(
    "What is written out is read by whoever may read the CronJob, its Jobs or its pods", arguments: ["cronjobs", "jobs", "pods", "secrets"])
  func writtenValues(_ resource: String) throws {
    let group = resource == "pods" || resource == "secrets" ? "''" : "batch"
    let manifests = """
      {apiVersion: batch/v1, kind: CronJob, metadata: {name: toll, namespace: shop}, spec: {schedule: "1 2 * * *", jobTemplate: {spec: {template: {spec: {
        containers: [{name: c, image: i, env: [{name: MODE, value: quick}]}]}}}}}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: peek, namespace: shop}, rules: [
        {apiGroups: [\(group)], resources: [\(resource)], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: peek, namespace: shop},
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: peek},
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: gull}]}
      """
    let workspace = try Workspace([
      "app.yaml": manifests, "silent.yaml": manifests.replacing(", env: [{name: MODE, value: quick}]", with: ""),
    ])
    let output = try workspace.curfew("access", "exposure", "toll", "-f", "app.yaml").output
    let title = "Who can read the variables and commands that are written into it"
    #expect(output.contains(title))
    #expect(output.contains("    User gull\n") == (resource != "secrets"))
    #expect(try !workspace.curfew("access", "exposure", "toll", "-f", "silent.yaml").output.contains(title))
  }

  @Test("The page shows the picture that is drawn")
  func picture() throws {
    let page = try String(contentsOf: Command.package.appending(path: "docs/access.md"), encoding: .utf8)
    let drawn = try Command.run(["access", "show", "cronjob/orders-upload", "-f", "Examples/careless", "--format", "mermaid"])
    #expect(page.contains("```mermaid\n\(drawn.output)```\n"), "\(drawn.output)")
  }
}
