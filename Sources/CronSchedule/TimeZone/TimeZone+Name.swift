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
    guard !name.isEmpty else { throw .empty }
    for part in name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) where !isPart(part) {
      throw .unknown(suggestion: TimeZoneTable.suggestion(for: name))
    }
    if TimeZoneTable.areEqualFolded(name.utf8, "local".utf8) { throw .local }
  }

  private static func isPart(_ part: Substring.UTF8View) -> Bool {
    guard (1...14).contains(part.count), part.first != UInt8(ascii: "-") else { return false }
    guard !part.elementsEqual(".".utf8), !part.elementsEqual("..".utf8) else { return false }
    return part.allSatisfy { byte in
      (0x41...0x5A).contains(byte & 0xDF) || byte.isDigit || [0x2B, 0x2D, 0x2E, 0x5F].contains(byte)
    }
  }
}
