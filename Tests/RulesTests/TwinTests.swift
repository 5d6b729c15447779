import Findings
import Foundation
import Rules
import SourceTree
import Testing

/// The two examples of the repository: the hardened backup and its careless twin.
struct TwinTests {
  private struct Expectation: Hashable, CustomStringConvertible {
    var file: String
    var line: Int
    var rule: String
    var description: String { "\(file):\(line): \(rule)" }
  }

  private static let folder = URL(filePath: #filePath).appending(path: "../../../Examples").standardized

  private static func files(_ twin: String) throws -> [(name: String, bytes: [UInt8])] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: twin).path()).sorted()
    return try names.filter { $0.hasSuffix(".yaml") }.map { name in
      (name, Array(try Data(contentsOf: folder.appending(path: "\(twin)/\(name)"))))
    }
  }

  private static func findings(_ twin: String) throws -> [Expectation] {
    let scan = Scan(ScanSettings(version: "0", catalogue: Registry.catalogue, profile: .strict))
    let judgements = try files(twin).enumerated().map { scan.judge(path: $1.name, bytes: $1.bytes, file: $0) }
    return scan.settle(judgements).flatMap { report in
      #expect(report.errors.isEmpty && report.notEvaluated.isEmpty, "\(report.path)")
      return report.workloads.flatMap { workload in
        workload.findings.map { finding in
          Expectation(file: report.path, line: finding.place.start.line, rule: Registry.catalogue[finding.rule].metadata.name)
        }
      }
    }
  }

  /// What the comments `# expect: RULE, RULE` behind the lines say.
  private static func expectations(_ twin: String) throws -> [Expectation] {
    try files(twin).flatMap { file in
      String(decoding: file.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap {
        number, line in
        line.split(separator: "# expect: ").dropFirst().flatMap { rules in
          rules.split(separator: ", ").map { Expectation(file: file.name, line: number + 1, rule: String($0)) }
        }
      }
    }
  }

  @Test("The careless twin makes every mistake where it says")
  func careless() throws {
    let found = try Self.findings("careless")
    let known = Set(Registry.rules.map { $0.metadata.name })
    let expected = try Self.expectations("careless").filter { known.contains($0.rule) }
    #expect(found.count == Set(found).count)
    #expect(Set(found).subtracting(expected).map(\.description).sorted() == [])
    #expect(Set(expected).subtracting(found).map(\.description).sorted() == [])
  }

  @Test("The careless twin makes every mistake once")
  func everyMistakeOnce() throws {
    // A list of allowed registries is not part of a manifest.
    let rules = Registry.rules.map { $0.metadata.name }.filter { $0 != "registry-not-allowed" }
    let expected = try Self.expectations("careless").map(\.rule)
    for rule in rules { #expect(expected.count { $0 == rule } == 1, "\(rule)") }
  }

  @Test("Nothing is said about the hardened twin but what it expects")
  func hardened() throws {
    let known = Set(Registry.rules.map { $0.metadata.name })
    let expected = try Self.expectations("hardened").filter { known.contains($0.rule) }
    #expect(try Self.findings("hardened").map(\.description).sorted() == expected.map(\.description).sorted())
  }
}
