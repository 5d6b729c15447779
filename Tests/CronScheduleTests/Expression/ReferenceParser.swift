import Foundation

@testable import CronSchedule

/// What `ParseStandard` of robfig/cron v3.0.1 and the validation of Kubernetes accept, written with strings and without regard for speed.
enum ReferenceParser {
  static func parse(_ text: String) -> CronExpression? {
    guard !text.isEmpty, !text.utf8Contains("TZ") else { return nil }
    if text.utf8.first == UInt8(ascii: "@") { return descriptor(text) }
    let space = Set("\t\n\u{B}\u{C}\r \u{85}\u{A0}\u{1680}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}".unicodeScalars)
      .union((0x2000...0x200A).compactMap(Unicode.Scalar.init))
    let fields = text.unicodeScalars.split(whereSeparator: space.contains).map(String.init)
    guard fields.count == 5, let minutes = field(fields[0], 0...59, []), let hours = field(fields[1], 0...23, []),
      let daysOfMonth = field(fields[2], 1...31, []), let months = field(fields[3], 1...12, monthNames),
      let daysOfWeek = field(fields[4], 0...6, dayNames)
    else { return nil }
    return .calendar(
      CalendarFields(
        minutes: bits(minutes.values), hours: UInt32(bits(hours.values)), daysOfMonth: UInt32(bits(daysOfMonth.values)),
        months: UInt32(bits(months.values)), daysOfWeek: UInt32(bits(daysOfWeek.values)), dayOfMonthIsStar: daysOfMonth.isStar,
        dayOfWeekIsStar: daysOfWeek.isStar))
  }

  private static let monthNames = ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
  private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  private static func bits(_ values: Set<Int>) -> UInt64 { values.reduce(0) { $0 | 1 << UInt64($1) } }

  private static func descriptor(_ text: String) -> CronExpression? {
    switch text {
    case "@yearly", "@annually": return parse("0 0 1 1 *")
    case "@monthly": return parse("0 0 1 * *")
    case "@weekly": return parse("0 0 * * 0")
    case "@daily", "@midnight": return parse("0 0 * * *")
    case "@hourly": return parse("0 * * * *")
    default:
      guard text.hasPrefix("@every "), let seconds = seconds(String(text.unicodeScalars.dropFirst(7))) else { return nil }
      return .interval(seconds: max(1, seconds))
    }
  }

  /// Whole seconds of a duration of at most 2^63 nanoseconds.
  private static func seconds(_ text: String) -> Int64? {
    var rest = Array(text.unicodeScalars)
    let sign: Decimal = rest.first == "-" ? -1 : 1
    if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
    if rest == ["0"] { return 0 }
    guard !rest.isEmpty else { return nil }
    var nanoseconds: Decimal = 0
    while !rest.isEmpty {
      let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      let points = number.count { $0 == "." }
      guard points <= 1, number.count > points else { return nil }
      rest.removeFirst(number.count)
      let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
      rest.removeFirst(unit.count)
      let units: [(String, Decimal)] = [
        ("ns", 1), ("us", 1000), ("\u{B5}s", 1000), ("\u{3BC}s", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
      ]
      let name = Array(unit)
      guard let factor = units.first(where: { Array($0.0.unicodeScalars) == name })?.1,
        let value = Decimal(string: "0" + String(String.UnicodeScalarView(number)) + "0".prefix(points))
      else { return nil }
      nanoseconds += floor(value * factor)
    }
    let longest = Decimal(string: "9223372036854775807") ?? 0
    guard nanoseconds <= (sign < 0 ? longest + 1 : longest) else { return nil }
    return NSDecimalNumber(decimal: sign * floor(nanoseconds / 1_000_000_000)).int64Value
  }

  private static func floor(_ value: Decimal) -> Decimal {
    var value = value
    var rounded = Decimal()
    unsafe NSDecimalRound(&rounded, &value, 0, .down)
    return rounded
  }

  private static func field(_ text: String, _ bounds: ClosedRange<Int>, _ names: [String]) -> (values: Set<Int>, isStar: Bool)? {
    var values: Set<Int> = []
    var isStar = false
    for item in text.unicodeScalars.split(separator: ",") {
      let parts = item.split(separator: "/", omittingEmptySubsequences: false)
      let limits = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { String($0) }
      var low = bounds.lowerBound
      var high = bounds.upperBound
      let isAny = limits[0] == "*" || limits[0] == "?"
      if !isAny {
        guard limits.count <= 2, let first = number(limits[0], names), let last = number(limits.last ?? "", names) else { return nil }
        (low, high) = (first, last)
      }
      guard parts.count <= 2 else { return nil }
      var step = 1
      if parts.count == 2 {
        guard let value = number(String(parts[1]), []) else { return nil }
        step = value
        if limits.count == 1 { high = bounds.upperBound }
      }
      guard low >= bounds.lowerBound, high <= bounds.upperBound, low <= high, step > 0 else { return nil }
      values.formUnion(stride(from: low, through: high, by: step))
      if isAny, step == 1 { isStar = true }
    }
    return (values, isStar)
  }

  private static func number(_ text: String, _ names: [String]) -> Int? {
    let folded = text.unicodeScalars.map { scalar -> Character in
      if scalar == "\u{130}" { return "i" }
      return Character(("A"..."Z").contains(scalar) ? Unicode.Scalar(scalar.value + 32) ?? scalar : scalar)
    }
    if let index = names.firstIndex(where: { !$0.isEmpty && Array($0) == folded }) { return index }
    guard let value = Int(text), value >= 0 else { return nil }
    return value
  }
}

extension String {
  fileprivate func utf8Contains(_ other: String) -> Bool {
    let bytes = Array(utf8)
    let wanted = Array(other.utf8)
    return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
  }
}
