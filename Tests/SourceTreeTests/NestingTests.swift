import SmallStack
import Testing

@testable import SourceTree

/// The deepest nesting that is read, in each form, and what is deeper; nothing may take room on the stack for each level.
struct NestingTests {
  struct Form: CustomTestStringConvertible, Sendable {
    let name: String
    /// How many collections a level takes, each within the one before.
    var width = 1
    /// A text of so many levels.
    let text: @Sendable (Int) -> String
    var testDescription: String { name }
  }

  /// Levels that stand on one line.
  private static func inline(_ opening: String, _ content: String = "x", _ closing: String = "", width: Int = 1) -> Form {
    Form(name: opening, width: width) {
      String(repeating: opening, count: $0) + content + String(repeating: closing, count: $0)
    }
  }

  /// Levels that stand on lines of their own.
  private static func lines(_ lines: String..., step: Int = 1, width: Int = 1) -> Form {
    Form(name: "\(lines) on lines", width: width) { levels in
      let indented = (0..<levels).flatMap { level in lines.map { String(repeating: " ", count: level * step) + $0 + "\n" } }
      return indented.joined() + String(repeating: " ", count: levels * step + 1) + "x"
    }
  }

  static let forms: [Form] = [
    lines("a:"), lines("\"a\":"), lines("a: &b", step: 2), lines("? a", ":"), lines("-"), lines("- !t"), lines("?"),
    lines("- a:", step: 2, width: 2), lines("- - a:", step: 4, width: 3), lines("? - a:", step: 5, width: 3),
    inline("- "), inline("? "), inline("- ? ", width: 2),
    inline("[", "", "]"), inline("[", "*a", "]").anchored, inline("[x, ", "x", ", x]"), inline("[\n", "x", "\n]"),
    inline("{a: ", "x", "}"), inline("{\"a\":", "\"x\"", "}"), inline("{? ", "x", "}"), inline("{&a !t b: &c !u ", "x", "}"),
    inline("[a: ", "x", "]", width: 2), inline("[? ", "x", "]", width: 2), inline("[{\"a\": ", "1", "}]", width: 2),
    inline("{\"kind\": \"List\", \"items\": [", "", "]}", width: 2),
    Form(name: "flow in block", width: 4) { levels in
      String(repeating: "- ? ", count: levels) + String(repeating: "[{a: ", count: levels) + "x" + String(repeating: "}]", count: levels)
    },
  ]

  @Test(arguments: forms, [Dialect.yaml12, .kubernetes]) func readsTheDeepest(_ form: Form, dialect: Dialect) async throws {
    let levels = Parser.depthLimit / form.width
    let depths = try await onSmallStack {
      try documents(form.text(levels), dialect: dialect).map { document in
        _ = (document.duplicateKey(), document.aliasError(), document.mergeError(), document.root.extent)
        return Self.depth(of: document)
      }
    }
    #expect(depths == [levels * form.width])
  }

  @Test(arguments: forms, [Dialect.yaml12, .kubernetes]) func refusesWhatIsDeeper(_ form: Form, dialect: Dialect) async throws {
    let levels = Parser.depthLimit / form.width + 1
    let kind = try await onSmallStack { syntaxError(form.text(levels), dialect: dialect)?.kind }
    #expect(kind == .tooDeep)
  }

  /// Keys are read before it is known that they are in a mapping, which is one more level. They are short, so that it does not go on for ever.
  @Test func keysNestDeeperByTheirLength() async throws {
    let text =
      String(repeating: "[", count: Parser.depthLimit) + String(repeating: "]:", count: 341)
      + String(repeating: "]", count: Parser.depthLimit - 341)
    let depth = try await onSmallStack { try documents(text).map(Self.depth) }
    #expect(depth == [Parser.depthLimit + 341])
  }

  /// How many collections stand in each other.
  private static func depth(of document: Document) -> Int {
    var deepest = 0
    var ends: [Int] = []
    for index in document.nodes.indices where document.nodes[index].count > 1 || document.nodes[index].kind == .sequence {
      while let end = ends.last, end <= index { ends.removeLast() }
      ends.append(index + Int(document.nodes[index].count))
      deepest = max(deepest, ends.count)
    }
    return deepest
  }
}

extension NestingTests.Form {
  /// The same with an alias in it of what stands before; that takes a level.
  fileprivate var anchored: Self {
    Self(name: "\(name), with an alias", width: width) { [text] in "- &a x\n- " + text($0 - 1) }
  }
}
