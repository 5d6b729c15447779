/// What a PromQL expression asks for: its series, and as much of the rest as tells what an alert is about.
///
/// Reads tokens, not the whole grammar (<https://prometheus.io/docs/prometheus/latest/querying/basics/>); what it does not know makes no query.
struct PrometheusQuery: Sendable {
  struct Matcher: Hashable, Sendable {
    enum Operation: String, Sendable {
      case equal = "="
      case notEqual = "!="
      case matches = "=~"
      case doesNotMatch = "!~"
    }

    let label: String
    let operation: Operation
    let value: String
  }

  struct Selector: Hashable, Sendable {
    let metric: String
    let matchers: [Matcher]
  }

  private(set) var selectors: [Selector] = []
  /// Functions and aggregations.
  private(set) var functions: Set<String> = []
  /// `and`, `or`, `unless`.
  private(set) var setOperators: Set<String> = []
  /// Whether it looks at more than the newest samples.
  private(set) var hasRange = false
  /// The number that the whole must exceed, where it ends in a comparison with one.
  private(set) var lowerBound: Double?

  /// Nil where the expression cannot be read.
  init?(_ text: String) {
    guard let tokens = Token.tokens(of: text) else { return nil }
    var depth = 0
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      switch token {
      case .symbol("("): depth += 1
      case .symbol(")"): depth -= 1
      case .symbol("["):
        hasRange = true
        guard let end = tokens[index...].firstIndex(of: .symbol("]")) else { return nil }
        index = end + 1
      case .symbol("@"): index += 1
      case .symbol("{"):
        guard let matchers = Self.matchers(tokens, &index),
          let metric = matchers.first(where: { $0.label == "__name__" && $0.operation == .equal })
        else { return nil }
        selectors.append(Selector(metric: metric.value, matchers: matchers.filter { $0.label != "__name__" }))
      case .symbol(">"), .symbol(">="): if depth == 0 { lowerBound = Self.number(tokens[index...]) }
      case .name(let name): guard read(name, tokens, &index) else { return nil }
      case .number, .string, .symbol: break
      }
      if depth < 0 { return nil }
    }
    guard depth == 0 else { return nil }
  }

  /// With the series of what is recorded under the name of one of this query's; nil where they become too many.
  func expanded(_ recorded: [String: PrometheusQuery]) -> PrometheusQuery? {
    var query = self
    // A recording that is made of itself has no end.
    for _ in 0..<4 {
      let known = Set(query.selectors)
      var further: [Selector] = []
      for recording in query.selectors.lazy.compactMap({ recorded[$0.metric] }) {
        guard further.count + recording.selectors.count <= Self.mostRecorded else { return nil }
        further += recording.selectors.filter { !known.contains($0) }
      }
      if further.isEmpty { break }
      query.selectors += further
    }
    return query
  }

  /// As many series as recordings may add at a time.
  private static var mostRecorded: Int { 200 }

  private mutating func read(_ name: String, _ tokens: [Token], _ index: inout Int) -> Bool {
    let next = index < tokens.count ? tokens[index] : nil
    switch name {
    case "by", "without", "on", "ignoring", "group_left", "group_right":
      guard next == .symbol("(") else { return name.hasPrefix("group_") }
      guard let end = tokens[index...].firstIndex(of: .symbol(")")) else { return false }
      index = end + 1
    case "and", "or", "unless": setOperators.insert(name)
    case "offset": index += next == .symbol("-") ? 2 : 1
    case "bool", "atan2", "inf", "Inf", "nan", "NaN": break
    default:
      switch next {
      case .symbol("("), .name("by"), .name("without"): functions.insert(name)
      case .symbol("{"):
        index += 1
        guard let matchers = Self.matchers(tokens, &index) else { return false }
        selectors.append(Selector(metric: name, matchers: matchers))
      default: selectors.append(Selector(metric: name, matchers: []))
      }
    }
    return true
  }

  /// The matchers behind an opening brace.
  private static func matchers(_ tokens: [Token], _ index: inout Int) -> [Matcher]? {
    var matchers: [Matcher] = []
    while index < tokens.count {
      if tokens[index] == .symbol("}") {
        index += 1
        return matchers
      }
      if tokens[index] == .symbol(",") {
        index += 1
        continue
      }
      guard index + 2 < tokens.count, case .name(let label) = tokens[index], case .symbol(let symbol) = tokens[index + 1],
        let operation = Matcher.Operation(rawValue: symbol), case .string(let value) = tokens[index + 2]
      else { return nil }
      matchers.append(Matcher(label: label, operation: operation, value: value))
      index += 3
    }
    return nil
  }

  /// The product that the tokens are; nil for anything else.
  private static func number(_ tokens: ArraySlice<Token>) -> Double? {
    var product = 1.0
    var isFactorExpected = true
    for token in tokens {
      switch token {
      case .symbol("("), .symbol(")"): continue
      case .number(let value) where isFactorExpected:
        product *= value
        isFactorExpected = false
      case .symbol("*") where !isFactorExpected: isFactorExpected = true
      default: return nil
      }
    }
    return isFactorExpected ? nil : product
  }
}

