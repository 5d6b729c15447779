package import Findings

/// All that the rule says by itself: it has nothing to add.
package struct NoDetail: SituationKey {
  package func combine(into hash: inout StableHash) {}
}
