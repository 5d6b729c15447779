import ClusterState
import Findings
import Manifests
import Rules
import SourceTree
import Testing

/// What the rules say of schema issues, beyond their examples.
@Suite struct ManifestRulesTests {
  private func findings(of rule: any Rule.Type, in text: String) throws -> Verdicts {
    try rule.check(manifest: Source(name: "example", bytes: Array(text.utf8)), options: RuleOptions())
  }

  private func cronJob(container: String = "{name: a, image: b}", spec: String = "schedule: x") -> String {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: backup}
    spec:
      \(spec)
      jobTemplate: {spec: {template: {spec: {containers: [\(container)]}}}}

    """
  }

  @Test(arguments: [
    (
      "schedule: x\n  timezone: UTC", "unknown field `spec.timezone`; did you mean `timeZone`?",
      "Write `timeZone`, or remove the field."
    ),
    (
      "schedule: x\n  backoffLimit: 0", "unknown field `spec.backoffLimit`; it belongs under `spec.jobTemplate.spec`",
      "Move the field to `spec.jobTemplate.spec`."
    ),
    (
      "schedule: x\n  retries: 0", "unknown field `spec.retries`",
      "Correct the field's name, move it to the object it belongs to, or remove it."
    ),
    (
      "schedule: x\n  status: {}", "unknown field `spec.status`; it belongs at the top level",
      "Move the field to the top level of the object."
    ),
  ])
  func unknownFields(spec: String, message: String, remedy: String) throws {
    let found = try findings(of: UnknownField.self, in: cronJob(spec: spec))
    let explanation = UnknownField.explanation(of: try #require(found.findings.first))
    #expect(explanation.message == message)
    #expect(explanation.remedy == remedy)
  }

  @Test(arguments: [
    ("schedule: 5", "`spec.schedule` must be a string, not a number", "Put the value in quotes."),
    (
      "schedule: x\n  suspend: \"true\"", "`spec.suspend` must be true or false, not a quoted string",
      "Write true or false, without quotes."
    ),
    (
      "schedule: x\n  startingDeadlineSeconds: 5m", "`spec.startingDeadlineSeconds` must be a whole number, not a string",
      "Write a whole number."
    ),
  ])
  func wrongTypes(spec: String, message: String, remedy: String) throws {
    let found = try findings(of: WrongType.self, in: cronJob(spec: spec))
    let explanation = WrongType.explanation(of: try #require(found.findings.first))
    #expect(explanation.message == message)
    #expect(explanation.remedy == remedy)
  }

  @Test func valuesOfVariablesAreHidden() throws {
    let text = cronJob(container: "{name: a, image: b, env: [{name: PIN, value: 12345678}]}")
    let source = try Source(name: "example", bytes: Array(text.utf8))
    let context = ReadingContext(source)
    let found = try WrongType.check(manifest: source, options: RuleOptions(), in: context)
    let finding = try #require(found.findings.first)
    #expect(context.redactions == [finding.place.range])
    #expect(!WrongType.explanation(of: finding).paragraph.contains("1234"))
  }

  @Test func templatesAreNotEvaluated() throws {
    let text = cronJob(container: "{name: a, image: b, env: \"${ENV}\"}", spec: "schedule: x\n  suspend: ${SUSPEND}")
    #expect(try findings(of: WrongType.self, in: text).notEvaluated.count == 2)
    #expect(try findings(of: UnknownField.self, in: text).notEvaluated.count == 1)
    #expect(try findings(of: MissingRequiredField.self, in: text).notEvaluated.count == 1)
  }

  @Test func patchesMissNothing() throws {
    let found = try findings(of: MissingRequiredField.self, in: cronJob(container: "{name: a, env: [{value: b}]}"))
    #expect(found.findings.isEmpty)
    #expect(found.counts == VerdictCounts(notEvaluated: 1))
  }

  @Test(arguments: [
    ("batch/v1beta1", 24, 0), ("batch/v1beta1", 25, 1), ("batch/v2alpha1", 20, 0), ("batch/v2alpha1", 21, 1), ("batch/v1", 36, 0),
    ("batch/v2", 36, 1), ("batch/v2", 37, 0), ("apps/v1", 37, 1),
  ])
  func removedVersions(version: String, minor: Int, count: Int) throws {
    let source = try Source(name: "example", bytes: Array(cronJob().replacing("batch/v1", with: version).utf8))
    var reader = ManifestReader(source)
    guard case .object(.workload(let workload))? = reader.next() else { throw SyntaxError(.template, at: 0) }
    let collector = try UnservedAPIVersion.check(manifest: source, options: RuleOptions(kubernetesMinorVersion: minor))
    #expect(collector.findings.count == count)
    #expect(collector.notEvaluated.count == (version == "batch/v2" && minor == 37 ? 1 : 0))
    #expect(workload.schemaIssues.isEmpty)
  }
}
