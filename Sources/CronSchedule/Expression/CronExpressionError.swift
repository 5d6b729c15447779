/// Why the API server refuses a schedule, and where in it.
package struct CronExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The situation; ``CronExpressionError/message`` and ``CronExpressionError/remedy`` put it into words.
  package enum Kind: Hashable, Sendable {
    case empty
    /// `TZ` anywhere in the text.
    case timeZone
    case fieldCount(Int)
    case descriptor(DescriptorMistake)
    case duration(DurationMistake)
    case notANumber(NumberMistake)
    case missingNumber, negativeNumber, numberTooLarge
    case hyphens, slashes
    case belowMinimum(Int), aboveMaximum(Int), reversedRange(Int, Int)
    case zeroStep
  }

  /// What is wrong.
  package var kind: Kind
  /// The field that is wrong, if it is one.
  package var field: CronField?
  /// The bytes that are wrong, counted in UTF-8 from the start of the expression; empty where something is missing.
  package var range: Range<Int>

  init(_ kind: Kind, _ field: CronField? = nil, at range: Range<Int>) {
    self.kind = kind
    self.field = field
    self.range = range
  }

  /// What is wrong. Of the expression only numbers are repeated.
  package var message: String {
    let field = field?.title ?? "field"
    switch kind {
    case .empty: return "the schedule is empty"
    case .timeZone: return "TZ is not allowed in a schedule"
    case .fieldCount(let count): return "a schedule has five fields, this one has \(count)"
    case .descriptor(let mistake): return mistake.message
    case .duration(let mistake): return mistake.message
    case .notANumber: return field == "field" ? "not a number" : "not a number the \(field) knows"
    case .missingNumber: return "a number is missing in the \(field)"
    case .negativeNumber: return "the \(field) takes no negative number"
    case .numberTooLarge: return "the number in the \(field) is too large"
    case .hyphens: return "a range in the \(field) has more than one hyphen"
    case .slashes: return "an item of the \(field) has more than one slash"
    case .belowMinimum(let value): return "the \(field) starts at \(bounds.lowerBound), not at \(value)"
    case .aboveMaximum(let value): return "the \(field) ends at \(bounds.upperBound), \(value) is beyond"
    case .reversedRange(let start, let end): return "a range in the \(field) runs backwards, from \(start) to \(end)"
    case .zeroStep: return "a step of 0 in the \(field) leads nowhere"
    }
  }

  /// What to write instead.
  package var remedy: String {
    switch kind {
    case .empty: return "write minute, hour, day of month, month and day of week, or a descriptor such as @daily"
    case .timeZone: return "set the field timeZone of the CronJob instead"
    case .fieldCount(let count) where count > 5: return "leave out what is too much: there is no field for seconds and none for years"
    case .fieldCount: return "write minute, hour, day of month, month and day of week"
    case .descriptor(let mistake): return mistake.remedy
    case .duration(let mistake): return mistake.remedy
    case .notANumber(let mistake): return mistake.remedy(bounds: bounds)
    case .missingNumber: return "write the number, or remove the '-', '/' beside it"
    case .negativeNumber, .numberTooLarge: return "write a number from \(bounds.lowerBound) to \(bounds.upperBound)"
    case .hyphens: return "write one range, START-END, and separate several by commas"
    case .slashes: return "write one step, RANGE/STEP"
    case .belowMinimum, .aboveMaximum: return boundsRemedy
    case .reversedRange(let start, let end):
      return "write \(start)-\(bounds.upperBound),\(bounds.lowerBound)-\(end) to go over the end, or swap the two"
    case .zeroStep: return "write a step of at least 1, or remove it"
    }
  }

  package var description: String { "\(message): \(remedy)" }

  private var bounds: ClosedRange<Int> { field?.bounds ?? 0...0 }

  private var boundsRemedy: String {
    switch (field, kind) {
    case (.dayOfWeek, .aboveMaximum(7)): "day 7 is not Sunday here: write 0"
    case (.hour, .aboveMaximum(24)): "write 0 for midnight, and mind the day"
    case (.minute, .aboveMaximum(60)): "write 0 for the full hour"
    default: "write a number from \(bounds.lowerBound) to \(bounds.upperBound)"
    }
  }
}

