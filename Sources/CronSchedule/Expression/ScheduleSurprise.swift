/// What a cron expression means other than it looks.
package enum ScheduleSurprise: Hashable, Sendable {
  /// Day of month and day of week are both restricted, and either of them will do: so many days a year, and so many where both hold.
  case eitherDay(daysPerYear: Int, both: Int)
  /// The step goes beyond the field, which leaves one number of it.
  case stepBeyond(CronField, step: Int, only: Int)
  /// Every minute of the hours that are chosen.
  case everyMinute(hours: Int)
  /// The steps begin anew where the field does: the last is this short.
  case uneven(CronField, step: Int, last: Int)
}

extension ScheduleSurprise {
  /// The surprises of an expression, each with the bytes of the text that are to blame; none in descriptors.
  ///
  /// - Parameters:
  ///   - text: The expression as written.
  ///   - fields: What it was read as.
  package static func all(in text: String, readAs fields: CalendarFields) -> [(surprise: ScheduleSurprise, range: Range<Int>)] {
    let bytes = text.utf8Span.span
    // Few expressions are worth a closer look.
    guard !fields.needsBothDays || fields.minutes.nonzeroBitCount == 60 || text.utf8.contains(UInt8(ascii: "/")), fields.canMatch else {
      return []
    }
    let words = bytes.words
    guard words.count == CronField.allCases.count else { return [] }
    var found: [(surprise: ScheduleSurprise, range: Range<Int>)] = []
    for (field, range) in zip(CronField.allCases, words) {
      guard let steps = Steps(bytes, range, of: field) else { continue }
      if steps.first + steps.size <= field.bounds.upperBound {
        if let last = fields.shortStep(of: field, steps) { found.append((.uneven(field, step: steps.size, last: last), range)) }
      } else if steps.size > field.bounds.count {
        found.append((.stepBeyond(field, step: steps.size, only: steps.first), range))
      }
    }
    if bytes[words[0].lowerBound] == UInt8(ascii: "*"), words[0].count == 1, isChoice(bytes, words[1], of: fields) {
      found.append((.everyMinute(hours: fields.hours.nonzeroBitCount), words[0]))
    }
    if !fields.needsBothDays {
      let both = fields.matchingBothDays
      found.append((.eitherDay(daysPerYear: fields.daysPerYear, both: both.daysPerYear), words[2].lowerBound..<words[4].upperBound))
    }
    return found
  }

  /// Whether the hours are single ones or steps: who writes a span of hours means every minute of it.
  private static func isChoice(_ text: Span<UInt8>, _ hours: Range<Int>, of fields: CalendarFields) -> Bool {
    guard fields.hours.nonzeroBitCount < CronField.hour.bounds.count else { return false }
    return !hours.contains { text[$0] == UInt8(ascii: "-") }
  }
}

/// A field that is one item with a step, and goes on to the field's end.
private struct Steps {
  let first: Int
  let size: Int

  init?(_ text: Span<UInt8>, _ range: Range<Int>, of field: CronField) {
    guard let slash = range.first(where: { text[$0] == UInt8(ascii: "/") }), let size = Self.number(text, slash + 1..<range.upperBound),
      size > 1
    else { return nil }
    self.size = size
    let base = range.lowerBound..<slash
    if base.count == 1, text[base.lowerBound] == UInt8(ascii: "*") || text[base.lowerBound] == UInt8(ascii: "?") {
      first = field.bounds.lowerBound
    } else if let hyphen = base.first(where: { text[$0] == UInt8(ascii: "-") }) {
      guard let first = Self.number(text, base.lowerBound..<hyphen), Self.number(text, hyphen + 1..<slash) == field.bounds.upperBound else {
        return nil
      }
      self.first = first
    } else {
      guard let first = Self.number(text, base) else { return nil }
      self.first = first
    }
  }

  /// A number of a few digits; nothing for names and for lists.
  private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard !range.isEmpty, range.count <= 6 else { return nil }
    var value = 0
    for index in range {
      guard text[index].isDigit else { return nil }
      value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
    }
    return value
  }
}

extension CalendarFields {
  /// How far it is from the last step of the field to the first of the next turn, where that is another distance and the turns follow each other.
  fileprivate func shortStep(of field: CronField, _ steps: Steps) -> Int? {
    let bounds = field.bounds
    let last = steps.first + (bounds.upperBound - steps.first) / steps.size * steps.size
    let rest = bounds.upperBound - last + 1 + steps.first - bounds.lowerBound
    guard rest != steps.size else { return nil }
    let turnsFollow =
      switch field {
      case .minute: hours & (hours >> 1) != 0 || hours & 0x80_0001 == 0x80_0001
      case .hour: hasNeighbouringDays
      case .dayOfMonth: months & (months >> 1) != 0
      case .month, .dayOfWeek: true
      }
    return turnsFollow ? rest : nil
  }

  /// The same times on the days that match both fields.
  fileprivate var matchingBothDays: CalendarFields {
    var fields = self
    fields.dayOfMonthIsStar = true
    return fields
  }

  /// How many days a year match, rounded; a day that comes every few years is one.
  fileprivate var daysPerYear: Int {
    // So many years have each date on each day of the week equally often.
    let years = 28
    var count = 0
    var month = CivilDate(year: 2001, month: 1, day: 1)
    for _ in 0..<years * 12 {
      if months & (1 << UInt32(truncatingIfNeeded: month.month)) != 0 {
        count += matchingDays(of: month, dayNumber: month.dayNumber).nonzeroBitCount
      }
      month = month.monthLater
    }
    return count == 0 ? 0 : max((count + years / 2) / years, 1)
  }
}
