internal import Findings

/// A field that says how many finished Jobs a CronJob keeps.
enum HistoryLimit: String, StableHashable {
  case successfulJobsHistoryLimit, failedJobsHistoryLimit
}
