// Block collections: entries and items on lines of their own.
extension ChangeWalk {
  mutating func layOutBlock(_ visit: Visit, _ rows: Rows, _ outcomes: [Outcome], _ fresh: [Fresh]) {
    guard let last = outcomes.lastIndex(where: { !$0.isRemoval }) else { return empty(visit, fresh) }
    let style = blockStyle(visit, rows)
    for (row, outcome) in zip(rows.rows, outcomes) {
      let slot: Slot = row.hasIndicator ? .block(indicatorEnd: row.indicatorEnd, column: rows.column, isItem: !rows.isMapping) : .root
      draft(visit, row, outcome, slot, style)
    }
    remove(visit, rows, outcomes, hasFresh: !fresh.isEmpty)
    if !fresh.isEmpty { insert(fresh, last, visit, rows, outcomes, style) }
  }

  /// Drafts what happens within a row.
  mutating func draft(_ visit: Visit, _ row: Row, _ outcome: Outcome, _ slot: Slot, _ style: BlockStyle) {
    let value = node(row.value)
    switch outcome {
    case .keep, .remove: break
    case .visit(let place): open.append(Visit(node: value, place: place, depth: visit.depth + 1, slot: slot, style: style))
    case .splice(let place): splice(value, place, slot, depth: visit.depth)
    case .replace(let new):
      switch slot {
      case .root: break
      case .flow(let style): replaceFlow(value, row, new, style, depth: visit.depth)
      case .block(let indicatorEnd, let column, let isItem):
        replaceBlock(value, by: new, indicatorEnd: indicatorEnd, column: column, isItem: isItem, style, depth: visit.depth)
      }
    }
  }

  /// Drafts a collection of which nothing stays.
  private mutating func empty(_ visit: Visit, _ fresh: [Fresh]) {
    guard case .block(let indicatorEnd, let column, let isItem) = visit.slot else {
      return report(visit.node.index == document.root.index ? .root : .unusualKey, within: visit.place)
    }
    replaceBlock(
      visit.node, by: collection(fresh, isMapping: visit.node.kind == .mapping), indicatorEnd: indicatorEnd, column: column, isItem: isItem,
      visit.style, depth: visit.depth)
  }

  func collection(_ fresh: [Fresh], isMapping: Bool) -> TreeValue {
    isMapping ? .map(fresh.map { KeyValue($0.key ?? "", $0.value) }) : .list(fresh.map(\.value))
  }

  /// The style of what is written in a collection: that of its siblings, else what it has from around it.
  private func blockStyle(_ visit: Visit, _ rows: Rows) -> BlockStyle {
    var style = visit.style
    if case .block(_, let column, isItem: false) = visit.slot, rows.column >= column {
      if !rows.isMapping { style.dashOffset = rows.column - column } else if rows.column > column { style.step = rows.column - column }
    }
    guard rows.isMapping else { return style }
    let found = DocumentStyle.offsets(of: visit.node.index, in: document)
    style.step = found.step ?? style.step
    style.dashOffset = found.dashOffset ?? style.dashOffset
    if let first = rows.rows.first, let last = rows.rows.last {
      let keyQuotes = quotes(of: node(first.node))
      style.keyQuotes = quotes(of: node(last.node)) == keyQuotes ? keyQuotes : .plain
    }
    return style
  }

  func quotes(of node: Node) -> ScalarPrinter.Quotes {
    guard node.kind == .scalar else { return .plain }
    switch node.style {
    case .singleQuoted: return .single
    case .doubleQuoted: return .double
    default: return .plain
    }
  }

  // MARK: What goes

  private mutating func remove(_ visit: Visit, _ rows: Rows, _ outcomes: [Outcome], hasFresh: Bool) {
    var index = 0
    while index < outcomes.count {
      var end = index
      while end < outcomes.count, outcomes[end].isRemoval { end += 1 }
      defer { index = end + 1 }
      if index == end { continue }
      if index == 0, lines.startOfLine(before: rows.rows[0].start) == nil {
        draft.delete(rangeOfFirst(rows, upTo: end), depth: visit.depth)
        continue
      }
      var absorbing = Absorbing.nothing
      if index > 0 {
        let above = rows.rows[index - 1].node..<rows.rows[index].node
        let isKept = outcomes[index - 1].isKept
        // Of what changes any part may be the end.
        if (isKept ? above.suffix(1) : above).contains(where: keepsBlankLines) {
          absorbing = .blankLines
        } else if !isKept || isBlockScalar(above.upperBound - 1) || hasFresh && end == outcomes.count {
          absorbing = .blanks
        }
      }
      remove(visit, rows, index..<end, absorbing)
    }
  }

