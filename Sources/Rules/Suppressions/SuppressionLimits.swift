import Findings

/// What the configuration does not allow to be suppressed, and what it asks of reasons.
struct SuppressionLimits {
  private let catalogue: Catalogue
  private let rules: Set<RuleIndex>
  /// nil where any reason will do; what cannot be read matches none.
  private let reasons: [LabelPattern]?

  init(_ options: RuleOptions, _ catalogue: Catalogue) {
    self.catalogue = catalogue
    rules = Set(options.unsuppressibleRules.names.compactMap { catalogue.index(named: $0) })
    // These expressions are for whole texts.
    reasons = options.suppressionReasons.isEmpty ? nil : options.suppressionReasons.compactMap { LabelPattern("(.|\n)*(\($0))(.|\n)*") }
  }

  /// Why a suppression holds for nothing; nil where it may.
  func problem(of suppression: Suppression) -> InvalidSuppression.Situation? {
    let name = catalogue[suppression.rule].metadata.name
    if rules.contains(suppression.rule) { return .notAllowed(rule: name) }
    if let reasons, !reasons.contains(where: { $0.matches(suppression.reason) }) { return .reason(rule: name) }
    return nil
  }
}
