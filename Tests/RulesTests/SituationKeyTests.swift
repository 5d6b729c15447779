import Findings
import Manifests
import Rules
import SourceTree
import Testing

/// What tells findings of one rule apart.
struct SituationKeyTests {
  private static func key(of finding: Finding) -> UInt64 {
    var hash = StableHash()
    finding.situation.combine(into: &hash)
    return hash.value
  }

  /// What a message says apart from positions in lists.
  private static func text(_ message: String) -> String {
    message.split(separator: "[", omittingEmptySubsequences: false).enumerated().map { index, part in
      index == 0 ? part : part.drop(while: \.isNumber)
    }.joined(separator: "[")
  }

  @Test("What is said in other words is another situation, in every example")
  func differentMessagesDiffer() throws {
    for rule in Registry.rules {
      for example in rule.metadata.examples where example.isFlagged {
        let source = try Source(name: example.title, bytes: Array(example.manifest.utf8))
        let findings = try rule.check(manifest: source, options: example.options).findings
        let messages = Dictionary(grouping: findings) { Self.text(rule.explanation(of: $0).messageWithSteps) }
        let keys = Set(findings.map(Self.key))
        #expect(keys.count >= messages.count, "\(rule.metadata.name), \"\(example.title)\": \(messages.keys.sorted())")
      }
    }
  }

  @Test("Containers in another order are in the same situation")
  func orderMattersNot() throws {
    let containers = ["{name: a, image: x}", "{name: b, image: y}"]
    func keys(_ containers: [String]) throws -> [Set<UInt64>] {
      let text = """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 3 * * *"
          jobTemplate: {spec: {template: {spec: {securityContext: {runAsUser: 0}, containers: [\(containers.joined(separator: ", "))]}}}}
        """
      let source = try Source(name: "order", bytes: Array(text.utf8))
      return try Registry.rules.map { try Set($0.check(manifest: source, options: RuleOptions()).findings.map(Self.key)) }
    }
    #expect(try keys(containers) == keys(containers.reversed()))
    #expect(try keys(containers).contains { !$0.isEmpty })
  }
}
