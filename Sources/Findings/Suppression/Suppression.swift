package import SourceTree

/// Someone's word that findings of a rule are accepted, with the reason, and until when.
package struct Suppression: Sendable, Hashable {
  /// Where it is written.
  package enum Origin: Sendable, Hashable {
    /// `# curfew:ignore` in the file.
    case comment
    /// `ignore-check.curfew.dev/` on the workload or its pod template.
    case annotation
    /// Another tool's annotation.
    case peer(tool: String)
    /// The configuration file.
    case configuration

    /// As reports have it.
    package var name: String {
      switch self {
      case .comment: "comment"
      case .annotation, .peer: "annotation"
      case .configuration: "configuration"
      }
    }
  }

  /// Which findings of the rule are meant.
  package enum Scope: Sendable, Hashable {
    /// All of the workload at this position of the file's report.
    case workload(Int)
    /// Those that start in this line of the file, 1 for the first.
    case line(Int)
    /// Those that start in these bytes of the file.
    case range(SourceRange)
  }

  /// The rule whose findings are accepted.
  package var rule: RuleIndex
  /// Why; empty where nobody says.
  package var reason: String
  /// The last day it holds; nil: for good.
  package var expiry: CalendarDay?
  /// Where it is written.
  package var origin: Origin
  /// Which findings are meant.
  package var scope: Scope
  /// Where it is written: what findings about it point at.
  package var place: Place
  /// The workload, by its position in the file's report, to which findings about it belong.
  package var owner: Int
  /// Whether it is a finding if there is nothing to suppress: not where that depends on workloads that may be missing in the input.
  package var mustBeUsed: Bool

  package init(
    rule: RuleIndex, reason: String, expiry: CalendarDay? = nil, origin: Origin, scope: Scope, place: Place, owner: Int,
    mustBeUsed: Bool = true
  ) {
    self.rule = rule
    self.reason = reason
    self.expiry = expiry
    self.origin = origin
    self.scope = scope
    self.place = place
    self.owner = owner
    self.mustBeUsed = mustBeUsed
  }
}

/// A finding that someone accepted.
package struct SuppressedFinding: Sendable {
  package var finding: Finding
  /// Where it is written.
  package var origin: Suppression.Origin
  /// Why; empty where nobody says.
  package var reason: String
  /// The last day it is accepted; nil: for good.
  package var expiry: CalendarDay?

  package init(finding: Finding, origin: Suppression.Origin, reason: String, expiry: CalendarDay? = nil) {
    self.finding = finding
    self.origin = origin
    self.reason = reason
    self.expiry = expiry
  }
}

/// How a scan treats suppressions.
package struct SuppressionSettings: Sendable, Hashable {
  /// Whether any counts.
  package var areHonoured: Bool
  /// Whether annotations of other tools count, too.
  package var honoursPeers: Bool
  /// What expiries are compared with, in UTC.
  package var today: CalendarDay

  package init(areHonoured: Bool = true, honoursPeers: Bool = false, today: CalendarDay = CalendarDay(daysSince1970: 0)) {
    self.areHonoured = areHonoured
    self.honoursPeers = honoursPeers
    self.today = today
  }
}
