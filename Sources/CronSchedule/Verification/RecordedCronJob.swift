/// A Job as it was seen in a cluster.
package struct RecordedJob: Hashable, Sendable {
  package var name: String
  /// The annotation `batch.kubernetes.io/cronjob-scheduled-timestamp`; a Job without it was made by someone else than the controller.
  package var scheduledTime: Instant?
  package var created: Instant
  /// When it was complete or failed.
  package var finished: Instant?
  package var result: JobResult?
  /// Why it failed, as its condition says: `DeadlineExceeded`.
  package var reason: String?
  package var deleted: Instant?
  /// Whether a controller deleted it, and not someone else.
  package var isDeletedByController = false

  /// When it ended, one way or the other.
  package var end: Instant? { finished ?? deleted }

  package init(name: String, created: Instant) {
    self.name = name
    self.created = created
  }
}

/// A CronJob and what is known of its Jobs.
package struct RecordedCronJob: Sendable {
  /// Namespace and name, or the name alone.
  package var name: String
  /// What its Jobs are named after.
  package var jobPrefix: String
  package var created: Instant
  /// What held from when on, in order; not empty.
  package var plans: [(from: Instant, plan: CronJobPlan)]
  /// In the order in which they were created.
  package var jobs: [RecordedJob]
  package var deleted: Instant?
  /// Whether also those Jobs are there that were deleted since.
  package var isComplete: Bool

  package init(name: String, jobPrefix: String, created: Instant, plan: CronJobPlan, jobs: [RecordedJob], isComplete: Bool) {
    self.name = name
    self.jobPrefix = jobPrefix
    self.created = created
    plans = [(created, plan)]
    self.jobs = jobs.sorted { ($0.created, $0.name) < ($1.created, $1.name) }
    self.isComplete = isComplete
  }
}
