internal import CronSchedule
internal import Manifests

/// Times that follow from a schedule, for fields that nobody has set.
struct DerivedSeconds {
  private let expression: CronExpression
  /// The shortest time between two runs.
  private let gap: Int64?

  /// nil where the schedule cannot be read.
  init?(_ workload: Workload) {
    guard let text = workload.cronJob?.schedule.value, let expression = try? CronExpression(text) else { return nil }
    self.expression = expression
    gap = expression.shortestGap
  }

  private static var day: Int64 { 86_400 }
  private static var hour: Int64 { 3_600 }

  /// How long a run may take: nine tenths of the time to the next one, a day at most.
  var activeDeadline: Int64? {
    guard let gap else { return Self.day }
    return rounded(min(gap / 10 * 9, Self.day))
  }

  /// How late a run may start: half of the time to the next one, an hour at most. With an interval the controller looks back by the deadline for the last
  /// run that was due, so that a shorter one finds none.
  var startingDeadline: Int64? {
    if case .interval(let seconds) = expression { return seconds }
    guard let gap else { return Self.hour }
    return rounded(min(gap / 2, Self.hour))
  }

  /// The number as people write it; nil for so few seconds that nothing useful can be said.
  private func rounded(_ seconds: Int64) -> Int64? {
    switch seconds {
    case 600...: seconds / 60 * 60
    case 10...: seconds / 10 * 10
    default: nil
    }
  }
}
