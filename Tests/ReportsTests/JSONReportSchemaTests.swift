import Findings
import Foundation
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
    _ = try validator.problems(Self.object(Fixture.text(Fixture.report, .json)))
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

/// The part of JSON Schema that the report's schema uses; any other keyword is a problem.
struct SchemaValidator {
  let schema: [String: Any]
  private var seen: Set<String> = []

  init(schema: [String: Any]) { self.schema = schema }

  mutating func problems(_ value: Any) -> [String] { problems(value, schema, at: "#", name: "#") }

  /// Members that are described and were never met.
  var unseenMembers: [String] {
    var all: Set<String> = []
    func collect(_ shape: [String: Any], _ name: String) {
      for (key, member) in shape["properties"] as? [String: [String: Any]] ?? [:] {
        all.insert("\(name)/\(key)")
        collect(member, "\(name)/\(key)")
      }
      if let items = shape["items"] as? [String: Any] { collect(items, name) }
    }
    collect(schema, "#")
    for (name, definition) in schema["$defs"] as? [String: [String: Any]] ?? [:] { collect(definition, "#/$defs/\(name)") }
    return all.subtracting(seen).sorted()
  }

  /// - Parameters:
  ///   - path: Where the value stands in the instance.
  ///   - name: Where the shape stands in the schema.
  private mutating func problems(_ value: Any, _ shape: [String: Any], at path: String, name: String) -> [String] {
    var problems: [String] = []
    for (keyword, argument) in shape {
      switch keyword {
      case "$schema", "title", "description", "$defs": break
      case "$ref":
        let target = argument as? String ?? ""
        let definitions = schema["$defs"] as? [String: [String: Any]]
        if let definition = definitions?[String(target.dropFirst("#/$defs/".count))] {
          problems += self.problems(value, definition, at: path, name: target)
        } else {
          problems.append("\(path): no definition \(target)")
        }
      case "type": if !Self.isOfType(value, argument as? String) { problems.append("\(path): not of type \(argument)") }
      case "const": if value as? String != argument as? String { problems.append("\(path): not \(argument)") }
      case "enum":
        if !(argument as? [NSObject] ?? []).contains(where: { $0 == value as? NSObject }) {
          problems.append("\(path): not one of \(argument)")
        }
      case "minimum": if (value as? Int ?? 0) < (argument as? Int ?? 0) { problems.append("\(path): less than \(argument)") }
      case "pattern":
        if (value as? String)?.range(of: argument as? String ?? "", options: .regularExpression) == nil {
          problems.append("\(path): does not match \(argument)")
        }
      case "items":
        for (index, element) in (value as? [Any] ?? []).enumerated() {
          problems += self.problems(element, argument as? [String: Any] ?? [:], at: "\(path)/\(index)", name: name)
        }
      case "required":
        for key in argument as? [String] ?? [] where (value as? [String: Any])?[key] == nil { problems.append("\(path): no \(key)") }
      case "properties":
        for (key, member) in argument as? [String: [String: Any]] ?? [:] {
          guard let element = (value as? [String: Any])?[key] else { continue }
          seen.insert("\(name)/\(key)")
          problems += self.problems(element, member, at: "\(path)/\(key)", name: "\(name)/\(key)")
        }
      case "additionalProperties":
        let known = shape["properties"] as? [String: Any] ?? [:]
        for key in (value as? [String: Any] ?? [:]).keys where known[key] == nil { problems.append("\(path): unexpected \(key)") }
      default: problems.append("\(path): the validator does not know \(keyword)")
      }
    }
    return problems
  }

  private static func isOfType(_ value: Any, _ type: String?) -> Bool {
    let isBoolean = (value as? NSNumber).map { unsafe String(cString: $0.objCType) == "c" } ?? false
    return switch type {
    case "string": value is String
    case "boolean": isBoolean
    case "integer": !isBoolean && value is Int
    case "array": value is [Any]
    case "object": value is [String: Any]
    default: false
    }
  }
}