extension PrometheusQuery {
  /// A part of an expression.
  private enum Token: Hashable, Sendable {
    case name(String)
    case number(Double)
    case string(String)
    case symbol(String)

    static func tokens(of text: String) -> [Token]? {
      var tokens: [Token] = []
      let bytes = Array(text.utf8)
      var index = 0
      while index < bytes.count {
        let start = index
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): break
        case UInt8(ascii: "#"): while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
          guard let value = string(bytes, &index, quote: byte) else { return nil }
          tokens.append(.string(value))
        case _ where isDigit(byte) || byte == UInt8(ascii: "."):
          while index < bytes.count, isNamePart(bytes[index]) || bytes[index] == UInt8(ascii: ".") { index += 1 }
          let word = String(decoding: bytes[start..<index], as: UTF8.self)
          guard let number = Double(word) ?? PrometheusDuration.seconds(word).map(Double.init) else { return nil }
          tokens.append(.number(number))
        case _ where isNamePart(byte) || byte == UInt8(ascii: ":"):
          while index < bytes.count, isNamePart(bytes[index]) || bytes[index] == UInt8(ascii: ":") { index += 1 }
          // The colon of a subquery stands between durations, which are skipped anyway.
          tokens.append(.name(String(decoding: bytes[start..<index], as: UTF8.self)))
        default:
          let two = index < bytes.count ? String(decoding: bytes[start...index], as: UTF8.self) : ""
          if ["==", "!=", "=~", "!~", ">=", "<="].contains(two) {
            index += 1
            tokens.append(.symbol(two))
          } else if byte < 0x80 {
            tokens.append(.symbol(String(decoding: [byte], as: UTF8.self)))
          } else {
            return nil
          }
        }
      }
      return tokens
    }

    /// The text up to the closing quote.
    private static func string(_ bytes: [UInt8], _ index: inout Int, quote: UInt8) -> String? {
      var value: [UInt8] = []
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        if byte == quote { return String(decoding: value, as: UTF8.self) }
        guard byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "`") else {
          value.append(byte)
          continue
        }
        // `\\` is what a regular expression sees as one; other escapes have no place in labels.
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\\") || bytes[index] == quote else { return nil }
        value.append(bytes[index])
        index += 1
      }
      return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isNamePart(_ byte: UInt8) -> Bool {
      isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
  }
}

/// A duration of Prometheus, such as `1h30m`.
enum PrometheusDuration {
  /// The duration in whole seconds, or nil where the text is none.
  static func seconds(_ text: String) -> Int64? {
    var milliseconds: Int64 = 0
    var rest = text.utf8[...]
    if rest.elementsEqual("0".utf8) { return 0 }
    repeat {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
      rest = rest.dropFirst(unit.count)
      guard let count = Int64(String(decoding: digits, as: UTF8.self)),
        let length = Self.milliseconds(String(decoding: unit, as: UTF8.self))
      else {
        return nil
      }
      let (product, isTooLong) = count.multipliedReportingOverflow(by: length)
      let (sum, isTooMuch) = milliseconds.addingReportingOverflow(product)
      guard !isTooLong, !isTooMuch else { return nil }
      milliseconds = sum
    } while !rest.isEmpty
    return milliseconds / 1000
  }

  private static func milliseconds(_ unit: String) -> Int64? {
    switch unit {
    case "ms": 1
    case "s": 1000
    case "m": 60_000
    case "h": 3_600_000
    case "d": 86_400_000
    case "w": 604_800_000
    case "y": 31_536_000_000
    default: nil
    }
  }
}
