import Findings
import SourceTree
import Testing

struct BaselineTests {
  private static func finding(_ fingerprint: UInt64, _ path: String = "a.yaml") -> RecordedFinding {
    RecordedFinding(fingerprint: fingerprint, rule: "CFW101", workload: "CronJob/a", path: path)
  }

  @Test func everyFindingIsPairedOnce() {
    let old = [Self.finding(1), Self.finding(2), Self.finding(3), Self.finding(1, "b.yaml")]
    let new = [Self.finding(1, "b.yaml"), Self.finding(1), Self.finding(1, "c.yaml"), Self.finding(2, "moved.yaml"), Self.finding(4)]
    let comparison = FindingComparison(old: old, new: new)
    #expect(comparison.isKnown == [true, true, false, true, false])
    #expect(comparison.isGone == [false, false, true, false])
  }

  /// A finding in its own file goes before one that merely has the same fingerprint, wherever it stands in the list.
  @Test func theSameFileGoesFirst() {
    let comparison = FindingComparison(old: [Self.finding(1, "b.yaml")], new: [Self.finding(1, "a.yaml"), Self.finding(1, "b.yaml")])
    #expect(comparison.isKnown == [false, true])
  }

  @Test func comparingWithItselfFindsNothingNew() {
    var generator = SystemRandomNumberGenerator()
    let findings = (0..<500).map { _ in Self.finding(.random(in: 0..<50, using: &generator), "\(Int.random(in: 0..<5, using: &generator))")
    }
    let comparison = FindingComparison(old: findings.shuffled(using: &generator), new: findings)
    #expect(comparison.isKnown.allSatisfy { $0 } && comparison.isGone.allSatisfy { !$0 })
  }

  private static func read(_ text: String) throws -> [RecordedFinding] {
    try BaselineReader.read(Source(name: "baseline.json", bytes: Array(text.utf8)))
  }

  @Test func aBaselineIsRead() throws {
    let text = #"{"schemaVersion":"1","findings":[{"path":"a","workload":"Job/b","rule":"CFW101","fingerprint":"00000000000000ff"}]}"#
    #expect(try Self.read(text) == [RecordedFinding(fingerprint: 255, rule: "CFW101", workload: "Job/b", path: "a")])
  }

  @Test(arguments: [
    ("", 0), ("[]", 0), ("{}", 0), ("{\"schemaVersion\":\"1\"}", 1), ("{\"schemaVersion\":\"2\",\"findings\":[]}", 17), ("{", 0),
    (#"{"schemaVersion":"1","findings":[{"path":"a"}]}"#, 33),
    (#"{"schemaVersion":"1","findings":[{"path":"a","workload":"b","rule":"c","fingerprint":"+0000000000000ff"}]}"#, 33),
    (#"{"schemaVersion":"1","files":[{"path":"a","workloads":[{"findings":[{"rule":"x"}]}]}]}"#, 68),
  ])
  func whatIsNoBaselineIsRefusedWithItsPlace(_ text: String, _ offset: Int) throws {
    let error = try #require(throws: PlacedError.self) { try Self.read(text) }
    #expect(Int(error.range.start) == offset)
  }
}