/// What is wrong with a text that begins with `@`.
package enum DescriptorMistake: Hashable, Sendable {
  case unknown, reboot, upperCase, spaceAround
  /// `@every` without a blank and a duration.
  case everyAlone

  init(_ text: Span<UInt8>) {
    let words = text.words
    let first = words.first ?? 0..<text.count
    let known: [StaticString] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]
    self =
      if text.equalsFolded("@reboot", in: first) {
        .reboot
      } else if text.equalsFolded("@every", in: first) {
        text.equals("@every", in: first) ? .everyAlone : .upperCase
      } else if known.contains(where: { text.equalsFolded($0, in: first) }) {
        known.contains { text.equals($0, in: first) } ? .spaceAround : .upperCase
      } else {
        .unknown
      }
  }

  var message: String {
    switch self {
    case .unknown: "this descriptor does not exist"
    case .reboot: "@reboot has no meaning in a cluster and is rejected"
    case .upperCase: "descriptors are written in lower case"
    case .spaceAround: "a descriptor stands alone, without white space or fields around it"
    case .everyAlone: "@every needs one blank and a duration behind it"
    }
  }

  var remedy: String {
    switch self {
    case .unknown: "write @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually or @every with a duration"
    case .reboot: "start a Job for what runs once, or choose a time"
    case .upperCase: "write it in lower case"
    case .spaceAround: "remove what stands around it"
    case .everyAlone: "write @every 1h30m, for example"
    }
  }
}

/// What is wrong with the duration of `@every`.
package enum DurationMistake: Hashable, Sendable {
  case missing, missingNumber, missingUnit, unknownUnit, tooLong

  var message: String {
    switch self {
    case .missing: "the duration is missing"
    case .missingNumber: "a number is missing in the duration"
    case .missingUnit: "a unit is missing in the duration"
    case .unknownUnit: "the duration has a unit that does not exist"
    case .tooLong: "the duration is longer than 292 years"
    }
  }

  var remedy: String {
    switch self {
    case .missing, .missingNumber: "write a number before each unit, and no blanks, such as 1h30m"
    case .missingUnit, .unknownUnit: "write h, m or s behind each number; there are no days: a day is 24h"
    case .tooLong: "write a shorter one"
    }
  }
}

/// What stands where a number should.
package enum NumberMistake: Hashable, Sendable {
  case unknown
  /// `L`, `W`, `#`, `H`: known to Quartz or Jenkins.
  case foreign
  /// A name that is longer than its three letters.
  case longName
  /// A name of another field, or in a field without names.
  case misplacedName
  /// A name behind a slash.
  case nameAsStep

  init(_ text: Span<UInt8>, _ range: Range<Int>, _ field: CronField) {
    let months = CronField.month.names
    let days = CronField.dayOfWeek.names
    let isStep = range.lowerBound > 0 && text[range.lowerBound - 1] == UInt8(ascii: "/")
    let head = range.lowerBound..<min(range.lowerBound + 3, range.upperBound)
    let isLetters = range.allSatisfy { (0x41...0x5A).contains(text[$0] & 0xDF) }
    self =
      if (months + days).contains(where: { text.equalsFolded($0, in: range) }) {
        isStep && field.names.contains { text.equalsFolded($0, in: range) } ? .nameAsStep : .misplacedName
      } else if isLetters, range.count > 3, field.names.contains(where: { text.equalsFolded($0, in: head) }) {
        .longName
      } else if range.contains(where: { text[$0] == UInt8(ascii: "#") })
        || range.allSatisfy({ text[$0].isDigit || text[$0].isForeignLetter })
      {
        .foreign
      } else {
        .unknown
      }
  }

  func remedy(bounds: ClosedRange<Int>) -> String {
    switch self {
    case .unknown: "write a number from \(bounds.lowerBound) to \(bounds.upperBound), a range, a list or *"
    case .foreign: "L, W, # and H are extensions of other schedulers: write numbers, and let the job check the date"
    case .longName: "write the first three letters only"
    case .misplacedName: "names of months belong into the fourth field, names of days into the fifth"
    case .nameAsStep: "write a number behind the slash"
    }
  }
}

extension UInt8 {
  fileprivate var isForeignLetter: Bool {
    switch self & 0xDF {
    case UInt8(ascii: "L"), UInt8(ascii: "W"), UInt8(ascii: "H"): true
    default: false
    }
  }
}
