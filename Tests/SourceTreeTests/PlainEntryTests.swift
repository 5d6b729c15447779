import Randomness
import Testing

@testable import SourceTree

/// Plain entries of mappings are read by a way of their own; a blank in front of the colon makes the parser take the general one.
@Suite struct PlainEntryTests {
  private struct Line {
    let indentation: Int
    let key: String?
    let rest: String

    func text(colon: String) -> String { String(repeating: " ", count: indentation) + (key.map { $0 + colon } ?? "") + rest }
  }

  private static let keys = [
    "name", "kind", "schedule", "a", "on", "y", "No", "null", "nulls", "true", "app.kubernetes.io/name", "a-b_c", "é", "x:y", "a#b",
    "key with blanks", "- a",
    "- name", "1", "/tmp", String(repeating: "k", count: 1_022),
  ]
  private static let values = [
    " a", " Forbid", " 10", " 1:2", " a:", " a: b", " a b", " a # c", " a#b", " a ", "  two blanks", "", " ", " \"q\"", " 'q' # c", " |",
    " >-", " [a, b]",
    " {a: b}", " a{{b}}", " ${A}", " {{ .A }}", " &x a", " *x", " !!str 1", "\ta", " a\tb", " -a", " - a", " https://x/y?z=1", " é",
    " a\\b", " # c",
  ]
  private static let others = ["", "  ", "# comment", "text that goes on", "---", "...", "- item", "--- a", "-", "\t", "%a", "]"]

  private static func lines(_ random: inout SeededGenerator) -> [Line] {
    (0..<random.number(1, 8)).map { _ in
      let indentation = random.pick([0, 0, 0, 0, 2, 2, 2, 4, 1])
      if random.chance(15) { return Line(indentation: indentation, key: nil, rest: random.pick(others)) }
      return Line(indentation: indentation, key: random.pick(keys), rest: random.pick(values))
    }
  }

  /// What a text comes to, without offsets: every node, or the kind of the error.
  private static func outline(_ text: String) throws -> [String] {
    try read(Array(text.utf8)).results.map { result in
      switch result {
      case .failure(let error): return "\(error.kind)"
      case .success(let document):
        let nodes = (0..<document.nodeCount).map { index in
          let node = Node(document: document, index: index)
          let record = document.nodes[index]
          let isTemplated = record.flags.contains(.hasTemplate)
          // In scalars of several lines the colons are text.
          let text =
            node.kind == .scalar ? (node.text ?? "").split(separator: " :", omittingEmptySubsequences: false).joined(separator: ":") : ""
          return "\(record.kind) \(record.style) \(record.count) \(record.indentation) \(isTemplated) \(text)"
        }
        return nodes.joined(separator: "\n") + "\n\(document.duplicateKey() == nil) \(document.template == nil)"
      }
    }
  }

  @Test(arguments: 0..<20) func readsAsTheGeneralWayDoes(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    for _ in 0..<200 {
      let lines = Self.lines(&random)
      let end = random.pick(["\n", "\n", "", "\n\n"])
      let short = lines.map { $0.text(colon: ":") }.joined(separator: "\n") + end
      let general = lines.map { $0.text(colon: " :") }.joined(separator: "\n") + end
      #expect(try Self.outline(short) == Self.outline(general), "\(short)")
    }
  }

  /// Keys that are known to be distinct are so, by the comparison of their texts.
  @Test(arguments: 0..<20) func marksOnlyDistinctKeys(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    var marked = 0
    for _ in 0..<200 {
      let keys = (0..<random.number(1, 6)).map { _ in random.pick(Self.keys.filter { !$0.hasPrefix("-") }) }
      let document = try #require(try documents(keys.map { "\($0): x\n" }.joined()).first)
      guard document.nodes[0].flags.contains(.hasDistinctKeys) else { continue }
      marked += 1
      #expect(Set(document.root.entries.map(\.key.keyText)).count == keys.count, "\(keys)")
    }
    #expect(marked > 5)
  }
}
