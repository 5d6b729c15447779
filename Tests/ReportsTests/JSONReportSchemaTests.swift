import ClusterState
import Findings
import Foundation
import SchemaValidation
import Testing

@testable import Reports

struct JSONReportSchemaTests {
  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private static func schema() throws -> SchemaValidator {
    SchemaValidator(schema: try object(String(decoding: JSONReportSchema.bytes(), as: UTF8.self)))
  }

  @Test func theDocumentIsFresh() throws {
    try Golden.expect(JSONReportSchema.bytes(), at: "docs/schema/report-v1.schema.json")
  }

  @Test(arguments: Fixture.Sample.allCases)
  func reportsAreValid(_ sample: Fixture.Sample) throws {
    var validator = try Self.schema()
    #expect(try validator.problems(Self.object(Fixture.text(sample.report, .json))) == [])
  }

  /// The schema promises nothing that no report has.
  @Test func everyMemberOccurs() throws {
    var validator = try Self.schema()
    var settings = Fixture.settings
    settings.podSecurity = .baseline
    settings.policies = [RulePolicy(Fixture.catalogue, profile: .strict, options: RuleOptions(kubernetesMinorVersion: 999))]
    var grouped = Fixture.report
    grouped.settings.grouping = .namespace
    for file in grouped.files.indices where !grouped.files[file].workloads.isEmpty {
      grouped.files[file].workloads[0].templatePath = "spec.jobTargetRef"
    }
    for report in [grouped, Fixture.report, Report(settings: settings, files: [])] {
      #expect(try validator.problems(Self.object(Fixture.text(report, .json))) == [])
    }
    #expect(validator.unseenMembers == [])
  }

  static let damages: [(from: String, to: String)] = [
    (#""schemaVersion":"1""#, #""schemaVersion":"2""#), (#""severity":"high""#, #""severity":"grave""#), (#""line":4"#, #""line":0"#),
    (#""line":4"#, #""line":4.5"#), (#""fingerprint":""#, #""fingerprint":"g"#), (#""why":"#, #""because":"#),
    (#""exitCode":2"#, #""exitCode":9"#),
    (#""pass":7"#, #""pass":true"#), (#""allowedRegistries":[]"#, #""allowedRegistries":[1]"#), (#""code":"CFW101""#, #""code":"XCFW101""#),
  ]

  @Test(arguments: damages.indices)
  func damageIsNoticed(_ index: Int) throws {
    let text = Fixture.text(Fixture.report, .json)
    let damaged = text.replacingOccurrences(of: Self.damages[index].from, with: Self.damages[index].to)
    try #require(damaged != text)
    var validator = try Self.schema()
    #expect(try validator.problems(Self.object(damaged)) != [])
  }
}
