package import CronSchedule
internal import Findings

internal import Manifests

/// What becomes of a run that is due while another is under way, where a rule has nothing else to tell.
extension CronJobPlan.ConcurrencyPolicy: SituationKey {
  /// The policy that a CronJob has or gets; a value that the API does not know counts for the default.
  init(of spec: CronJobSpec) { self = spec.concurrencyPolicy.value.flatMap(Self.init) ?? .allow }
}
