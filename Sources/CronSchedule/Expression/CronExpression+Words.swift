extension CronExpression {
  /// What the expression says, in English: `at 02:00 on weekdays`. Two expressions are told in the same words only if they mean the same.
  package var inWords: String {
    switch self {
    case .calendar(let fields): fields.canMatch ? fields.inWords : "never, as no date fits"
    case .interval(let seconds): "every \(Self.duration(seconds)), counted from the last run"
    }
  }

  private static func duration(_ seconds: Int64) -> String {
    let parts = [(seconds / 3600, "hour"), (seconds / 60 % 60, "minute"), (seconds % 60, "second")].filter { $0.0 > 0 }
    if parts.count == 1, parts[0].0 == 1 { return parts[0].1 }
    return parts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " ")
  }
}

extension Schedule {
  /// What the schedule says, in English: `at 02:00 on weekdays, Europe/Berlin`. The zone has no part in an interval, and none in what never comes.
  package var inWords: String {
    if case .interval = expression { return expression.inWords }
    if !expression.canFire { return expression.inWords }
    return "\(expression.inWords), \(timeZone.name)"
  }
}

extension CalendarFields {
  fileprivate var inWords: String {
    var words = time
    let days = self.days
    if let days { words += " \(days)" }
    if days == nil, isListOfTimes || !isEvery(\.months, of: .month) { words += " every day" }
    if !isEvery(\.months, of: .month) { words += " in \(Self.list(values(\.months), name: Self.monthName))" }
    return words
  }

  /// So many times of the day are named one by one.
  private static let listedTimes = 6

  private var isListOfTimes: Bool { minutes.nonzeroBitCount * hours.nonzeroBitCount <= Self.listedTimes }

  private func values(_ field: KeyPath<CalendarFields, UInt32>) -> [Int] {
    (0..<32).filter { self[keyPath: field] & (1 << UInt32($0)) != 0 }
  }

  private func isEvery(_ set: KeyPath<CalendarFields, UInt32>, of field: CronField) -> Bool { values(set).count == field.bounds.count }

  private var time: String {
    let hourly = values(\.hours)
    let past = (0..<60).filter { minutes & (1 << UInt64($0)) != 0 }
    if isListOfTimes {
      return "at " + Self.joined(hourly.flatMap { hour in past.map { "\(Self.twoDigits(hour)):\(Self.twoDigits($0))" } })
    }
    let isAllDay = hourly.count == 24
    let first = Self.twoDigits(hourly.first ?? 0)
    let last = Self.twoDigits(hourly.last ?? 0)
    if past.count == 1 {
      let minute = Self.twoDigits(past[0])
      if isAllDay { return past[0] == 0 ? "every hour, on the hour" : "every hour, at minute \(past[0])" }
      if let step = Self.step(of: hourly, below: 24) {
        return step == 1 ? "every hour from \(first):\(minute)" : "every \(step) hours from \(first):\(minute)"
      }
      if Self.isRun(hourly) { return "every hour from \(first):\(minute) to \(last):\(minute)" }
      return "at minute \(past[0]) of the hours \(Self.list(hourly, name: Self.twoDigits))"
    }
    let minute = minuteOfHour(past)
    if isAllDay { return minute }
    if Self.isRun(hourly) { return "\(minute), from \(first):00 to \(last):59" }
    if let step = Self.step(of: hourly, below: 24) { return "\(minute), in every \(Self.ordinal(step)) hour from \(first):00" }
    return "\(minute), in the hours \(Self.list(hourly, name: Self.twoDigits))"
  }

  private func minuteOfHour(_ past: [Int]) -> String {
    if past.count == 60 { return "every minute" }
    if let step = Self.step(of: past, below: 60), step > 1 {
      let every = "every \(step) minutes"
      return past[0] == 0 && 60 % step == 0 ? every : "\(every) of the hour from minute \(past[0])"
    }
    return "at the minutes \(Self.list(past, name: { "\($0)" }))"
  }

  /// The days, if not every day counts.
  private var days: String? {
    let everyDayOfMonth = isEvery(\.daysOfMonth, of: .dayOfMonth)
    let everyDayOfWeek = isEvery(\.daysOfWeek, of: .dayOfWeek)
    if needsBothDays {
      if everyDayOfMonth { return everyDayOfWeek ? nil : weekdays }
      return everyDayOfWeek ? monthDays : "\(monthDays) that is \(weekdays)"
    }
    if everyDayOfMonth || everyDayOfWeek { return nil }
    if daysOfMonth == 0 { return weekdays }
    return daysOfWeek == 0 ? monthDays : "\(monthDays), and \(weekdays)"
  }

  private var weekdays: String {
    let days = values(\.daysOfWeek)
    switch days {
    case [1, 2, 3, 4, 5]: return "on weekdays"
    case [0, 6]: return "on weekends"
    default: return "on \(Self.list(days, name: Self.dayName))"
    }
  }

  private var monthDays: String {
    let days = values(\.daysOfMonth)
    if let step = Self.step(of: days, below: 32), step > 1 {
      return "on every \(Self.ordinal(step)) day of the month from the \(Self.ordinal(days[0]))"
    }
    return "on the \(Self.list(days, name: Self.ordinal)) of the month"
  }

  /// The distance between neighbours, if it is the same everywhere, the list goes on to its end, and has at least three members.
  private static func step(of values: [Int], below end: Int) -> Int? {
    guard values.count > 2 else { return nil }
    let step = values[1] - values[0]
    return values == Array(stride(from: values[0], to: end, by: step)) ? step : nil
  }

  private static func isRun(_ values: [Int]) -> Bool {
    guard let first = values.first, let last = values.last else { return false }
    return last - first == values.count - 1
  }

  /// The values in order, three or more in a row as `first to last`.
  private static func list(_ values: [Int], name: (Int) -> String) -> String {
    var runs: [ClosedRange<Int>] = []
    for value in values {
      if let last = runs.last, last.upperBound == value - 1 {
        runs[runs.count - 1] = last.lowerBound...value
      } else {
        runs.append(value...value)
      }
    }
    return joined(runs.flatMap { $0.count > 2 ? ["\(name($0.lowerBound)) to \(name($0.upperBound))"] : $0.map(name) })
  }

  private static func joined(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func ordinal(_ number: Int) -> String {
    switch (number % 10, number / 10) {
    case (1, let tens) where tens != 1: "\(number)st"
    case (2, let tens) where tens != 1: "\(number)nd"
    case (3, let tens) where tens != 1: "\(number)rd"
    default: "\(number)th"
    }
  }

  static func dayName(_ day: Int) -> String {
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][day]
  }

  static func monthName(_ month: Int) -> String {
    [
      "", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ][month]
  }
}
