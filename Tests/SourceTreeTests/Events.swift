@testable import SourceTree

/// Writes documents in the notation of the yaml-test-suite's `test.event`, one event a line.
struct EventWriter {
  private(set) var lines: [String] = []
  /// Without what only the notation of the source decides: styles, and whether markers are written out.
  var isStructural = false

  static func events(of documents: [Document], isStructural: Bool = false) -> [String] {
    var writer = EventWriter(isStructural: isStructural)
    writer.lines.append("+STR")
    for document in documents {
      writer.lines.append(document.hasExplicitStart && !isStructural ? "+DOC ---" : "+DOC")
      writer.write(document.root)
      writer.lines.append(document.hasExplicitEnd && !isStructural ? "-DOC ..." : "-DOC")
    }
    writer.lines.append("-STR")
    return writer.lines
  }

  private mutating func write(_ node: Node) {
    switch node.kind {
    case .alias: lines.append("=ALI \(node.source.text(node.range))")
    case .scalar: lines.append("=VAL\(properties(node)) \(mark(node.style))\(Self.escaped(ScalarText.decode(node)))")
    case .sequence: writeCollection(node, "SEQ", "[]")
    case .mapping: writeCollection(node, "MAP", "{}")
    }
  }

  private mutating func writeCollection(_ node: Node, _ name: String, _ brackets: String) {
    lines.append("+\(name)\(node.style == .flow && !isStructural ? " " + brackets : "")\(properties(node))")
    for child in node.children { write(child) }
    lines.append("-\(name)")
  }

  private func properties(_ node: Node) -> String {
    (node.anchor.map { " " + node.source.text($0) } ?? "") + (node.tag != nil ? " <\(node.tagName ?? "undeclared")>" : "")
  }

  private func mark(_ style: Node.Style) -> String {
    switch style {
    case .singleQuoted: "'"
    case .doubleQuoted: "\""
    case .literal: "|"
    case .folded: ">"
    default: ":"
    }
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{8}": result += "\\b"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
