import Findings
import Randomness
import SourceTree
import Testing

@testable import Reports

struct UnifiedDiffTests {
  private func edit(_ start: Int, _ end: Int, _ text: String) -> Edit { Edit(SourceRange(start, end), Array(text.utf8)) }

  private func diff(_ text: String, _ edits: [Edit], hidden: [SourceRange] = []) throws -> String {
    var output: [UInt8] = []
    UnifiedDiff(Array(text.utf8), try EditList(edits), hiddenBefore: hidden, hiddenAfter: hidden).write(
      path: "a.yaml", TextStyle(isColored: false), to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  private static let lines = (1...20).map { "line \($0)\n" }.joined()

  @Test func showsThreeLinesAround() throws {
    let start = Self.lines.utf8.count
    #expect(
      try diff(Self.lines, [edit(0, 4, "LINE"), edit(start, start, "more\n")]) == """
        --- a/a.yaml
        +++ b/a.yaml
        @@ -1,4 +1,4 @@
        -line 1
        +LINE 1
         line 2
         line 3
         line 4
        @@ -18,3 +18,4 @@
         line 18
         line 19
         line 20
        +more

        """)
  }

  @Test func saysWhereTheLastLineHasNoEnd() throws {
    #expect(
      try diff("a: 1\nb: 2", [edit(9, 9, "\nc: 3")]) == """
        --- a/a.yaml
        +++ b/a.yaml
        @@ -1,2 +1,3 @@
         a: 1
        -b: 2
        \\ No newline at end of file
        +b: 2
        +c: 3
        \\ No newline at end of file

        """)
  }

  @Test func keepsReturnsAndTabsAndNothingThatSteers() throws {
    #expect(try diff("a:\t1\r\nb: \u{85}2\r\n", [edit(3, 4, "2")]).contains("-a:\t1\r\n+a:\t2\r\n b: \\u{85}2\r\n"))
  }

  @Test func hidesWhatIsHidden() throws {
    let text = "a: 1\npassword: canary\nb: 2\n"
    let shown = try diff(text, [edit(5, 22, ""), edit(26, 26, "3")], hidden: [SourceRange(15, 21)])
    #expect(!shown.contains("canary"))
    #expect(shown.contains("-password: •••\n"))
  }

  @Test func nothingIsShownOfNoChange() throws {
    #expect(try diff("a: 1\n", []).isEmpty)
    #expect(try diff("a: 1\n", [edit(3, 4, "1")]).isEmpty)
  }

  /// What the hunks say of a text, done to it.
  private func applying(_ diff: UnifiedDiff, to text: [UInt8]) -> [UInt8] {
    var lines: [[UInt8]] = []
    for byte in text {
      if lines.isEmpty || lines[lines.count - 1].last == UInt8(ascii: "\n") { lines.append([]) }
      lines[lines.count - 1].append(byte)
    }
    var result: [[UInt8]] = []
    var next = 0
    for hunk in diff.hunks {
      result += lines[next..<hunk.old.lowerBound]
      next = hunk.old.lowerBound
      #expect(result.count == hunk.new.lowerBound)
      for line in hunk.lines {
        let bytes = line.text + (line.isUnended ? [] : [UInt8(ascii: "\n")])
        if line.kind != .added {
          #expect(lines[next] == bytes)
          next += 1
        }
        if line.kind != .removed { result.append(bytes) }
      }
      #expect(next == hunk.old.upperBound)
      #expect(result.count == hunk.new.upperBound)
    }
    return Array((result + lines[next...]).joined())
  }

  @Test func leadsFromOneTextToTheOther() throws {
    var random = SeededGenerator(seed: 11)
    for round in 0..<2_000 {
      let text = (0..<random.number(0, 60)).map { _ in random.pick([UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "\n")]) }
      var edits: [Edit] = []
      var position = 0
      while edits.count < random.number(0, 5) {
        let start = position + random.number(0, 20)
        let end = start + random.number(0, 6)
        guard end <= text.count else { break }
        edits.append(edit(start, end, random.pick(["", "a", "b\n", "\n", "a\nb", "\n\n"])))
        position = end + 1
      }
      let list = try EditList(edits)
      let diff = UnifiedDiff(text, list, hiddenBefore: [], hiddenAfter: [])
      #expect(applying(diff, to: text) == list.applied(to: text), "round \(round)")
      for replacement in diff.replacements { #expect(!replacement.old.isEmpty || !replacement.new.isEmpty) }
    }
  }
}
