// Values that others take the place of.
extension ChangeWalk {
  /// Puts a value behind the dash or colon of a block collection.
  ///
  /// - Parameters:
  ///   - column: That of the dash or key.
  ///   - style: That of the collection around it.
  mutating func replaceBlock(
    _ old: Node, by new: TreeValue, indicatorEnd: Int, column: Int, isItem: Bool, _ style: BlockStyle, depth: Int
  ) {
    let range = old.rangeWithProperties.bounds
    // Of the line ends that belong to the text, the last one stays.
    let end = range.isEmpty || !isBreak(lines[range.upperBound - 1]) ? range.upperBound : lines.previous(range.upperBound)
    let indicatorLineEnd = lines.lineEnd(from: indicatorEnd)
    if isEmptyFlow(old), !new.isEmpty, lines.hasComment(in: old.range.bounds), isKind(of: old, new) {
      return draft.insert(FlowPrinter(documentStyle().flow).content(new), at: Int(old.range.start) + 1, depth: depth)
    }
    if range.lowerBound > indicatorLineEnd {
      if old.style != .block, isBlock(new), !lines.hasComment(in: indicatorEnd..<range.lowerBound) {
        // A comment behind the old value comes behind the key.
        let written = write(new, lines.lineEnd(from: end), column, isItem, 1, style, .plain)
        let blanks = lines.endOfBlanks(from: end)
        draft.replace(indicatorEnd..<(blanks == written.place ? blanks : end), written.first, depth: depth)
        return draft.insert(written.rest, at: written.place, depth: depth)
      }
      if old.style == .block || isBlock(new) {
        let tail =
          old.style == .block
          ? lines.tail(below: lines.lineEnd(behindContent: range.upperBound), indentedBy: column + 1) : lines.lineEnd(from: end)
        let written = write(new, lines.isLineStart(tail) ? lines.previous(tail) : tail, column, isItem, 1, style, .plain)
        write(written.first, behind: indicatorEnd, depth: depth)
        return draft.replace(indicatorLineEnd..<written.place, written.rest, depth: depth)
      }
      var printer = BlockPrinter(style, leastIndentation: nil)
      printer.write(new, underKeyAt: column, quotes: quotes(of: old))
      return draft.replace(range.lowerBound..<end, Array(printer.lines[0].dropFirst()), depth: depth)
    }
    let gap = isItem ? gap(behind: indicatorEnd, old) : 1
    let written = write(new, lines.lineEnd(from: end), column, isItem, gap, style, quotes(of: old))
    if range.isEmpty {
      write(written.first, behind: indicatorEnd, depth: depth)
    } else if written.first.isEmpty {
      let blanks = lines.endOfBlanks(from: end)
      draft.delete(indicatorEnd..<(blanks == written.place ? blanks : end), depth: depth)
    } else {
      let keepsAnchor = old.kind == .scalar && old.tag == nil && !old.isEmpty && written.rest.isEmpty && !isBlock(new)
      let start = keepsAnchor ? Int(old.range.start) : range.lowerBound
      draft.replace(start..<end, Array(written.first.dropFirst(gap)), depth: depth)
    }
    draft.insert(written.rest, at: written.place, depth: depth)
  }

  /// Writes the first line of a value behind a dash or colon that nothing but blanks or a comment follows.
  private mutating func write(_ line: [UInt8], behind indicatorEnd: Int, depth: Int) {
    let blanks = lines.endOfBlanks(from: indicatorEnd)
    let isAtEnd = blanks == lines.lineEnd(from: indicatorEnd)
    draft.replace(indicatorEnd..<(isAtEnd ? blanks : indicatorEnd), line, depth: depth)
  }

  /// A value as a block: what stands on the line of its dash or colon, and what is put in where that line ends, or where the old value ended.
  private func write(
    _ value: TreeValue, _ place: Int, _ column: Int, _ isItem: Bool, _ gap: Int, _ style: BlockStyle, _ quotes: ScalarPrinter.Quotes
  ) -> (first: [UInt8], rest: [UInt8], place: Int) {
    var printer = BlockPrinter(style, leastIndentation: lines.leastIndentation(before: place))
    if isItem {
      printer.write(value, behindDashAt: column, gap: gap, quotes: quotes)
    } else {
      printer.write(value, underKeyAt: column, quotes: quotes)
    }
    let lineBreak = lines.lineBreak(at: place)
    return (printer.lines.first ?? [], printer.lines.dropFirst().flatMap { lineBreak + $0 }, place)
  }

  private func isBlock(_ value: TreeValue) -> Bool {
    switch value {
    case .list, .map: !value.isEmpty
    default: false
    }
  }

  private func isEmptyFlow(_ node: Node) -> Bool { node.style == .flow && node.record.count == 1 }

  /// Puts a value in the place of another in a flow collection.
  mutating func replaceFlow(_ old: Node, _ row: Row, _ new: TreeValue, _ style: FlowStyle, depth: Int) {
    guard old.rangeWithProperties.isEmpty else { return replaceFlow(old, new, style, depth: depth) }
    let text = FlowPrinter(style).value(new)
    draft.insert((row.hasIndicator ? [Ascii.space] : [Ascii.colon, Ascii.space]) + text, at: row.indicatorEnd, depth: depth)
  }

  /// Puts a value in the place of one that is there.
  mutating func replaceFlow(_ old: Node, _ new: TreeValue, _ style: FlowStyle, depth: Int) {
    let range = old.rangeWithProperties.bounds
    var style = style
    if style.indentation != nil, isBlock(new) { style.indentation = lines.indentation(ofLineWith: range.lowerBound) }
    if isEmptyFlow(old), !new.isEmpty, lines.hasComment(in: old.range.bounds), isKind(of: old, new) {
      return draft.insert(FlowPrinter(style).content(new), at: Int(old.range.start) + 1, depth: depth)
    }
    draft.replace(range, FlowPrinter(style).value(new, quotes: quotes(of: old)), depth: depth)
  }
}
