/// Text as a terminal shows it: nothing from outside may steer the terminal, and what stands below a character must meet it.
enum TerminalText {
  /// Appends text from outside; what could steer a terminal or hide from the reader becomes an escape such as `\u{1B}`.
  ///
  /// - Returns: The number of cells it takes.
  @discardableResult
  static func append(_ text: String, to output: inout [UInt8]) -> Int {
    var text = text
    let isPlain = text.withUTF8 { bytes in
      guard unsafe bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return false }
      unsafe output.append(contentsOf: bytes)
      return true
    }
    if isPlain { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { cells, scalar in cells + append(scalar, to: &output) }
  }

  /// Appends one scalar.
  ///
  /// - Returns: The number of cells it takes.
  @discardableResult
  static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) -> Int {
    if scalar.value >= 0x20, scalar.value < 0x7F {
      output.append(UInt8(scalar.value))
      return 1
    }
    if steersTerminal(scalar) {
      let escape = "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      output += escape.utf8
      return escape.utf8.count
    }
    output += UTF8.encode(scalar).map(Array.init) ?? []
    return width(scalar)
  }

  /// Appends a byte that is not part of well-formed UTF-8.
  static func append(invalid byte: UInt8, to output: inout [UInt8]) -> Int {
    let escape = "\\x{\(String(byte, radix: 16, uppercase: true))}"
    output += escape.utf8
    return escape.utf8.count
  }

  /// Controls (C0, DEL, C1), line and paragraph separators, and everything of the category Cf: bidirectional controls, zero-width
  /// characters, byte-order marks. U+FFFE and its like are no characters at all, and XML refuses them.
  private static func steersTerminal(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value & 0xFFFE == 0xFFFE { return true }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// How many cells a scalar takes: two for the scripts and symbols of East Asian width W and F, none for marks that combine.
  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0..<0x300: return 1
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      return 2
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return 1
    }
  }

  /// Appends text broken at spaces into lines of at most `width` cells, the later ones indented by `indentation` spaces; longer words stay
  /// whole. The caller has written `column` cells of the first line; where these are more than the indentation, with a space at their end, the
  /// first word may move to the next line as well.
  ///
  /// - Returns: The number of cells of the last line.
  @discardableResult
  static func append(wrapping text: String, column: Int, indentation: Int, width: Int, to output: inout [UInt8]) -> Int {
    var column = column
    var isFirst = true
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      let wordStart = index
      var isPlain = true
      while index < bytes.count, bytes[index] != UInt8(ascii: " ") {
        if bytes[index] < 0x20 || bytes[index] > 0x7E { isPlain = false }
        index += 1
      }
      let word = bytes[wordStart..<index]
      index += 1
      if word.isEmpty { continue }
      if !isFirst { output.append(UInt8(ascii: " ")) }
      let isMovable = !isFirst || column > indentation && output.last == UInt8(ascii: " ")
      let start = output.count
      let cells: Int
      if isPlain {
        output += word
        cells = word.count
      } else {
        cells = append(String(decoding: word, as: UTF8.self), to: &output)
      }
      if isMovable, column + (isFirst ? 0 : 1) + cells > width {
        output.replaceSubrange(start - 1..<start, with: [UInt8(ascii: "\n")] + [UInt8](repeating: UInt8(ascii: " "), count: indentation))
        column = indentation + cells
      } else {
        column += (isFirst ? 0 : 1) + cells
      }
      isFirst = false
    }
    return column
  }
}
