internal import Findings
internal import SourceTree

/// A suppression comment with what it is about.
struct PlacedComment {
  enum Target {
    /// The line that holds this offset.
    case line(UInt32)
    case range(SourceRange)
  }

  var comment: SuppressionComment
  var target: Target
  /// The document it stands in.
  var document: SourceRange

  /// The position of the workload that findings about the comment belong to: the one it stands in, else the first of its document, else the
  /// nearest of the file.
  ///
  /// - Parameter workloads: Where there is none, the first is meant that the report gets.
  func owner(among workloads: PlacedObjects) -> Int {
    let before = workloads.last(startingUpTo: comment.range.start)
    if let before, document.contains(before.place) { return before.position }
    return workloads.first(in: document)?.position ?? before?.position ?? 0
  }

  /// All that documents which can be read hold; the file is parsed again where there may be any.
  static func all(in source: Source) -> [PlacedComment] {
    let candidates = candidates(in: source)
    if candidates.isEmpty { return [] }
    var found: [PlacedComment] = []
    var reader = DocumentReader(source)
    var next = 0
    while next < candidates.count, let result = reader.next() {
      let end = reader.offset
      var inDocument: [SuppressionComment] = []
      while next < candidates.count, candidates[next].range.start < end {
        inDocument.append(candidates[next])
        next += 1
      }
      guard !inDocument.isEmpty, case .success(let document) = result, document.template == nil else { continue }
      var search = TargetSearch(document)
      for comment in inDocument {
        if let target = search.target(of: comment) {
          found.append(PlacedComment(comment: comment, target: target, document: document.range))
        }
      }
    }
    return found
  }

  /// Whatever looks like one.
  private static func candidates(in source: Source) -> [SuppressionComment] {
    let bytes = source.bytes
    var found: [SuppressionComment] = []
    var start = 0
    while let offset = bytes.span.offset(of: UInt8(ascii: "#"), from: start) {
      start = offset + 1
      // `# c` or `#c`: nearly all comments are others.
      var letter = start
      while letter < bytes.count, letter < start + 8, bytes[letter] == UInt8(ascii: " ") || bytes[letter] == UInt8(ascii: "\t") {
        letter += 1
      }
      guard letter < bytes.count, bytes[letter] == UInt8(ascii: "c"), isAtStart(offset, of: bytes) || isSpace(bytes[offset - 1]) else {
        continue
      }
      // Before the end of the line is looked for, which may be far away.
      guard bytes[letter...].starts(with: SuppressionComment.marker.utf8) else { continue }
      let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
      if let comment = SuppressionComment(in: bytes, from: offset, to: end) {
        found.append(comment)
        start = end
      }
    }
    return found
  }

  /// Whether nothing is in front, or a byte order mark.
  static func isAtStart(_ offset: Int, of bytes: [UInt8]) -> Bool {
    offset == 0 || offset == 3 && bytes.starts(with: [0xEF, 0xBB, 0xBF])
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
}
