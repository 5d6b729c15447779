/// How flow collections are laid out where something is written.
struct FlowStyle: Hashable {
  /// Whether keys and texts stand in double quotes, as in JSON.
  var isQuoted = false
  /// What stands behind a colon.
  var colonGap = [Ascii.space]
  /// What stands behind a comma on one line.
  var commaGap = [Ascii.space]
  /// What lines of the entries start with; nil where all stand on one line.
  var indentation: [UInt8]?
  /// How much further a collection's entries start than the line it starts on.
  var step = [Ascii.space, Ascii.space]
  var lineBreak = [Ascii.lineFeed]
  /// How texts are quoted that cannot be plain.
  var quotes = ScalarPrinter.Quotes.double
}

/// Writes values on one line, or as pretty-printed JSON.
struct FlowPrinter {
  private let style: FlowStyle

  init(_ style: FlowStyle) { self.style = style }

  func entry(_ key: String, _ value: TreeValue) -> [UInt8] {
    let key = style.isQuoted ? ScalarPrinter.doubleQuoted(key) : ScalarPrinter.text(key, .plain, fallback: style.quotes, inFlow: true)
    // Only a quoted key may have its value at once.
    let gap = style.colonGap.isEmpty && !style.isQuoted ? [Ascii.space] : style.colonGap
    return key + [Ascii.colon] + gap + written(value, style.indentation)
  }

  func item(_ value: TreeValue) -> [UInt8] { written(value, style.indentation) }

  /// A value in the place of another one that is quoted so.
  func value(_ value: TreeValue, quotes: ScalarPrinter.Quotes = .plain) -> [UInt8] {
    switch value {
    case .list, .map: written(value, style.indentation)
    default: ScalarPrinter.scalar(value, style.isQuoted ? .double : quotes, fallback: style.quotes, inFlow: true)
    }
  }

  /// What stands between the brackets of a collection.
  func content(_ value: TreeValue) -> [UInt8] { Array(self.value(value).dropFirst().dropLast()) }

  /// - Parameter indentation: That of the line the value starts on, where collections have a line for each entry.
  private func written(_ value: TreeValue, _ indentation: [UInt8]?) -> [UInt8] {
    switch value {
    case .list(let items):
      let inner = indentation.map { $0 + style.step }
      return collection(Ascii.openBracket, items.map { FlowPrinter(style.with(inner)).item($0) }, Ascii.closeBracket, indentation)
    case .map(let entries):
      let inner = indentation.map { $0 + style.step }
      return collection(
        Ascii.openBrace, entries.map { FlowPrinter(style.with(inner)).entry($0.key, $0.value) }, Ascii.closeBrace, indentation)
    default: return ScalarPrinter.scalar(value, style.isQuoted ? .double : .plain, fallback: style.quotes, inFlow: true)
    }
  }

  private func collection(_ open: UInt8, _ parts: [[UInt8]], _ close: UInt8, _ indentation: [UInt8]?) -> [UInt8] {
    guard !parts.isEmpty else { return [open, close] }
    guard let indentation, style.isQuoted else { return [open] + Array(parts.joined(separator: [Ascii.comma] + style.commaGap)) + [close] }
    let line = style.lineBreak + indentation
    return [open] + line + style.step + Array(parts.joined(separator: [Ascii.comma] + line + style.step)) + line + [close]
  }
}

extension FlowStyle {
  func with(_ indentation: [UInt8]?) -> FlowStyle {
    var style = self
    style.indentation = indentation
    return style
  }
}
