import Findings
import Foundation
import Testing

@testable import Reports

/// What SARIF 2.1.0 and GitHub ask of a log, as far as the report uses it; `scripts/check-sarif` holds it against the whole schema.
struct SARIFReportTests {
  private typealias Object = [String: Any]

  private static func log(_ report: Report) throws -> Object {
    try #require(try JSONSerialization.jsonObject(with: Data(Fixture.text(report, .sarif).utf8)) as? Object)
  }

  private static func run(_ report: Report) throws -> Object {
    try #require(try (log(report)["runs"] as? [Object])?.first)
  }

  /// Properties that objects may and must have, by the object's name in the standard.
  private static let shapes: [String: (required: Set<String>, optional: Set<String>)] = [
    "sarifLog": (["version", "runs"], ["$schema"]),
    "run": (["tool"], ["columnKind", "originalUriBaseIds", "results", "artifacts", "invocations", "properties"]),
    "tool": (["driver"], []),
    "toolComponent": (["name"], ["version", "semanticVersion", "rules", "notifications"]),
    "reportingDescriptor": (
      ["id"], ["name", "shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration", "properties"]
    ),
    "multiformatMessageString": (["text"], ["markdown"]),
    "reportingConfiguration": ([], ["level"]),
    "result": (
      ["message"],
      [
        "ruleId", "ruleIndex", "level", "locations", "relatedLocations", "partialFingerprints", "suppressions", "baselineState",
        "properties",
      ]
    ),
    "suppression": (["kind"], ["status", "justification"]),
    "message": (["text"], []),
    "location": ([], ["id", "physicalLocation", "logicalLocations", "message"]),
    "physicalLocation": ([], ["artifactLocation", "region"]),
    "artifactLocation": ([], ["uri", "uriBaseId", "description"]),
    "region": ([], ["startLine", "startColumn", "endLine", "endColumn", "byteOffset", "byteLength"]),
    "logicalLocation": ([], ["name", "fullyQualifiedName", "kind"]),
    "artifact": ([], ["location"]),
    "invocation": (["executionSuccessful"], ["exitCode", "toolExecutionNotifications"]),
    "notification": (["message"], ["descriptor", "associatedRule", "level", "locations"]),
    "reportingDescriptorReference": ([], ["id"]),
  ]

  /// The shape of the objects a property holds.
  private static let shapeOfProperty: [String: String] = [
    "runs": "run", "tool": "tool", "driver": "toolComponent", "rules": "reportingDescriptor", "notifications": "reportingDescriptor",
    "shortDescription": "multiformatMessageString", "fullDescription": "multiformatMessageString", "help": "multiformatMessageString",
    "defaultConfiguration": "reportingConfiguration", "results": "result", "message": "message", "locations": "location",
    "relatedLocations": "location", "suppressions": "suppression", "physicalLocation": "physicalLocation",
    "artifactLocation": "artifactLocation", "region": "region",
    "logicalLocations": "logicalLocation", "artifacts": "artifact", "location": "artifactLocation", "invocations": "invocation",
    "toolExecutionNotifications": "notification", "descriptor": "reportingDescriptorReference",
    "associatedRule": "reportingDescriptorReference", "description": "message",
  ]

  private static func problems(_ value: Any, _ shape: String) -> [String] {
    if let values = value as? [Any] { return values.flatMap { problems($0, shape) } }
    guard let object = value as? Object, let (required, optional) = shapes[shape] else { return ["not an object: \(shape)"] }
    var result = required.subtracting(object.keys).map { "\(shape) has no \($0)" }
    result += Set(object.keys).subtracting(required).subtracting(optional).map { "\(shape) has \($0)" }
    for (key, member) in object {
      if let shape = shapeOfProperty[key] { result += problems(member, shape) }
      if key == "level", !["none", "note", "warning", "error"].contains(member as? String) { result.append("level \(member)") }
    }
    return result
  }

  @Test(arguments: Fixture.Sample.allCases)
  func objectsHaveTheirProperties(_ sample: Fixture.Sample) throws {
    let log = try Self.log(sample.report)
    #expect(Self.problems(log, "sarifLog") == [])
    #expect(log["version"] as? String == "2.1.0")
  }

  private func regions(_ value: Any) -> [Object] {
    if let values = value as? [Any] { return values.flatMap(regions) }
    guard let object = value as? Object else { return [] }
    return (object["region"] as? Object).map { [$0] } ?? object.values.flatMap(regions)
  }

