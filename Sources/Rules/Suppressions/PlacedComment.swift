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
  func owner(among workloads: [WorkloadReport]) -> Int {
    let before = workloads.lastIndex { $0.place.range.start <= comment.range.start }
    if let before, document.contains(workloads[before].place.range) { return before }
    return workloads.firstIndex { document.contains($0.place.range) } ?? before ?? 0
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
      for comment in inDocument {
        if let target = target(of: comment, in: document) {
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
      let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
      if let comment = SuppressionComment(in: bytes, from: offset, to: end) {
        found.append(comment)
        start = end
      }
    }
    return found
  }

  /// What a comment is about: its line, or where it has one of its own, what begins in the next line that holds anything; nil where it is text.
  private static func target(of comment: SuppressionComment, in document: Document) -> Target? {
    let bytes = document.source.bytes
    let start = Int(comment.range.start)
    let scalar = scalar(holding: comment.range.start, in: document)
    let isInBlock = scalar?.style == .literal || scalar?.style == .folded
    // In a script it is a comment as well, of the shell.
    if scalar != nil, !isInBlock { return nil }
    let lineStart = bytes[..<start].lastIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map { $0 + 1 } ?? 0
    guard isAtStart(start, of: bytes) || bytes[lineStart..<start].allSatisfy({ isSpace($0) }) else { return .line(comment.range.start) }
    guard let content = nextContent(in: bytes, behind: Int(comment.range.end)) else { return .line(comment.range.start) }
    if isInBlock { return .line(UInt32(clamping: content)) }
    return node(at: content, in: document).map { .range($0) } ?? .line(UInt32(clamping: content))
  }

  private static func scalar(holding offset: UInt32, in document: Document) -> NodeRecord? {
    // Nodes are in source order.
    var low = 0
    var high = document.nodes.count
    while low < high {
      let middle = (low + high) / 2
      if document.nodes[middle].start <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let node = document.nodes[low - 1]
    return node.kind == .scalar && offset < node.end ? node : nil
  }

  /// The first byte behind the line that is neither blank nor within a comment.
  private static func nextContent(in bytes: [UInt8], behind end: Int) -> Int? {
    var offset = end
    while offset < bytes.count {
      if isSpace(bytes[offset]) {
        offset += 1
      } else if bytes[offset] == UInt8(ascii: "#") {
        offset = bytes[offset...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
      } else {
        return offset
      }
    }
    return nil
  }

  /// The entry whose key starts at the offset, the item whose dash does, or another value that does.
  private static func node(at offset: Int, in document: Document) -> SourceRange? {
    let bytes = document.source.bytes
    var isItem = false
    var start = offset
    // An item's value starts behind its dash; of `- - a` the outer item is meant.
    if bytes[offset] == UInt8(ascii: "-"), offset + 1 < bytes.count, isSpace(bytes[offset + 1]) {
      isItem = true
      guard let content = nextContent(in: bytes, behind: offset + 1) else { return nil }
      start = content
    }
    var node = document.root
    while true {
      switch node.kind {
      case .scalar, .alias: return node.rangeWithProperties.start == UInt32(clamping: start) ? node.range : nil
      case .sequence:
        guard let item = node.items.first(where: { $0.rangeWithProperties.end > UInt32(clamping: start) }) else { return nil }
        if isItem, item.rangeWithProperties.start <= UInt32(clamping: start), item.rangeWithProperties.start >= UInt32(clamping: offset) {
          return SourceRange(UInt32(clamping: offset), item.range.end)
        }
        node = item
      case .mapping:
        guard let entry = node.entries.first(where: { max($0.key.range.end, $0.value.range.end) > UInt32(clamping: start) }) else {
          return nil
        }
        if !isItem, entry.key.rangeWithProperties.start == UInt32(clamping: start) {
          return SourceRange(entry.key.range.start, max(entry.key.range.end, entry.value.range.end))
        }
        node = entry.value
      }
    }
  }

  /// Whether nothing is in front, or a byte order mark.
  private static func isAtStart(_ offset: Int, of bytes: [UInt8]) -> Bool {
    offset == 0 || offset == 3 && bytes.starts(with: [0xEF, 0xBB, 0xBF])
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
}
