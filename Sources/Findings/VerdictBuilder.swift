package import SourceTree

/// Takes in what rules say of the workloads of one source, and counts their verdicts.
///
/// The runner calls ``begin(rule:defaultSeverity:profile:)`` before each check, ``end()`` behind the last, and ``takeVerdicts()`` behind each workload; a
/// check only reports. Not copied, as it goes from rule to rule.
package struct VerdictBuilder: ~Copyable {
  /// What the source is read with.
  package let context: ReadingContext

  private var verdicts = Verdicts()
  private var rule: RuleIndex = 0
  private var severity: Severity = .info
  private var profile = Profile.strict
  private var answer = Answer.none

  /// What the rule that is asked has said so far; the later ones outweigh the others.
  private enum Answer: UInt8 {
    /// No rule is asked.
    case none
    case pass, unasked, notEvaluated, fail
  }

  package init(_ context: ReadingContext) {
    self.context = context
  }

  /// Begins to ask a rule, at the end of the one before.
  ///
  /// - Parameter profile: What it does not ask about is neither reported nor counted, as if the question had not been put.
  package mutating func begin(rule: RuleIndex, defaultSeverity: Severity, profile: Profile = .strict) {
    end()
    answer = .pass
    self.rule = rule
    severity = defaultSeverity
    self.profile = profile
  }

  /// Counts what the rule said that was asked last.
  package mutating func end() {
    switch answer {
    case .none, .unasked: break
    case .pass: verdicts.counts.pass += 1
    case .notEvaluated: verdicts.counts.notEvaluated += 1
    case .fail: verdicts.counts.fail += 1
    }
    answer = .none
  }

  /// What was found since the last call.
  package mutating func takeVerdicts() -> Verdicts {
    defer { verdicts = Verdicts() }
    return verdicts
  }

  /// Reports a finding, if the profile asks about the situation.
  ///
  /// - Parameters:
  ///   - range: What the finding points at.
  ///   - severity: Where it differs from the rule's usual one.
  ///   - profile: The least demanding profile that asks about it, where that is a stricter one than the rule's and the severity's.
  ///   - situation: What the rule met; one of the rule that is asked.
  ///   - related: A second place worth looking at.
  ///   - podSecurity: Where Pod Security admission has a say in it.
  package mutating func report(
    at range: SourceRange, severity: Severity?, profile: Profile, _ situation: any SituationKey, related: SourceRange?,
    podSecurity: PodSecurityBreach?
  ) {
    let severity = severity ?? self.severity
    guard asks(severity: severity, profile: profile) else { return }
    note(.fail)
    // Workloads with one finding mostly have several.
    if verdicts.findings.isEmpty { verdicts.findings.reserveCapacity(4) }
    verdicts.findings.append(
      Finding(
        rule: rule, severity: severity, profile: profile, place: context.place(range), situation: situation,
        related: related.map { context.place($0) }, podSecurity: podSecurity))
  }

  /// Whether a finding would be kept, to be asked before it takes pains to say what was met; one that would not is as good as reported.
  ///
  /// - Parameters:
  ///   - severity: Where it differs from the rule's usual one.
  ///   - profile: See ``report(at:severity:profile:_:related:podSecurity:)``.
  package mutating func asks(severity: Severity?, profile: Profile) -> Bool {
    if profile <= self.profile, severity ?? self.severity >= self.profile.leastSeverity { return true }
    if verdicts.unasked.last != rule { verdicts.unasked.append(rule) }
    note(.unasked)
    return false
  }

  /// Says that the rule cannot judge, because of what stands at `range`; said twice in a row, it counts once.
  package mutating func cannotEvaluate(at range: SourceRange, because reason: String) {
    let place = context.place(range)
    if let last = verdicts.notEvaluated.last, last.rule == rule, last.place == place { return }
    note(.notEvaluated)
    verdicts.notEvaluated.append(NotEvaluated(rule: rule, place: place, reason: reason))
  }

  private mutating func note(_ said: Answer) {
    if answer != .none, answer.rawValue < said.rawValue { answer = said }
  }
}
