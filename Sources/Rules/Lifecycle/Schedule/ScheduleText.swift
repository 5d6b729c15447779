package import Findings

/// A schedule as it is written.
package struct ScheduleText: SituationKey {
  let text: String

  package func combine(into hash: inout StableHash) { hash.combine(text) }
}
