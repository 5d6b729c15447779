import Findings
import Rules
import SourceTree
import Testing

/// Every example of every rule, as written and written otherwise.
struct ExampleTests {
  struct Case: Sendable {
    let rule: any Rule.Type
    let example: Example
    let mutation: ExampleMutation
    let manifest: MarkedManifest

    /// What a failure says first, with the manifest behind it.
    var comment: Comment {
      "\(rule.metadata.name), \"\(example.title)\", \(mutation.rawValue):\n\(String(decoding: manifest.bytes, as: UTF8.self))"
    }

    var sourceLocation: SourceLocation {
      SourceLocation(fileID: example.fileID, filePath: example.fileID, line: example.line, column: 1)
    }

    static let all: [Case] = Registry.rules.flatMap { rule in
      rule.metadata.examples.flatMap { example in
        ExampleMutation.allCases.compactMap { mutation in
          // A Job has no schedule that its deadline could be held against.
          if mutation == .bareJob, ["active-deadline-exceeds-interval", "retries-exceed-interval"].contains(rule.metadata.name) {
            return nil
          }
          // How a stream begins, and what divides it, is what this rule is about.
          if rule == UnreadByKubectl.self, ![.asWritten, .beforeAnotherDocument, .crlf].contains(mutation) { return nil }
          return (try? mutation.apply(to: example)).flatMap { $0 }.map {
            Case(rule: rule, example: example, mutation: mutation, manifest: $0)
          }
        }
      }
    }
  }

  @Test("Findings start and end where the marks are", arguments: ExampleMutation.allCases)
  func findingsStandBetweenMarks(_ mutation: ExampleMutation) {
    for testCase in Case.all where testCase.mutation == mutation {
      do {
        try check(testCase)
      } catch {
        Issue.record(error, testCase.comment, sourceLocation: testCase.sourceLocation)
      }
    }
  }

  private func check(_ testCase: Case) throws {
    let (comment, location) = (testCase.comment, testCase.sourceLocation)
    let source = try Source(name: testCase.example.title, bytes: testCase.manifest.bytes)
    let collector = try testCase.rule.check(manifest: source, options: testCase.example.options)
    let places = collector.findings.map(\.place.range)
    func expect(_ found: [Int], _ marks: MarkedManifest.Marks, _ content: (Int, [UInt8]) -> Int) {
      let found = found.map { content($0, source.bytes) }.sorted()
      let expected = marks.offsets.map { content($0, source.bytes) }.sorted()
      if marks.unplaced == 0 {
        #expect(found == expected, comment, sourceLocation: location)
      } else {
        #expect(found.count == expected.count + marks.unplaced, comment, sourceLocation: location)
        #expect(Set(expected).isSubset(of: found), comment, sourceLocation: location)
      }
    }
    expect(places.map { Int($0.start) }, testCase.manifest.starts, Self.contentStart)
    expect(places.map { Int($0.end) }, testCase.manifest.ends, Self.contentEnd)
    for finding in collector.findings {
      let explanation = testCase.rule.explanation(of: finding)
      #expect(!explanation.message.isEmpty && !explanation.message.hasSuffix("."), comment, sourceLocation: location)
      #expect(explanation.why.hasSuffix("."), comment, sourceLocation: location)
      #expect(explanation.remedy.hasSuffix("."), comment, sourceLocation: location)
    }
  }

  /// Where the text of what starts at `offset` begins.
  ///
  /// A part of a scalar that starts with it is found behind the quote, the scalar at the quote; a block collection is found at its first key, a flow
  /// collection at its bracket. Written otherwise, one becomes the other.
  private static func contentStart(_ offset: Int, in bytes: [UInt8]) -> Int {
    offset + bytes[min(offset, bytes.count)...].prefix { "\"'{[ \n".utf8.contains($0) }.count
  }

  /// Where the text of what ends at `offset` ends; see ``contentStart(_:in:)``.
  private static func contentEnd(_ offset: Int, in bytes: [UInt8]) -> Int {
    offset - bytes[..<min(offset, bytes.count)].reversed().prefix { "\"'}] \r\n".utf8.contains($0) }.count
  }

  @Test("Examples are flagged or clean as they say", arguments: Registry.rules.flatMap { $0.metadata.examples })
  func marksAgreeWithKind(_ example: Example) {
    #expect(example.starts.isEmpty != example.isFlagged)
    #expect(example.starts.count == example.ends.count && zip(example.starts, example.ends).allSatisfy { $0 < $1 })
  }

  @Test("Every mutation applies to examples, and every example can be mutated")
  func mutationsApply() throws {
    for mutation in ExampleMutation.allCases {
      #expect(Case.all.contains { $0.mutation == mutation && !$0.manifest.starts.offsets.isEmpty }, "\(mutation.rawValue)")
    }
    for rule in Registry.rules {
      for example in rule.metadata.examples {
        for mutation in ExampleMutation.allCases { _ = try mutation.apply(to: example) }
        let count = Case.all.count { $0.rule == rule && $0.example.line == example.line && $0.example.fileID == example.fileID }
        #expect(count >= (rule == UnreadByKubectl.self ? 3 : 7), "\(rule.metadata.name): \(example.title)")
      }
    }
  }
}
