/// How block collections are laid out where something is written.
struct BlockStyle: Hashable {
  /// How much deeper a mapping stands than the key it is under.
  var step = 2
  /// How much deeper a list's dashes stand than the key they are under.
  var dashOffset = 2
  /// How texts are quoted that cannot be plain.
  var quotes = ScalarPrinter.Quotes.double
  /// How keys are quoted.
  var keyQuotes = ScalarPrinter.Quotes.plain
}

/// Writes values as blocks of lines.
struct BlockPrinter {
  /// What has been written: the rest of the line of the indicator that comes before the value, and further lines with their indentation.
  private(set) var lines: [[UInt8]] = [[]]

  private let style: BlockStyle
  /// How deep a block scalar has to be indented in order that it ends where it should; nil where there must be none.
  private let leastIndentation: Int?

  init(_ style: BlockStyle, leastIndentation: Int?) {
    self.style = style
    self.leastIndentation = leastIndentation
  }

  /// Writes an entry on a line of its own.
  mutating func writeEntry(_ key: String, _ value: TreeValue, column: Int) {
    startLine(column)
    write(key: key, value, column: column)
  }

  /// Writes an item on a line of its own.
  mutating func writeItem(_ value: TreeValue, column: Int, gap: Int, quotes: ScalarPrinter.Quotes = .plain) {
    startLine(column)
    append([Ascii.minus])
    write(value, behindDashAt: column, gap: gap, quotes: quotes)
  }

  private mutating func write(key: String, _ value: TreeValue, column: Int) {
    append(ScalarPrinter.text(key, style.keyQuotes, fallback: style.quotes, inFlow: false) + [Ascii.colon])
    write(value, underKeyAt: column)
  }

  /// Writes what stands behind a key's colon.
  mutating func write(_ value: TreeValue, underKeyAt column: Int, quotes: ScalarPrinter.Quotes = .plain) {
    switch value {
    case .map(let entries) where !entries.isEmpty:
      for entry in entries { writeEntry(entry.key, entry.value, column: column + style.step) }
    case .list(let items) where !items.isEmpty:
      for item in items { writeItem(item, column: column + style.dashOffset, gap: 1) }
    default: writeScalar(value, column: column + style.step, gap: 1, quotes: quotes)
    }
  }

  /// Writes what stands behind an item's dash; a collection starts on the same line.
  mutating func write(_ value: TreeValue, behindDashAt column: Int, gap: Int, quotes: ScalarPrinter.Quotes = .plain) {
    let inner = column + 1 + gap
    switch value {
    case .map(let entries) where !entries.isEmpty:
      for (index, entry) in entries.enumerated() {
        if index == 0 { append([UInt8](repeating: Ascii.space, count: gap)) } else { startLine(inner) }
        write(key: entry.key, entry.value, column: inner)
      }
    case .list(let items) where !items.isEmpty:
      for (index, item) in items.enumerated() {
        if index == 0 { append([UInt8](repeating: Ascii.space, count: gap)) } else { startLine(inner) }
        append([Ascii.minus])
        write(item, behindDashAt: inner, gap: 1)
      }
    default: writeScalar(value, column: max(column + style.step, inner), gap: gap, quotes: quotes)
    }
  }

  /// Writes a scalar or an empty collection.
  ///
  /// - Parameter column: That of the lines of a block scalar.
  private mutating func writeScalar(_ value: TreeValue, column: Int, gap: Int, quotes: ScalarPrinter.Quotes) {
    append([UInt8](repeating: Ascii.space, count: gap))
    switch value {
    case .list: append(Array("[]".utf8))
    case .map: append(Array("{}".utf8))
    case .text(let text) where quotes == .plain && leastIndentation.map { column >= $0 } == true && ScalarPrinter.isLiteral(text):
      append(Array((text.utf8.last == Ascii.lineFeed ? "|" : "|-").utf8))
      let content = text.utf8.last == Ascii.lineFeed ? text.utf8.dropLast() : text.utf8[...]
      for line in content.split(separator: Ascii.lineFeed, omittingEmptySubsequences: false) {
        startLine(line.isEmpty ? 0 : column)
        append(Array(line))
      }
    default: append(ScalarPrinter.scalar(value, quotes, fallback: style.quotes, inFlow: false))
    }
  }

  private mutating func startLine(_ column: Int) { lines.append([UInt8](repeating: Ascii.space, count: column)) }

  private mutating func append(_ bytes: [UInt8]) { lines[lines.count - 1] += bytes }
}

extension ScalarPrinter {
  /// Whether a text reads well, and as itself, line by line behind `|` or `|-`.
  static func isLiteral(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, bytes.contains(Ascii.lineFeed), !isBlank(first), first != Ascii.lineFeed, !text.hasSuffix("\n\n"),
      text.unicodeScalars.allSatisfy({ isPrintable($0) || $0 == "\n" || $0 == "\t" })
    else { return false }
    // Blanks alone on a line are seen by nobody.
    return bytes.split(separator: Ascii.lineFeed).allSatisfy { line in line.contains { !isBlank($0) } }
  }
}
