import Foundation
import Reports
import SchemaValidation
import Testing

/// What commands write for programs is as its schema says, and the schema promises nothing that never comes.
struct JSONSchemaTests {
  private static let objects = """
    {apiVersion: v1, kind: ServiceAccount, metadata: {name: backup, namespace: shop, annotations: {iam.gke.io/gcp-service-account: backup@example.com}}}
    ---
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: backup, namespace: shop}, spec: {schedule: "0 2 * * *", jobTemplate: {spec: {template: {spec: {
     serviceAccountName: backup, restartPolicy: Never, volumes: [{name: d, persistentVolumeClaim: {claimName: data}}],
     containers: [{name: dump, image: "example.com/dump:1", env: [{name: P, valueFrom: {secretKeyRef: {name: database, key: p}}}]}]}}}}}}
    ---
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: report, namespace: shop}, spec: {schedule: "0 2 * * *", jobTemplate: {spec: {template: {spec: {
     restartPolicy: Never, volumes: [{name: d, persistentVolumeClaim: {claimName: data}}], containers: [{name: r, image: "example.com/r:1"}]}}}}}}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: backup, namespace: shop}, rules: [
     {apiGroups: [""], resources: [serviceaccounts/token], resourceNames: [admin], verbs: [create]},
     {apiGroups: [""], resources: [secrets], resourceNames: [database], verbs: [get], nonResourceURLs: [/x]}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: backup, namespace: shop},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: backup}, subjects: [{kind: ServiceAccount, name: backup}, {kind: User, name: dana}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: other, namespace: shop},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: absent}, subjects: [{kind: ServiceAccount, name: backup}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: everything}, rules: [
     {apiGroups: ["*"], resources: ["*"], verbs: ["*"], nonResourceURLs: ["*"]}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: admin},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: everything}, subjects: [{kind: ServiceAccount, name: admin, namespace: shop}]}
    """
  private static let people = """
    {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: people},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}, subjects: [{kind: User, name: dana}, {kind: Group, name: devs}]}
    """
  private static let open = """
    {apiVersion: v1, kind: ServiceAccount, metadata: {name: left-open}}
    """
  private static let requests = """
    {"user":"system:serviceaccount:shop:backup","verb":"get","resource":"secrets","name":"database","namespace":"shop","allowed":false}
    {"user":"dana","verb":"get","resource":"pods","namespace":"shop"}
    """
  private static let audit = """
    {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"1","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/shop/secrets/database",\
    "verb":"get","user":{"username":"system:serviceaccount:shop:backup","groups":["system:serviceaccounts","system:authenticated"],\
    "extra":{"authentication.kubernetes.io/pod-name":["backup-1-x"]}},"objectRef":{"resource":"secrets","namespace":"shop","name":"database","apiVersion":"v1"},\
    "responseStatus":{"code":403},"requestReceivedTimestamp":"2026-11-23T02:00:00.000000Z","stageTimestamp":"2026-11-23T02:00:00.000000Z",\
    "annotations":{"authorization.k8s.io/decision":"forbid","authorization.k8s.io/reason":""}}

    """
  private static let runs = """
    {"namespace":"shop","cronjob":"sync","creationTimestamp":"2026-11-23T01:59:30Z","specs":[{"from":"2026-11-23T01:59:30Z","spec":{"schedule":"* * * * *","concurrencyPolicy":"Forbid"}}],\
    "jobs":[{"job":"sync-29923320","scheduled":"2026-11-23T02:00:00Z","created":"2026-11-23T02:00:00Z","finished":"2026-11-23T02:01:30Z","result":"Complete"},\
    {"job":"sync-29923321","scheduled":"2026-11-23T02:01:00Z","created":"2026-11-23T02:01:30Z","finished":"2026-11-23T02:01:40Z","result":"Complete"},\
    {"job":"by-hand","created":"2026-11-23T02:01:00Z","finished":"2026-11-23T02:01:20Z","result":"Complete"}]}

    """

  /// CronJobs that all start at once and share a volume.
  private static let herd = (0..<70).map { number in
    """
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: herd-\(number), namespace: shop}, spec: {schedule: "0 * * * *", jobTemplate: {spec: {template: {spec: {
     restartPolicy: Never, volumes: [{name: d, persistentVolumeClaim: {claimName: shared}}], containers: [{name: c, image: "example.com/c:1"}]}}}}}}
    """
  }.joined(separator: "\n---\n")

  private static let files = [
    "herd.yaml": herd,
    "shop.yaml": objects,
    "less.yaml": objects.replacing("resourceNames: [admin], verbs: [create]", with: "resourceNames: [admin], verbs: [get]"),
    "people.yaml": people, "open/app.yaml": open, "requests.jsonl": requests, "audit.log": audit,
    "hasty.jsonl": """
    {"cronjob": "hasty", "creationTimestamp": "2026-11-23T01:00:00Z", "specs": [{"spec": {"schedule": "* * * * *", "startingDeadlineSeconds": 0}}]}
    """,
    "clock.yaml": """
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: night}, spec: {schedule: "30 1,2 * * *", timeZone: Europe/Berlin,
      jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}}}
    """,
    "runs.jsonl": runs,
    "template.yaml": objects.replacing("name: dump, image: \"example.com/dump:1\"", with: "name: dump, image: \"{{ .image }}\""),
  ]

