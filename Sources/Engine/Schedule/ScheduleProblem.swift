internal import CronSchedule
package import SourceTree

/// Why it is not known when a CronJob runs.
package struct ScheduleProblem: Error, CustomStringConvertible {
  package var reason: String
  package var range: SourceRange?

  package var description: String { reason }
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
