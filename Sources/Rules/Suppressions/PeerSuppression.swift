internal import Findings
internal import Manifests
internal import SourceTree

/// What annotations of other tools suppress, put into our rules by the rules' own cross-references.
///
/// Sources: kube-linter `ignore-check.kube-linter.io/CHECK`, checkov `checkov.io/skipN: ID=REASON`, kube-score `kube-score/ignore`, polaris
/// `polaris.fairwinds.com/CHECK-exempt`, kubescape `kubescape.io/skip-controls` (with `skip-reason` and `skip-expiry`).
struct PeerSuppression {
  let tool: String
  let rules: [RuleIndex]
  let reason: String
  let expiry: CalendarDay?
  /// The annotation's key.
  let place: SourceRange

  static func all(in annotations: StringMap) -> [PeerSuppression] {
    annotations.entries.flatMap { entry -> [PeerSuppression] in
      guard let value = entry.value.value, let place = entry.value.range?.key else { return [] }
      return suppressions(key: entry.key, value: value, annotations).compactMap { tool, check, reason, expiry in
        let rules = check.map { Self.rules[tool]?[$0] ?? [] } ?? Self.rules[tool]?.values.flatMap { $0 } ?? []
        if rules.isEmpty { return nil }
        let said = reason.isEmpty ? "accepted for \(tool), without a reason" : reason
        return PeerSuppression(tool: tool, rules: Set(rules).sorted(), reason: said, expiry: expiry, place: place)
      }
    }
  }

  private typealias Parsed = (tool: String, check: String?, reason: String, expiry: CalendarDay?)

  /// - Returns: The checks that an annotation suppresses; nil stands for all of the tool.
  private static func suppressions(key: String, value: String, _ annotations: StringMap) -> [Parsed] {
    if let check = rest(of: key, behind: "ignore-check.kube-linter.io/") { return [("kube-linter", check, value, nil)] }
    if key == "kube-linter.io/ignore-all" { return [("kube-linter", nil, value, nil)] }
    if key.hasPrefix("checkov.io/skip") {
      let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return [("checkov", trimmed(parts[0]), parts.count > 1 ? trimmed(parts[1]) : "", nil)]
    }
    if key == "kube-score/ignore" { return list(value).map { ("kube-score", $0, "", nil) } }
    if let check = rest(of: key, behind: "polaris.fairwinds.com/"), value.lowercased() == "true" {
      if check == "exempt" { return [("polaris", nil, "", nil)] }
      return check.hasSuffix("-exempt") ? [("polaris", String(check.dropLast("-exempt".count)), "", nil)] : []
    }
    if key == "kubescape.io/skip-controls" {
      let reason = annotations["kubescape.io/skip-reason"].value ?? ""
      let expiry = annotations["kubescape.io/skip-expiry"].value
      let day = expiry.flatMap { CalendarDay(String($0.prefix(10))) }
      // An expiry that cannot be read must not become none.
      if expiry != nil, day == nil { return [] }
      return list(value).map { ("kubescape", $0, reason, day) }
    }
    return []
  }

  private static func rest(of key: String, behind prefix: String) -> String? {
    key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : nil
  }

  private static func list(_ text: String) -> [String] { text.split(separator: ",").map { trimmed($0) } }

  private static func trimmed(_ text: Substring) -> String {
    let text = text.drop { $0 == " " }
    return String(text.prefix(text.count - text.reversed().prefix { $0 == " " }.count))
  }

  /// Our rules by tool and its name for the check.
  private static let rules: [String: [String: [RuleIndex]]] = {
    var rules: [String: [String: [RuleIndex]]] = [:]
    for (position, rule) in Registry.catalogue.rules.enumerated() {
      for case .peer(let tool, let id) in rule.metadata.references {
        rules[tool, default: [:]][id, default: []].append(RuleIndex(truncatingIfNeeded: position))
      }
    }
    return rules
  }()
}
