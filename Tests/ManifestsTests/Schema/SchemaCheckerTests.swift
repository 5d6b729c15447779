import Foundation
import Manifests
import SourceTree
import Testing

/// Where kubectl is, if it is installed.
private let kubectl = ["/usr/bin/kubectl", "/usr/local/bin/kubectl"].first(where: FileManager.default.isExecutableFile)

/// A manifest with `▼` before every byte at which an issue starts, and the issues in the order of their places.
struct SchemaCase: CustomTestStringConvertible, Sendable {
  var title: String
  var kind: String
  var text: String
  var issues: [String]

  init(_ title: String, kind: String = "CronJob", _ issues: String..., text: String) {
    self.title = title
    self.kind = kind
    self.text = text
    self.issues = issues
  }

  /// A CronJob whose spec has these lines, and is complete but for them.
  static func spec(_ title: String, _ issues: String..., lines: String) -> SchemaCase {
    SchemaCase(title, issues, text: head + "  schedule: \"0 2 * * *\"\n" + indented(lines, 2) + jobTemplate)
  }

  /// A CronJob whose only container has these lines.
  static func container(_ title: String, _ issues: String..., lines: String) -> SchemaCase {
    let issues = issues.map { $0.replacing("@", with: "spec.jobTemplate.spec.template.spec.containers[0]") }
    return SchemaCase(title, issues, text: head + "  schedule: \"0 2 * * *\"\n" + jobTemplate + indented(lines, 14))
  }

  /// A named Job with this pod template.
  static func job(_ title: String, _ issues: String..., template: String) -> SchemaCase {
    var example = SchemaCase(title, issues, text: "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {template: \(template)}\n")
    example.kind = "Job"
    return example
  }

  private init(_ title: String, _ issues: [String], text: String) {
    self.title = title
    kind = "CronJob"
    self.text = text
    self.issues = issues
  }

  private static let head = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: backup}\nspec:\n"
  private static let jobTemplate = """
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: dump
                  image: postgres

    """

  private static func indented(_ lines: String, _ width: Int) -> String {
    lines.split(separator: "\n").map { String(repeating: " ", count: width) + $0 + "\n" }.joined()
  }

  var testDescription: String { title }

  var wrongTypes: [String] { issues.filter { $0.contains(", not ") } }
  /// `kubectl set env` takes kinds with a pod template, and templates are not its business.
  var isForOracle: Bool { ["CronJob", "Job", "Pod"].contains(kind) && !issues.contains { $0.hasPrefix("template") } }
}

/// What an issue says, on one line.
func summary(_ issue: SchemaIssue) -> String {
  switch issue.problem {
  case .unknownField(.spelling(let name)?): "unknown \(issue.path), spelt \(name)"
  case .unknownField(.place(let path)?): "unknown \(issue.path), under \(path.isEmpty ? "the top" : path)"
  case .unknownField(nil): "unknown \(issue.path)"
  case .wrongType(let expected, let found): "\(issue.path): \(expected), not \(found)"
  case .missingField: "missing \(issue.path)"
  case .invalidValue(let value): "\(issue.path): not \(value.text ?? value.number.map(String.init) ?? "•••")"
  case .unrenderedValue: "template \(issue.path)"
  case .template(let hidesFields): "template \(issue.path)\(hidesFields ? ", hides fields" : "")"
  }
}

/// The text without its marks, and where they stood.
func unmarked(_ text: String) -> (bytes: [UInt8], marks: [UInt32]) {
  var bytes: [UInt8] = []
  var marks: [UInt32] = []
  for character in text.unicodeScalars {
    if character == "▼" { marks.append(UInt32(bytes.count)) } else { bytes += Array(String(character).utf8) }
  }
  return (bytes, marks)
}

