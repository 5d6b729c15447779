/// Turns the bytes of a scalar into its text: folds lines, resolves escapes, strips a block scalar's indentation.
///
/// Follows YAML 1.2.2, sections 7.3 (flow scalars) and 8.1 (block scalars). The parser has checked the form, so nothing here fails.
enum ScalarText {
  /// The text that was written.
  ///
  /// What a tag makes of it is not looked at.
  static func decode(_ node: Node) -> String {
    let content: PlainContent = content(
      of: node.source.bytes, node.range, style: node.style, indentation: node.contentIndentation)
    return String(decoding: content.bytes, as: UTF8.self)
  }

  /// - Parameters:
  ///   - range: The scalar as written, quotes and block header included.
  ///   - indentation: Of a block scalar's content, in columns.
  static func content<Content: ScalarContent>(of bytes: [UInt8], _ range: SourceRange, style: Node.Style, indentation: Int) -> Content {
    switch style {
    case .singleQuoted: flow(bytes, SourceRange(range.start + 1, range.end - 1), quote: Ascii.singleQuote)
    case .doubleQuoted: flow(bytes, SourceRange(range.start + 1, range.end - 1), quote: Ascii.doubleQuote)
    case .literal, .folded: block(bytes, range, indentation: indentation, isFolded: style == .folded)
    default: flow(bytes, range, quote: nil)
    }
  }

  /// Text of a plain or quoted scalar: a single line break becomes a space, n + 1 of them n line feeds.
  private static func flow<Content: ScalarContent>(_ bytes: [UInt8], _ range: SourceRange, quote: UInt8?) -> Content {
    let range = range.clamped(to: bytes.count).bounds
    var result = Content(capacity: range.count)
    var index = range.lowerBound
    /// Everything before this length came from an escape or a line break and keeps its blanks.
    var trimLimit = 0
    while index < range.upperBound {
      let byte = bytes[index]
      switch byte {
      case Ascii.lineFeed, Ascii.carriageReturn:
        while result.count > trimLimit, let last = result.last, isBlank(last) { result.removeLast() }
        let start = index
        let breaks = skipBreaks(bytes, &index, range.upperBound)
        if breaks == 1 {
          result.append(Ascii.space, madeOf: start..<index)
        } else {
          appendLineFeeds(breaks - 1, madeOf: start..<index, to: &result)
        }
        trimLimit = result.count
      case Ascii.singleQuote where quote == byte:
        result.append(byte, madeOf: index..<index + 2)
        index += 2
      case Ascii.backslash where quote == Ascii.doubleQuote:
        appendEscape(bytes, &index, range.upperBound, to: &result)
        trimLimit = result.count
      default:
        result.append(byte, at: index)
        index += 1
      }
    }
    return result
  }

  /// Passes line breaks and the blanks around them; returns how many breaks there were.
  private static func skipBreaks(_ bytes: [UInt8], _ index: inout Int, _ end: Int) -> Int {
    var breaks = 0
    while index < end {
      let byte = bytes[index]
      if isBreak(byte) { breaks += 1 } else if !isBlank(byte) { break }
      index += isBreak(byte) ? breakLength(bytes, at: index, before: end) : 1
    }
    return breaks
  }

  private static func appendEscape(_ bytes: [UInt8], _ index: inout Int, _ end: Int, to result: inout some ScalarContent) {
    let start = index
    guard index + 1 < end else {
      index = end
      return
    }
    let code = bytes[index + 1]
    index += 2
    switch code {
    case Ascii.lineFeed, Ascii.carriageReturn:
      index -= 1
      let breaks = skipBreaks(bytes, &index, end)
      appendLineFeeds(breaks - 1, madeOf: start..<index, to: &result)
    case UInt8(ascii: "x"):
      let value = hexadecimal(bytes, &index, end, digits: 2)
      appendScalar(value, madeOf: start..<index, to: &result)
    case UInt8(ascii: "u"):
      var value = hexadecimal(bytes, &index, end, digits: 4)
      if (0xD800..<0xDC00).contains(value), index + 1 < end, bytes[index] == Ascii.backslash, bytes[index + 1] == UInt8(ascii: "u") {
        var low = index + 2
        let second = hexadecimal(bytes, &low, end, digits: 4)
        if (0xDC00..<0xE000).contains(second) {
          value = 0x10000 + (value - 0xD800) << 10 + (second - 0xDC00)
          index = low
        }
      }
      appendScalar(value, madeOf: start..<index, to: &result)
    case UInt8(ascii: "U"):
      let value = hexadecimal(bytes, &index, end, digits: 8)
      appendScalar(value, madeOf: start..<index, to: &result)
    default: appendScalar(simpleEscape(code) ?? UInt32(code), madeOf: start..<index, to: &result)
    }
  }