  /// A schema, the commands whose output it describes, and what only other inputs would show.
  struct Case: Sendable, CustomTestStringConvertible {
    var schema: String
    var commands: [[String]]
    var input = ""
    var isLines = false
    var unseen: [String] = []
    var testDescription: String { schema }
  }

  static let cases = [
    Case(schema: "access-show", commands: [["access", "show", "-f", "shop.yaml", "-f", "open"]]),
    Case(
      schema: "access-who-can",
      commands: [
        ["access", "who-can", "get", "secrets/database", "-n", "shop", "-f", "shop.yaml"],
        ["access", "who-can", "get", "/x", "-f", "shop.yaml"],
      ]),
    Case(schema: "access-check", commands: [["access", "check", "--requests", "requests.jsonl", "-f", "shop.yaml"]], isLines: true),
    Case(
      schema: "access-review",
      commands: [
        ["access", "exposure", "backup", "-f", "shop.yaml"], ["access", "control", "backup", "-f", "shop.yaml"],
        ["access", "exposure", "secret/database", "-f", "shop.yaml"],
      ]),
    Case(
      schema: "access-diff",
      commands: [
        ["access", "diff", "less.yaml", "shop.yaml"], ["access", "diff", "shop.yaml", "less.yaml"],
        ["access", "diff", "shop.yaml", "open"], ["access", "diff", "people.yaml", "open"], ["access", "diff", "open", "people.yaml"],
      ]),
    Case(schema: "access-explain-denied", commands: [["access", "explain-denied", "--audit-log", "audit.log", "-f", "shop.yaml"]]),
    Case(
      schema: "schedule-next",
      commands: [
        ["schedule", "next", "shop.yaml"], ["schedule", "next", "@daily"], ["schedule", "next", "clock.yaml", "--from", "2027-03-27"],
      ]),
    Case(schema: "schedule-next-line", commands: [["schedule", "next", "-"]], input: "@daily\nnever\n", isLines: true),
    Case(
      schema: "schedule-explain",
      commands: [
        ["schedule", "explain", "30 2 * * *", "--zone", "Europe/Berlin", "--from", "2026-03-01"], ["schedule", "explain", "clock.yaml"],
      ]),
    Case(
      schema: "schedule-simulate",
      commands: [
        ["schedule", "simulate", "shop.yaml", "herd.yaml", "--from", "2026-11-23", "--duration", "5m"],
        ["schedule", "simulate", "clock.yaml", "--from", "2027-03-27", "--to", "+48h"],
      ]),
    Case(schema: "schedule-spread", commands: [["schedule", "spread", "herd.yaml", "--from", "2026-11-23", "--duration", "5m"]]),
    Case(
      schema: "schedule-verify",
      commands: [
        ["schedule", "verify", "runs.jsonl", "--from", "2026-11-23T01:59:30Z", "--to", "+5m"],
        ["schedule", "verify", "hasty.jsonl", "--from", "2026-11-23T02:00:00Z", "--to", "+5m"],
      ]),
    Case(schema: "rules", commands: [["rules"]]),
    Case(schema: "fix", commands: [["fix", "--unsafe-rule", "concurrent-runs", "shop.yaml"], ["fix", "template.yaml"]]),
  ]

  @Test(arguments: cases)
  func outputIsValid(_ test: Case) throws {
    let workspace = try Workspace(Self.files)
    let file = Command.package.appending(path: "docs/schema/\(test.schema)-v1.schema.json")
    var validator = SchemaValidator(schema: try Workspace.report(String(contentsOf: file, encoding: .utf8)))
    for arguments in test.commands {
      let format = arguments.contains("check") ? [] : ["--format", "json"]
      let command = try Command.run(arguments + format, input: test.input, folder: workspace.folder)
      #expect(!command.output.isEmpty, "\(command.error)")
      for text in test.isLines ? command.output.split(separator: "\n").map(String.init) : [command.output] {
        #expect(try validator.problems(Workspace.report(text)) == [], "\(arguments)")
      }
    }
    #expect(validator.unseenMembers == test.unseen)
  }

  @Test("Every schema is of what is written, and every one is tested")
  func documents() throws {
    for schema in JSONSchemas.all {
      let text = try Data(contentsOf: Command.package.appending(path: schema.path))
      #expect(Array(text) == schema.bytes, "\(schema.path) is stale; run scripts/docs")
    }
    #expect(
      JSONSchemas.all.dropFirst().map { URL(filePath: $0.path).lastPathComponent } == Self.cases.map { "\($0.schema)-v1.schema.json" })
  }

  @Test("Damage is noticed")
  func damage() throws {
    let workspace = try Workspace(Self.files)
    let text = try workspace.curfew("access", "show", "-f", "shop.yaml", "--format", "json").output
    let file = Command.package.appending(path: "docs/schema/access-show-v1.schema.json")
    for (from, to) in [(#""level":"critical""#, #""level":"grave""#), (#""standing":"#, #""stands":"#), (#""line":1,"#, #""line":0,"#)] {
      let damaged = text.replacing(from, with: to)
      try #require(damaged != text)
      var validator = SchemaValidator(schema: try Workspace.report(String(contentsOf: file, encoding: .utf8)))
      #expect(try validator.problems(Workspace.report(damaged)) != [])
    }
  }
}
