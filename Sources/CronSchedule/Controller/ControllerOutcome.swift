/// Which Job of a CronJob is meant; ``CronJobController/name(of:)`` gives its name.
package enum JobIdentity: Hashable, Sendable {
  /// One that the controller created, by the minute since 1970 that its name ends with.
  case scheduled(minute: Int64)
  /// Any other, by its whole name.
  case named(String)
}

/// How a Job ended.
package enum JobResult: String, Hashable, Sendable {
  case complete = "Complete"
  case failed = "Failed"
}

/// Something the controllers do with the Jobs of a CronJob, or leave.
package enum ControllerOutcome: Hashable, Sendable {
  /// Why a Job was deleted.
  package enum Deletion: Hashable, Sendable {
    case historyLimit, timeToLive, replacement
  }

  case created(JobIdentity, scheduledTime: Instant)
  /// A Job of that name was there already, and is taken for the run that was due.
  case adopted(JobIdentity, scheduledTime: Instant)
  /// The server refused to create the Job; it is tried again.
  case refused(scheduledTime: Instant)
  /// Not started as another run is active under `Forbid`; it starts when that ends, if it is then still the latest and in time.
  case held(scheduledTime: Instant)
  /// Will never be started, as a later one was.
  case lost(scheduledTime: Instant)
  /// The controller has seen that a run ended.
  case sawCompleted(JobIdentity, JobResult)
  case deleted(JobIdentity, Deletion)
  /// An active run was deleted by someone else.
  case missing(JobIdentity)
  /// An unfinished Job that belongs to the CronJob and that the controller did not create.
  case unexpected(JobIdentity)
  /// More than a hundred runs were missed; the latest starts all the same.
  case manyMissed
  /// No two runs can be found; nothing is started until the CronJob is changed.
  case invalidSchedule

  /// The reason of the event that the controller records on the CronJob, if there is one.
  package var eventReason: String? {
    switch self {
    case .created: "SuccessfulCreate"
    case .refused: "FailedCreate"
    case .held: "JobAlreadyActive"
    case .sawCompleted: "SawCompletedJob"
    case .deleted(_, .historyLimit), .deleted(_, .replacement): "SuccessfulDelete"
    case .missing: "MissingJob"
    case .unexpected: "UnexpectedJob"
    case .manyMissed: "TooManyMissedTimes"
    case .invalidSchedule: "InvalidSchedule"
    case .adopted, .lost, .deleted(_, .timeToLive): nil
    }
  }
}
