import Findings
import Manifests
import SourceTree

/// A file read again to show lines of it.
///
/// Columns count Unicode scalars, as ``Position`` does; the caret is set by cells instead: a tab reaches to the next multiple of four, East
/// Asian wide characters take two cells, combining marks none, and whatever could steer the terminal is shown as an escape.
struct ExcerptSource {
  /// Shown for credentials, whatever their length.
  static let mask = String(repeating: "•", count: HiddenRanges.shownLength)
  /// The most cells of a line that are shown where there is room.
  static let usualWidth = 100
  private static let tabWidth = 4
  private static let mostLines = 3

  private let bytes: [UInt8]
  private let lines: LineIndex
  /// Sorted, apart from each other.
  private let redactions: [SourceRange]
  /// The most cells of a line that are shown.
  private let width: Int

  init(bytes: [UInt8], redactions: [SourceRange], width: Int = usualWidth) {
    self.bytes = bytes
    lines = LineIndex(bytes)
    self.width = width
    var merged: [SourceRange] = []
    for redaction in redactions.filter({ !$0.isEmpty }).sorted(by: { $0.start < $1.start }) {
      if let last = merged.last, redaction.start <= last.end {
        merged[merged.count - 1].end = max(last.end, redaction.end)
      } else {
        merged.append(redaction)
      }
    }
    self.redactions = merged
  }

  /// The lines of a range with their numbers, and what the range marks underlined, line by line without line ends.
  func excerpt(of range: SourceRange, style: TextStyle) -> [[UInt8]] {
    let (shown, numbers) = shownLines(of: range)
    let gutter = max(4, String((numbers.last ?? 0) + 1).utf8.count)
    var output: [[UInt8]] = []
    for number in shown {
      let line = drawing(ofLine: number, marking: range, isFirst: number == numbers.first)
      output.append(Self.row(label: String(number + 1), gutter: gutter, line.text, style.frame, style))
      output.append(Self.row(label: "", gutter: gutter, line.marks, style.mark, style))
    }
    if shown.count < numbers.count, let last = numbers.last {
      output.append(Self.row(label: "…", gutter: gutter, Array("through line \(last + 1)".utf8), style.frame, style))
    }
    return output
  }

  /// A line of an excerpt whose marks are not drawn below it.
  struct Line {
    /// 1 for the first line of the file.
    var number: Int
    var text: [UInt8]
    /// Bytes of ``text``, in order and apart from each other; an empty range is a place between two characters.
    var marks: [Range<Int>]
  }

  /// The lines of a range, with one before and one behind it, without the indentation they share; what was cut from a long range is missing in
  /// the numbers.
  func lines(of range: SourceRange) -> [Line] {
    let (shown, numbers) = shownLines(of: range)
    guard let first = numbers.first, let last = numbers.last else { return [] }
    func context(_ number: Int) -> Line? {
      guard (0..<lines.count).contains(number) else { return nil }
      let line = lines.range(ofLine: number)
      let text = drawing(ofLine: number, marking: SourceRange(line.start, line.start), isFirst: false).text
      return text.isEmpty ? nil : Line(number: number + 1, text: text, marks: [])
    }
    let marked = shown.map { number in
      let line = drawing(ofLine: number, marking: range, isFirst: number == first)
      return Line(number: number + 1, text: line.text, marks: line.ranges)
    }
    return Self.withoutSharedIndentation([context(first - 1)].compactMap { $0 } + marked + [context(last + 1)].compactMap { $0 })
  }

  private static func withoutSharedIndentation(_ lines: [Line]) -> [Line] {
    let written = lines.filter { !$0.text.isEmpty }
    let shared = written.map { line in line.text.prefix { $0 == UInt8(ascii: " ") }.count }.min() ?? 0
    return lines.map { line in
      let marks = line.marks.map { max($0.lowerBound - shared, 0)..<max($0.upperBound - shared, 0) }
      return Line(number: line.number, text: Array(line.text.dropFirst(shared)), marks: marks)
    }
  }

  /// The lines that an excerpt shows, and all lines of the range.
  private func shownLines(of range: SourceRange) -> (shown: Slice<ClosedRange<Int>>, all: ClosedRange<Int>) {
    let numbers = lineNumbers(of: range)
    return (numbers.count > Self.mostLines ? numbers.prefix(Self.mostLines - 1) : numbers[...], numbers)
  }

  private static func row(label: String, gutter: Int, _ content: [UInt8], _ contentStyle: TextStyle.Code, _ style: TextStyle) -> [UInt8] {
    var row: [UInt8] = []
    let padding = [UInt8](repeating: UInt8(ascii: " "), count: max(0, gutter - label.unicodeScalars.count))
    style.write(style.frame, to: &row) { $0 += padding + Array("\(label) |".utf8) }
    if !content.isEmpty {
      row.append(UInt8(ascii: " "))
      if label.isEmpty { style.write(contentStyle, to: &row) { $0 += content } } else { row += content }
    }
    return row
  }

