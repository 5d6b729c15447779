import Findings
import SourceTree

/// What edits change of a text, line by line, as `diff -u` writes it; what is hidden in either text is so here.
struct UnifiedDiff {
  /// Lines that change together, and those around them.
  struct Hunk {
    /// Numbers of lines, 0 for the first.
    var old: Range<Int>
    var new: Range<Int>
    var lines: [Line]
  }

  /// One line of a hunk, its end left out.
  struct Line {
    enum Kind { case same, removed, added }

    let kind: Kind
    let text: [UInt8]
    /// Whether all of it may be shown.
    let isWhole: Bool
    /// Whether the text ends without a line end here.
    let isUnended: Bool
  }

  /// In order.
  private(set) var hunks: [Hunk] = []

  private static var context: Int { 3 }

  /// - Parameters:
  ///   - before: The text that the edits are of.
  ///   - hiddenBefore: What is not to be shown of it.
  ///   - hiddenAfter: What is not to be shown of the text that they make.
  init(_ before: [UInt8], _ edits: EditList, hiddenBefore: [SourceRange], hiddenAfter: [SourceRange]) {
    let after = edits.applied(to: before)
    let old = Text(before, hiddenBefore)
    let new = Text(after, hiddenAfter)
    var blocks: [(old: Range<Int>, shiftAtStart: Int, shiftAtEnd: Int)] = []
    var shift = 0
    for edit in edits.edits {
      let lines = old.lines(from: Int(edit.range.start), to: Int(edit.range.end))
      let shiftAtStart = shift
      shift += edit.bytes.count - (Int(edit.range.end) - Int(edit.range.start))
      if let last = blocks.last, lines.lowerBound < last.old.upperBound {
        blocks[blocks.count - 1].old = last.old.lowerBound..<max(last.old.upperBound, lines.upperBound)
        blocks[blocks.count - 1].shiftAtEnd = shift
      } else {
        blocks.append((lines, shiftAtStart, shift))
      }
    }
    let changed = blocks.map { block in
      // Both begin where a line does and end where one does, in either text.
      let start = new.lineCount(before: old.start(of: block.old.lowerBound) + block.shiftAtStart)
      let end = new.lineCount(before: old.start(of: block.old.upperBound) + block.shiftAtEnd)
      return Self.withoutEqualEnds((block.old, start..<max(start, end)), old, new)
    }
    var last: (old: Range<Int>, new: Range<Int>)?
    for block in changed where !(block.old.isEmpty && block.new.isEmpty) {
      if let before = last, before.old.upperBound == block.old.lowerBound {
        last = (before.old.lowerBound..<block.old.upperBound, before.new.lowerBound..<block.new.upperBound)
      } else {
        if let last { append(last, old, new) }
        last = block
      }
    }
    if let last { append(last, old, new) }
    close(old, new)
  }

  private static func withoutEqualEnds(_ block: (old: Range<Int>, new: Range<Int>), _ old: Text, _ new: Text) -> (
    old: Range<Int>, new: Range<Int>
  ) {
    var (old1, old2) = (block.old.lowerBound, block.old.upperBound)
    var (new1, new2) = (block.new.lowerBound, block.new.upperBound)
    while old1 < old2, new1 < new2, old.whole(old1) == new.whole(new1) { (old1, new1) = (old1 + 1, new1 + 1) }
    while old1 < old2, new1 < new2, old.whole(old2 - 1) == new.whole(new2 - 1) { (old2, new2) = (old2 - 1, new2 - 1) }
    return (old1..<old2, new1..<new2)
  }

  private mutating func append(_ block: (old: Range<Int>, new: Range<Int>), _ old: Text, _ new: Text) {
    if let last = hunks.last, block.old.lowerBound - last.old.upperBound <= 2 * Self.context {
      extend(to: block.old.lowerBound, old)
    } else {
      close(old, new)
      let context = min(Self.context, block.old.lowerBound)
      hunks.append(
        Hunk(
          old: block.old.lowerBound - context..<block.old.lowerBound - context,
          new: block.new.lowerBound - context..<block.new.lowerBound - context, lines: []))
      extend(to: block.old.lowerBound, old)
    }
    let last = hunks.count - 1
    hunks[last].lines += block.old.map { old.line($0, .removed) } + block.new.map { new.line($0, .added) }
    hunks[last].old = hunks[last].old.lowerBound..<block.old.upperBound
    hunks[last].new = hunks[last].new.lowerBound..<block.new.upperBound
  }

  /// Adds the lines behind the last hunk that stay as they are.
  private mutating func extend(to line: Int, _ old: Text) {
    guard let last = hunks.indices.last, hunks[last].old.upperBound < line else { return }
    let same = hunks[last].old.upperBound..<line
    hunks[last].lines += same.map { old.line($0, .same) }
    hunks[last].old = hunks[last].old.lowerBound..<line
    hunks[last].new = hunks[last].new.lowerBound..<hunks[last].new.upperBound + same.count
  }

