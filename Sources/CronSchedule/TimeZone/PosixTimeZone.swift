/// The rule at the end of a TZif file, in the form of the environment variable `TZ` of POSIX with the extensions of RFC 8536: `CET-1CEST,M3.5.0,M10.5.0/3`.
package struct PosixTimeZone: Hashable, Sendable {
  /// Summer time: its offset, and when it begins and ends.
  struct Daylight: Hashable, Sendable {
    var offset: Int64
    var start: YearlyChange
    var end: YearlyChange
  }

  /// A day of every year and a time of that day.
  struct YearlyChange: Hashable, Sendable {
    enum Day: Hashable, Sendable {
      /// 1 to 365; there is no 29 February.
      case dayWithoutLeap(Int64)
      /// 0 to 365.
      case day(Int64)
      /// The nth (1 to 4, 5: the last) of a day of the week (0: Sunday) of a month.
      case weekday(month: Int64, week: Int64, day: Int64)
    }

    var day: Day
    /// Seconds after midnight on the clock that is about to be changed; it may lie on another day.
    var time: Int64

    /// Seconds from 1970 to the change, as if that clock showed UTC.
    func localInstant(in year: Int64) -> Int64 {
      let firstDay = CivilDate(year: year, month: 1, day: 1).dayNumber
      let dayNumber: Int64
      switch day {
      case .dayWithoutLeap(let number): dayNumber = firstDay + number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0)
      case .day(let number): dayNumber = firstDay + number
      case .weekday(let month, let week, let weekday):
        let first = CivilDate(year: year, month: month, day: 1).dayNumber
        let offset = (weekday - CivilDate.weekday(of: first) + 7) % 7
        let latest = CivilDate.dayCount(year: year, month: month) - 1
        let nth = offset + (week - 1) * 7
        dayNumber = first + (nth > latest ? nth - 7 : nth)
      }
      return dayNumber * 86_400 + time
    }
  }

  /// The first second of 2000, in seconds since 1970.
  package static let epoch2000: Int64 = 946_684_800

  var standardOffset: Int64
  var daylight: Daylight?

  /// The changes of a year, in order of time.
  func transitions(in year: Int64) -> [TimeZone.Transition] {
    guard let daylight else { return [] }
    let start = TimeZone.Transition(instant: daylight.start.localInstant(in: year) - standardOffset, offset: daylight.offset)
    let end = TimeZone.Transition(instant: daylight.end.localInstant(in: year) - daylight.offset, offset: standardOffset)
    return start.instant < end.instant ? [start, end] : [end, start]
  }

  /// The span that an instant is in, by the rule alone.
  func span(at instant: Int64) -> TimeZone.Span {
    let year = CivilDate(day: instant.flooredQuotient(86_400)).year
    var span = TimeZone.Span(start: .min, end: .max, offset: standardOffset)
    for transition in transitions(in: year - 1) + transitions(in: year) + transitions(in: year + 1) {
      if transition.instant > instant {
        span.end = transition.instant
        break
      }
      span.start = transition.instant
      span.offset = transition.offset
    }
    return span
  }
}

extension PosixTimeZone {
  /// Reads a rule; nothing if it is malformed.
  package init?(_ text: some Sequence<UInt8>) {
    var reader = PosixReader(text: Array(text))
    guard reader.skipName(), let standard = reader.offset() else { return nil }
    standardOffset = -standard
    guard !reader.isAtEnd else { return }
    guard reader.skipName() else { return nil }
    var offset = standardOffset + 3600
    if !reader.isAtEnd, !reader.isAt(",") {
      guard let daylight = reader.offset() else { return nil }
      offset = -daylight
    }
    // Without dates those of the United States hold, as in Go.
    var start = YearlyChange(day: .weekday(month: 3, week: 2, day: 0), time: 7200)
    var end = YearlyChange(day: .weekday(month: 11, week: 1, day: 0), time: 7200)
    if !reader.isAtEnd {
      guard reader.skip(","), let first = reader.change(), reader.skip(","), let second = reader.change() else { return nil }
      (start, end) = (first, second)
    }
    guard reader.isAtEnd else { return nil }
    daylight = Daylight(offset: offset, start: start, end: end)
  }
}

/// Takes a rule apart from left to right.
private struct PosixReader {
  let text: [UInt8]
  var index = 0

  init(text: [UInt8]) { self.text = text }

  var isAtEnd: Bool { index >= text.count }

  func isAt(_ character: Unicode.Scalar) -> Bool { index < text.count && text[index] == UInt8(ascii: character) }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard isAt(character) else { return false }
    index += 1
    return true
  }

  /// Three letters or more, or anything between angle brackets.
  mutating func skipName() -> Bool {
    let start = index
    if skip("<") {
      while index < text.count, !isAt(">") { index += 1 }
      return skip(">")
    }
    while index < text.count, (0x41...0x5A).contains(text[index] & 0xDF) { index += 1 }
    return index - start >= 3
  }

  private mutating func number(_ bounds: ClosedRange<Int64>) -> Int64? {
    let start = index
    var value: Int64 = 0
    while index < text.count, index - start < 4, text[index].isDigit {
      value = value * 10 + Int64(text[index] - UInt8(ascii: "0"))
      index += 1
    }
    return index > start && bounds.contains(value) ? value : nil
  }

  /// `[+-]h[:m[:s]]` in seconds, of at most 167 hours.
  private mutating func time() -> Int64? {
    var sign: Int64 = 1
    if skip("-") { sign = -1 } else { _ = skip("+") }
    guard let hours = number(0...167) else { return nil }
    var seconds = hours * 3600
    if skip(":") {
      guard let minutes = number(0...59) else { return nil }
      seconds += minutes * 60
      if skip(":") {
        guard let rest = number(0...59) else { return nil }
        seconds += rest
      }
    }
    return sign * seconds
  }

  /// A time of less than a day in either direction.
  mutating func offset() -> Int64? {
    guard let time = time(), time.magnitude < 86_400 else { return nil }
    return time
  }

  mutating func change() -> PosixTimeZone.YearlyChange? {
    guard let day = day() else { return nil }
    var time: Int64 = 7200
    if skip("/") {
      guard let other = self.time() else { return nil }
      time = other
    }
    return PosixTimeZone.YearlyChange(day: day, time: time)
  }

  private mutating func day() -> PosixTimeZone.YearlyChange.Day? {
    if skip("J") {
      guard let day = number(1...365) else { return nil }
      return .dayWithoutLeap(day)
    }
    if skip("M") {
      guard let month = number(1...12), skip("."), let week = number(1...5), skip("."), let day = number(0...6) else { return nil }
      return .weekday(month: month, week: week, day: day)
    }
    guard let day = number(0...365) else { return nil }
    return .day(day)
  }
}
