/// Text as a terminal shows it: nothing from outside may steer the terminal, and what stands below a character must meet it.
enum TerminalText {
  /// Appends text from outside; what could steer a terminal or hide from the reader becomes an escape such as `\u{1B}`.
  static func append(_ text: String, to output: inout [UInt8]) {
    for scalar in text.unicodeScalars { append(scalar, to: &output) }
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
  /// characters, byte-order marks.
  private static func steersTerminal(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
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
  /// whole. The caller has written `column` cells of the first line.
  static func append(wrapping text: String, column: Int, indentation: Int, width: Int, to output: inout [UInt8]) {
    var column = column
    var isFirst = true
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      var bytes: [UInt8] = []
      let cells = word.unicodeScalars.reduce(0) { $0 + append($1, to: &bytes) }
      if isFirst {
        isFirst = false
      } else if column + 1 + cells > width {
        output.append(UInt8(ascii: "\n"))
        output += [UInt8](repeating: UInt8(ascii: " "), count: indentation)
        column = indentation
      } else {
        output.append(UInt8(ascii: " "))
        column += 1
      }
      output += bytes
      column += cells
    }
  }
}
