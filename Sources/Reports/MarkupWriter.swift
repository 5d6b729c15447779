/// Writes XML and HTML. Nothing of a text is markup, nothing in it hides from the reader, and nothing is refused by an XML parser.
struct MarkupWriter {
  private(set) var bytes: [UInt8] = []

  /// What ``write`` writes.
  ///
  /// - Parameter capacity: How many bytes that will be, about; 0 where it is not worth while to know.
  static func bytes(reserving capacity: Int = 0, _ write: (inout MarkupWriter) -> Void) -> [UInt8] {
    var writer = MarkupWriter()
    writer.bytes.reserveCapacity(capacity)
    write(&writer)
    return writer.bytes
  }

  /// Markup as it is; never with text from outside.
  mutating func markup(_ markup: String) { bytes += markup.utf8 }

  /// Markup that another writer has made.
  mutating func markup(_ markup: [UInt8]) { bytes += markup }

  mutating func attribute(_ name: String, _ value: String) {
    markup(" \(name)=\"")
    text(value)
    markup("\"")
  }

  mutating func attribute(_ name: String, _ value: Int) { markup(" \(name)=\"\(value)\"") }

  mutating func text(_ text: String) {
    var shown: [UInt8] = []
    TerminalText.append(text, to: &shown)
    self.text(shown[...])
  }

  /// Text that ``TerminalText`` has made harmless.
  mutating func text(_ shown: ArraySlice<UInt8>) {
    for byte in shown {
      switch byte {
      case UInt8(ascii: "&"): markup("&amp;")
      case UInt8(ascii: "<"): markup("&lt;")
      case UInt8(ascii: ">"): markup("&gt;")
      case UInt8(ascii: "\""): markup("&quot;")
      default: bytes.append(byte)
      }
    }
  }

  /// A text of ours, in which backticks stand around code.
  mutating func prose(_ text: String) {
    for (index, piece) in Prose(text).pieces.enumerated() where !piece.isEmpty {
      let isCode = index % 2 == 1
      markup(isCode ? "<code>" : "")
      self.text(String(piece))
      markup(isCode ? "</code>" : "")
    }
  }
}

/// A text of ours, cut where code begins and ends.
struct Prose {
  /// Text and code in turn, beginning with text. A backtick without a second one is text.
  let pieces: [Substring]

  init(_ text: String) {
    var pieces = text.split(separator: "`", omittingEmptySubsequences: false)
    if pieces.count % 2 == 0 {
      let last = pieces.removeLast()
      let before = pieces.removeLast()
      pieces.append(text[before.startIndex..<last.endIndex])
    }
    self.pieces = pieces
  }
}
