internal import Foundation

/// The part of JSON Schema that the schemas of this package use; any other keyword is a problem.
package struct SchemaValidator {
  private let schema: [String: Any]
  private var seen: Set<String> = []

  package init(schema: [String: Any]) { self.schema = schema }

  package mutating func problems(_ value: Any) -> [String] { problems(value, schema, at: "#", name: "#") }

  /// Members that are described and were never met.
  package var unseenMembers: [String] {
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
