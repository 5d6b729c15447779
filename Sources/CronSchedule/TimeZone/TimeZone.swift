/// How far the clocks of a place are ahead of UTC, at any time.
package struct TimeZone: Hashable, Sendable {
  /// A time during which the clocks are not changed.
  struct Span: Hashable, Sendable {
    /// Seconds since 1970; `Int64.min` if nothing is known of a change before.
    var start: Int64
    /// The first second that no longer belongs to it; `Int64.max` if there is no change to come.
    var end: Int64
    /// Seconds east of UTC, less than a day in either direction.
    var offset: Int64

    /// So long before and after a change clock times are looked at closely: no offset, and no change, is larger than half of it.
    static let unrest: Int64 = 86_400 * 2

    /// Whether the clock times of the day around an instant of this span are shown in this span alone, and only once.
    func isCalm(_ instant: Int64) -> Bool {
      (start == .min || instant - start >= Self.unrest) && (end == .max || end - instant > Self.unrest)
    }
  }

  /// A change of the clocks.
  package struct Transition: Hashable, Sendable {
    /// Seconds since 1970.
    package var instant: Int64
    /// Seconds east of UTC, from then on.
    package var offset: Int64
  }

  /// The name in the database, such as `Europe/Berlin`.
  package let name: String
  /// Where each span begins; the first is `Int64.min`, and each is later than the one before.
  private let starts: [Int64]
  /// The offset of each span.
  private let offsets: [Int64]
  /// Seconds from one of `starts` to the next, on average.
  private let pace: Int64
  /// What holds from the last of `starts` on, if the clocks go on changing.
  let rule: PosixTimeZone?

  /// The years up to here are looked up, those that follow are computed.
  private static let lastTabulatedYear: Int64 = 2050

  /// Universal time.
  package static let utc = TimeZone(name: "UTC", initialOffset: 0, transitions: [], rule: nil)

  /// - Parameters:
  ///   - transitions: in order of time. Those that change nothing are left out.
  ///   - rule: what follows the last transition.
  package init(name: String, initialOffset: Int64, transitions: [Transition], rule: PosixTimeZone?) {
    self.name = name
    var starts = [Int64.min]
    var offsets = [initialOffset]
    func append(_ transition: Transition) {
      // A rule for summer time all year ends it when it begins.
      if transition.instant == starts[starts.count - 1] {
        offsets[offsets.count - 1] = transition.offset
        guard starts.count > 1, offsets[offsets.count - 2] == transition.offset else { return }
        starts.removeLast()
        offsets.removeLast()
      }
      guard transition.instant > starts[starts.count - 1], transition.offset != offsets[offsets.count - 1] else { return }
      starts.append(transition.instant)
      offsets.append(transition.offset)
    }
    transitions.forEach(append)
    if let rule {
      let last = transitions.last?.instant ?? PosixTimeZone.epoch2000
      let first = max(CivilDate(day: last.flooredQuotient(86_400)).year, 1970)
      if rule.daylight != nil, first <= Self.lastTabulatedYear {
        for year in first...Self.lastTabulatedYear { rule.transitions(in: year).forEach(append) }
      }
      if rule.daylight == nil { offsets[offsets.count - 1] = rule.standardOffset }
    }
    pace = starts.count > 2 ? max(1, (starts[starts.count - 1] - starts[1]) / Int64(starts.count - 2)) : .max
    self.starts = starts
    self.offsets = offsets
    self.rule = rule?.daylight == nil ? nil : rule
  }

  /// Seconds east of UTC.
  package func offset(at instant: Instant) -> Int { Int(span(at: instant.secondsSince1970).offset) }

  /// The span that an instant is in; no later one than of the year 10,000 is asked for.
  func span(at instant: Int64) -> Span {
    let last = starts.count - 1
    if let rule, instant >= starts[last] {
      var span = rule.span(at: instant)
      span.start = max(span.start, starts[last])
      return span
    }
    // Most zones change their clocks at an even pace.
    if last > 0, instant >= starts[1] {
      let guess = Int(min(Int64(last), 1 + (instant - starts[1]) / pace))
      for index in max(1, guess - 1)...min(last, guess + 1) where starts[index] <= instant {
        let end = index < last ? starts[index + 1] : .max
        if instant < end { return Span(start: starts[index], end: end, offset: offsets[index]) }
      }
    }
    var low = 0
    var high = last + 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= instant { low = middle } else { high = middle }
    }
    return Span(start: starts[low], end: low < last ? starts[low + 1] : .max, offset: offsets[low])
  }

  /// The changes from one instant on and before another.
  package func transitions(from start: Int64, to end: Int64) -> [Transition] {
    var transitions: [Transition] = []
    var span = span(at: start)
    while span.end < end {
      let next = self.span(at: span.end)
      transitions.append(Transition(instant: span.end, offset: next.offset))
      span = next
    }
    return transitions
  }
}
