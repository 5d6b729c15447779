import Findings
import Testing

@testable import Rules

/// Objects that leave their namespace open belong to those beside them, and to nothing else.
struct ApplicationTests {
  private static let job = """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: backup}
    spec:
      schedule: "0 2 * * *"
      jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}
    """
  private static func grant(namespace: String) -> String {
    """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: reader\(namespace)}
    rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: reader\(namespace)}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
    subjects: [{kind: ServiceAccount, name: default\(namespace)}]
    """
  }

  @Test(
    "A grant counts in its own folder",
    arguments: [
      ("a/job.yaml", "a/role.yaml", "", true),
      ("job.yaml", "role.yaml", "", true),
      ("a/job.yaml", "b/role.yaml", "", false),
      ("a/job.yaml", "role.yaml", "", false),
      ("a/job.yaml", "b/role.yaml", ", namespace: default", false),
    ])
  func folders(_ job: String, _ role: String, _ namespace: String, isFound: Bool) {
    let scan = Scan(ScanSettings(version: "0", catalogue: Registry.catalogue))
    var judgements = Scan.Judgements()
    let texts = [(job, Self.job), (role, Self.grant(namespace: namespace))]
    for (file, (path, text)) in texts.enumerated() { scan.judge(path: path, bytes: Array(text.utf8), file: file, into: &judgements) }
    let findings = scan.settle(&judgements) { _ in nil }.flatMap(\.workloads).flatMap(\.findings)
    #expect(findings.contains { Registry.catalogue[$0.rule].metadata.name == "secrets-readable" } == isFound)
  }
}