  private func lineNumbers(of range: SourceRange) -> ClosedRange<Int> {
    let first = lines.line(at: min(range.start, UInt32(clamping: bytes.count)))
    let last = range.isEmpty ? first : lines.line(at: min(range.end - 1, UInt32(clamping: bytes.count)))
    return first...max(first, last)
  }

  /// A piece of a line that is shown or left out as a whole.
  private struct Cell {
    var source: SourceRange
    /// Bytes in ``Cells/text``.
    var text: Range<Int>
    var width: Int
  }

  private struct Cells {
    var text: [UInt8] = []
    var list: [Cell] = []
    var width = 0

    mutating func append(_ source: SourceRange, _ write: (inout [UInt8]) -> Int) {
      let start = text.count
      let width = write(&text)
      list.append(Cell(source: source, text: start..<text.count, width: width))
      self.width += width
    }
  }

  /// A line as it is shown, the line of marks below it, and the marked bytes of its text.
  private func drawing(
    ofLine number: Int, marking range: SourceRange, isFirst: Bool
  ) -> (text: [UInt8], marks: [UInt8], ranges: [Range<Int>]) {
    let line = lines.range(ofLine: number)
    let anchor = min(max(range.start, line.start), line.end)
    // Lines can be megabytes long; no more is looked at than can be shown.
    let reach = UInt32(4 * width)
    let start = anchor - line.start > reach ? scalarStart(before: anchor - reach, from: line.start) : line.start
    let end = line.end - anchor > 2 * reach ? anchor + 2 * reach : line.end
    let drawn = cells(in: SourceRange(start, end), ofEmptyLine: line.isEmpty)
    let cells = drawn.list

    let anchorCell = cells.firstIndex { $0.source.end > anchor } ?? cells.count
    let column = cells[..<anchorCell].reduce(0) { $0 + $1.width }
    var firstCell = 0
    if column > width * 6 / 10, start > line.start || end < line.end || drawn.width > width {
      var skipped = 0
      while firstCell < anchorCell, skipped < column - width * 3 / 10 {
        skipped += cells[firstCell].width
        firstCell += 1
      }
    }
    var endCell = firstCell
    var shownWidth = 0
    while endCell < cells.count, shownWidth + cells[endCell].width <= width {
      shownWidth += cells[endCell].width
      endCell += 1
    }

    var text: [UInt8] = []
    var marks: [UInt8] = []
    var pendingSpaces = 0
    var isMarked = false
    func mark(width: Int) {
      marks += repeatElement(UInt8(ascii: " "), count: pendingSpaces)
      pendingSpaces = 0
      for _ in 0..<width {
        marks.append(isFirst && !isMarked ? UInt8(ascii: "^") : UInt8(ascii: "~"))
        isMarked = true
      }
    }
    if firstCell > 0 || start > line.start {
      text += "…".utf8
      pendingSpaces += 1
    }
    /// From offsets into the cells' bytes to offsets into those that are shown.
    let shift = text.count - (firstCell < endCell ? cells[firstCell].text.lowerBound : 0)
    var ranges: [Range<Int>] = []
    if firstCell < endCell { text += drawn.text[cells[firstCell].text.lowerBound..<cells[endCell - 1].text.upperBound] }
    for index in firstCell..<endCell {
      let cell = cells[index]
      let isIndentation = !isFirst && !isMarked && drawn.text[cell.text].allSatisfy { $0 == UInt8(ascii: " ") }
      if range.isEmpty ? isFirst && index == anchorCell : cell.source.overlaps(range) && !isIndentation {
        mark(width: range.isEmpty ? 1 : cell.width)
        let start = cell.text.lowerBound + shift
        let end = range.isEmpty ? start : cell.text.upperBound + shift
        if let last = ranges.last, last.upperBound == start {
          ranges[ranges.count - 1] = last.lowerBound..<end
        } else {
          ranges.append(start..<end)
        }
      } else {
        pendingSpaces += cell.width
      }
    }
    if isFirst, !isMarked {
      mark(width: 1)
      ranges.append(text.count..<text.count)
    }
    if endCell < cells.count || end < line.end { text += "…".utf8 }
    while text.last == UInt8(ascii: " ") { text.removeLast() }
    return (text, marks, ranges.map { $0.clamped(to: 0..<text.count) })
  }

  private func cells(in range: SourceRange, ofEmptyLine isEmptyLine: Bool) -> Cells {
    var cells = Cells()
    var index = range.start
    let redactions = redactions(in: range)
    var redaction = 0
    func appendMask(_ source: SourceRange) {
      cells.append(source) { text in
        text += Self.mask.utf8
        return Self.mask.unicodeScalars.count
      }
    }
    if isEmptyLine, redaction < redactions.count, redactions[redaction].start <= range.start { appendMask(range) }
    while index < range.end {
      let (scalar, length) = decode(at: index, before: range.end)
      var source = SourceRange(index, index + length)
      while redaction < redactions.count, redactions[redaction].end <= index { redaction += 1 }
      if redaction < redactions.count, redactions[redaction].overlaps(source) {
        // Whatever redactions cover wholly or in part, up to the end of the line.
        while redaction < redactions.count, redactions[redaction].overlaps(source) {
          source.end = min(max(source.end, redactions[redaction].end), range.end)
          while source.end < range.end, bytes[Int(source.end)] & 0xC0 == 0x80 { source.end += 1 }
          redaction += 1
        }
        appendMask(source)
        index = source.end
        continue
      }
      let column = cells.width
      cells.append(source) { text in
        if scalar == "\t" {
          let width = Self.tabWidth - column % Self.tabWidth
          text += repeatElement(UInt8(ascii: " "), count: width)
          return width
        }
        guard let scalar else { return TerminalText.append(invalid: bytes[Int(index)], to: &text) }
        return TerminalText.append(scalar, to: &text)
      }
      index += length
    }
    return cells
  }

