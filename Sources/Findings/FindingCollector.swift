package import SourceTree

/// Takes in what rules find in the workloads of one source, and counts verdicts.
///
/// The runner calls ``begin(rule:defaultSeverity:profile:)`` before each check, ``end()`` behind the last, and ``takeVerdicts()`` behind each workload; a
/// check only reports.
@usableFromInline
package struct FindingCollector: Sendable {
  package private(set) var findings: [Finding] = []
  /// Reasons of *not evaluated*, with the rule and the place that could not be read.
  package private(set) var notEvaluated: [NotEvaluated] = []
  package private(set) var counts = VerdictCounts()
  /// Rules that met a situation which the profile does not ask about.
  private var unasked: [RuleIndex] = []
  /// Bytes that hold credentials: no excerpt may show them.
  package private(set) var redactions: [SourceRange] = []

  private let source: Source
  private var lines: LineIndex?
  /// Most texts with findings have several.
  private var lastMap: (range: SourceRange, map: TextMap?)?
  private var hidden: HiddenRanges?
  private var rule: RuleIndex = 0
  private var severity: Severity = .info
  private var profile = Profile.strict
  private var answer = Answer.none
  @usableFromInline var shared: [any AnyObject & Sendable] = []
  @usableFromInline var sharedOwner: (any AnyObject & Sendable)?
  private var sharedOfSource: [any AnyObject & Sendable] = []

  /// A rule that could not judge, and why.
  package struct NotEvaluated: Sendable {
    package var rule: RuleIndex
    package var place: Place
    package var reason: String

    package init(rule: RuleIndex, place: Place, reason: String) {
      self.rule = rule
      self.place = place
      self.reason = reason
    }
  }

  /// What the rule that is asked has said so far; the later ones outweigh the others.
  private enum Answer: UInt8 {
    /// No rule is asked.
    case none
    case pass, unasked, notEvaluated, fail
  }

  package init(source: Source) {
    self.source = source
  }

  /// Reports a finding, if the profile asks about the situation.
  ///
  /// - Parameters:
  ///   - range: What the finding points at.
  ///   - severity: Where it differs from the rule's usual one.
  ///   - profile: The least demanding profile that asks about it, where that is a stricter one than the rule's and the severity's.
  ///   - arguments: What the rule's explanation needs; never a credential's value.
  ///   - related: A second place worth looking at.
  package mutating func report(
    at range: SourceRange, severity: Severity? = nil, profile: Profile = .essential, _ arguments: String..., related: SourceRange? = nil
  ) {
    report(at: range, severity: severity, profile: profile, arguments, related: related)
  }

  /// Reports a finding whose arguments are made elsewhere.
  package mutating func report(
    at range: SourceRange, severity: Severity? = nil, profile: Profile = .essential, _ arguments: [String], related: SourceRange? = nil,
    podSecurity: PodSecurityBreach? = nil
  ) {
    let severity = severity ?? self.severity
    guard asks(severity: severity, profile: profile) else { return }
    let place = place(range)
    let relatedPlace = related.map { self.place($0) }
    note(.fail)
    // Workloads with one finding mostly have several.
    if findings.isEmpty { findings.reserveCapacity(4) }
    findings.append(
      Finding(
        rule: rule, severity: severity, profile: profile, place: place, arguments: arguments, related: relatedPlace,
        podSecurity: podSecurity))
  }

  /// Whether a finding would be kept, to be asked before it takes pains to put it into words; one that would not is as good as reported.
  ///
  /// - Parameters:
  ///   - severity: Where it differs from the rule's usual one.
  ///   - profile: See ``report(at:severity:profile:_:related:)``.
  package mutating func asks(severity: Severity? = nil, profile: Profile = .essential) -> Bool {
    if profile <= self.profile, severity ?? self.severity >= self.profile.leastSeverity { return true }
    if unasked.last != rule { unasked.append(rule) }
    note(.unasked)
    return false
  }

  private mutating func note(_ said: Answer) {
    if answer != .none, answer.rawValue < said.rawValue { answer = said }
  }

  /// Where a part of a scalar stands in the source.
  ///
  /// - Parameters:
  ///   - part: UTF-8 offsets into `text`.
  ///   - text: The scalar's text.
  ///   - range: The scalar as written.
  /// - Returns: The bytes the part is made of; all of `range` where the text is not written there (an alias).
  package mutating func place(of part: Range<Int>, in text: String, writtenAt range: SourceRange) -> SourceRange {
    map(of: text, writtenAt: range)?.range(of: part) ?? range
  }

  /// Where the bytes of a scalar's text stand in the source; nil where the text is not written there (an alias).
  package mutating func map(of text: String, writtenAt range: SourceRange) -> TextMap? {
    if let lastMap, lastMap.range == range { return lastMap.map }
    let map = TextMap(of: text, writtenAt: range, in: source)
    lastMap = (range, map)
    return map
  }

  /// Whether every line of a scalar's text stands in the source as it is: nothing is escaped, folded or meant by an alias.
  package func isVerbatim(_ text: String, writtenAt range: SourceRange) -> Bool {
    TextMap.isVerbatim(text, writtenAt: range, in: source)
  }

  /// Says that the rule cannot judge, because of what stands at `range`; said twice in a row, it counts once.
  package mutating func cannotEvaluate(at range: SourceRange, because reason: String) {
    let place = place(range)
    if let last = notEvaluated.last, last.rule == rule, last.place == place { return }
    note(.notEvaluated)
    notEvaluated.append(NotEvaluated(rule: rule, place: place, reason: reason))
  }

  /// Keeps the bytes of a credential out of every excerpt.
  package mutating func redact(_ range: SourceRange) { redactions.append(range) }

  /// What several rules need to know of an object, made once.
  ///
  /// - Parameters:
  ///   - owner: The object; what is known of another one is forgotten.
  ///   - make: Makes the value at the first call for its type.
  @inlinable
  package mutating func shared<Value: Sendable>(of owner: some AnyObject & Sendable, _ make: (inout FindingCollector) -> Value) -> Value {
    if sharedOwner !== owner {
      sharedOwner = owner
      shared.removeAll(keepingCapacity: true)
    }
    // A cast that looks up conformances would cost more than most answers.
    for known in shared where type(of: known) == Shared<Value>.self { return unsafe unsafeDowncast(known, to: Shared<Value>.self).value }
    let value = make(&self)
    shared.append(Shared(value))
    return value
  }

  /// What is known of the whole source, made once.
  package mutating func sharedOfSource<Value: Sendable>(_ make: (Source) -> Value) -> Value {
    for known in sharedOfSource { if let known = known as? Shared<Value> { return known.value } }
    let value = make(source)
    sharedOfSource.append(Shared(value))
    return value
  }

  @usableFromInline
  final class Shared<Value: Sendable>: Sendable {
    @usableFromInline let value: Value

    @inlinable
    init(_ value: Value) { self.value = value }
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
    case .pass: counts.pass += 1
    case .notEvaluated: counts.notEvaluated += 1
    case .fail: counts.fail += 1
    }
    answer = .none
  }

  /// What was found since the last call; redactions stay, as they belong to the source.
  package mutating func takeVerdicts() -> (
    findings: [Finding], notEvaluated: [NotEvaluated], unasked: [RuleIndex], counts: VerdictCounts
  ) {
    defer {
      findings = []
      notEvaluated = []
      unasked = []
      counts = VerdictCounts()
    }
    return (findings, notEvaluated, unasked, counts)
  }

  /// The range as people count it; the lines are indexed at the first call.
  package mutating func place(_ range: SourceRange) -> Place {
    let lines = self.lines ?? LineIndex(source)
    self.lines = lines
    return hidden?.place(range, lines: lines) ?? Place(range, lines: lines)
  }

  /// What of a range is hidden.
  package func hiddenParts(of range: SourceRange) -> [SourceRange] { hidden?.parts(in: range) ?? [] }

  /// Makes all later places keep the length of credentials to themselves.
  ///
  /// - Returns: Whether there is anything to hide.
  package mutating func hide(_ ranges: [SourceRange]) -> Bool {
    let hidden = HiddenRanges(ranges, in: source.bytes)
    self.hidden = hidden.isEmpty ? nil : hidden
    return !hidden.isEmpty
  }
}

/// How many verdicts of each kind were given.
package struct VerdictCounts: Sendable, Hashable {
  package var pass = 0
  package var fail = 0
  package var notEvaluated = 0
  /// Rules of which every finding is suppressed.
  package var suppressed = 0

  package init(pass: Int = 0, fail: Int = 0, notEvaluated: Int = 0, suppressed: Int = 0) {
    self.pass = pass
    self.fail = fail
    self.notEvaluated = notEvaluated
    self.suppressed = suppressed
  }

  package static func += (left: inout VerdictCounts, right: VerdictCounts) {
    left.pass += right.pass
    left.fail += right.fail
    left.notEvaluated += right.notEvaluated
    left.suppressed += right.suppressed
  }
}
