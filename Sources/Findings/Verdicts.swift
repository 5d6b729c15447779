/// What rules say of a workload by itself.
package struct Verdicts: Sendable {
  /// In the order of the rules.
  package var findings: [Finding] = []
  /// What could not be judged, and why.
  package var notEvaluated: [NotEvaluated] = []
  /// Rules that met a situation which the profile does not ask about.
  package var unasked: [RuleIndex] = []
  /// How many checks ended how.
  package var counts = VerdictCounts()

  package init() {}
}

/// A rule that could not judge, and why.
package struct NotEvaluated: Sendable {
  package var rule: RuleIndex
  /// What could not be read.
  package var place: Place
  /// A clause.
  package var reason: String

  package init(rule: RuleIndex, place: Place, reason: String) {
    self.rule = rule
    self.place = place
    self.reason = reason
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