  /// The bytes of a line as they are, tabs and a carriage return at the end too, but for what is hidden and what could steer a terminal.
  func verbatim(_ line: SourceRange) -> (bytes: [UInt8], isWhole: Bool) {
    var shown: [UInt8] = []
    let hidden = redactions(in: line)
    var index = line.start
    var next = 0
    while index < line.end {
      while next < hidden.count, hidden[next].end <= index { next += 1 }
      if next < hidden.count, hidden[next].start <= index {
        shown += Self.mask.utf8
        while next < hidden.count, hidden[next].start <= index {
          index = max(index, min(hidden[next].end, line.end))
          next += 1
        }
        while index < line.end, bytes[Int(index)] & 0xC0 == 0x80 { index += 1 }
        continue
      }
      let (scalar, length) = decode(at: index, before: line.end)
      let isReturn = scalar == "\r" && index + 1 == line.end
      if let scalar, scalar == "\t" || isReturn {
        shown.append(UInt8(truncatingIfNeeded: scalar.value))
      } else if let scalar {
        TerminalText.append(scalar, to: &shown)
      } else {
        _ = TerminalText.append(invalid: bytes[Int(index)], to: &shown)
      }
      index += length
    }
    return (shown, hidden.isEmpty)
  }

  /// What is hidden in a part of a line, in order: what is known to be a credential, and whatever has the look of one.
  private func redactions(in part: SourceRange) -> [SourceRange] {
    // An empty line within a redaction is hidden, too.
    let known = redactions[redactions.prefixCount { $0.end <= part.start }...].prefix { $0.start < max(part.end, part.start + 1) }
    var found = Array(known)
    var start = part.bounds.lowerBound
    for gap in known + [SourceRange(part.end, part.end)] {
      let end = Int(gap.start)
      while start < end, let word = CredentialLook.firstGenerated(bytes.span, start..<end) {
        if !bytes[..<word.lowerBound].suffix(Self.digestPrefix.count).elementsEqual(Self.digestPrefix) {
          found.append(SourceRange(word.lowerBound, word.upperBound))
        }
        start = word.upperBound
      }
      start = max(start, Int(gap.end))
    }
    found += hinted(in: part)
    if found.count > known.count { found.sort { ($0.start, $0.end) < ($1.start, $1.end) } }
    return found
  }

  /// Image digests look generated and are none.
  private static let digestPrefix = Array("sha256:".utf8)

  /// What may be a credential by what stands before it, on the line or on the one before.
  private func hinted(in part: SourceRange) -> [SourceRange] {
    let line = lines.line(at: part.start)
    let lineStart = lines.start(ofLine: max(line - 1, 0))
    // Lines can be megabytes long.
    let start = max(lineStart, part.start - min(part.start, Self.hintReach))
    return CredentialHints.ranges(in: bytes, SourceRange(start, part.end).bounds).compactMap { range in
      range.upperBound > part.bounds.lowerBound ? SourceRange(range.lowerBound, range.upperBound) : nil
    }
  }

  /// How many bytes before what is shown may give a credential away.
  private static var hintReach: UInt32 { 2048 }

  private func scalarStart(before offset: UInt32, from start: UInt32) -> UInt32 {
    var offset = offset
    while offset > start, bytes[Int(offset)] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }

  /// The scalar at an offset and its length in bytes; nil and 1 where the bytes are not well-formed.
  private func decode(at offset: UInt32, before end: UInt32) -> (scalar: Unicode.Scalar?, length: UInt32) {
    let lead = bytes[Int(offset)]
    if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
    var iterator = bytes[Int(offset)..<min(Int(end), Int(offset) + 4)].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return (nil, 1) }
    return (scalar, UInt32(UTF8.width(scalar)))
  }
}

/// The file of findings or errors, if its excerpts can be shown.
struct Excerpts {
  var source: ExcerptSource?
  /// Why there are none.
  var note: String?

  init(of file: FileReport, width: Int = ExcerptSource.usualWidth, read: ReportFormat.ReadFile) {
    guard let bytes = read(file.path) else {
      note = "no excerpts, the file cannot be read again"
      return
    }
    guard StableHash.of(bytes) == file.fingerprint else {
      note = "no excerpts, the file has changed since it was scanned"
      return
    }
    source = ExcerptSource(bytes: bytes, redactions: file.redactions + file.guesses, width: width)
  }
}
