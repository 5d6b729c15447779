/// Why bytes are no time zone.
package enum TZifError: Error, Hashable, Sendable, CustomStringConvertible {
  case notTZif
  /// The first version has no rule for the future, and is no longer in use.
  case firstVersion
  case truncated
  /// Transitions that are not in order, a type that is not there, an offset of a day or more.
  case inconsistent
  case badRule

  package var description: String {
    switch self {
    case .notTZif: "is no time zone file (TZif); name a folder such as /usr/share/zoneinfo"
    case .firstVersion: "is a time zone file of the first version; install a current tzdata"
    case .truncated: "ends too early for a time zone file; install tzdata again"
    case .inconsistent: "is a damaged time zone file; install tzdata again"
    case .badRule: "is a time zone file with a malformed rule for the future; install tzdata again"
    }
  }
}

extension TimeZone {
  /// Reads a file of the zone database in the format TZif, version 2 or later (RFC 8536). Leap seconds are left out of account, as in Go.
  package init(name: String, tzif bytes: [UInt8]) throws(TZifError) {
    let data = bytes.span
    let first = try TZifHeader(data, at: 0)
    guard first.version >= UInt8(ascii: "2") else { throw .firstVersion }
    // The first block repeats the second with times of 32 bits.
    let header = try TZifHeader(data, at: TZifHeader.size + first.bodySize(timeSize: 4))
    let times = header.end
    let indices = times + header.timeCount * 8
    let types = indices + header.timeCount
    let footer = header.end + header.bodySize(timeSize: 8)
    guard header.typeCount > 0, footer + 2 <= data.count, data[footer] == UInt8(ascii: "\n") else { throw .truncated }

    var offsets: [Int64] = []
    for index in 0..<header.typeCount {
      let offset = Int64(Int32(truncatingIfNeeded: data.bigEndian(at: types + index * 6, size: 4)))
      guard offset.magnitude < 86_400 else { throw .inconsistent }
      offsets.append(offset)
    }
    var transitions: [Transition] = []
    transitions.reserveCapacity(header.timeCount)
    for index in 0..<header.timeCount {
      let instant = Int64(bitPattern: data.bigEndian(at: times + index * 8, size: 8))
      let type = Int(data[indices + index])
      guard type < offsets.count, transitions.last.map({ $0.instant < instant }) ?? true else { throw .inconsistent }
      transitions.append(Transition(instant: instant, offset: offsets[type]))
    }
    guard let end = (footer + 1..<data.count).first(where: { data[$0] == UInt8(ascii: "\n") }) else { throw .truncated }
    var rule: PosixTimeZone?
    if end > footer + 1 {
      rule = PosixTimeZone(bytes[footer + 1..<end])
      guard rule != nil else { throw .badRule }
    }
    self.init(name: name, initialOffset: offsets[0], transitions: transitions, rule: rule)
  }
}

/// The head of one of the two blocks of a TZif file.
private struct TZifHeader {
  static let size = 44

  var version: UInt8
  var end: Int
  var utcIndicatorCount: Int
  var standardIndicatorCount: Int
  var leapCount: Int
  var timeCount: Int
  var typeCount: Int
  var nameSize: Int

  init(_ data: Span<UInt8>, at start: Int) throws(TZifError) {
    guard start <= data.count, data.count - start >= Self.size else { throw start == 0 ? .notTZif : .truncated }
    guard data.equals("TZif", in: start..<start + 4) else { throw start == 0 ? .notTZif : .inconsistent }
    version = data[start + 4]
    end = start + Self.size
    func count(_ index: Int) -> Int { Int(data.bigEndian(at: start + 20 + index * 4, size: 4)) }
    utcIndicatorCount = count(0)
    standardIndicatorCount = count(1)
    leapCount = count(2)
    timeCount = count(3)
    typeCount = count(4)
    nameSize = count(5)
  }

  /// No sum of these counts of 32 bits overflows.
  func bodySize(timeSize: Int) -> Int {
    timeCount * (timeSize + 1) + typeCount * 6 + nameSize + leapCount * (timeSize + 4) + standardIndicatorCount + utcIndicatorCount
  }
}

extension Span<UInt8> {
  fileprivate func bigEndian(at offset: Int, size: Int) -> UInt64 {
    (offset..<offset + size).reduce(0) { $0 << 8 | UInt64(self[$1]) }
  }
}