  /// What stays above lines that go may end with a block scalar, and that may take in what follows.
  private enum Absorbing {
    case nothing
    /// Lines of blanks that are longer than its indentation.
    case blanks
    /// All blank lines, as `|+` does.
    case blankLines
  }

  private func isBlockScalar(_ index: Int) -> Bool {
    let style = document.nodes[index].style
    return style == .literal || style == .folded
  }

  private func keepsBlankLines(_ index: Int) -> Bool {
    let start = Int(document.nodes[index].start)
    return isBlockScalar(index) && (lines[start + 1] == Ascii.plus || lines[start + 2] == Ascii.plus)
  }

  /// What goes of rows of which the first starts behind a dash: the next that stays takes its place, with its comments above it.
  private mutating func rangeOfFirst(_ rows: Rows, upTo next: Int) -> Range<Int> {
    let start = rows.rows[0].start
    let end = lines.tail(below: lines.lineEnd(behindContent: rows.rows[next - 1].end), indentedBy: rows.column + 1)
    guard lines.hasComment(in: end..<rows.rows[next].start) else { return start..<rows.rows[next].start }
    var blanks = start
    while isBlank(lines[blanks - 1]) { blanks -= 1 }
    return blanks..<(lines.isLineStart(end) ? lines.previous(end) : end)
  }

  /// Rows on lines of their own.
  private mutating func remove(_ visit: Visit, _ rows: Rows, _ run: Range<Int>, _ absorbing: Absorbing) {
    func lineStart(_ index: Int) -> Int { lines.startOfLine(before: rows.rows[index].start) ?? rows.rows[index].start }
    // What stands above the first key of a document is about the document.
    let isHead = run.lowerBound == 0 && visit.node.index == document.root.index
    var start = lineStart(run.lowerBound)
    if !isHead { start = lines.commentsAbove(start, column: rows.column) }
    for index in run {
      let tail = lines.tail(below: lines.lineEnd(behindContent: rows.rows[index].end), indentedBy: rows.column + 1)
      let end = lines.isLineStart(tail) ? tail : lines.next(tail)
      if index + 1 < run.upperBound {
        let next = lines.commentsAbove(lineStart(index + 1), column: rows.column)
        guard lines.hasComment(in: end..<next) else { continue }
        remove(start..<end, isFirst: run.lowerBound == 0, absorbing, depth: visit.depth)
        start = next
      } else {
        remove(start..<end, isFirst: run.lowerBound == 0, absorbing, depth: visit.depth)
      }
    }
  }

  /// Whole lines, and the blank ones below them where there are some above as well.
  private mutating func remove(_ range: Range<Int>, isFirst: Bool, _ absorbing: Absorbing, depth: Int) {
    var start = range.lowerBound
    var end = range.upperBound
    let blankEnd = lines.endOfBlankLines(from: end)
    let isAbsorbed = absorbing == .blankLines || absorbing == .blanks && lines.bytes[end..<blankEnd].contains(where: isBlank)
    if isFirst || isAbsorbed || lines.isBelowBlankLine(start) { end = blankEnd }
    // A file whose last line has no end keeps none.
    if end == lines.bytes.count, absorbing == .nothing, !isBreak(lines[end - 1]) { start = lines.previous(start) }
    draft.delete(lines: start..<end, home: lines.previous(range.lowerBound), depth: depth)
  }

  // MARK: What comes

  /// Puts new entries where people look for them: scalars behind the last that takes a line, or before the collections where there is none, as what stands
  /// behind a collection of many lines is read as part of it; everything else at the end.
  ///
  /// - Parameter last: The last row that stays.
  private mutating func insert(
    _ fresh: [Fresh], _ last: Int, _ visit: Visit, _ rows: Rows, _ outcomes: [Outcome], _ style: BlockStyle
  ) {
    let scalars = fresh.filter { $0.value.isScalar }
    guard rows.isMapping, !scalars.isEmpty, !takesOneLine(rows.rows[last], outcomes[last]) else {
      return insert(fresh, behind: last, visit, rows, outcomes, style)
    }
    if let row = outcomes.indices.last(where: { takesOneLine(rows.rows[$0], outcomes[$0]) }) {
      insert(scalars, behind: row, visit, rows, outcomes, style)
    } else if case .block(_, _, isItem: false) = visit.slot, !outcomes[0].isRemoval, !rows.rows[0].isUnusual,
      lines.startOfLine(before: rows.rows[0].start) != nil
    {
      insert(scalars, before: rows.rows[0], visit, rows, style, replacing: nil)
    } else {
      return insert(fresh, behind: last, visit, rows, outcomes, style)
    }
    let others = fresh.filter { !$0.value.isScalar }
    if !others.isEmpty { insert(others, behind: last, visit, rows, outcomes, style) }
  }

