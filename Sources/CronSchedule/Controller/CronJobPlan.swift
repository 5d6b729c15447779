/// What of a CronJob's `spec` decides when its Jobs start and how long they are kept.
package struct CronJobPlan: Hashable, Sendable {
  /// What happens to a run that is due while another is active.
  package enum ConcurrencyPolicy: String, Hashable, Sendable {
    case allow = "Allow"
    case forbid = "Forbid"
    case replace = "Replace"
  }

  /// When runs are due.
  package var schedule: Schedule
  /// What becomes of a run that is due while another is under way.
  package var concurrencyPolicy = ConcurrencyPolicy.allow
  /// Whether no run starts.
  package var isSuspended = false
  /// How late a run may start; nil: at any time.
  package var startingDeadlineSeconds: Int64?
  /// How many Jobs are kept that have succeeded; nil: all.
  package var successfulJobsHistoryLimit: Int? = 3
  /// How many Jobs are kept that have failed; nil: all.
  package var failedJobsHistoryLimit: Int? = 1
  /// Of the Jobs that are created from now on.
  package var ttlSecondsAfterFinished: Int64?

  /// A plan with the defaults of the API.
  package init(_ schedule: Schedule) { self.schedule = schedule }
}