  @Test func regionsAreWhole() throws {
    let regions = try regions(Self.log(Fixture.report))
    #expect(regions.count { $0.count > 1 } > 10)
    for region in regions {
      let startLine = try #require(region["startLine"] as? Int)
      // Of a file that was rendered only the line is known.
      if region.count == 1 { continue }
      let startColumn = try #require(region["startColumn"] as? Int)
      let endLine = try #require(region["endLine"] as? Int)
      let endColumn = try #require(region["endColumn"] as? Int)
      #expect(startLine >= 1 && startColumn >= 1 && endColumn >= 1)
      #expect((startLine, startColumn) <= (endLine, endColumn))
      #expect((region["byteOffset"] == nil) == (region["byteLength"] == nil))
      if let offset = region["byteOffset"] as? Int { #expect(try offset >= 0 && #require(region["byteLength"] as? Int) > 0) }
    }
    // Behind a credential, an offset would tell its length.
    #expect(regions.contains { $0["byteOffset"] != nil } && regions.contains { $0["endLine"] != nil && $0["byteOffset"] == nil })
  }

  @Test func resultsReferToTheirRules() throws {
    let run = try Self.run(Fixture.report)
    let driver = try #require((run["tool"] as? Object)?["driver"] as? Object)
    let rules = try #require(driver["rules"] as? [Object])
    let notifications = try #require(driver["notifications"] as? [Object]).compactMap { $0["id"] as? String }
    #expect(rules.compactMap { $0["id"] as? String } == ["CFW101", "CFW201", "CFW401"])
    let results = try #require(run["results"] as? [Object])
    #expect(results.count == 13)
    #expect(results.count { ($0["suppressions"] as? [Object])?.isEmpty == false } == 2)
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
      #expect((result["locations"] as? [Object])?.count == 1)
    }
    let fingerprints = results.compactMap { ($0["partialFingerprints"] as? [String: String])?["curfew/v1"] }
    #expect(Set(fingerprints).count == results.count)
    let invocation = try #require((run["invocations"] as? [Object])?.first)
    #expect(invocation["executionSuccessful"] as? Bool == false)
    let notes = try #require(invocation["toolExecutionNotifications"] as? [Object])
    let ids = notes.compactMap { ($0["descriptor"] as? [String: String])?["id"] }
    #expect(
      ids == ["rule-not-evaluated", "unreadable-document", "unreadable-document", "document-not-evaluated", "unreadable-input"])
    #expect(Set(ids).isSubset(of: notifications))
  }

  /// GitHub's limits and conventions for rules.
  @Test func rulesSuitCodeScanning() throws {
    let driver = try #require((Self.run(Fixture.report)["tool"] as? Object)?["driver"] as? Object)
    for rule in try #require(driver["rules"] as? [Object]) {
      let properties = try #require(rule["properties"] as? Object)
      let tags = try #require(properties["tags"] as? [String])
      #expect(tags.contains("security") && tags.count <= 20 && Set(tags).count == tags.count)
      let score = try #require((properties["security-severity"] as? String).flatMap(Double.init))
      #expect(score > 0 && score <= 10)
      for key in ["shortDescription", "fullDescription"] {
        #expect(try #require((rule[key] as? [String: String])?["text"]).count <= 1_024)
      }
    }
    #expect(Fixture.text(Fixture.report, .sarif).contains(#""external/cwe/cwe-798","external/mitre-attack/t1552.007""#))
    #expect(Fixture.text(Fixture.report, .sarif).contains(#""external/cwe/cwe-007""#))
  }

  static let paths: [(path: String, uri: String)] = [
    ("a.yaml", "a.yaml"), ("a b/ü:#?%.yaml", "a%20b/%C3%BC%3A%23%3F%25.yaml"), ("./x", "x"), (".//x", "x"), ("../x", "../x"),
    ("/srv/x y", "file:///srv/x%20y"), ("<stdin>", "%3Cstdin%3E"),
  ]

  @Test(arguments: paths.indices)
  func pathsBecomeURIs(_ index: Int) throws {
    let (path, uri) = Self.paths[index]
    let run = try Self.run(Report(settings: Fixture.settings, files: [FileReport(path: path)]))
    let location = try #require((run["artifacts"] as? [Object])?.first?["location"] as? [String: String])
    #expect(location["uri"] == uri)
    #expect(location["uriBaseId"] == (path.hasPrefix("/") ? nil : "%SRCROOT%"))
  }

  @Test func namesCannotBecomeLinks() {
    #expect(SARIFReport.withoutLinks("[a](b) ](( c") == "[a] (b) ] (( c")
  }

  @Test func onlyUnreadableInputIsAFailure() throws {
    for (sample, isSuccess) in [(Fixture.Sample.clean, true), (.nothing, true), (.everything, false)] {
      let invocation = try #require((try Self.run(sample.report)["invocations"] as? [Object])?.first)
      #expect(invocation["executionSuccessful"] as? Bool == isSuccess)
    }
  }
}