  /// Whether a row stays a line, and its value a scalar.
  private func takesOneLine(_ row: Row, _ outcome: Outcome) -> Bool {
    switch outcome {
    case .keep: break
    case .replace(.text(let text)) where !text.utf8.contains(Ascii.lineFeed): break
    case .replace(.number), .replace(.octal), .replace(.bool): break
    default: return false
    }
    let value = document.nodes[row.value]
    return value.kind == .scalar && value.style != .literal && value.style != .folded && !row.isUnusual
      && lines.lineEnd(from: row.start) >= row.end
  }

  private mutating func insert(
    _ fresh: [Fresh], behind last: Int, _ visit: Visit, _ rows: Rows, _ outcomes: [Outcome], _ style: BlockStyle
  ) {
    let row = rows.rows[last]
    let isLast = last == rows.rows.count - 1
    let leaf = document.nodes[(isLast ? visit.node.index + Int(visit.node.record.count) : rows.rows[last + 1].node) - 1]
    // Another line behind a block scalar that the end of the file cuts off would give it a line feed, for some readers.
    if rows.isMapping, leaf.style == .literal || leaf.style == .folded, Int(leaf.end) == lines.bytes.count,
      !isBreak(lines[Int(leaf.end) - 1])
    {
      let goesFirst = last > 0 && lines.startOfLine(before: rows.rows[0].start) == nil && outcomes[..<last].allSatisfy(\.isRemoval)
      return insert(fresh, before: row, visit, rows, style, replacing: goesFirst ? rangeOfFirst(rows, upTo: last) : nil)
    }
    let column = rows.isMapping && isLast ? max(rows.column, 1) : rows.column + 1
    let place = lines.tail(below: lines.lineEnd(behindContent: row.end), indentedBy: column)
    let lineBreak = lines.lineBreak(at: place)
    let written = write(fresh, visit, rows, style, leastIndentation: lines.leastIndentation(before: place))
    let isBelow = place > lines.range.lowerBound && lines.isLineStart(place)
    draft.insert(written.flatMap { isBelow ? $0 + lineBreak : lineBreak + $0 }, at: place, depth: visit.depth)
  }

  /// - Parameter removed: What goes before the row on the line of the collection's dash.
  private mutating func insert(
    _ fresh: [Fresh], before row: Row, _ visit: Visit, _ rows: Rows, _ style: BlockStyle, replacing removed: Range<Int>?
  ) {
    let written = write(fresh, visit, rows, style, leastIndentation: 0)
    if let lineStart = lines.startOfLine(before: row.start), removed?.contains(lineStart) != true {
      let place = lines.commentsAbove(lineStart, column: rows.column)
      let lineBreak = lines.lineBreak(at: place)
      draft.insert(written.flatMap { $0 + lineBreak }, at: place, depth: visit.depth)
    } else {
      let line = lines.lineBreak(at: lines.lineEnd(from: row.start)) + [UInt8](repeating: Ascii.space, count: rows.column)
      draft.insert(
        Array(written.joined(separator: line.dropLast(rows.column)).dropFirst(rows.column)) + line, at: row.start, depth: visit.depth)
    }
  }

  /// The lines of new rows.
  private func write(_ fresh: [Fresh], _ visit: Visit, _ rows: Rows, _ style: BlockStyle, leastIndentation: Int?) -> ArraySlice<[UInt8]> {
    var printer = BlockPrinter(style, leastIndentation: leastIndentation)
    let row = rows.rows[rows.rows.count - 1]
    let last = node(row.value)
    let gap = gap(behind: row.indicatorEnd, last)
    for item in fresh {
      if let key = item.key {
        printer.writeEntry(key, item.value, column: rows.column)
      } else {
        printer.writeItem(item.value, column: rows.column, gap: gap, quotes: quotes(of: last))
      }
    }
    return printer.lines.dropFirst()
  }

  /// How many spaces stand between a dash and its item.
  func gap(behind indicatorEnd: Int, _ item: Node) -> Int {
    let start = Int(item.rangeWithProperties.start)
    guard start > indicatorEnd, !item.rangeWithProperties.isEmpty, (indicatorEnd..<start).allSatisfy({ lines[$0] == Ascii.space }) else {
      return 1
    }
    return start - indicatorEnd
  }
}
