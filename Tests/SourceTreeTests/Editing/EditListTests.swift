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
}
