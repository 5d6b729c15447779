/// Writes changes of parts of a scalar's text, where it can be told exactly which bytes they are.
///
/// What it writes is read again: unless the new text comes out, nothing is written.
struct SpliceWriter {
  private let node: Node
  private let text: [UInt8]
  private let lines: Lines
  /// Indentation of the collection around it.
  private let parentColumn: Int
  private let inFlow: Bool
  private let quotes: ScalarPrinter.Quotes

  init(_ node: Node, _ text: String, _ lines: Lines, parentColumn: Int, inFlow: Bool, quotes: ScalarPrinter.Quotes) {
    self.node = node
    self.text = Array(text.utf8)
    self.lines = lines
    self.parentColumn = parentColumn
    self.inFlow = inFlow
    self.quotes = quotes
  }

  /// The edits that make the splices, which are in order and apart; nil where there are none that do so exactly.
  func edits(for splices: [TextSplice]) -> [Edit]? {
    let wanted = TextSplice.splicing(text, splices)
    let edits = node.style == .literal ? literal(splices) : mapped(splices)
    if let edits, reads(edits, as: wanted) { return edits }
    // A scalar on one line may take quotes.
    guard node.style == .plain, !node.record.flags.contains(.needsDecoding) else { return nil }
    let whole = [Edit(node.range, ScalarPrinter.text(wanted, .plain, fallback: quotes, inFlow: inFlow))]
    return reads(whole, as: wanted) ? whole : nil
  }

  // MARK: Texts that are mapped

  /// Each part in the place of the bytes that it is made of.
  private func mapped(_ splices: [TextSplice]) -> [Edit]? {
    guard let map = TextMap(of: String(decoding: text, as: UTF8.self), writtenAt: node.range, in: node.source) else { return nil }
    var edits: [Edit] = []
    for splice in splices {
      guard let range = map.exactRange(of: splice.range), let bytes = encoded(splice.text) else { return nil }
      edits.append(Edit(range, bytes))
    }
    return edits
  }

  private func encoded(_ text: String) -> [UInt8]? {
    switch node.style {
    case .doubleQuoted: return ScalarPrinter.escaped(text)
    case .singleQuoted: return Array(text.utf8).flatMap { $0 == Ascii.singleQuote ? [$0, $0] : [$0] }
    // Whoever reads plain text again may take it for something else than kubectl does.
    case .plain where !ScalarPrinter.isPlain("a" + text + "a", inFlow: inFlow): return nil
    default: return text.utf8.contains(where: isBreak) ? nil : Array(text.utf8)
    }
  }

  // MARK: Texts line by line

  /// A literal's text has a line for each of its own; only those that change are written.
  private func literal(_ splices: [TextSplice]) -> [Edit]? {
    let written = contentLines()
    let starts = [0] + text.indices.filter { text[$0] == Ascii.lineFeed }.map { $0 + 1 }
    // The text's last line feeds are the header's business.
    let count = text.last == Ascii.lineFeed ? starts.count - 1 : starts.count
    guard count > 0, count <= written.count, let range = written.first else { return nil }
    let indentation = [UInt8](repeating: Ascii.space, count: node.contentIndentation)
    let lineBreak = lines.lineBreak(at: range.upperBound)
    var edits: [Edit] = []
    var index = 0
    while index < splices.count {
      let first = starts.prefixCount { $0 <= splices[index].range.lowerBound } - 1
      var last = first
      let start = index
      repeat {
        last = max(last, starts.prefixCount { $0 <= splices[index].range.upperBound } - 1)
        index += 1
      } while index < splices.count && starts.prefixCount { $0 <= splices[index].range.lowerBound } - 1 <= last
      let isEnd = last >= count
      let end = last + 1 < starts.count ? starts[last + 1] - 1 : text.count
      let within = splices[start..<index].map {
        TextSplice(change: $0.change, range: $0.range.lowerBound - starts[first]..<$0.range.upperBound - starts[first], text: $0.text)
      }
      let new = Array(TextSplice.splicing(Array(text[starts[first]..<end]), within).utf8)
      let body = isEnd ? new.dropLast() : new[...]
      if isEnd, first > 0, first == count || new.isEmpty {
        // Lines behind the last one, or the last ones gone.
        let old = written[first - 1].upperBound..<written[count - 1].upperBound
        edits.append(Edit(SourceRange(old.lowerBound, old.upperBound), new.isEmpty ? [] : lineBreak + source(body, indentation, lineBreak)))
      } else {
        let old = written[first].lowerBound..<written[min(last, count - 1)].upperBound
        edits.append(trimmed(old, source(body, indentation, lineBreak)))
      }
    }
    return edits
  }

  /// Where the lines of a block scalar stand, without their breaks.
  private func contentLines() -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = lines.next(lines.lineEnd(from: Int(node.range.start)))
    let end = Int(node.range.end)
    while start < end {
      let lineEnd = min(lines.lineEnd(from: start), end)
      result.append(start..<lineEnd)
      start = lines.next(lineEnd)
      if lineEnd == start { break }
    }
    return result
  }

  /// Lines of text as they stand in a block scalar; empty ones get no blanks.
  private func source(_ text: ArraySlice<UInt8>, _ indentation: [UInt8], _ lineBreak: [UInt8]) -> [UInt8] {
    let parts = text.split(separator: Ascii.lineFeed, omittingEmptySubsequences: false)
    let lines: [[UInt8]] = parts.map { $0.isEmpty ? [] : indentation + $0 }
    return Array(lines.joined(separator: lineBreak))
  }

  /// An edit without the bytes at both ends that stay the same.
  private func trimmed(_ range: Range<Int>, _ bytes: [UInt8]) -> Edit {
    let common = CommonEnds(lines.bytes[range], bytes[...])
    return Edit(
      SourceRange(range.lowerBound + common.front, range.upperBound - common.back), Array(bytes[common.front..<bytes.count - common.back]))
  }

  // MARK: Reading again

  /// Whether the scalar reads as a text once the edits are made, alone as among what it stands in.
  private func reads(_ edits: [Edit], as wanted: String) -> Bool {
    let range = node.rangeWithProperties.bounds
    let offset = range.lowerBound
    let inner = edits.map { Edit(SourceRange(Int($0.range.start) - offset, Int($0.range.end) - offset), $0.bytes) }
    guard let list = try? EditList(inner) else { return false }
    let scalar = list.applied(to: Array(lines.bytes[range]))
    let key = [UInt8](repeating: Ascii.space, count: inFlow ? 0 : parentColumn) + "k: ".utf8
    let isBlock = node.style == .literal || node.style == .folded
    let tail = inFlow ? Array(", z]\n".utf8) : isBlock && !isBreak(scalar.last ?? 0) ? [Ascii.lineFeed] : []
    let bytes = (inFlow ? Array("[".utf8) : key) + scalar + tail
    guard let source = try? Source(name: "", bytes: bytes) else { return false }
    var reader = DocumentReader(source)
    guard case .success(let document) = reader.next(), document.template == nil, reader.next() == nil else { return false }
    let children = Array(document.root.children)
    guard children.count == 2, let read = inFlow ? children.first : children.last, document.nodeCount == 3 else { return false }
    return read.scalar == .string(wanted)
  }
}
