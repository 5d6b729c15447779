/// A Job as the controller of its CronJob knows it.
package struct ScheduledJob: Hashable, Sendable {
  package var name: String
  /// The time it was due; nothing if it was created by hand.
  package var scheduledTime: Instant?
  package var created: Instant
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

  case created(ScheduledJob)
  /// A Job of that name was there already, and is taken for the run that was due.
  case adopted(ScheduledJob)
  /// The server refused to create the Job; it is tried again.
  case refused(scheduledTime: Instant)
  /// Not started as another run is active under `Forbid`; it starts when that ends, if it is then still the latest and in time.
  case held(scheduledTime: Instant)
  /// Will never be started: a later one was, or the deadline is over.
  case lost(scheduledTime: Instant)
  /// The controller has seen that a run ended.
  case sawCompleted(job: String, JobResult)
  case deleted(job: String, Deletion)
  /// An active run was deleted by someone else.
  case missing(job: String)
  /// An unfinished Job that belongs to the CronJob and that the controller did not create.
  case unexpected(job: String)
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
