/// One item or entry of a collection, as it stands in the text.
struct Row {
  /// The key's node, or the item's.
  let node: Int
  /// The value's node, or the item's.
  let value: Int
  /// The dash, or the first byte of the key with its properties; of an unusual entry its `?`.
  let start: Int
  /// Behind the dash or colon; in a flow collection where neither stands, the end of the key, or where the item starts.
  let indicatorEnd: Int
  /// Whether `indicatorEnd` is behind a dash or a colon.
  let hasIndicator: Bool
  /// Behind the last byte of the content.
  let end: Int
  /// In a flow collection, the comma behind it.
  var comma: Int?
  /// Whether the entry is of a form that is left alone as a whole: behind `?`, or the single pair of an item.
  var isUnusual = false
}

/// The collection's items or entries with their places.
struct Rows {
  let node: Node
  let rows: [Row]
  let isMapping: Bool

  init(_ node: Node, _ lines: Lines) {
    self.node = node
    isMapping = node.kind == .mapping
    rows = node.style == .flow ? Self.flow(node, lines) : Self.block(node, lines)
  }

  /// The column that a block collection's entries or dashes stand in.
  var column: Int { node.document.indentation(of: node.index) }

  private static func block(_ node: Node, _ lines: Lines) -> [Row] {
    if node.kind == .sequence {
      var dash = Int(node.range.start)
      return node.items.map { item in
        let range = item.rangeWithProperties
        let start = dash
        let end = max(start + 1, Int(range.end))
        dash = lines.endOfTrivia(from: end)
        return Row(node: item.index, value: item.index, start: start, indicatorEnd: start + 1, hasIndicator: true, end: end)
      }
    }
    let column = node.document.indentation(of: node.index)
    var previousEnd = Int(node.range.start)
    return node.entries.map { entry in
      let start = Int(entry.key.rangeWithProperties.start)
      let colon = lines.endOfBlanks(from: Int(entry.key.rangeWithProperties.end))
      let isInColumn =
        start == Int(node.range.start) || lines.isLineStart(start - column) && lines.startOfLine(before: start) == start - column
      let isUsual = isInColumn && lines[colon] == Ascii.colon
      let end = max(colon + (isUsual ? 1 : 0), Int(entry.value.rangeWithProperties.end))
      defer { previousEnd = end }
      return Row(
        node: entry.key.index, value: entry.value.index, start: isUsual ? start : min(start, lines.endOfTrivia(from: previousEnd)),
        indicatorEnd: isUsual ? colon + 1 : end, hasIndicator: isUsual, end: end, isUnusual: !isUsual)
    }
  }

  private static func flow(_ node: Node, _ lines: Lines) -> [Row] {
    let isPair = node.kind == .mapping && lines[Int(node.range.start)] != Ascii.openBrace
    var position = Int(node.range.start) + (isPair ? 0 : 1)
    func row(_ key: Node, _ value: Node) -> Row {
      let start = isPair ? position : lines.endOfTrivia(from: position)
      var indicatorEnd = key.index == value.index ? start : Int(key.rangeWithProperties.end)
      var hasIndicator = false
      let next = lines.endOfTrivia(from: indicatorEnd)
      if key.index != value.index, lines[next] == Ascii.colon, next < Int(node.range.end) {
        indicatorEnd = next + 1
        hasIndicator = true
      }
      let end = max(indicatorEnd, Int(value.rangeWithProperties.end))
      let behind = lines.endOfTrivia(from: end)
      let comma = !isPair && lines[behind] == Ascii.comma ? behind : nil
      position = comma.map { $0 + 1 } ?? behind
      return Row(
        node: key.index, value: value.index, start: start, indicatorEnd: indicatorEnd, hasIndicator: hasIndicator, end: end, comma: comma,
        isUnusual: isPair || key.index != value.index && lines[start] == Ascii.question)
    }
    if node.kind == .sequence { return node.items.map { row($0, $0) } }
    return node.entries.map { row($0.key, $0.value) }
  }
}
