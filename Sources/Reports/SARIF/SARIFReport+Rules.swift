import Findings

extension SARIFReport {
  /// A rule with its help.
  func write(_ rule: RuleMetadata, to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", rule.code)
    json.member("name", rule.name)
    write(text: Self.shortened(rule.summary), as: "shortDescription", to: &json)
    write(text: Self.shortened(Self.firstParagraph(of: rule.rationale)), as: "fullDescription", to: &json)
    json.key("help")
    json.beginObject()
    json.member("text", "\(rule.rationale)\n\n\(rule.remedy)")
    json.member("markdown", Self.markdown(rule))
    json.endObject()
    if let url = rule.references.lazy.compactMap(\.url).first { json.member("helpUri", url) }
    json.key("defaultConfiguration")
    json.beginObject()
    json.member("level", Self.level(rule.severity))
    json.endObject()
    json.key("properties")
    json.beginObject()
    json.member("tags", Self.tags(rule))
    if let score = Self.score(rule.severity) { json.member("security-severity", score) }
    json.endObject()
    json.endObject()
  }

  static func level(_ severity: Severity) -> String {
    switch severity {
    case .critical, .high: "error"
    case .medium: "warning"
    case .low, .info: "note"
    }
  }

  /// What GitHub sorts by: over 9 is critical, 7 and more high, 4 and more medium, over 0 low.
  private static func score(_ severity: Severity) -> String? {
    switch severity {
    case .critical: "9.5"
    case .high: "8.0"
    case .medium: "5.5"
    case .low: "2.5"
    case .info: nil
    }
  }

  /// GitHub reads no more than twenty.
  private static func tags(_ rule: RuleMetadata) -> [String] {
    var tags = ["security", "kubernetes", slug(rule.group)]
    for reference in rule.references {
      let tag: String? =
        switch reference {
        case .cwe(let number): "external/cwe/cwe-\(number < 100 ? "0" : "")\(number < 10 ? "0" : "")\(number)"
        case .mitre(let technique): "external/mitre-attack/\(slug(technique))"
        case .cis(let control): "external/cis-kubernetes/\(control)"
        case .nsa(let section): "external/nsa-kubernetes-hardening/\(slug(section))"
        case .kubernetes, .peer, .url: nil
        }
      if let tag, !tags.contains(tag) { tags.append(tag) }
    }
    return Array(tags.prefix(20))
  }

  private static func slug(_ text: String) -> String {
    text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "." }.joined(separator: "-")
  }

  private static func firstParagraph(of text: String) -> String {
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty { break }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  /// GitHub refuses descriptions of more than 1,024 characters.
  private static func shortened(_ text: String) -> String {
    text.unicodeScalars.count <= 1_000 ? text : "\(String.UnicodeScalarView(text.unicodeScalars.prefix(1_000)))…"
  }

  private static func markdown(_ rule: RuleMetadata) -> String {
    var text = "\(rule.rationale)\n\n**What to do:** \(rule.remedy)\n"
    if !rule.references.isEmpty { text += "\n" }
    for reference in rule.references {
      text += reference.url.map { "- [\(reference.label)](\($0))\n" } ?? "- \(reference.label)\n"
    }
    return text
  }
}
