package import Findings
package import Manifests
package import SourceTree

/// What one rule says of a workload: with it the rule reads fields, and reports what it met. Only the rule's own situations can be reported.
package struct Answer<Asked: Rule>: ~Copyable {
  private var verdicts: VerdictBuilder

  private init(_ verdicts: consuming VerdictBuilder) { self.verdicts = verdicts }

  private consuming func end() -> VerdictBuilder { verdicts }

  /// Has the rule answer.
  ///
  /// - Parameter verdicts: What has begun to ask the rule.
  @inline(__always)
  static func take(into verdicts: inout VerdictBuilder, _ check: (inout Answer) -> Void) {
    var answer = Answer(verdicts)
    check(&answer)
    verdicts = answer.end()
  }

  /// What the source is read with: where parts of texts stand, what several rules share.
  package var context: ReadingContext { verdicts.context }

  /// Reports a finding, if the profile asks about the situation.
  ///
  /// - Parameters:
  ///   - range: What the finding points at.
  ///   - severity: Where it differs from the rule's usual one.
  ///   - profile: The least demanding profile that asks about it, where that is a stricter one than the rule's and the severity's.
  ///   - situation: What the rule met; never a credential's value.
  ///   - related: A second place worth looking at.
  ///   - podSecurity: Where Pod Security admission has a say in it.
  package mutating func report(
    at range: SourceRange, severity: Severity? = nil, profile: Profile = .essential, _ situation: Asked.Situation,
    related: SourceRange? = nil, podSecurity: PodSecurityBreach? = nil
  ) {
    verdicts.report(at: range, severity: severity, profile: profile, situation, related: related, podSecurity: podSecurity)
  }

  /// Whether a finding would be kept, to be asked before it takes pains to say what was met; one that would not is as good as reported.
  ///
  /// - Parameters:
  ///   - severity: Where it differs from the rule's usual one.
  ///   - profile: See ``report(at:severity:profile:_:related:podSecurity:)``.
  package mutating func asks(severity: Severity? = nil, profile: Profile = .essential) -> Bool {
    verdicts.asks(severity: severity, profile: profile)
  }

  /// Says that the rule cannot judge, because of what stands at `range`; said twice in a row, it counts once.
  package mutating func cannotEvaluate(at range: SourceRange, because reason: String) {
    verdicts.cannotEvaluate(at: range, because: reason)
  }
}

/// Reading fields.
extension Answer {
  /// The field's value, or `default` where it is absent. Where it is unreadable the rule is *not evaluated*, and the answer is nil.
  @inline(__always)
  package mutating func read<Value>(_ field: Field<Value>, default defaultValue: Value) -> Value? {
    switch field {
    case .present(let value, _): return value
    case .absent: return defaultValue
    case .unreadable(let reason, let range):
      cannotEvaluate(at: range.value, because: reason.reason)
      return nil
    }
  }

  /// Says *not evaluated* where an object or list is unreadable.
  ///
  /// - Returns: Whether it can be read (or is absent).
  package mutating func canRead(_ presence: Presence, at place: SourceRange) -> Bool {
    guard case .unreadable(let reason) = presence else { return true }
    cannotEvaluate(at: place, because: reason.reason)
    return false
  }

  /// The field's value and its place where it is written. Where it is unreadable the rule is *not evaluated*, and the answer is nil.
  @inline(__always)
  package mutating func readIfPresent<Value>(_ field: Field<Value>) -> (value: Value, place: SourceRange)? {
    switch field {
    case .present(let value, let range): return (value, range.value)
    case .absent: return nil
    case .unreadable(let reason, let range):
      cannotEvaluate(at: range.value, because: reason.reason)
      return nil
    }
  }

  /// Whether the field is not written. Where it is unreadable the rule is *not evaluated*, and the answer is false.
  @inline(__always)
  package mutating func isAbsent<Value>(_ field: Field<Value>) -> Bool {
    if case .unreadable(let reason, let range) = field { cannotEvaluate(at: range.value, because: reason.reason) }
    return field.isAbsent
  }
}

/// A rule that has nothing to add.
extension Answer where Asked.Situation == NoDetail {
  /// Reports a finding, if the profile asks about it.
  ///
  /// - Parameters:
  ///   - range: What the finding points at.
  ///   - severity: Where it differs from the rule's usual one.
  ///   - related: A second place worth looking at.
  mutating func report(at range: SourceRange, severity: Severity? = nil, related: SourceRange? = nil) {
    report(at: range, severity: severity, NoDetail(), related: related)
  }
}
