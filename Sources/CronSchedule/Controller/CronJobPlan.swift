/// What of a CronJob's `spec` decides when its Jobs start and how long they are kept.
package struct CronJobPlan: Hashable, Sendable {
  /// What happens to a run that is due while another is active.
  package enum ConcurrencyPolicy: String, Hashable, Sendable {
    case allow = "Allow"
    case forbid = "Forbid"
    case replace = "Replace"
  }

  package var schedule: Schedule
  package var concurrencyPolicy = ConcurrencyPolicy.allow
  package var isSuspended = false
  package var startingDeadlineSeconds: Int64?
  package var successfulJobsHistoryLimit: Int? = 3
  package var failedJobsHistoryLimit: Int? = 1
  /// Of the Jobs that are created from now on.
  package var ttlSecondsAfterFinished: Int64?

  package init(_ schedule: Schedule) { self.schedule = schedule }
}
