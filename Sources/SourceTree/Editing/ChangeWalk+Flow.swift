// Flow collections, and so JSON: entries and items between brackets.
extension ChangeWalk {
  mutating func layOutFlow(_ visit: Visit, _ rows: Rows, _ outcomes: [Outcome], _ fresh: [Fresh]) {
    let style = flowStyle(visit, rows)
    for (row, outcome) in zip(rows.rows, outcomes) { draft(visit, row, outcome, .flow(style), visit.style) }
    let last = outcomes.lastIndex { !$0.isRemoval }
    guard last != nil || !fresh.isEmpty else {
      let empty = visit.node.kind == .mapping ? [Ascii.openBrace, Ascii.closeBrace] : [Ascii.openBracket, Ascii.closeBracket]
      return draft.replace(visit.node.range.bounds, empty, depth: visit.depth)
    }
    var index = 0
    while index < (last ?? 0) {
      var end = index
      while outcomes[end].isRemoval { end += 1 }
      if end > index { remove(rows, index, before: end, depth: visit.depth) }
      index = end + 1
    }
    let written = fresh.map { item in
      item.key.map { FlowPrinter(style).entry($0, item.value) } ?? write(item.value, besides: rows, style)
    }
    let firstRemoved = last.map { $0 + 1 } ?? 0
    if firstRemoved < rows.rows.count {
      removeEnd(rows, firstRemoved, replacedBy: written, style, depth: visit.depth)
    } else if !written.isEmpty {
      append(written, rows, style, depth: visit.depth)
    }
  }

  /// An item, quoted as the one before it.
  private func write(_ item: TreeValue, besides rows: Rows, _ style: FlowStyle) -> [UInt8] {
    let last = rows.rows.last.map { quotes(of: node($0.node)) } ?? .plain
    if case .text = item { return FlowPrinter(style).value(item, quotes: last) }
    return FlowPrinter(style).item(item)
  }

  /// The style of what is written in a collection: that of its siblings, else what it has from around it.
  private mutating func flowStyle(_ visit: Visit, _ rows: Rows) -> FlowStyle {
    var style = documentStyle().flow
    if case .flow(let outer) = visit.slot { style = outer }
    guard let first = rows.rows.first, let last = rows.rows.last else { return style }
    if rows.isMapping { style.isQuoted = quotes(of: node(first.node)) == .double && quotes(of: node(last.node)) == .double }
    if rows.isMapping, last.hasIndicator, let gap = blanks(last.indicatorEnd..<Int(node(last.value).rangeWithProperties.start)) {
      style.colonGap = gap
      if gap.isEmpty { style.commaGap = [] }
    }
    if rows.rows.count > 1, let comma = rows.rows[rows.rows.count - 2].comma, let gap = blanks(comma + 1..<last.start) {
      style.commaGap = gap
    }
    style.indentation = nil
    let opening = Int(visit.node.range.start)
    if let lineStart = lines.startOfLine(before: last.start), lineStart > opening {
      let indentation = Array(lines.bytes[lineStart..<last.start])
      let outer = lines.indentation(ofLineWith: opening)
      style.indentation = indentation
      style.lineBreak = lines.lineBreak(at: lineStart)
      if indentation.starts(with: outer), indentation.count > outer.count { style.step = Array(indentation[outer.count...]) }
    }
    return style
  }

  /// The bytes of a range, if they are blanks only.
  private func blanks(_ range: Range<Int>) -> [UInt8]? {
    let bytes = lines.bytes[range.clamped(to: lines.range)]
    return bytes.allSatisfy(isBlank) ? Array(bytes) : nil
  }

  /// Rows that others follow that stay.
  private mutating func remove(_ rows: Rows, _ first: Int, before next: Int, depth: Int) {
    let start = rows.rows[first].start
    let end = rows.rows[next].start
    guard lines.hasComment(in: rows.rows[next - 1].end..<end), let comma = rows.rows[next - 1].comma else {
      return draft.delete(commentsAbove(rows, first)..<end, depth: depth)
    }
    // A comment on the last one's line goes, those of the next one stay.
    var behind = comma + 1
    if let lineEnd = lines.lineEnd(ifBlankFrom: behind) { behind = lines.next(lineEnd) }
    while behind < end, isBlank(lines[behind]) || isBreak(lines[behind]) { behind += 1 }
    draft.delete(min(commentsAbove(rows, first), start)..<behind, depth: depth)
  }

  /// Where the comments start that stand above a row in its column; where there are none, the row's start.
  private func commentsAbove(_ rows: Rows, _ index: Int) -> Int {
    let start = rows.rows[index].start
    let bound = index > 0 ? rows.rows[index - 1].end : Int(rows.node.range.start)
    guard let lineStart = lines.startOfLine(before: start), lineStart > bound else { return start }
    let above = lines.commentsAbove(lineStart, column: start - lineStart)
    return above < lineStart && above > bound ? lines.endOfBlanks(from: above) : start
  }

  /// All rows from one on; others may take their place.
  private mutating func removeEnd(_ rows: Rows, _ first: Int, replacedBy written: [[UInt8]], _ style: FlowStyle, depth: Int) {
    let last = rows.rows[rows.rows.count - 1]
    guard written.isEmpty else {
      let separator = [Ascii.comma] + (style.indentation.map { style.lineBreak + $0 } ?? style.commaGap)
      return draft.replace(rows.rows[first].start..<last.end, Array(written.joined(separator: separator)), depth: depth)
    }
    let before = rows.rows[first - 1]
    let start = rows.rows[first].start
    let end = last.comma.map { $0 + 1 } ?? last.end
    let lineEnd = lines.startOfLine(before: start) != nil ? lines.lineEnd(ifBlankFrom: end) : nil
    if lineEnd == nil, !lines.hasComment(in: before.end..<last.end) { return draft.delete(before.end..<last.end, depth: depth) }
    if last.comma == nil, let comma = before.comma { draft.delete(comma..<comma + 1, depth: depth) }
    let from = commentsAbove(rows, first)
    let lineStart = lines.startOfLine(before: from)
    draft.delete((lineEnd == nil ? from : lineStart.map(lines.previous) ?? from)..<(lineEnd ?? end), depth: depth)
  }

  /// New rows behind the last one, of which nothing goes.
  private mutating func append(_ written: [[UInt8]], _ rows: Rows, _ style: FlowStyle, depth: Int) {
    guard let last = rows.rows.last else { return }
    guard let indentation = style.indentation else {
      let text = written.flatMap { [Ascii.comma] + style.commaGap + $0 }
      return draft.insert(text, at: last.end, depth: depth)
    }
    let line = style.lineBreak + indentation
    let behind = last.comma.map { $0 + 1 } ?? last.end
    // Behind a comment on the last one's line.
    let place = lines.hasComment(in: behind..<lines.lineEnd(from: behind)) ? lines.lineEnd(ifBlankFrom: behind) ?? behind : behind
    if last.comma == nil { draft.insert([Ascii.comma], at: last.end, depth: depth) }
    let lastComma: [UInt8] = last.comma == nil ? [] : [Ascii.comma]
    draft.insert(line + Array(written.joined(separator: [Ascii.comma] + line)) + lastComma, at: place, depth: depth)
  }
}
