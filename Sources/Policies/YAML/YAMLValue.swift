/// What is to be written as YAML.
indirect enum YAMLValue: Sendable {
  /// Written so that every reader takes it for a string.
  case text(String)
  /// Written as it is: a number, a boolean, or a string that needs no quotes although it begins with a digit.
  case plain(String)
  case mapping([(key: String, value: YAMLValue)])
  case list([YAMLValue])
  /// A list of scalars on one line.
  case row([YAMLValue])
  /// A value with comments above it, and above its key.
  case commented([String], YAMLValue)

  static func texts(_ texts: [String]) -> Self { .row(texts.map { .text($0) }) }

  static func mapping(_ texts: [String: String]) -> Self {
    .mapping(texts.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
  }

  /// The lines of a document, or of a part of one from its first column on.
  var lines: [String] {
    switch self {
    case .text(let text): [YAMLScalar.text(text)]
    case .plain(let text): [text]
    case .row(let items): ["[\(items.flatMap(\.lines).joined(separator: ", "))]"]
    case .mapping(let entries) where entries.isEmpty: ["{}"]
    case .list(let items) where items.isEmpty: ["[]"]
    case .mapping(let entries):
      entries.flatMap { entry in
        let key = YAMLScalar.text(entry.key)
        return entry.value.lines { isBlock, lines in
          isBlock ? ["\(key):"] + lines.map { "  \($0)" } : lines.map { "\(key): \($0)" }
        }
      }
    case .list(let items):
      items.flatMap { $0.lines { _, lines in lines.enumerated().map { $0.offset == 0 ? "- \($0.element)" : "  \($0.element)" } } }
    case .commented: lines { $1 }
    }
  }

  /// Puts a value's lines into those of what holds it, below its comments.
  private func lines(_ place: (_ isBlock: Bool, _ lines: [String]) -> [String]) -> [String] {
    switch self {
    case .commented(let comments, let value): comments.map { "# \(YAMLScalar.comment($0))" } + value.lines(place)
    case .mapping(let entries): place(!entries.isEmpty, lines)
    case .list(let items): place(!items.isEmpty, lines)
    case .text, .plain, .row: place(false, lines)
    }
  }
}

extension Sequence<YAMLValue> {
  /// A stream of documents.
  var yaml: String { map { $0.lines.map { "\($0)\n" }.joined() }.joined(separator: "---\n") }
}

extension YAMLValue: ExpressibleByStringInterpolation, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
  init(stringLiteral text: String) { self = .text(text) }
  init(arrayLiteral items: YAMLValue...) { self = .list(items) }

  /// What is nil is left out.
  init(dictionaryLiteral entries: (String, YAMLValue?)...) {
    self = .mapping(entries.compactMap { key, value in value.map { (key, $0) } })
  }
}