  private mutating func close(_ old: Text, _ new: Text) {
    guard let last = hunks.last else { return }
    extend(to: min(last.old.upperBound + Self.context, old.count), old)
  }

  /// A text by its lines, which end with a line feed.
  private struct Text {
    private let bytes: [UInt8]
    private let starts: [Int]
    private let source: ExcerptSource

    init(_ bytes: [UInt8], _ hidden: [SourceRange]) {
      self.bytes = bytes
      var starts = [0]
      for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") && index + 1 < bytes.count { starts.append(index + 1) }
      self.starts = bytes.isEmpty ? [] : starts
      source = ExcerptSource(bytes: bytes, redactions: hidden)
    }

    var count: Int { starts.count }

    /// The lines that bytes are in; the one that they stand before, where there are none.
    func lines(from start: Int, to end: Int) -> Range<Int> {
      if count == 0 { return 0..<0 }
      let first = max(starts.prefixCount { $0 <= start } - 1, 0)
      let last = max(starts.prefixCount { $0 <= end } - 1, 0)
      return first..<max(last, first) + 1
    }

    /// Where a line starts; behind the last one, where the text ends.
    func start(of line: Int) -> Int { line < starts.count ? starts[line] : bytes.count }

    /// How many lines start before an offset.
    func lineCount(before offset: Int) -> Int { starts.prefixCount { $0 < offset } }

    private func range(_ line: Int) -> Range<Int> { start(of: line)..<start(of: line + 1) }

    /// With its end.
    func whole(_ line: Int) -> ArraySlice<UInt8> { bytes[range(line)] }

    func line(_ line: Int, _ kind: Line.Kind) -> Line {
      let range = range(line)
      let isUnended = bytes[range].last != UInt8(ascii: "\n")
      let shown = source.verbatim(SourceRange(range.lowerBound, isUnended ? range.upperBound : range.upperBound - 1))
      return Line(kind: kind, text: shown.bytes, isWhole: shown.isWhole, isUnended: isUnended)
    }
  }
}

extension UnifiedDiff {
  /// Lines that come in the place of others.
  struct Replacement {
    /// The lines that go, 0 for the first; where none does, the place before a line.
    var old: Range<Int>
    var new: [Line] = []
    /// Whether all of both may be shown.
    var isWhole = true
  }

  /// What changes, without what stands around it; in order.
  var replacements: [Replacement] {
    var result: [Replacement] = []
    for hunk in hunks {
      var number = hunk.old.lowerBound
      var isOpen = false
      for line in hunk.lines {
        if line.kind == .same {
          (number, isOpen) = (number + 1, false)
          continue
        }
        if !isOpen { result.append(Replacement(old: number..<number)) }
        isOpen = true
        let last = result.count - 1
        result[last].isWhole = result[last].isWhole && line.isWhole
        if line.kind == .added {
          result[last].new.append(line)
        } else {
          number += 1
          result[last].old = result[last].old.lowerBound..<number
        }
      }
    }
    return result
  }

  /// The diff of a file, `-p1` for `patch` and `git apply`.
  func write(path: String, _ style: TextStyle, to output: inout [UInt8]) {
    if hunks.isEmpty { return }
    for (sign, folder) in [("---", "a/"), ("+++", "b/")] {
      style.write(style.heading, to: &output) { output in
        output += "\(sign) ".utf8
        TerminalText.append(path.utf8.first == UInt8(ascii: "/") ? path : folder + path, to: &output)
      }
      output += "\n".utf8
    }
    for hunk in hunks {
      style.write(style.frame, to: &output) { $0 += "@@ -\(Self.numbers(hunk.old)) +\(Self.numbers(hunk.new)) @@".utf8 }
      output += "\n".utf8
      for line in hunk.lines {
        switch line.kind {
        case .same: output += [UInt8(ascii: " ")] + line.text
        case .removed: style.write(style.error, to: &output) { $0 += [UInt8(ascii: "-")] + line.text }
        case .added: style.write(style.help, to: &output) { $0 += [UInt8(ascii: "+")] + line.text }
        }
        output += line.isUnended ? "\n\\ No newline at end of file\n".utf8 : "\n".utf8
      }
    }
  }

  /// The first line and how many there are; with none, the line before.
  private static func numbers(_ lines: Range<Int>) -> String {
    let first = lines.isEmpty ? lines.lowerBound : lines.lowerBound + 1
    return lines.count == 1 ? "\(first)" : "\(first),\(lines.count)"
  }
}
