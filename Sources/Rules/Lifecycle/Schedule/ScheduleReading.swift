import CronSchedule
import Findings
import Manifests
import SourceTree

/// The schedule of a CronJob, read once for all rules that ask about it.
final class ScheduleReading: Sendable {
  /// As written.
  let text: String
  let place: SourceRange
  let expression: CronExpression?
  /// Why the API server refuses the expression.
  let error: CronExpressionError?
  /// The fewest seconds between two runs; nothing if there are no two. Computed whenever it is asked for, as few rules do.
  var shortestGap: Int64? { expression?.shortestGap }

  init(_ text: String, at place: SourceRange) {
    self.text = text
    self.place = place
    do throws(CronExpressionError) {
      expression = try CronExpression(text)
      error = nil
    } catch {
      expression = nil
      self.error = error
    }
  }
}

extension Answer {
  /// The schedule of a workload; nil for a Job, and where it cannot be known, which makes the rule *not evaluated*.
  mutating func schedule(of workload: Workload) -> ScheduleReading? {
    guard let spec = workload.cronJob, let (text, place) = readIfPresent(spec.schedule) else { return nil }
    return context.shared(of: workload) { ScheduleReading(text, at: place) }
  }
}
