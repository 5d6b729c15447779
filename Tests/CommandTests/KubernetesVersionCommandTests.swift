import Foundation
import Testing

/// `--kubernetes-version`, and the option of that name, with versions that are not known.
struct KubernetesVersionCommandTests {
  private static let manifest = """
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: report, namespace: shop}, spec: {schedule: "0 2 * * *", newField: 1, jobTemplate: {spec: {
     template: {spec: {serviceAccountName: report, restartPolicy: Never, containers: [{name: a, image: "example.com/a:1"}]}}}}}}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: report, namespace: shop},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}, subjects: [{kind: ServiceAccount, name: report}]}
    """

  private static let note = "curfew: Kubernetes 1.37 is newer than the versions that are known, and judged as the newest of them, 1.36\n"

  private let workspace: Workspace

  init() throws { workspace = try Workspace(["report.yaml": Self.manifest]) }

  private func scan(_ arguments: String...) throws -> (settings: [String: Any], notEvaluated: Int, error: String) {
    let command = try Command.run(
      ["scan", "--rule", "unknown-field", "--format", "json"] + arguments + ["report.yaml"], folder: workspace.folder)
    let json = try Workspace.report(command.output)
    let summary = try #require(json["summary"] as? [String: Any])
    let verdicts = try #require(summary["verdicts"] as? [String: Any])
    return (try #require(json["settings"] as? [String: Any]), try #require(verdicts["notEvaluated"] as? Int), command.error)
  }

  @Test("A newer version is judged as the newest known, which is said once", arguments: ["1.37", "v1.37.2", "1.37+"])
  func newer(_ version: String) throws {
    let scan = try scan("--kubernetes-version", version)
    #expect(scan.settings["kubernetesVersion"] as? String == "1.37")
    #expect(scan.settings["judgedAsKubernetesVersion"] as? String == "1.36")
    #expect(scan.notEvaluated == 1)
    #expect(scan.error == Self.note)
  }

  @Test("Nothing is said of a version that is known")
  func known() throws {
    let scan = try scan("--kubernetes-version", "v1.36.2")
    #expect(scan.settings["kubernetesVersion"] as? String == "1.36")
    #expect(scan.settings["judgedAsKubernetesVersion"] == nil)
    #expect(scan.notEvaluated == 0 && scan.error.isEmpty)
  }

  @Test("The configuration takes newer versions, too")
  func configured() throws {
    try workspace.write("options: {kubernetes-version: 1.37+}", to: ".curfew.yaml")
    let scan = try scan()
    #expect(scan.settings["judgedAsKubernetesVersion"] as? String == "1.36")
    #expect(scan.error.contains(Self.note))
  }

  @Test("Markdown and HTML say it in their words", arguments: ["markdown", "html"])
  func wordsOfReports(_ format: String) throws {
    let command = try workspace.curfew("scan", "--kubernetes-version", "1.37", "--format", format, "report.yaml")
    #expect(command.output.contains("Kubernetes 1.37, judged as 1.36, the newest that is known"))
  }

  @Test("What is no version, or too old, is an error that says which there are", arguments: ["1.27", "1.36.x", "36", "1.3"])
  func refused(_ version: String) throws {
    let command = try workspace.curfew("scan", "--kubernetes-version", version, "report.yaml")
    #expect(command.status == 64)
    #expect(command.error.contains("1.28 to 1.36"), "\(command.error)")
    try workspace.write("options: {kubernetes-version: '\(version)'}", to: ".curfew.yaml")
    #expect(try workspace.curfew("scan", "report.yaml").error.contains("1.28 to 1.36"))
  }

  @Test(
    "Built-in roles are those of the version",
    arguments: [
      ("1.33", "no"), ("1.34", "yes"), ("1.37", "yes"), ("1.27", "not evaluated - the built-in roles and bindings of Kubernetes 1.27"),
    ])
  func builtInRoles(_ version: String, _ answer: String) throws {
    let command = try workspace.curfew(
      "access", "check", "create", "resourceclaims.resource.k8s.io", "-n", "shop", "--as", "shop/report", "--kubernetes-version", version,
      "-f",
      "report.yaml")
    #expect(command.output.hasPrefix(answer), "\(command.output)")
    #expect(command.error == (version == "1.37" ? Self.note : ""))
  }

  @Test("A change is compared by the roles of the version")
  func diff() throws {
    try workspace.write(Self.manifest.replacing("name: edit", with: "name: view"), to: "view.yaml")
    let gained = try ["1.33", "1.34"].map {
      try workspace.curfew("access", "diff", "--kubernetes-version", $0, "view.yaml", "report.yaml").output.contains("resourceclaims")
    }
    #expect(gained == [false, true])
  }
}
