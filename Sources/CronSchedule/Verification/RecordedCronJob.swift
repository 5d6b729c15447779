/// A Job as it was seen in a cluster.
package struct RecordedJob: Hashable, Sendable {
  /// The Job's name.
  package var name: String
  /// The annotation `batch.kubernetes.io/cronjob-scheduled-timestamp`; a Job without it was made by someone else than the controller.
  package var scheduledTime: Instant?
  /// When it was made.
  package var created: Instant
  /// When it was complete or failed.
  package var finished: Instant?
  /// How it ended; nil where that is not known.
  package var result: JobResult?
  /// Why it failed, as its condition says: `DeadlineExceeded`.
  package var reason: String?
  /// When it was deleted; nil where that is not known.
  package var deleted: Instant?
  /// Whether a controller deleted it, and not someone else.
  package var isDeletedByController = false

  /// When it ended, one way or the other.
  package var end: Instant? { finished ?? deleted }

  /// A Job of which no more is known.
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
  /// When it was made.
  package var created: Instant
  /// What held from when on, in order; not empty.
  package var plans: [(from: Instant, plan: CronJobPlan)]
  /// In the order in which they were created.
  package var jobs: [RecordedJob]
  /// From when on the first plan held for certain, where that is later than when it was made; what held before is not known.
  package var changed: Instant?
  /// `status.lastScheduleTime`.
  package var lastScheduleTime: Instant?
  /// When it was deleted; nil where that is not known.
  package var deleted: Instant?
  /// Whether also those Jobs are there that were deleted since.
  package var isComplete: Bool

  /// A CronJob with the Jobs that are known of it.
  package init(name: String, jobPrefix: String, created: Instant, plan: CronJobPlan, jobs: [RecordedJob], isComplete: Bool) {
    self.name = name
    self.jobPrefix = jobPrefix
    self.created = created
    plans = [(created, plan)]
    self.jobs = jobs.sorted { ($0.created, $0.name) < ($1.created, $1.name) }
    self.isComplete = isComplete
  }
}
