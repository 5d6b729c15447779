/// The `schedule` of a CronJob, as the API server accepts it and the controller reads it.
///
/// Both follow `ParseStandard` of `github.com/robfig/cron` v3.0.1; `pkg/apis/batch/validation` of Kubernetes forbids `TZ` on top of it.
package enum CronExpression: Hashable, Sendable {
  /// Five fields, or a descriptor that stands for them.
  case calendar(CalendarFields)
  /// `@every`: so many whole seconds, at least one, after the last time.
  case interval(seconds: Int64)

  /// Whether any time can ever be due, the holes of daylight saving time left aside.
  package var canFire: Bool {
    switch self {
    case .calendar(let fields): fields.canMatch
    case .interval: true
    }
  }
}
