/// Why kubectl does not read a document that is YAML.
package struct Unread: Hashable, Sendable {
  /// What kubectl stumbles over.
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The stream begins with `{`, which makes it JSON, and is none here.
    case notJSON
    /// A directive stands alone: the stream is divided at `---` before YAML is read.
    case directive
    /// Something else than a comment follows the `---` before or behind the document on its line.
    case textBehindMarker
    /// Another document comes before it, and no line that begins with `---` between them.
    case noMarker
  }

  /// What it stumbles over.
  package let reason: Reason
  /// What kubectl stops at.
  package let place: SourceRange
}

/// What kubectl makes of a stream, document by document.
///
/// It takes a stream for JSON whose first character is `{`, and divides any other at the lines that begin with `---`. Of each part it reads one document.
/// What it cannot read ends the stream. (`k8s.io/apimachinery/pkg/util/yaml`, `decoder.go`, up to Kubernetes 1.32. From 1.33 on it tries YAML where one JSON
/// text at most came before.)
struct KubectlStream: Sendable {
  /// Whether the stream is read as JSON: one text behind the other, with nothing but white space between.
  private(set) var isJSON = false
  /// Whether the current part has a document already.
  private var hasDocument = false
  /// What has ended the stream.
  private var end: Unread?

  /// Looks at how the input begins.
  mutating func begin(_ bytes: ByteView) {
    var text = JSONText(bytes, from: bytes.isByteOrderMark(at: 0) ? 3 : 0)
    text.passWhiteSpace()
    isJSON = bytes[text.position] == Ascii.openBrace
  }

  /// Whether another document may follow a flow mapping without `---`.
  func endsDocument(at byte: UInt8, marker: Int?) -> Bool { isJSON && marker == nil && byte == Ascii.openBrace }

  /// Takes in the next document.
  ///
  /// - Parameters:
  ///   - range: From where the document before it ends.
  ///   - marker: Offset of its `---`.
  ///   - mayNotBeJSON: Whether it takes a closer look to know that it is JSON.
  /// - Returns: Why it is not read, if so.
  mutating func take(_ range: Range<Int>, marker: Int?, directives: [SourceRange], mayNotBeJSON: Bool, in bytes: ByteView) -> Unread? {
    if let end { return end }
    if isJSON { return mayNotBeJSON ? takeJSON(range, in: bytes) : nil }
    let divides = marker.map { Self.startsLine($0, in: bytes) } ?? false
    if let directive = directives.first, !hasDocument, divides || !directives.allSatisfy({ Self.isKnown($0, in: bytes) }) {
      return stop(.directive, at: directive)
    }
    // What is wrong with the marker that ends a part is known before the part is read.
    if divides, let marker, Self.hasTextBehind(marker, in: bytes) { return stop(.textBehindMarker, at: SourceRange(marker, marker + 3)) }
    let next = range.upperBound
    if bytes[next] == Ascii.minus, Self.hasTextBehind(next, in: bytes), bytes.isDocumentMarker(at: next), Self.startsLine(next, in: bytes) {
      return stop(.textBehindMarker, at: SourceRange(next, next + 3))
    }
    if !divides, hasDocument { return Unread(reason: .noMarker, place: SourceRange(range.lowerBound, range.lowerBound)) }
    hasDocument = true
    return nil
  }

  /// Whether a marker is where a line starts, as they are counted before YAML is read.
  @inline(__always)
  private static func startsLine(_ marker: Int, in bytes: ByteView) -> Bool {
    marker == 0 || bytes[marker - 1] == Ascii.lineFeed || bytes.isByteOrderMark(at: marker - 3)
  }

  @inline(__always)
  private static func hasTextBehind(_ marker: Int, in bytes: ByteView) -> Bool {
    if bytes[marker + 3] == Ascii.lineFeed { return false }
    var index = marker + 3
    while isBlank(bytes[index]) || bytes[index] == Ascii.carriageReturn { index += 1 }
    return index < bytes.count && bytes[index] != Ascii.lineFeed && bytes[index] != Ascii.hash
  }

  private mutating func takeJSON(_ range: Range<Int>, in bytes: ByteView) -> Unread? {
    var text = JSONText(bytes, from: range.lowerBound == 0 && bytes.isByteOrderMark(at: 0) ? 3 : range.lowerBound)
    let isRead = text.passValue()
    // What is behind the text concerns those that follow.
    guard !isRead || text.position < range.upperBound else { return nil }
    let end = stop(.notJSON, at: SourceRange(text.position, text.position + 1))
    return isRead ? nil : end
  }

  private mutating func stop(_ reason: Unread.Reason, at place: SourceRange) -> Unread {
    let unread = Unread(reason: reason, place: place)
    end = unread
    return unread
  }

  /// Whether kubectl takes a directive that is in one part with its document, behind a lone CR.
  private static func isKnown(_ directive: SourceRange, in bytes: ByteView) -> Bool {
    let text = directive.bounds.map { bytes[$0] }
    return text.starts(with: "%TAG".utf8) || text.elementsEqual("%YAML 1.1".utf8)
  }
}
