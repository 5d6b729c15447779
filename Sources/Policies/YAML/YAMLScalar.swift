/// How a text is written in YAML so that every reader takes it for a string.
package enum YAMLScalar {
  static func text(_ value: String) -> String {
    isPlain(value) ? value : quoted(value)
  }

  /// Letters, digits and `._/-`, starting with a letter, and nothing that is a boolean or null to YAML 1.1.
  private static func isPlain(_ value: String) -> Bool {
    guard let first = value.utf8.first, isLetter(first) else { return false }
    guard value.utf8.allSatisfy({ isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) || "._/-".utf8.contains($0) }) else { return false }
    return !["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(value.lowercased())
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

  /// In double quotes, with escapes for all but printable ASCII.
  package static func quoted(_ value: String) -> String {
    var result = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{20}"..."\u{7E}": result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return result + "\""
  }

  /// A text for a comment: what would end the line, or steer a terminal, is a space.
  package static func comment(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
