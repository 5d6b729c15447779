/// One step from a value to one that it holds.
package enum PathStep: Hashable, Sendable {
  /// The value of a mapping's key, as kubectl names it (``Node/keyText``).
  case key(String)
  /// An item of a list, 0 for the first.
  case item(Int)
}

/// The way from an object to one of its fields: `spec.jobTemplate.spec.template.spec.containers[0].env[2].valueFrom`.
///
/// Written as the API server does: names behind dots, positions in brackets, and in brackets as well a name that would be misread behind a dot,
/// `metadata.annotations[example.com/owner]`. One that would be misread in brackets, too, is quoted as in JSON: `data["a[0]"]`. The empty path is the object.
package struct FieldPath: Hashable, Sendable {
  /// The steps, outermost first.
  package var steps: [PathStep]

  /// The path of these steps.
  package init(_ steps: [PathStep] = []) { self.steps = steps }

  /// The path of a field within what this path leads to.
  package func appending(_ step: PathStep) -> FieldPath { FieldPath(steps + [step]) }

  /// How many levels deep paths and new values may go, which is what a document may have.
  static var depthLimit: Int { Parser.depthLimit }
}

extension FieldPath: CustomStringConvertible {
  package var description: String {
    var text = ""
    for step in steps { Self.append(step, to: &text) }
    return text
  }

  /// Appends a step as it is written behind the text of those before it.
  package static func append(_ step: PathStep, to text: inout String) {
    switch step {
    case .item(let index): text += "[\(index)]"
    case .key(let key) where isBare(key): text += text.isEmpty ? key : ".\(key)"
    case .key(let key) where isBracketed(key): text += "[\(key)]"
    case .key(let key): text += "[\(String(decoding: ScalarPrinter.doubleQuoted(key), as: UTF8.self))]"
    }
  }

  /// Whether a name can be told from what stands around it without brackets.
  private static func isBare(_ key: String) -> Bool {
    !key.isEmpty && key.utf8.allSatisfy { !isReserved($0) && $0 != Ascii.dot }
  }

  /// Whether brackets alone tell a name from a position, and from one in quotes.
  private static func isBracketed(_ key: String) -> Bool { !key.isEmpty && key.utf8.allSatisfy { !isReserved($0) } }

  /// Bytes that a name has within quotes only.
  private static func isReserved(_ byte: UInt8) -> Bool {
    switch byte {
    case Ascii.openBracket, Ascii.closeBracket, Ascii.doubleQuote, Ascii.singleQuote, Ascii.backslash, 0x7F: true
    default: byte <= Ascii.space
    }
  }
}

extension FieldPath {
  /// Reads a path as people write it; either kind of quotes will do.
  ///
  /// - Returns: nil for what is no path.
  package init?(_ text: some StringProtocol) {
    var steps: [PathStep] = []
    var rest = Substring(text).utf8[...]
    while let first = rest.first {
      if first == Ascii.openBracket {
        guard let step = Self.takeBracket(&rest) else { return nil }
        steps.append(step)
        continue
      }
      if !steps.isEmpty {
        guard first == Ascii.dot else { return nil }
        rest = rest.dropFirst()
      }
      let name = rest.prefix { !Self.isReserved($0) && $0 != Ascii.dot }
      guard !name.isEmpty, let key = String(name) else { return nil }
      steps.append(.key(key))
      rest = rest.dropFirst(name.count)
    }
    self.init(steps)
  }

  /// Takes `[…]` away.
  private static func takeBracket(_ rest: inout Substring.UTF8View) -> PathStep? {
    rest = rest.dropFirst()
    guard let first = rest.first else { return nil }
    let step: PathStep
    if first == Ascii.doubleQuote || first == Ascii.singleQuote {
      guard let key = takeQuoted(&rest) else { return nil }
      step = .key(key)
    } else {
      let inner = rest.prefix { !isReserved($0) }
      guard !inner.isEmpty, let text = String(inner) else { return nil }
      if inner.allSatisfy({ (Ascii.zero...Ascii.nine).contains($0) }) {
        guard let index = Int(text) else { return nil }
        step = .item(index)
      } else {
        step = .key(text)
      }
      rest = rest.dropFirst(inner.count)
    }
    guard rest.first == Ascii.closeBracket else { return nil }
    rest = rest.dropFirst()
    return step
  }

  /// Takes a name in quotes away; what is in them is read as YAML reads it.
  private static func takeQuoted(_ rest: inout Substring.UTF8View) -> String? {
    guard let quote = rest.first else { return nil }
    var end = rest.index(after: rest.startIndex)
    while end < rest.endIndex {
      let next = rest.index(after: end)
      let isPair = rest[end] == (quote == Ascii.doubleQuote ? Ascii.backslash : quote)
      if isPair, next < rest.endIndex, quote == Ascii.doubleQuote || rest[next] == quote {
        end = rest.index(after: next)
      } else if rest[end] == quote {
        break
      } else {
        end = next
      }
    }
    guard end < rest.endIndex else { return nil }
    let written = Array(rest[...end])
    rest = rest[rest.index(after: end)...]
    guard let source = try? Source(name: "", bytes: written) else { return nil }
    var reader = DocumentReader(source)
    guard case .success(let document) = reader.next(), document.root.range.bounds == 0..<written.count else { return nil }
    return document.root.text
  }
}
