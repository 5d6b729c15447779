/// The forms of `!!timestamp` that goyaml.v2 accepts: `2001-1-2`, `2001-1-2 3:4:5.6`, and `2001-1-2T3:4:5.6` with `Z` or an offset behind it.
enum Timestamp {
  static func isValid(_ text: [UInt8]) -> Bool {
    var rest = text[...]
    guard let year = number(&rest, digits: 4...4), take(&rest, "-"), let month = number(&rest, digits: 1...2),
      take(&rest, "-"), let day = number(&rest, digits: 1...2), (1...12).contains(month), (1...days(of: month, in: year)).contains(day)
    else { return false }
    guard let separator = rest.popFirst() else { return true }
    guard separator == Ascii.space || separator | 0x20 == UInt8(ascii: "t"),
      let hour = number(&rest, digits: 1...2), take(&rest, ":"), let minute = number(&rest, digits: 1...2), take(&rest, ":"),
      let second = number(&rest, digits: 1...2), hour < 24, minute < 60, second < 60
    else { return false }
    if let mark = rest.first, mark == Ascii.dot || mark == Ascii.comma, rest.dropFirst().first.map(isDigit) == true {
      rest = rest.dropFirst().drop(while: isDigit)
    }
    if separator == Ascii.space { return rest.isEmpty }
    guard let zone = rest.popFirst() else { return false }
    if zone == UInt8(ascii: "Z") { return rest.isEmpty }
    guard zone == Ascii.plus || zone == Ascii.minus, let hours = number(&rest, digits: 2...2), take(&rest, ":"),
      let minutes = number(&rest, digits: 2...2)
    else { return false }
    return hours <= 24 && minutes < 60 && rest.isEmpty
  }

  /// Takes as many digits as there are, up to the range's upper bound.
  private static func number(_ rest: inout ArraySlice<UInt8>, digits: ClosedRange<Int>) -> Int? {
    let run = rest.prefix(digits.upperBound).prefix(while: isDigit)
    guard run.count >= digits.lowerBound else { return nil }
    rest = rest.dropFirst(run.count)
    return run.reduce(0) { $0 * 10 + Int($1 - Ascii.zero) }
  }

  private static func take(_ rest: inout ArraySlice<UInt8>, _ mark: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: mark) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private static func days(of month: Int, in year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { Ascii.zero <= byte && byte <= Ascii.nine }
}
