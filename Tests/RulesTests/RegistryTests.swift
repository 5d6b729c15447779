import Findings
import Foundation
import Rules
import Testing

extension RuleMetadata: CustomTestStringConvertible {
  package var testDescription: String { name }
}

extension Example: CustomTestStringConvertible {
  package var testDescription: String { title }
}

/// What every rule has to bring along.
struct RegistryTests {
  static let rules = Registry.rules.map { $0.metadata }

  @Test func codesAscend() {
    let codes = Self.rules.map(\.code)
    #expect(codes == Set(codes).sorted())
    #expect(!codes.isEmpty)
  }

  @Test func namesAreUnique() {
    #expect(Set(Self.rules.map(\.name)).count == Self.rules.count)
  }

  @Test func rulesAreFoundByCodeAndName() throws {
    for (index, rule) in Self.rules.enumerated() {
      #expect(Registry.rule(named: rule.name) == Registry.rules[index])
      #expect(Registry.rule(named: rule.code.lowercased()) == Registry.rules[index])
    }
    #expect(Registry.rule(named: "no-such-rule") == nil)
    #expect(Registry.catalogue.rules.map(\.metadata.code) == Self.rules.map(\.code))
  }

  /// What nobody may ship, by the severity that the rationale argues for.
  @Test func theBaselineIsWhatIsSevere() {
    for rule in Self.rules {
      if rule.profile == .essential { #expect(rule.severity >= .high, "\(rule.name)") }
      if rule.severity == .critical { #expect(rule.profile == .essential, "\(rule.name)") }
    }
    for rule in Self.rules { #expect(rule.severity >= rule.profile.leastSeverity, "\(rule.name) is not asked in its own profile") }
    #expect(Profile.allCases == Profile.allCases.sorted())
  }

  @Test("A rule's description is complete", arguments: rules)
  func isComplete(_ rule: RuleMetadata) {
    #expect(rule.code.count == 6 && rule.code.hasPrefix("CFW") && rule.code.dropFirst(3).allSatisfy(\.isNumber))
    let words = rule.name.split(separator: "-", omittingEmptySubsequences: false)
    #expect(words.allSatisfy { !$0.isEmpty && $0.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789".contains($0) } })
    #expect(words.count > 1 || rule.name.count > 3)
    // A name says the problem: "allow no-failed-history" reads well, "allow no-privileged" would name the cure.
    #expect(words.first != "no" || ["no-failed-history", "no-network-policy"].contains(rule.name))
    #expect(!["require", "use", "disallow", "forbid"].contains(words.first))
    #expect(rule.summary.hasSuffix(".") && rule.summary.count > 20)
    #expect(rule.rationale.split(whereSeparator: \.isWhitespace).count >= 30)
    #expect(rule.rationale.hasSuffix("."))
    #expect(rule.remedy.hasSuffix("."))
    #expect(rule.examples.contains { $0.isFlagged })
    #expect(rule.examples.contains { !$0.isFlagged })
    #expect(Set(rule.examples.map(\.title)).count == rule.examples.count)
    #expect(rule.references.contains { if case .peer = $0 { false } else { true } })
    #expect(Set(rule.references).count == rule.references.count)
  }

  @Test("Every rule has its mistake in the careless twin, once")
  func mistakesAreMadeOnce() throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../Examples/careless").standardized
    var expected: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path()) {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      for comment in text.split(separator: "\n").compactMap({ $0.split(separator: "# expect: ").dropFirst().first }) {
        expected += comment.split(separator: ", ").map(String.init)
      }
    }
    // A list of allowed registries and an old cluster are not part of a manifest, and a herd takes many.
    for rule in Self.rules where !["registry-not-allowed", "native-sidecar-unsupported", "thundering-herd"].contains(rule.name) {
      #expect(expected.count { $0 == rule.name } == 1, "\(rule.name)")
    }
  }
}
