extension CronExpression {
  /// Reads an expression; accepts what the API server of Kubernetes 1.36 accepts in a new CronJob, and nothing else.
  package init(_ text: String) throws(CronExpressionError) {
    self = try Self.parsed(text.utf8Span.span)
  }

  private static func parsed(_ text: Span<UInt8>) throws(CronExpressionError) -> Self {
    let whole = 0..<text.count
    guard !text.isEmpty else { throw CronExpressionError(.empty, at: whole) }
    if let place = text.firstRange(of: "TZ") { throw CronExpressionError(.timeZone, at: text.word(around: place)) }
    if text[0] == UInt8(ascii: "@") { return try descriptor(text) }

    // The five fields, and the first word that is too much.
    var words = InlineArray<6, Range<Int>>(repeating: 0..<0)
    var count = 0
    var next = text.word(from: 0)
    while let word = next {
      if count < words.count { words[count] = word }
      count += 1
      next = text.word(from: word.upperBound)
    }
    if count > 0, text[words[0].lowerBound] == UInt8(ascii: "@") {
      throw CronExpressionError(.descriptor(.spaceAround), at: 0..<words[0].lowerBound)
    }
    guard count == 5 else { throw CronExpressionError(.fieldCount(count), at: count > 5 ? words[5].lowerBound..<text.count : whole) }
    var minutes = FieldReader(field: .minute)
    var hours = FieldReader(field: .hour)
    var daysOfMonth = FieldReader(field: .dayOfMonth)
    var months = FieldReader(field: .month)
    var daysOfWeek = FieldReader(field: .dayOfWeek)
    try minutes.read(text, words[0])
    try hours.read(text, words[1])
    try daysOfMonth.read(text, words[2])
    try months.read(text, words[3])
    try daysOfWeek.read(text, words[4])
    return .calendar(
      CalendarFields(
        minutes: minutes.bits, hours: UInt32(truncatingIfNeeded: hours.bits), daysOfMonth: UInt32(truncatingIfNeeded: daysOfMonth.bits),
        months: UInt32(truncatingIfNeeded: months.bits), daysOfWeek: UInt32(truncatingIfNeeded: daysOfWeek.bits),
        dayOfMonthIsStar: daysOfMonth.isStar, dayOfWeekIsStar: daysOfWeek.isStar))
  }

  private static func descriptor(_ text: Span<UInt8>) throws(CronExpressionError) -> Self {
    for (name, fields) in descriptors where text.equals(name, in: 0..<text.count) { return .calendar(fields) }
    let every: StaticString = "@every "
    guard text.count >= every.utf8CodeUnitCount, text.equals(every, in: 0..<every.utf8CodeUnitCount) else {
      throw CronExpressionError(.descriptor(DescriptorMistake(text)), at: 0..<text.count)
    }
    let nanoseconds = try GoDuration.nanoseconds(text, every.utf8CodeUnitCount..<text.count)
    return .interval(seconds: max(nanoseconds / 1_000_000_000, 1))
  }

  private static let descriptors: [(StaticString, CalendarFields)] = {
    func fields(hours: UInt32 = 1, daysOfMonth: UInt32? = nil, months: UInt32? = nil, daysOfWeek: UInt32? = nil) -> CalendarFields {
      CalendarFields(
        minutes: 1, hours: hours, daysOfMonth: daysOfMonth ?? ~1, months: months ?? 0x1FFE, daysOfWeek: daysOfWeek ?? 0x7F,
        dayOfMonthIsStar: daysOfMonth == nil, dayOfWeekIsStar: daysOfWeek == nil)
    }
    return [
      ("@yearly", fields(daysOfMonth: 2, months: 2)), ("@annually", fields(daysOfMonth: 2, months: 2)),
      ("@monthly", fields(daysOfMonth: 2)),
      ("@weekly", fields(daysOfWeek: 1)), ("@daily", fields()), ("@midnight", fields()), ("@hourly", fields(hours: 0xFF_FFFF)),
    ]
  }()
}

/// Reads one field: a list of numbers, names, ranges and steps.
private struct FieldReader {
  let field: CronField
  var bits: UInt64 = 0
  var isStar = false

  init(field: CronField) { self.field = field }

  /// Empty items of the list are skipped, so that a field of commas alone has no bits and never matches.
  mutating func read(_ text: Span<UInt8>, _ range: Range<Int>) throws(CronExpressionError) {
    if readPlain(text, range) { return }
    var start = range.lowerBound
    for end in range.lowerBound...range.upperBound where end == range.upperBound || text[end] == UInt8(ascii: ",") {
      if start < end { try readItem(text, start..<end) }
      start = end + 1
    }
  }

