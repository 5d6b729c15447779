import Foundation

@testable import SourceTree

/// A value as JSON has it, to compare by.
indirect enum JSONValue: Hashable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

extension JSONValue {
  /// A document as YAML 1.2's core schema reads it (section 10.3.2); nil where JSON has no such value.
  init?(coreSchema node: Node) {
    let node = node.resolved
    switch node.kind {
    case .alias: return nil
    case .scalar: self = Self.coreScalar(node)
    case .sequence:
      var items: [JSONValue] = []
      for item in node.items {
        guard let value = JSONValue(coreSchema: item) else { return nil }
        items.append(value)
      }
      self = .array(items)
    case .mapping:
      var object: [String: JSONValue] = [:]
      for entry in node.entries {
        let key = entry.key.resolved
        guard key.kind == .scalar, let value = JSONValue(coreSchema: entry.value) else { return nil }
        object[key.text ?? ""] = value
      }
      self = .object(object)
    }
  }

  private static func coreScalar(_ node: Node) -> JSONValue {
    // A tag changes nothing of the text here.
    let text = ScalarText.decode(node)
    let tag = node.tagName
    if tag == nil, node.style != .plain { return .string(text) }
    if let tag, !["null", "bool", "int", "float"].contains(where: { tag == Tag.corePrefix + $0 }) { return .string(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: break
    }
    if text.wholeMatch(of: /0o[0-7]+/) != nil { return .number(Double(UInt64(text.dropFirst(2), radix: 8) ?? 0)) }
    if text.wholeMatch(of: /0x[0-9a-fA-F]+/) != nil { return .number(Double(UInt64(text.dropFirst(2), radix: 16) ?? 0)) }
    if text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil, let number = Double(text) {
      return .number(number)
    }
    return .string(text)
  }
}

extension JSONValue: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else if let array = try? container.decode([JSONValue].self) {
      self = .array(array)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// The JSON texts of a file that holds one behind the other.
  static func stream(_ bytes: [UInt8]) throws -> [JSONValue] {
    var values: [JSONValue] = []
    var start = 0
    var depth = 0
    var isInString = false
    var index = 0
    func finish(at end: Int) throws {
      let text = bytes[start..<end]
      if !text.allSatisfy({ $0 <= 0x20 }) { values.append(try JSONDecoder().decode(JSONValue.self, from: Data(text))) }
      start = end
    }
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if isInString {
        if byte == UInt8(ascii: "\\") { index += 1 } else if byte == UInt8(ascii: "\"") { isInString = false }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case 0x0A where depth == 0: try finish(at: index)
      default: break
      }
    }
    try finish(at: bytes.count)
    return values
  }
}
