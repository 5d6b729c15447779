/// The search of robfig/cron for the next time, in strides.
///
/// That search adds months, then days, hours, minutes and seconds to a time until each field matches, and begins anew with the months when a unit wraps
/// around. Within a span of the zone, where the clock is not changed, each of these loops is one look at a bit set. Around a change its steps are taken one by
/// one, with the arithmetic of Go's `time.Date`: what it does there is not what the clock on the wall does, and has to be the same.
struct FiringSearch {
  private let fields: CalendarFields
  private let zone: TimeZone
  private var time: Int64
  /// The span that `time` is in.
  private var span: TimeZone.Span
  /// A unit was added to, so that all smaller ones stand at their beginning.
  private var isRounded = false
  /// The search does not get on.
  private var isStuck = false

  init(_ fields: CalendarFields, _ zone: TimeZone, after instant: Instant) {
    self.fields = fields
    self.zone = zone
    time = instant.secondsSince1970 + 1
    span = zone.span(at: time)
  }

  mutating func next() -> Instant? {
    var date = CivilDate(day: localDay)
    let lastYear = date.year + 5
    while date.year <= lastYear, !isStuck {
      if advanceMonth(&date), advanceDay(&date), advanceHour(), advanceMinute(), advanceSecond() {
        return Instant(secondsSince1970: time)
      }
      date = CivilDate(day: localDay)
    }
    return nil
  }

  // Each of these five goes to the next value of its field that matches; false if it met the field's first value on the way, and all begins anew.

  private mutating func advanceMonth(_ date: inout CivilDate) -> Bool {
    while fields.months & (1 << UInt32(truncatingIfNeeded: date.month)) == 0 {
      if !isRounded {
        isRounded = true
        set(localDay: CivilDate(year: date.year, month: date.month, day: 1).dayNumber, secondOfDay: 0)
        date = CivilDate(day: localDay)
      }
      let later = fields.months & (UInt32.max << UInt32(truncatingIfNeeded: date.month + 1)) & 0x1FFE
      let month = later == 0 ? 13 : Int64(later.trailingZeroBitCount)
      if !jump(from: date, toMonth: month) {
        set(localDay: date.monthLater.dayNumber, secondOfDay: localSecond)
      }
      date = CivilDate(day: localDay)
      if date.month == 1 { return false }
    }
    return true
  }

  /// Goes over several months at once if all of them begin in the calm of this span.
  private mutating func jump(from date: CivilDate, toMonth month: Int64) -> Bool {
    guard date.day == 1, span.isCalm(time), localSecond == 0 else { return false }
    let target = month == 13 ? CivilDate(year: date.year + 1, month: 1, day: 1) : CivilDate(year: date.year, month: month, day: 1)
    let days = target.dayNumber - localDay
    guard span.isCalm(time + days * 86_400) else { return false }
    time += days * 86_400
    return true
  }

  private mutating func advanceDay(_ date: inout CivilDate) -> Bool {
    var days = matchingDays(of: date)
    while days & (1 << UInt32(truncatingIfNeeded: date.day)) == 0 {
      if !isRounded {
        isRounded = true
        set(localDay: localDay, secondOfDay: 0)
        date = CivilDate(day: localDay)
      }
      let later = days & (UInt32.max << UInt32(truncatingIfNeeded: date.day + 1))
      let next = later == 0 ? CivilDate.dayCount(year: date.year, month: date.month) + 1 : Int64(later.trailingZeroBitCount)
      let month = date.month
      let before = time
      if span.isCalm(time), localSecond == 0, span.end == .max || span.end - time > TimeZone.Span.unrest + 86_400 {
        let calmDays = span.end == .max ? next : (span.end - TimeZone.Span.unrest - 1 - time) / 86_400
        time += min(next - date.day, calmDays) * 86_400
      } else {
        set(localDay: localDay + 1, secondOfDay: localSecond)
        returnToMidnight()
      }
      date = CivilDate(day: localDay)
      // A day that a zone leaves out altogether holds robfig's search for ever.
      guard time > before else {
        isStuck = true
        return false
      }
      if date.day == 1 { return false }
      if date.month != month { days = matchingDays(of: date) }
    }
    return true
  }

  /// Midnight may be a time that the clocks skip, and the day then begin an hour off.
  private mutating func returnToMidnight() {
    let hour = localSecond / 3600
    if hour == 0 { return }
    set(time: time + (hour > 12 ? 24 - hour : -hour) * 3600)
  }

  private func matchingDays(of date: CivilDate) -> UInt32 { fields.matchingDays(of: date, dayNumber: localDay) }

  private mutating func advanceHour() -> Bool {
    var hour = localSecond / 3600
    while fields.hours & (1 << UInt32(truncatingIfNeeded: hour)) == 0 {
      if !isRounded {
        isRounded = true
        set(localDay: localDay, secondOfDay: hour * 3600)
        hour = localSecond / 3600
      }
      let later = fields.hours & (UInt32.max << UInt32(truncatingIfNeeded: hour + 1))
      advance(later == 0 ? 24 - hour : Int64(later.trailingZeroBitCount) - hour, unit: 3600)
      hour = localSecond / 3600
      if hour == 0 { return false }
    }
    return true
  }

  private mutating func advanceMinute() -> Bool {
    var minute = localSecond / 60 % 60
    while fields.minutes & (1 << UInt64(truncatingIfNeeded: minute)) == 0 {
      if !isRounded {
        isRounded = true
        set(time: time - time.flooredRemainder(60))
        minute = localSecond / 60 % 60
      }
      let later = fields.minutes & (UInt64.max << UInt64(truncatingIfNeeded: minute + 1))
      advance(later == 0 ? 60 - minute : Int64(later.trailingZeroBitCount) - minute, unit: 60)
      minute = localSecond / 60 % 60
      if minute == 0 { return false }
    }
    return true
  }

  private mutating func advanceSecond() -> Bool {
    guard localSecond % 60 != 0 else { return true }
    isRounded = true
    while localSecond % 60 != 0 { advance(60 - localSecond % 60, unit: 1) }
    return false
  }

  /// Adds units of so many seconds: all of them, or as many as take it over the end of the span.
  private mutating func advance(_ count: Int64, unit: Int64) {
    let target = time + count * unit
    if target < span.end {
      time = target
    } else {
      set(time: time + ((span.end - 1 - time) / unit + 1) * unit)
    }
  }

  private var localDay: Int64 { (time + span.offset).flooredQuotient(86_400) }

  /// Seconds since midnight, as the clock shows it.
  private var localSecond: Int64 { (time + span.offset).flooredRemainder(86_400) }

  /// Goes to a clock time as Go's `time.Date` does, also where it is shown twice or not at all.
  private mutating func set(localDay: Int64, secondOfDay: Int64) {
    let local = localDay * 86_400 + secondOfDay
    if span.isCalm(local - span.offset) {
      time = local - span.offset
      return
    }
    let guess = local - zone.span(at: local).offset
    set(time: local - zone.span(at: guess).offset)
  }

  private mutating func set(time instant: Int64) {
    time = instant
    if instant < span.start || instant >= span.end { span = zone.span(at: instant) }
  }
}
