package import Findings
package import Manifests

/// One thing that can be wrong with a workload: one rule, one type, one file below the folder of its group.
///
/// Conforming types are caseless enums. `generate` finds them by their file and writes the registry and the rule pages.
package protocol Rule: SendableMetatype {
  /// What the rule may meet: whatever its words need to know, as a value.
  associatedtype Situation: SituationKey

  static var metadata: RuleMetadata { get }

  /// Reports what is wrong with the workload. Reporting nothing is a pass; what cannot be known is said with
  /// ``Answer/cannotEvaluate(at:because:)``, never left out.
  static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>)

  /// Puts a situation into words.
  static func explain(_ situation: Situation) -> Explanation

  /// Asks this rule, which the builder has begun with, about a workload.
  ///
  /// No rule has its own, but each has one made for its type: one for all would look up what it takes for every rule and workload.
  static func answer(about workload: Workload, options: RuleOptions, into verdicts: inout VerdictBuilder)
}

extension Rule {
  package static func answer(about workload: Workload, options: RuleOptions, into verdicts: inout VerdictBuilder) {
    Answer<Self>.take(into: &verdicts) { check(workload, options: options, into: &$0) }
  }

  /// Puts a finding of this rule into words.
  package static func explanation(of finding: Finding) -> Explanation { explanation(of: finding.situation) }

  /// Puts a situation of this rule into words.
  static func explanation(of situation: any SituationKey) -> Explanation {
    guard let situation = situation as? Situation else { preconditionFailure("a finding has a situation of another rule") }
    return explain(situation)
  }
}
