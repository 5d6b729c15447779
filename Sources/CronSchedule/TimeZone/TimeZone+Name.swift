/// Why the API server refuses a `timeZone`.
package enum TimeZoneNameError: Error, Hashable, Sendable, CustomStringConvertible {
  case empty
  /// `Local`, in any case.
  case local
  /// The name is none, or there is no zone of that name; one that may be meant.
  case unknown(suggestion: String?)

  /// What is wrong.
  package var message: String {
    switch self {
    case .empty: "the time zone is empty"
    case .local: "the time zone Local is not allowed"
    case .unknown: "the time zone is unknown"
    }
  }

  /// What to write instead.
  package var remedy: String {
    switch self {
    case .empty: "remove the field, or name a zone such as Europe/Berlin or Etc/UTC"
    case .local: "name a zone such as Europe/Berlin; without the field the zone of the controller's host holds"
    case .unknown(let suggestion?): "write \(suggestion)"
    case .unknown(nil): "name a zone of the IANA database such as Europe/Berlin or Etc/UTC, with its capital letters"
    }
  }

  package var description: String { "\(message): \(remedy)" }
}

extension TimeZone {
  /// The zone of a CronJob's `timeZone`, from the embedded table.
  ///
  /// Accepts what `validateTimeZone` of `pkg/apis/batch/validation` accepts on a server whose zone database is this table.
  package init(named name: String) throws(TimeZoneNameError) {
    try Self.check(name: name)
    guard let zone = TimeZoneTable.zone(named: name) else { throw .unknown(suggestion: TimeZoneTable.suggestion(for: name)) }
    self = zone
  }

  /// Whether ``init(named:)`` accepts a name, without reading the zone.
  package static func find(named name: String) throws(TimeZoneNameError) {
    try check(name: name)
    guard TimeZoneTable.index(of: name) != nil else { throw .unknown(suggestion: TimeZoneTable.suggestion(for: name)) }
  }

  /// What the API server asks of a name before it looks for a zone of that name in its database.
  package static func check(name: String) throws(TimeZoneNameError) {
    let bytes = name.utf8.span
    guard !bytes.isEmpty else { throw .empty }
    var start = 0
    for end in 0...bytes.count where end == bytes.count || bytes[end] == UInt8(ascii: "/") {
      guard isPart(bytes.extracting(start..<end)) else { throw .unknown(suggestion: TimeZoneTable.suggestion(for: name)) }
      start = end + 1
    }
    if bytes.count == 5, TimeZoneTable.areEqualFolded(name.utf8, "local".utf8) { throw .local }
  }

  private static func isPart(_ part: Swift.Span<UInt8>) -> Bool {
    guard (1...14).contains(part.count), part[0] != UInt8(ascii: "-") else { return false }
    var dots = 0
    for index in part.indices {
      switch part[index] {
      case UInt8(ascii: "."): dots += 1
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
      case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"): break
      default: return false
      }
    }
    // The folder itself, and the one above.
    return dots < part.count || dots > 2
  }
}
