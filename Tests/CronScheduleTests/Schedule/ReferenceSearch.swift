import Foundation

@testable import CronSchedule

/// The clocks of a zone as Foundation knows them, over some years: the changes are found by asking twice a day.
final class FoundationClock: Sendable {
  let name: String
  /// The first instant of each span; the first is the beginning of time.
  let starts: [Int64]
  let offsets: [Int64]

  init(_ name: String, from: Int64, to: Int64) throws {
    struct UnknownZone: Error {}
    guard let zone = Foundation.TimeZone(identifier: name) else { throw UnknownZone() }
    func offset(_ instant: Int64) -> Int64 { Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))) }
    var starts = [Int64.min]
    var offsets = [offset(from)]
    for halfDay in stride(from: from, to: to, by: 43_200) where offset(halfDay + 43_200) != offsets[offsets.count - 1] {
      var low = halfDay
      var high = halfDay + 43_200
      while high - low > 1 {
        let middle = (low + high) / 2
        if offset(middle) == offsets[offsets.count - 1] { low = middle } else { high = middle }
      }
      starts.append(high)
      offsets.append(offset(high))
    }
    self.name = name
    self.starts = starts
    self.offsets = offsets
  }

  func span(at instant: Int64) -> Int {
    var index = starts.count - 1
    while starts[index] > instant { index -= 1 }
    return index
  }

  func offset(at instant: Int64) -> Int64 { offsets[span(at: instant)] }
}

/// Year, month, day and day of week by the number of the day since 1970, from Foundation's calendar.
struct Days: Sendable {
  static let shared = Days()

  let dates: [(year: Int, month: Int, day: Int, weekday: Int)]
  private let monthStarts: [Int]

  init() {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let dates = (0..<30_000).map { day in
      let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      return (year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0, weekday: (parts.weekday ?? 1) - 1)
    }
    self.dates = dates
    monthStarts = dates.indices.filter { dates[$0].day == 1 }
  }

  /// The number of a day; month and day may be beyond their ends.
  func number(year: Int, month: Int, day: Int) -> Int { monthStarts[(year - 1970) * 12 + month - 1] + day - 1 }
}

/// The search of robfig/cron v3.0.1, step by step, over the arithmetic of Go's `time` package.
struct ReferenceSearch {
  /// A time with the span it is in.
  private struct Moment {
    var time: Int64 = 0
    var start = Int64.max
    var end = Int64.max
    var offset: Int64 = 0

    var second: Int64 { (time + offset) % 86_400 }
    var hour: Int64 { (time + offset) % 86_400 / 3600 }
    var minute: Int64 { (time + offset) / 60 % 60 }
    var day: Int { Int((time + offset) / 86_400) }
  }

  let fields: CalendarFields
  let clock: FoundationClock
  private var moment = Moment()
  private var isStuck = false

  init(_ fields: CalendarFields, _ clock: FoundationClock) {
    self.fields = fields
    self.clock = clock
  }

  /// The next time; nothing if there is none in five years or the search hangs.
  mutating func next(after start: Int64) -> Int64? {
    move(to: start + 1)
    isStuck = false
    var added = false
    let limit = date.year + 5
    while true {
      if date.year > limit { return nil }
      guard months(&added), days(&added), hours(&added), minutes(&added), seconds(&added) else {
        if isStuck { return nil }
        continue
      }
      return moment.time
    }
  }

  private mutating func months(_ added: inout Bool) -> Bool {
    while fields.months & (1 << UInt32(date.month)) == 0 {
      if !added {
        added = true
        go(date.year, date.month, 1, 0)
      }
      go(date.year, date.month + 1, date.day, moment.second)
      if date.month == 1 { return false }
    }
    return true
  }

  private mutating func days(_ added: inout Bool) -> Bool {
    while !dayMatches {
      let before = moment.time
      if !added {
        added = true
        go(date.year, date.month, date.day, 0)
      }
      go(date.year, date.month, date.day + 1, moment.second)
      let hour = moment.hour
      if hour != 0 { move(to: moment.time + (hour > 12 ? 24 - hour : -hour) * 3600) }
      if moment.time <= before - 86_400 * 2 || moment.time == before {
        isStuck = true
        return false
      }
      if date.day == 1 { return false }
    }
    return true
  }

  private mutating func hours(_ added: inout Bool) -> Bool {
    while fields.hours & (1 << UInt32(moment.hour)) == 0 {
      if !added {
        added = true
        go(date.year, date.month, date.day, moment.hour * 3600)
      }
      move(to: moment.time + 3600)
      if moment.hour == 0 { return false }
    }
    return true
  }

  private mutating func minutes(_ added: inout Bool) -> Bool {
    while fields.minutes & (1 << UInt64(moment.minute)) == 0 {
      if !added {
        added = true
        move(to: moment.time - moment.time % 60)
      }
      move(to: moment.time + 60)
      if moment.minute == 0 { return false }
    }
    return true
  }

  private mutating func seconds(_ added: inout Bool) -> Bool {
    while moment.second % 60 != 0 {
      added = true
      move(to: moment.time + 1)
      if moment.second % 60 == 0 { return false }
    }
    return true
  }

  private var dayMatches: Bool {
    let dayOfMonth = fields.daysOfMonth & (1 << UInt32(date.day)) != 0
    let dayOfWeek = fields.daysOfWeek & (1 << UInt32(date.weekday)) != 0
    return fields.dayOfMonthIsStar || fields.dayOfWeekIsStar ? dayOfMonth && dayOfWeek : dayOfMonth || dayOfWeek
  }

  private var date: (year: Int, month: Int, day: Int, weekday: Int) { Days.shared.dates[moment.day] }

  /// `time.Date`: the offset of that time as if it were universal, and again of the time that this gives.
  private mutating func go(_ year: Int, _ month: Int, _ day: Int, _ second: Int64) {
    let local = Int64(Days.shared.number(year: year, month: month, day: day)) * 86_400 + second
    move(to: local - clock.offset(at: local - clock.offset(at: local)))
  }

  private mutating func move(to instant: Int64) {
    moment.time = instant
    if instant >= moment.start, instant < moment.end { return }
    let index = clock.span(at: instant)
    moment.start = clock.starts[index]
    moment.end = index + 1 < clock.starts.count ? clock.starts[index + 1] : .max
    moment.offset = clock.offsets[index]
  }
}
