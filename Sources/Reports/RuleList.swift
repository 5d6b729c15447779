import ClusterState
package import Findings

/// The rules of a release, as `curfew rules` lists them.
package struct RuleList: Sendable {
  private let rules: [RuleMetadata]

  private typealias Member = JSONSchema.Member

  /// The rules of a catalogue.
  package init(_ catalogue: Catalogue) { rules = catalogue.rules.map(\.metadata) }

  /// A line a rule, in columns.
  package func text() -> [UInt8] {
    let width = rules.map(\.name.utf8.count).max() ?? 0
    func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(width - text.utf8.count, 0)) }
    let lines = rules.map { rule in
      let columns = [rule.code, padded(rule.name, width), padded(rule.severity.name, 8), padded(rule.profile.name, 11), rule.summary]
      return columns.joined(separator: "  ") + "\n"
    }
    return Array(lines.joined().utf8)
  }

  /// The list as a document of its schema.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.lastLine()
      json.member("schemaVersion", Self.version)
      json.line()
      json.lines("rules", rules.indices) { $1.rule(rules[$0]) }
      json.lastLine()
      json.endObject()
      json.lastLine()
    }
  }

  private static let version = "1"

  static var schema: JSONSchema {
    JSONSchema(
      title: "Output of curfew rules --format json, version \(version)",
      members: [
        Member("schemaVersion", .constant(version), "The version of this schema."),
        Member(
          "rules", .array(.object(members(severity: .oneOf(Severity.allCases.reversed().map(\.name))))), "All rules, ordered by code."),
      ], definitions: [])
  }

  /// What ``JSONWriter/rule(_:)`` writes.
  static func members(severity: JSONSchema.Shape) -> [JSONSchema.Member] {
    [
      Member("code", .ruleCode, "Never reused."), Member("name", .text, "Kebab case; names the problem."),
      Member("group", .text, nil), Member("severity", severity, "The usual severity."),
      Member(
        "profile", .oneOf(Profile.allCases.map(\.name)),
        "The least demanding profile that includes the rule; some of its situations may be left to a stricter one."),
      Member("since", .text, "The version that brought the rule."), Member("summary", .text, "What is wrong."),
      Member("rationale", .text, "What an attacker or an accident does with it; Markdown."), Member("remedy", .text, "What to do."),
      Member(
        "references",
        .array(
          .object([
            Member("label", .text, nil), Member("url", .text, nil, isOptional: true),
          ])), nil),
    ]
  }
}

extension JSONWriter {
  /// A rule as the catalogue describes it.
  mutating func rule(_ rule: RuleMetadata) {
    beginObject()
    member("code", rule.code)
    member("name", rule.name)
    member("group", rule.group)
    member("severity", rule.severity.name)
    member("profile", rule.profile.name)
    member("since", rule.since)
    member("summary", rule.summary)
    member("rationale", rule.rationale)
    member("remedy", rule.remedy)
    key("references")
    beginArray()
    for reference in rule.references {
      beginObject()
      member("label", reference.label)
      if let url = reference.url { member("url", url) }
      endObject()
    }
    endArray()
    endObject()
  }
}
