/// One of the five fields of a cron expression, in the order in which they are written.
package enum CronField: Int, CaseIterable, Hashable, Sendable {
  case minute, hour, dayOfMonth, month, dayOfWeek

  /// The numbers the field accepts. Sunday is 0, and 7 is no day.
  package var bounds: ClosedRange<Int> {
    switch self {
    case .minute: 0...59
    case .hour: 0...23
    case .dayOfMonth: 1...31
    case .month: 1...12
    case .dayOfWeek: 0...6
    }
  }

  /// What the field is called in a message.
  package var title: String {
    switch self {
    case .minute: "minute"
    case .hour: "hour"
    case .dayOfMonth: "day of month"
    case .month: "month"
    case .dayOfWeek: "day of week"
    }
  }

  /// The names that stand for numbers, in lower case; the first is ``bounds``' lower one.
  var names: [StaticString] {
    switch self {
    case .minute, .hour, .dayOfMonth: []
    case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    }
  }
}
