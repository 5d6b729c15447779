package import SourceTree

/// Takes in what rules find in the workloads of one source, and counts verdicts.
///
/// The runner calls ``begin(rule:defaultSeverity:)`` and ``end()`` around each check, and ``takeVerdicts()`` behind each workload; a check only reports.
package struct FindingCollector: Sendable {
  package private(set) var findings: [Finding] = []
  /// Reasons of *not evaluated*, with the rule and the place that could not be read.
  package private(set) var notEvaluated: [NotEvaluated] = []
  package private(set) var counts = VerdictCounts()
  /// Bytes that hold credentials: no excerpt may show them.
  package private(set) var redactions: [SourceRange] = []

  private let source: Source
  private var lines: LineIndex?
  private var rule: RuleIndex = 0
  private var severity: Severity = .info
  private var findingsBefore = 0
  private var notEvaluatedBefore = 0

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

  package init(source: Source) {
    self.source = source
  }

  /// Reports a finding.
  ///
  /// - Parameters:
  ///   - range: What the finding points at.
  ///   - severity: Where it differs from the rule's usual one.
  ///   - arguments: What the rule's explanation needs; never a credential's value.
  ///   - related: A second place worth looking at.
  package mutating func report(at range: SourceRange, severity: Severity? = nil, _ arguments: String..., related: SourceRange? = nil) {
    report(at: range, severity: severity, arguments, related: related)
  }

  /// Reports a finding whose arguments are made elsewhere.
  package mutating func report(at range: SourceRange, severity: Severity? = nil, _ arguments: [String], related: SourceRange? = nil) {
    let place = place(range)
    let relatedPlace = related.map { self.place($0) }
    findings.append(
      Finding(rule: rule, severity: severity ?? self.severity, place: place, arguments: arguments, related: relatedPlace))
  }

  /// Where a part of a scalar stands in the source.
  ///
  /// - Parameters:
  ///   - part: UTF-8 offsets into `text`.
  ///   - text: The scalar's text.
  ///   - range: The scalar as written.
  /// - Returns: The part's own bytes; all of `range` where the text is not written there as it reads: escapes, folds, aliases.
  package func place(of part: Range<Int>, in text: String, writtenAt range: SourceRange) -> SourceRange {
    let count = text.utf8.count
    let quotes = range.bounds.count - count
    guard quotes == 0 || quotes == 2, 0 <= part.lowerBound, part.upperBound <= count, range.bounds.upperBound <= source.bytes.count else {
      return range
    }
    let start = range.bounds.lowerBound + quotes / 2
    guard source.bytes[start..<start + count].elementsEqual(text.utf8) else { return range }
    return SourceRange(start + part.lowerBound, start + part.upperBound)
  }

  /// Says that the rule cannot judge, because of what stands at `range`; said twice in a row, it counts once.
  package mutating func cannotEvaluate(at range: SourceRange, because reason: String) {
    let place = place(range)
    if let last = notEvaluated.last, last.rule == rule, last.place == place { return }
    notEvaluated.append(NotEvaluated(rule: rule, place: place, reason: reason))
  }

  /// Where the bytes of `text` stand within `range`, in order; nothing where escapes or folds break them up.
  package func occurrences(of text: [UInt8], in range: SourceRange) -> [SourceRange] {
    guard let first = text.first, range.bounds.upperBound <= source.bytes.count else { return [] }
    var found: [SourceRange] = []
    var index = range.bounds.lowerBound
    while index + text.count <= range.bounds.upperBound {
      if source.bytes[index] == first, source.bytes[index..<index + text.count].elementsEqual(text) {
        found.append(SourceRange(index, index + text.count))
        index += text.count
      } else {
        index += 1
      }
    }
    return found
  }

  /// Keeps the bytes of a credential out of every excerpt.
  package mutating func redact(_ range: SourceRange) { redactions.append(range) }

  package mutating func begin(rule: RuleIndex, defaultSeverity: Severity) {
    self.rule = rule
    severity = defaultSeverity
    findingsBefore = findings.count
    notEvaluatedBefore = notEvaluated.count
  }

  package mutating func end() {
    if findings.count > findingsBefore {
      counts.fail += 1
    } else if notEvaluated.count > notEvaluatedBefore {
      counts.notEvaluated += 1
    } else {
      counts.pass += 1
    }
  }

  /// What was found since the last call; redactions stay, as they belong to the source.
  package mutating func takeVerdicts() -> (findings: [Finding], notEvaluated: [NotEvaluated], counts: VerdictCounts) {
    defer {
      findings = []
      notEvaluated = []
      counts = VerdictCounts()
    }
    return (findings, notEvaluated, counts)
  }

  /// The range as people count it; the lines are indexed at the first call.
  package mutating func place(_ range: SourceRange) -> Place {
    let lines = self.lines ?? LineIndex(source)
    self.lines = lines
    return Place(range, in: source.bytes, lines: lines)
  }
}

/// How many verdicts of each kind were given.
package struct VerdictCounts: Sendable, Hashable {
  package var pass = 0
  package var fail = 0
  package var notEvaluated = 0

  package init(pass: Int = 0, fail: Int = 0, notEvaluated: Int = 0) {
    self.pass = pass
    self.fail = fail
    self.notEvaluated = notEvaluated
  }

  package static func += (left: inout VerdictCounts, right: VerdictCounts) {
    left.pass += right.pass
    left.fail += right.fail
    left.notEvaluated += right.notEvaluated
  }
}