  /// A star, or a number of one or two digits, as nearly every field is; false, with nothing read, for all else.
  private mutating func readPlain(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let first = text[range.lowerBound]
    if range.count == 1, first == UInt8(ascii: "*") {
      bits = (2 << UInt64(field.bounds.upperBound)) - (1 << UInt64(field.bounds.lowerBound))
      isStar = true
      return true
    }
    guard range.count <= 2, first.isDigit else { return false }
    var value = Int(first - UInt8(ascii: "0"))
    if range.count == 2 {
      let last = text[range.lowerBound + 1]
      guard last.isDigit else { return false }
      value = value * 10 + Int(last - UInt8(ascii: "0"))
    }
    guard field.bounds.contains(value) else { return false }
    bits = 1 << UInt64(value)
    return true
  }

  private mutating func readItem(_ text: Span<UInt8>, _ item: Range<Int>) throws(CronExpressionError) {
    let parts = text.split(item, at: "/")
    let limits = text.split(parts.first, at: "-")
    let isAny = text.equals("*", in: limits.first) || text.equals("?", in: limits.first)
    var start = field.bounds.lowerBound
    var end = field.bounds.upperBound
    // What follows a hyphen after a star is not looked at.
    if !isAny {
      start = try number(text, limits.first, item: item, names: true)
      guard limits.count <= 2 else { throw CronExpressionError(.hyphens, field, at: item) }
      end = limits.count == 2 ? try number(text, limits.second, item: item, names: true) : start
    }
    var step = 1
    guard parts.count <= 2 else { throw CronExpressionError(.slashes, field, at: item) }
    if parts.count == 2 {
      step = try number(text, parts.second, item: item, names: false)
      if limits.count == 1 { end = field.bounds.upperBound }
    }
    guard start >= field.bounds.lowerBound else { throw CronExpressionError(.belowMinimum(start), field, at: limits.first) }
    guard end <= field.bounds.upperBound else {
      throw CronExpressionError(.aboveMaximum(end), field, at: limits.count == 1 ? limits.first : limits.second)
    }
    guard start <= end else { throw CronExpressionError(outOfOrder(start, end, isSingle: limits.count == 1), field, at: parts.first) }
    guard step > 0 else { throw CronExpressionError(.zeroStep, field, at: parts.second) }

    if isAny, step == 1 { isStar = true }
    var value = start
    while value <= end {
      bits |= 1 << UInt64(value)
      let (next, overflows) = value.addingReportingOverflow(step)
      if overflows { break }
      value = next
    }
  }

  /// `70/5` has the field's end for its own, and so becomes a reversed range.
  private func outOfOrder(_ start: Int, _ end: Int, isSingle: Bool) -> CronExpressionError.Kind {
    isSingle ? .aboveMaximum(start) : .reversedRange(start, end)
  }

  /// A number as Go's `strconv.Atoi` reads it, or a name.
  private func number(_ text: Span<UInt8>, _ range: Range<Int>, item: Range<Int>, names: Bool) throws(CronExpressionError) -> Int {
    if names, let value = value(named: text, range) { return value }
    guard !range.isEmpty else { throw CronExpressionError(.missingNumber, field, at: item) }
    var digits = range
    let sign = text[range.lowerBound]
    if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { digits = range.dropFirst() }
    guard !digits.isEmpty else { throw CronExpressionError(.notANumber(NumberMistake(text, range, field)), field, at: range) }
    for index in digits where !text[index].isDigit {
      throw CronExpressionError(.notANumber(NumberMistake(text, range, field)), field, at: range)
    }
    var value = 0
    for index in digits {
      let (shifted, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = shifted.addingReportingOverflow(Int(text[index] - UInt8(ascii: "0")))
      guard !overflows, !overflowsToo else { throw CronExpressionError(.numberTooLarge, field, at: range) }
      value = sum
    }
    guard sign != UInt8(ascii: "-") || value == 0 else { throw CronExpressionError(.negativeNumber, field, at: range) }
    return value
  }

  private func value(named text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    if !range.isEmpty, text[range.lowerBound].isDigit { return nil }
    for (index, name) in field.names.enumerated() where text.equalsFolded(name, in: range) { return field.bounds.lowerBound + index }
    return nil
  }
}