@Suite struct SchemaCheckerTests {
  @Test(arguments: SchemaCase.unknown + SchemaCase.wrongTypes + SchemaCase.missing + SchemaCase.fine)
  func issues(_ example: SchemaCase) throws {
    let (bytes, marks) = unmarked(example.text)
    var reader = DocumentReader(try Source(name: "example", bytes: bytes))
    let document = try #require(try reader.next()?.get())
    let issues = SchemaChecker.check(document.root, kind: example.kind)
    #expect(issues.map(summary) == example.issues)
    #expect(issues.map(\.range.start) == marks)
  }

  /// kubectl decodes built-in kinds into their types; it stops at the first value that does not fit.
  @Test(.enabled(if: kubectl != nil), arguments: (SchemaCase.unknown + SchemaCase.wrongTypes + SchemaCase.fine).filter(\.isForOracle))
  func kubectlAgreesAboutTypes(_ example: SchemaCase) throws {
    let (bytes, _) = unmarked(example.text)
    let path = FileManager.default.temporaryDirectory.appending(path: "curfew-schema-\(UUID().uuidString).yaml")
    try Data(bytes).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let process = Process()
    process.executableURL = try URL(filePath: #require(kubectl))
    process.arguments = ["set", "env", "--local", "-f", path.path(), "X=1", "-o", "json"]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(output.contains("unable to decode") == !example.wrongTypes.isEmpty, "\(output)")
  }

  @Test func kindsThatAreNotKnownHaveNoIssues() throws {
    var reader = DocumentReader(try Source(name: "example", bytes: Array("kind: Deployment\nspec: 5\n".utf8)))
    let document = try #require(try reader.next()?.get())
    #expect(SchemaChecker.check(document.root, kind: "Deployment").isEmpty)
  }

  @Test func aliasesAreFollowedInLinearWork() throws {
    var text = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: bomb}\nx-l0: &l0 [{name: a, image: b, foo: 1}]\n"
    for level in 1...40 { text += "x-l\(level): &l\(level) [*l\(level - 1), *l\(level - 1)]\n" }
    text += "spec: {schedule: x, jobTemplate: {spec: {template: {spec: {containers: *l40}}}}}\n"
    var reader = DocumentReader(try Source(name: "bomb", bytes: Array(text.utf8)))
    let document = try #require(try reader.next()?.get())
    let issues = SchemaChecker.check(document.root, kind: "CronJob")
    #expect(!issues.isEmpty && issues.count < 200)
  }
}

