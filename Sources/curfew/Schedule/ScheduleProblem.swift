import CronSchedule
import SourceTree

/// Why it is not known when a CronJob runs.
struct ScheduleProblem: Error, CustomStringConvertible {
  var reason: String
  var range: SourceRange?

  var description: String { reason }
}

extension Schedule {
  /// - Parameter range: Where the expression stands.
  init(_ text: String, zone: String?, of zones: TimeZones, at range: SourceRange? = nil) throws(ScheduleProblem) {
    let expression: CronExpression
    do throws(CronExpressionError) { expression = try CronExpression(text) } catch {
      throw ScheduleProblem(reason: "\(error)", range: range)
    }
    self.init(expression, in: try zones.zone(named: zone))
  }
}
