extension Document {
  /// The column of a block collection's entries or dashes, or how many columns a block scalar's content is indented; 0 for any other node.
  package func indentation(of index: Int) -> Int {
    let record = nodes[index]
    guard record.indentation == .max else { return Int(record.indentation) }
    return record.style == .block ? column(of: Int(record.start)) : contentIndentation(of: record)
  }

  /// How many bytes stand before an offset on its line.
  private func column(of offset: Int) -> Int {
    let bytes = source.bytes
    var start = offset
    while start > 0, !isBreak(bytes[start - 1]) { start -= 1 }
    return offset - (start == 0 && Encoding.startsWithByteOrderMark(bytes) ? 3 : start)
  }

  /// The spaces of the first line that has more than that; where none has, of the longest.
  private func contentIndentation(of record: NodeRecord) -> Int {
    let lines = source.bytes[Int(record.start)..<Int(record.end)].split(omittingEmptySubsequences: false, whereSeparator: isBreak)
    var widest = Int(record.indentation)
    for line in lines.dropFirst() {
      let spaces = line.prefix { $0 == Ascii.space }.count
      if spaces < line.count { return spaces }
      widest = max(widest, spaces)
    }
    return widest
  }
}