extension SchemaCase {
  static let unknown: [SchemaCase] = [
    .spec("misspelt", "unknown spec.concurencyPolicy, spelt concurrencyPolicy", lines: "▼concurencyPolicy: Forbid"),
    .spec("swapped letters", "unknown spec.timeZnoe, spelt timeZone", lines: "▼timeZnoe: Etc/UTC"),
    .spec("letter case", "unknown spec.timezone, spelt timeZone", lines: "▼timezone: Etc/UTC"),
    .spec("nothing like it", "unknown spec.retries", lines: "▼retries: 3"),
    .spec("quoted key", "unknown spec.retries", lines: "▼\"retries\": 3"),
    .spec("escaped key that is known", lines: "\"sus\\u0070end\": true"),
    .spec(
      "of the Job", "unknown spec.activeDeadlineSeconds, under spec.jobTemplate.spec",
      "unknown spec.ttlSecondsAfterFinished, under spec.jobTemplate.spec",
      lines: "▼activeDeadlineSeconds: 5\n▼ttlSecondsAfterFinished: 5"),
    .spec(
      "of the pod", "unknown spec.restartPolicy, under spec.jobTemplate.spec.template.spec",
      "unknown spec.containers, under spec.jobTemplate.spec.template.spec", lines: "▼restartPolicy: Never\n▼containers: []"),
    .container("of the security context", "unknown @.runAsNonRoot, under @.securityContext", lines: "▼runAsNonRoot: true"),
    .container(
      "of the pod's security context",
      "unknown @.securityContext.fsGroup, under spec.jobTemplate.spec.template.spec.securityContext",
      lines: "securityContext:\n  ▼fsGroup: 5"),
    .container("nowhere near", "unknown @.securityContext.seccomp", lines: "securityContext:\n  ▼seccomp: 5"),
    SchemaCase(
      "of the containers' security context, in the pod's", kind: "Pod",
      "unknown spec.securityContext.readOnlyRootFilesystem, under spec.containers[].securityContext",
      text: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: a, image: b}], securityContext: {▼readOnlyRootFilesystem: true}}
        """),
    .container(
      "of the pod, in its container", "unknown @.serviceAccountName, under spec.jobTemplate.spec.template.spec",
      lines: "▼serviceAccountName: x"),
    .container("of the Job, in its container", "unknown @.backoffLimit, under spec.jobTemplate.spec", lines: "▼backoffLimit: 0"),
    .container("of the CronJob, in its container", "unknown @.schedule, under spec", lines: "▼schedule: x"),
    .job(
      "of what it is the name", "missing spec.template.spec.volumes[0].secret.secretName",
      "unknown spec.template.spec.volumes[0].secret.name, spelt secretName",
      "missing spec.template.spec.volumes[1].persistentVolumeClaim.claimName",
      "unknown spec.template.spec.volumes[1].persistentVolumeClaim.claim, spelt claimName",
      template:
        "{spec: {containers: [{name: a, image: b}], volumes: [{name: a, ▼secret: {▼name: b}}, {name: b, ▼persistentVolumeClaim: {▼claim: c}}]}}"
    ),
    .container(
      "the kind in its name", "unknown @.envFrom[0].secretRef.secretName, spelt name",
      "unknown @.env[0].valueFrom.configMapKeyRef.configMapName, spelt name",
      lines: "envFrom: [{secretRef: {▼secretName: a}}]\nenv: [{name: A, valueFrom: {configMapKeyRef: {▼configMapName: a, key: b}}}]"),
    .container("plural", "unknown @.arg, spelt args", lines: "▼arg: [a]"),
    .container("directives and extensions", lines: "$patch: merge\n$setElementOrder/env: []\nx-kubernetes-note: a"),
    SchemaCase(
      "at the top", "unknown name, under metadata", "unknown schedule, under spec",
      text: """
        apiVersion: batch/v1
        kind: CronJob
        ▼name: a
        ▼schedule: b
        metadata: {name: backup}
        spec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: b}]}}}}}
        """),
    SchemaCase(
      "of a container, in the pod", kind: "Pod", "unknown spec.image, under spec.containers[]",
      text: "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  ▼image: b\n  containers: [{name: a, image: b}]\n"),
  ]

  static let wrongTypes: [SchemaCase] = [
    .spec("quoted number", "spec.startingDeadlineSeconds: a whole number, not a quoted string", lines: "startingDeadlineSeconds: ▼\"5\""),
    .spec("text for a number", "spec.startingDeadlineSeconds: a whole number, not a string", lines: "startingDeadlineSeconds: ▼5m"),
    .spec("fraction", "spec.startingDeadlineSeconds: a whole number, not a number with a fraction", lines: "startingDeadlineSeconds: ▼5.5"),
    .spec("whole floats", lines: "startingDeadlineSeconds: 5.0\nsuccessfulJobsHistoryLimit: 1e3"),
    .spec(
      "beyond 64 bits", "spec.startingDeadlineSeconds: a whole number, not a number beyond 64 bits",
      lines: "startingDeadlineSeconds: ▼9223372036854775808"),
    .spec("as long as 64 bits go", lines: "startingDeadlineSeconds: 9223372036854775807"),
    .spec(
      "beyond 32 bits", "spec.successfulJobsHistoryLimit: a whole number, not a number beyond 32 bits",
      lines: "successfulJobsHistoryLimit: ▼2147483648"),
    .spec("as long as 32 bits go", lines: "successfulJobsHistoryLimit: -2147483648"),
    .spec("boolean for a number", "spec.startingDeadlineSeconds: a whole number, not a boolean", lines: "startingDeadlineSeconds: ▼true"),
    .spec("quoted boolean", "spec.suspend: true or false, not a quoted string", lines: "suspend: ▼\"false\""),
    .spec("number for a boolean", "spec.suspend: true or false, not a number", lines: "suspend: ▼1"),
    .spec("booleans of YAML 1.1", lines: "suspend: yes"),
    .spec("octal and hexadecimal", lines: "startingDeadlineSeconds: 0x10\nfailedJobsHistoryLimit: 010"),
    .spec("null is absent", lines: "suspend:\nstartingDeadlineSeconds: ~\ntimeZone: null"),
    .spec("number for a string", "spec.timeZone: a string, not a number", lines: "timeZone: ▼5"),
    .spec("list for a string", "spec.timeZone: a string, not a list", lines: "timeZone: ▼[UTC]"),
    .container("number in a list of strings", "@.args[1]: a string, not a number", lines: "args: [--port, ▼8080]"),
    .container("a word that is a boolean", "@.args[0]: a string, not a boolean", lines: "args: [▼on]"),
    .container("words that only look so", lines: "args: [one, yesterday, 5m, 12:30, -x, .5.1, nullable, 1.2.3]"),
    .container("string for a list", "@.args: a list, not a string", lines: "args: ▼--port"),
    .container("null items are empty ones", lines: "args: [null, ~, a]"),
    .container("empty string for a list", "@.env: a list, not an empty string", lines: "env: ▼\"\""),
    .container("list for an object", "@.resources: an object, not a list", lines: "resources: ▼[]"),
    .container("string for an object in a list", "@.env[0]: an object, not a string", lines: "env: [▼A=b]"),
    .container("object for a list", "@.env: a list, not an object", lines: "env: ▼{A: b}"),
    .container(
      "boolean and number in env", "@.env[0].value: a string, not a boolean", "@.env[1].value: a string, not a number",
      lines: "env:\n  - {name: A, value: ▼true}\n  - name: B\n    value: ▼8080"),
    .container("tagged and quoted strings", lines: "args: [!!str 5, \"5\", '5', \"true\"]\ncommand:\n  - |\n    5"),
    .container(
      "quantities", "@.resources.limits[cpu]: a quantity such as 500m or 1Gi, not a string",
      "@.resources.limits[memory]: a quantity such as 500m or 1Gi, not a quoted string",
      "@.resources.requests[cpu]: a quantity such as 500m or 1Gi, not a boolean",
      lines: "resources:\n  limits: {cpu: ▼5x, memory: ▼\"1GB\"}\n  requests: {cpu: ▼true, memory: 1.5}"),
    .container(
      "well-formed quantities", lines: "resources:\n  limits: {a: 1, b: 500m, c: 1Gi, d: \"2\", e: 1e3, f: .5, g: 1E, h: 1.5e-3, i: 5k}"),
    .container(
      "ports", "@.livenessProbe.httpGet.port: a string or a whole number, not a number with a fraction",
      "@.readinessProbe.httpGet.port: a string or a whole number, not a number beyond 32 bits",
      lines: "livenessProbe: {httpGet: {port: ▼1.5}}\nreadinessProbe: {httpGet: {port: ▼8080000000}}\nstartupProbe: {httpGet: {port: http}}"
    ),
    SchemaCase(
      "maps of strings", kind: "ConfigMap", "data[a]: a string, not a number", "data[b]: a string, not an object",
      text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {x: null}}\ndata:\n  a: ▼1\n  b: ▼{c: d}\n  5: e\n  true: f\n"),
    SchemaCase(
      "the metadata", "metadata.labels: an object, not a list",
      text: """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup, labels: ▼[a], creationTimestamp: null, managedFields: [{fieldsV1: {f:spec: {}}}]}
        spec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: b}]}}}}}
        status: {}
        """),
    SchemaCase(
      "JSON", "spec.schedule: a string, not a number",
      text: """
        {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "x"}, "spec": {"schedule": ▼5,
         "jobTemplate": {"spec": {"template": {"spec": {"containers": [{"name": "a", "image": "b"}]}}}}}}
        """),
    .spec("a template for a number", "template spec.startingDeadlineSeconds", lines: "startingDeadlineSeconds: ▼${DEADLINE}"),
    .spec("a template for a string", lines: "timeZone: ${ZONE}"),
    .container("a template for a list", "template @.env, hides fields", lines: "env: ▼${ENV}"),
    .container(
      "through an alias", "@.resources.limits[cpu]: a quantity such as 500m or 1Gi, not a string",
      "@.resources.requests[cpu]: a quantity such as 500m or 1Gi, not a string",
      lines: "resources: {limits: {cpu: &x ▼5x, memory: 1}, requests: {cpu: ▼*x}}"),
    .container(
      "inside an anchor, once", "@.resources.limits[cpu]: a quantity such as 500m or 1Gi, not a boolean",
      lines: "resources: {limits: &x {cpu: ▼true}, requests: *x}"),
    .container(
      "through a merge key", "unknown @.resources.foo", "@.resources.requests: an object, not a number",
      lines: "resources: {<<: {▼foo: 1, limits: {}}, requests: ▼5}"),
  ]

  static let missing: [SchemaCase] = [
    SchemaCase("no spec", "missing spec", text: "apiVersion: batch/v1\n▼kind: CronJob\nmetadata: {name: a}\n"),
    SchemaCase(
      "an empty spec", "missing spec.jobTemplate", "missing spec.schedule",
      text: "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\n▼▼spec: {}\n"),
    SchemaCase(
      "an empty job template", "missing spec.jobTemplate.spec",
      text: "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {schedule: x, ▼jobTemplate: {}}\n"),
    SchemaCase(
      "no name, no version", kind: "Job", "missing apiVersion", "missing metadata.name",
      text: "▼kind: Job\n▼metadata: {namespace: a}\nspec: {template: {spec: {containers: [{name: a, image: b}]}}}\n"),
    SchemaCase(
      "no metadata", kind: "Job", "missing metadata.name",
      text: "apiVersion: batch/v1\n▼kind: Job\nspec: {template: {spec: {containers: [{name: a, image: b}]}}}\n"),
    SchemaCase(
      "a generated name", kind: "Job",
      text: """
        apiVersion: batch/v1
        kind: Job
        metadata: {generateName: a-}
        spec: {template: {spec: {containers: [{name: a, image: b}]}}}
        """),
    .job("no containers", "missing spec.template.spec.containers", template: "{▼spec: {restartPolicy: Never}}"),
    .job("an empty list of containers", "missing spec.template.spec.containers", template: "{spec: {▼containers: []}}"),
    .job(
      "null and empty values", "missing spec.template.spec.containers[0].image", "missing spec.template.spec.containers[1].name",
      "missing spec.template.spec.containers[1].image", template: "{spec: {containers: [{name: a, ▼image: \"\"}, {▼name: , ▼image: ~}]}}"),
    .container(
      "deep inside", "missing @.env[0].name", "missing @.volumeMounts[0].mountPath",
      lines: "env:\n  - ▼value: a\nvolumeMounts:\n  - ▼name: a"),
    .job("a patch that says so", template: "{spec: {containers: [{name: a, $patch: delete}]}}"),
    .container(
      "what the documents call required and the server does not", lines: "livenessProbe: {httpGet: {port: 80, httpHeaders: [{name: X-A}]}}"),
  ]

  static let fine: [SchemaCase] = [
    SchemaCase(
      "RBAC", kind: "Role",
      text: """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: a}
        rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
        """),
    SchemaCase(
      "a network policy", kind: "NetworkPolicy",
      text: """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: a}
        spec:
          podSelector: {}
          policyTypes: [Egress]
          egress:
            - to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
              ports: [{protocol: TCP, port: 443, endPort: 444}]
        """),
    SchemaCase(
      "a wrong network policy", kind: "NetworkPolicy", "unknown spec.egress[0].port, under spec.egress[0].ports[]",
      text: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {egress: [{▼port: 5}]}\n"),
  ]
}
