package import Findings
package import Manifests

/// A rule about the suppressions themselves: it is answered when all other findings are known, and cannot be suppressed.
package protocol SuppressionRule: Rule {
  /// What such a rule finds wrong.
  static var flaw: SuppressionFlaw.Kind { get }
}

extension SuppressionRule {
  /// A workload by itself says nothing to such a rule.
  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {}
}

/// What is wrong with a suppression.
package struct SuppressionFlaw: Sendable, Equatable {
  /// What may be wrong with a suppression.
  package enum Kind: Sendable, Hashable {
    case withoutReason, expired, unused, invalid
  }

  /// What is wrong with it.
  package enum Problem: Sendable, Equatable {
    case withoutReason(RuleName)
    case expired(ExpiredSuppression.Situation)
    case unused(RuleName)
    case invalid(InvalidSuppression.Situation)
  }

  /// What is wrong with it.
  package var problem: Problem
  /// Where findings about it point.
  package var place: Place
  /// The workload it belongs to, by its position in the file's report.
  package var owner: Int

  /// The rule that it is for.
  package var kind: Kind {
    switch problem {
    case .withoutReason: .withoutReason
    case .expired: .expired
    case .unused: .unused
    case .invalid: .invalid
    }
  }

  /// For that rule.
  package var situation: any SituationKey {
    switch problem {
    case .withoutReason(let rule), .unused(let rule): rule
    case .expired(let situation): situation
    case .invalid(let situation): situation
    }
  }
}
