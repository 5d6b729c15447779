// Parts of texts.
extension ChangeWalk {
  /// Drafts the changes of parts of one scalar's text: all that can be made together, and exactly.
  mutating func splice(_ old: Node, _ place: Int, _ slot: Slot, depth: Int) {
    guard let (text, splices) = splices(of: old, place), !splices.isEmpty else { return }
    let writer = SpliceWriter(old, text, lines, parentColumn: slot.column, inFlow: slot.isFlow, quotes: documentStyle().block.quotes)
    guard let edits = writer.edits(for: splices) else {
      // One that cannot be made should not keep back the others.
      guard splices.count > 1 else { return tree.report(.notExact, splices[0].change) }
      return spliceOneByOne(splices, writer, depth: depth)
    }
    for edit in edits { draft.replace(edit.range.bounds, edit.bytes, depth: depth) }
  }

  /// A scalar's text, and what becomes of its parts.
  mutating func splices(of old: Node, _ place: Int) -> (text: String, splices: [TextSplice])? {
    var splices: [TextSplice] = []
    for change in tree[place].splices {
      guard case .splice(let range, let text) = tree.changes[change].action else { continue }
      splices.append(TextSplice(change: change, range: range, text: text))
    }
    guard case .string(let text)? = old.scalar else {
      for splice in splices { tree.report(.notText, splice.change) }
      return nil
    }
    guard old.tag == nil else {
      for splice in splices { tree.report(.tagged, splice.change) }
      return nil
    }
    return (text, accepted(splices, in: text))
  }

  private mutating func spliceOneByOne(_ splices: [TextSplice], _ writer: SpliceWriter, depth: Int) {
    // As many as there are, a text is read for each: for few only.
    var made: [TextSplice] = []
    for (number, splice) in splices.enumerated() {
      if number < 8, writer.edits(for: made + [splice]) != nil { made.append(splice) } else { tree.report(.notExact, splice.change) }
    }
    for edit in writer.edits(for: made) ?? [] { draft.replace(edit.range.bounds, edit.bytes, depth: depth) }
  }

  /// Those that are within the text and do not overlap, in their order; of equal ones the first.
  private mutating func accepted(_ splices: [TextSplice], in text: String) -> [TextSplice] {
    let bytes = Array(text.utf8)
    func isBoundary(_ offset: Int) -> Bool {
      offset >= 0 && (offset == bytes.count || offset < bytes.count && bytes[offset] & 0xC0 != 0x80)
    }
    var result: [TextSplice] = []
    for splice in splices.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound, $0.change) < ($1.range.lowerBound, $1.range.upperBound, $1.change)
    }) {
      guard isBoundary(splice.range.lowerBound), isBoundary(splice.range.upperBound) else {
        tree.report(.outOfText, splice.change)
        continue
      }
      if let last = result.last, last.range.upperBound > splice.range.lowerBound || last.range == splice.range {
        if last.range != splice.range || last.text != splice.text { tree.differ(last.change, splice.change) }
        continue
      }
      result.append(splice)
    }
    return result.compactMap { $0.trimmed(in: bytes) }
  }
}

extension ChangeWalk.Slot {
  /// Content on further lines is deeper than this.
  fileprivate var column: Int { if case .block(_, let column, _) = self { column } else { 0 } }
  fileprivate var isFlow: Bool { if case .flow = self { true } else { false } }
}

/// A part of a text, and what takes its place.
struct TextSplice {
  let change: Int
  /// UTF-8 offsets.
  let range: Range<Int>
  let text: String

  /// A text with its parts replaced, which are in order and apart.
  static func splicing(_ text: [UInt8], _ splices: [TextSplice]) -> String {
    var result: [UInt8] = []
    var position = 0
    for splice in splices {
      result += text[position..<splice.range.lowerBound] + splice.text.utf8
      position = splice.range.upperBound
    }
    return String(decoding: result + text[position...], as: UTF8.self)
  }

  /// The same without what stays as it is at both ends; nil where all does.
  func trimmed(in bytes: [UInt8]) -> TextSplice? {
    let old = bytes[range]
    let new = Array(text.utf8)
    let common = CommonEnds(old, new[...])
    let (front, back) = (common.front, common.back)
    if front + back == old.count, old.count == new.count { return nil }
    let rest = String(decoding: new[front..<new.count - back], as: UTF8.self)
    return TextSplice(change: change, range: range.lowerBound + front..<range.upperBound - back, text: rest)
  }
}
