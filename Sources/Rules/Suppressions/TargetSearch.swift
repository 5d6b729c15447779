internal import Findings
internal import SourceTree

/// Finds what the comments of a document are about, which are asked for in source order, so that each search goes on where the last one ended.
struct TargetSearch {
  private let document: Document
  /// Of the collections from the root down to the last node that was found, the child it is in.
  private var path: [Int] = []
  /// Where the text is that follows the last comment, the end of the source if there is none; and what begins there, once that was asked.
  private var content = 0
  private var found: (content: Int, range: SourceRange?)?

  init(_ document: Document) { self.document = document }

  /// What a comment is about: its line, or where it has one of its own, what begins in the next line that holds anything; nil where it is text.
  mutating func target(of comment: SuppressionComment) -> PlacedComment.Target? {
    let bytes = document.source.bytes
    let start = Int(comment.range.start)
    let scalar = scalar(holding: comment.range.start)
    let isInBlock = scalar?.style == .literal || scalar?.style == .folded
    // In a script it is a comment as well, of the shell.
    if scalar != nil, !isInBlock { return nil }
    let lineStart = bytes[..<start].lastIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map { $0 + 1 } ?? 0
    guard PlacedComment.isAtStart(start, of: bytes) || bytes[lineStart..<start].allSatisfy({ PlacedComment.isSpace($0) }) else {
      return .line(comment.range.start)
    }
    // What follows the comment before follows this one as well, unless that stands behind it.
    if content < Int(comment.range.end) { content = nextContent(behind: Int(comment.range.end)) ?? bytes.count }
    guard content < bytes.count else { return .line(comment.range.start) }
    if isInBlock { return .line(UInt32(clamping: content)) }
    if found?.content != content { found = (content, node(at: content)) }
    return found?.range.map { .range($0) } ?? .line(UInt32(clamping: content))
  }

  private func scalar(holding offset: UInt32) -> NodeRecord? {
    // Nodes are in source order.
    let next = document.nodes.prefixCount { $0.start <= offset }
    guard next > 0 else { return nil }
    let node = document.nodes[next - 1]
    return node.kind == .scalar && offset < node.end ? node : nil
  }

  /// The first byte behind the line that is neither blank nor within a comment.
  private func nextContent(behind end: Int) -> Int? {
    let bytes = document.source.bytes
    var offset = end
    while offset < bytes.count {
      if PlacedComment.isSpace(bytes[offset]) {
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
  private mutating func node(at offset: Int) -> SourceRange? {
    let bytes = document.source.bytes
    var isItem = false
    var content = offset
    // An item's value starts behind its dash; of `- - a` the outer item is meant.
    if bytes[offset] == UInt8(ascii: "-"), offset + 1 < bytes.count, PlacedComment.isSpace(bytes[offset + 1]) {
      isItem = true
      guard let next = nextContent(behind: offset + 1) else { return nil }
      content = next
    }
    let start = UInt32(clamping: content)
    var node = document.root
    for depth in 0... {
      guard node.kind == .sequence || node.kind == .mapping else { return node.rangeWithProperties.start == start ? node.range : nil }
      guard let child = child(of: node, endingBehind: start, depth: depth) else { return nil }
      let place = child.rangeWithProperties.start
      if node.kind == .mapping {
        let value = Node(document: document, index: document.value(ofKey: child.index))
        if !isItem, place == start { return SourceRange(child.range.start, max(child.range.end, value.range.end)) }
        node = value
      } else {
        if isItem, place <= start, place >= UInt32(clamping: offset) { return SourceRange(UInt32(clamping: offset), child.range.end) }
        node = child
      }
    }
    return nil
  }

  /// The first item, or the key of the first entry, that ends behind an offset.
  private mutating func child(of collection: Node, endingBehind start: UInt32, depth: Int) -> Node? {
    if depth == path.count { path.append(collection.index + 1) }
    let end = collection.index + Int(document.nodes[collection.index].count)
    var child = path[depth]
    while child < end {
      // Of an entry its value, which stands behind the key.
      let last = collection.kind == .mapping ? document.value(ofKey: child) : child
      if max(document.nodes[child].end, document.nodes[last].end) > start { break }
      child = last + Int(document.nodes[last].count)
    }
    if child != path[depth] { path[depth...] = [child] }
    return child < end ? Node(document: document, index: child) : nil
  }
}
