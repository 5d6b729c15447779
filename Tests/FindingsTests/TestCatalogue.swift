import Findings

/// Three rules, one of each profile.
enum TestCatalogue {
  static let catalogue = Catalogue(rules: [
    rule("CFW101", "concurrent-runs", .medium, .recommended), rule("CFW105", "missing-ttl", .info, .strict),
    rule("CFW501", "privileged-container", .critical, .essential),
  ])

  private static func rule(_ code: String, _ name: String, _ severity: Severity, _ profile: Profile) -> Catalogue.Entry {
    Catalogue.Entry(
      metadata: RuleMetadata(
        code: code, name: name, severity: severity, profile: profile, summary: "", rationale: "", remedy: "", references: [], examples: []),
      explain: { _ in Explanation(message: name, why: "", remedy: "") })
  }
}
