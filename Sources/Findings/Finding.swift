package import SourceTree

/// Where a finding points, as bytes and as people count.
package struct Place: Hashable, Sendable {
  /// As bytes.
  package var range: SourceRange
  /// Its first byte, as people count.
  package var start: Position
  /// Behind its last byte, as people count.
  package var end: Position

  /// A place that was counted before.
  package init(range: SourceRange, start: Position, end: Position) {
    self.range = range
    self.start = start
    self.end = end
  }

  /// Counts lines and columns.
  package init(_ range: SourceRange, lines: LineIndex) {
    let positions = lines.positions(of: range)
    self.init(range: range, start: positions.start, end: positions.end)
  }
}

/// One thing that is wrong: rule, place and situation. Its text is made when it is rendered (``Explanation``).
package struct Finding: Sendable {
  /// Index of the rule in the catalogue.
  package var rule: RuleIndex
  /// Of this one, which may differ from its rule's.
  package var severity: Severity
  /// The least demanding profile that asks about such a situation, if it asks the rule.
  package var profile: Profile
  /// What it points at.
  package var place: Place
  /// What the rule met; one of its own.
  package var situation: any SituationKey
  /// Whether a former scan knows it; nil where there is none to compare with.
  package var state: State?
  /// What few findings have; kept apart, as a scan holds findings in great numbers.
  private var details: Details?
  /// Where Pod Security admission has a say in it.
  package var podSecurity: PodSecurityBreach?

  /// Whether it was there before.
  package enum State: String, Sendable {
    case new, known
  }

  private final class Details: Sendable {
    let related: Place?
    let renderedFromLine: Int?

    init?(related: Place?, renderedFromLine: Int?) {
      if related == nil, renderedFromLine == nil { return nil }
      self.related = related
      self.renderedFromLine = renderedFromLine
    }
  }

  /// - Parameter profile: Where a stricter one than the severity's is meant.
  package init(
    rule: RuleIndex, severity: Severity, profile: Profile = .essential, place: Place, situation: any SituationKey, related: Place? = nil,
    podSecurity: PodSecurityBreach? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.profile = max(profile, Profile(askingAbout: severity))
    self.place = place
    self.situation = situation
    self.podSecurity = podSecurity
    if related != nil { details = Details(related: related, renderedFromLine: nil) }
  }

  /// A second place worth looking at.
  package var related: Place? {
    get { details?.related }
    set { details = Details(related: newValue, renderedFromLine: renderedFromLine) }
  }

  /// The line in ``WorkloadReport/renderedFrom``, where it can be told.
  package var renderedFromLine: Int? {
    get { details?.renderedFromLine }
    set { details = Details(related: related, renderedFromLine: newValue) }
  }
}

extension Finding {
  /// The order of findings in a report: by place, then by rule.
  package func precedes(_ other: Finding) -> Bool {
    (place.range.start, place.range.end, rule) < (other.place.range.start, other.place.range.end, other.rule)
  }
}

/// Position of a rule in the catalogue, which is ordered by code.
package typealias RuleIndex = UInt16

/// A finding in words.
package struct Explanation: Sendable, Hashable {
  /// What is wrong, with the names involved: lower case, no full stop.
  package var message: String
  /// Why it matters here, in one sentence with a full stop.
  package var why: String
  /// What to do, in one sentence with a full stop.
  package var remedy: String

  /// What happens one after another to get there, where that is long to tell: like the message each.
  package var steps: [String]

  package init(message: String, why: String, remedy: String, steps: [String] = []) {
    self.message = message
    self.why = why
    self.remedy = remedy
    self.steps = steps
  }

  /// The message with its steps, where all is to stand in one line.
  package var messageWithSteps: String { steps.isEmpty ? message : "\(message): \(steps.joined(separator: "; "))" }

  /// All of it in one line.
  package var paragraph: String { "\(messageWithSteps). \(why) \(remedy)" }
}