  /// The character a one-letter escape stands for, or nil where YAML knows no such escape.
  static func simpleEscape(_ code: UInt8) -> UInt32? {
    switch code {
    case UInt8(ascii: "0"): 0
    case UInt8(ascii: "a"): 7
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "t"), Ascii.tab: 9
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "v"): 11
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "e"): 27
    case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "\\"): UInt32(code)
    case UInt8(ascii: "N"): 0x85
    case UInt8(ascii: "_"): 0xA0
    case UInt8(ascii: "L"): 0x2028
    case UInt8(ascii: "P"): 0x2029
    default: nil
    }
  }

  static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte) - 0x30
    case 0x41...0x46: UInt32(byte) - 0x37
    case 0x61...0x66: UInt32(byte) - 0x57
    default: nil
    }
  }

  private static func hexadecimal(_ bytes: [UInt8], _ index: inout Int, _ end: Int, digits: Int) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard index < end, let digit = hexadecimalDigit(bytes[index]) else { break }
      value = value << 4 | digit
      index += 1
    }
    return value
  }

  private static func appendScalar(_ value: UInt32, madeOf source: Range<Int>, to result: inout some ScalarContent) {
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { result.append(byte, madeOf: source) }
  }

  /// Text of a literal or folded block scalar; `range` starts at its `|` or `>`.
  private static func block<Content: ScalarContent>(_ bytes: [UInt8], _ range: SourceRange, indentation: Int, isFolded: Bool) -> Content {
    let range = range.clamped(to: bytes.count).bounds
    var index = range.lowerBound + 1
    var keeps = false
    var strips = false
    while index < range.upperBound, !isBreak(bytes[index]) {
      if isBlank(bytes[index]) { break }
      if bytes[index] == Ascii.plus { keeps = true }
      if bytes[index] == Ascii.minus { strips = true }
      index += 1
    }
    skipLine(bytes, &index, range.upperBound)

    var result = Content(capacity: range.upperBound - index)
    var pendingBreaks = 0
    // Where the last line of content ends, and with it the breaks that are pending begin.
    var breaksStart = index
    var isFirst = true
    var previousIsIndented = false
    while index < range.upperBound {
      var column = 0
      while column < indentation, index < range.upperBound, bytes[index] == Ascii.space {
        index += 1
        column += 1
      }
      if index >= range.upperBound {
        if column > 0 { pendingBreaks += 1 }
        break
      }
      if isBreak(bytes[index]) {
        pendingBreaks += 1
        skipLine(bytes, &index, range.upperBound)
        continue
      }
      let isIndented = isBlank(bytes[index])
      if isFolded && !isFirst && !isIndented && !previousIsIndented {
        if pendingBreaks == 1 {
          result.append(Ascii.space, madeOf: breaksStart..<index)
        } else {
          appendLineFeeds(pendingBreaks - 1, madeOf: breaksStart..<index, to: &result)
        }
      } else {
        appendLineFeeds(pendingBreaks, madeOf: breaksStart..<index, to: &result)
      }
      let start = index
      while index < range.upperBound, !isBreak(bytes[index]) { index += 1 }
      result.append(bytes[start..<index])
      breaksStart = index
      pendingBreaks = 1
      skipLine(bytes, &index, range.upperBound)
      isFirst = false
      previousIsIndented = isIndented
    }
    // The end of the input ends a line too.
    if keeps {
      appendLineFeeds(pendingBreaks, madeOf: breaksStart..<range.upperBound, to: &result)
    } else if !strips, !isFirst {
      result.append(Ascii.lineFeed, madeOf: breaksStart..<max(breaksStart, range.upperBound))
    }
    return result
  }

  /// Moves behind the line's end.
  private static func skipLine(_ bytes: [UInt8], _ index: inout Int, _ end: Int) {
    while index < end, !isBreak(bytes[index]) { index += 1 }
    if index < end { index += breakLength(bytes, at: index, before: end) }
  }

  private static func appendLineFeeds(_ count: Int, madeOf source: Range<Int>, to result: inout some ScalarContent) {
    for _ in 0..<max(count, 0) { result.append(Ascii.lineFeed, madeOf: source) }
  }
}

/// What a scalar's text is written into: the text alone, or the text with where it comes from.
protocol ScalarContent {
  init(capacity: Int)

  var count: Int { get }
  var last: UInt8? { get }

  /// Takes over a byte of the source as it is.
  mutating func append(_ byte: UInt8, at offset: Int)
  /// Takes over bytes of the source as they are.
  mutating func append(_ bytes: ArraySlice<UInt8>)
  /// Writes a byte that an escape or line breaks stand for.
  mutating func append(_ byte: UInt8, madeOf source: Range<Int>)
  mutating func removeLast()
}

struct PlainContent: ScalarContent {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  var count: Int { bytes.count }
  var last: UInt8? { bytes.last }

  mutating func append(_ byte: UInt8, at offset: Int) { bytes.append(byte) }
  mutating func append(_ bytes: ArraySlice<UInt8>) { self.bytes.append(contentsOf: bytes) }
  mutating func append(_ byte: UInt8, madeOf source: Range<Int>) { bytes.append(byte) }
  mutating func removeLast() { bytes.removeLast() }
}
