import Randomness
import Testing

@testable import SourceTree

struct EditListTests {
  private func edit(_ start: Int, _ end: Int, _ text: String) -> Edit { Edit(SourceRange(start, end), Array(text.utf8)) }

  @Test func isAppliedInOnePass() throws {
    let edits = try EditList([
      edit(4, 5, "E"), edit(0, 0, "<"), edit(1, 3, ""), edit(3, 3, "-"), edit(6, 6, ">"), edit(4, 5, "E"), edit(2, 2, ""),
    ])
    #expect(String(decoding: edits.applied(to: Array("abcdef".utf8)), as: UTF8.self) == "<a-dEf>")
    #expect(edits.edits.count == 5)
    #expect(try EditList([edit(1, 1, "")]).isEmpty)
  }

  @Test func refusesOverlaps() {
    for (first, second) in [
      (edit(0, 2, "x"), edit(1, 3, "y")), (edit(0, 3, "x"), edit(1, 2, "y")), (edit(1, 1, "x"), edit(1, 1, "y")),
      (edit(0, 2, "x"), edit(1, 1, "y")),
      (edit(0, 2, "x"), edit(0, 2, "y")), (edit(0, 2, "x"), edit(0, 3, "y")),
    ] {
      #expect(throws: EditList.Overlap.self) { try EditList([second, first]) }
    }
    #expect(throws: EditList.Overlap.self) { try EditList([Edit(SourceRange(UInt32(3), UInt32(1)), [])].map { Edit($0.range, [1]) }) }
  }

  @Test func doesNotTrapOnWhatIsOutOfBounds() throws {
    let edits = try EditList([edit(1, 9, "x"), edit(20, 30, "y")])
    #expect(edits.applied(to: [0x61, 0x62]) == Array("axy".utf8))
  }

  private func randomEdits(of count: Int, _ random: inout SeededGenerator) -> EditList {
    var edits: [Edit] = []
    var position = 0
    while position < count, edits.count < 6 {
      let start = position + random.number(0, 3)
      let end = start + random.number(0, 3)
      guard end <= count else { break }
      edits.append(edit(start, end, String(repeating: random.pick(["x", "y", "z"]), count: random.number(0, 4))))
      position = end + 1
    }
    return (try? EditList(edits)) ?? EditList()
  }

  @Test func twoListsMakeOne() throws {
    var random = SeededGenerator(seed: 7)
    var changed = 0
    for round in 0..<5_000 {
      let text = (0..<random.number(0, 24)).map { UInt8(ascii: "a") + UInt8($0) }
      let first = randomEdits(of: text.count, &random)
      let middle = first.applied(to: text)
      let second = randomEdits(of: middle.count, &random)
      let both = first.followed(by: second)
      #expect(both.applied(to: text) == second.applied(to: middle), "round \(round)")
      #expect(try EditList(both.edits) == both, "round \(round)")
      // What is left of the text is where it was.
      let origins = EditOrigins(first)
      for (offset, byte) in middle.enumerated() where byte < UInt8(ascii: "x") {
        #expect(text[Int(origins[UInt32(offset)])] == byte, "round \(round)")
      }
      if !first.isEmpty, !second.isEmpty { changed += 1 }
    }
    #expect(changed > 2_000)
  }
}
