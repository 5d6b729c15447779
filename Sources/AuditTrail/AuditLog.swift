/// Reads an audit log piece by piece, in memory that does not grow with it.
///
/// A log is a line of JSON for each event, as `--audit-log-path` writes it; an `EventList`, as webhooks get it, may stand in place of an event. Events are
/// handed over only where the filter lets them pass: of all others, nothing is copied.
///
/// ```swift
/// var log = AuditLog(AuditFilter(decision: .forbid))
/// while let piece = … { log.read(piece) { event in … } }
/// log.finish { event in … }
/// ```
package struct AuditLog: Sendable {
  /// What was read so far.
  package private(set) var statistics = AuditStatistics()
  private let filter: AuditFilter
  /// The beginning of a line whose end is not read yet.
  private var rest: [UInt8] = []
  private var isSkipping = false

  /// No event is that long; whatever has no line breaks is not kept.
  private static let longestLine = 64 << 20

  /// Reads the events that a filter lets pass.
  package init(_ filter: AuditFilter = AuditFilter()) {
    self.filter = filter
  }

  /// Takes the next piece, wherever it begins and ends.
  package mutating func read(_ piece: borrowing Span<UInt8>, _ body: (AuditEvent) -> Void) {
    unsafe piece.withUnsafeBufferPointer { bytes in
      var start = 0
      while let end = unsafe Self.lineBreak(in: bytes, from: start) {
        let line = unsafe UnsafeBufferPointer(rebasing: bytes[start..<end])
        if isSkipping {
          isSkipping = false
        } else if rest.isEmpty {
          unsafe take(line, body)
        } else {
          unsafe rest += line
          takeRest(body)
        }
        start = end + 1
      }
      guard start < bytes.count, !isSkipping else { return }
      unsafe rest += bytes[start...]
      guard rest.count > Self.longestLine else { return }
      noteUnreadableLine()
      rest = []
      isSkipping = true
    }
  }

  /// Takes the last line, which need not have a break.
  package mutating func finish(_ body: (AuditEvent) -> Void) { takeRest(body) }

  private mutating func takeRest(_ body: (AuditEvent) -> Void) {
    let line = rest
    rest = []
    guard !line.isEmpty else { return }
    unsafe line.withUnsafeBufferPointer { unsafe take($0, body) }
  }

  private static func lineBreak(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var index = start
    guard let base = bytes.baseAddress else { return nil }
    while index + 8 <= bytes.count {
      let word = unsafe UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self) ^ (ones &* 0x0A)
      let hits = (word &- ones) & ~word & 0x8080_8080_8080_8080
      if hits != 0 { return index + hits.trailingZeroBitCount >> 3 }
      index += 8
    }
    while index < bytes.count {
      if unsafe bytes[index] == 0x0A { return index }
      index += 1
    }
    return nil
  }

  private mutating func noteUnreadableLine() {
    statistics.lines += 1
    statistics.unreadableLines += 1
    if statistics.firstUnreadableLine == nil { statistics.firstUnreadableLine = statistics.lines }
  }

  private mutating func take(_ line: UnsafeBufferPointer<UInt8>, _ body: (AuditEvent) -> Void) {
    guard var cursor = unsafe JSONCursor(line) else {
      statistics.lines += 1
      return
    }
    if cursor.isAtEnd() {
      statistics.lines += 1
      return
    }
    var items: [AuditFields]? = []
    var fields = AuditFields()
    fields.read(&cursor, &items)
    let events = items ?? []
    guard !cursor.isBroken, cursor.isAtEnd(), fields.isEvent || !events.isEmpty else { return noteUnreadableLine() }
    statistics.lines += 1
    if fields.isEvent { pass(fields, cursor, body) }
    for fields in events where fields.isEvent { pass(fields, cursor, body) }
  }

  private mutating func pass(_ fields: AuditFields, _ cursor: JSONCursor, _ body: (AuditEvent) -> Void) {
    statistics.events += 1
    if let time = fields.time {
      if statistics.first.isEmpty || cursor.orders(time, before: statistics.first) { statistics.first = cursor.bytes(time) }
      if statistics.last.isEmpty || !cursor.orders(time, before: statistics.last) { statistics.last.replace(with: time, of: cursor) }
    }
    if filter.passes(fields, cursor) { body(fields.event(cursor)) }
  }
}

/// What a log is made of.
package struct AuditStatistics: Sendable {
  /// Lines that were read, whatever they hold.
  package fileprivate(set) var lines = 0
  /// Lines that hold an event.
  package fileprivate(set) var events = 0
  /// Lines that are no events: cut off, or something else.
  package fileprivate(set) var unreadableLines = 0
  /// From 1.
  package fileprivate(set) var firstUnreadableLine: Int?
  fileprivate var first: [UInt8] = []
  fileprivate var last: [UInt8] = []

  /// When the earliest request of the log came, in RFC 3339; nil where there is none.
  package var firstTime: String? { first.isEmpty ? nil : String(decoding: first, as: UTF8.self) }
  /// When the latest request came, likewise.
  package var lastTime: String? { last.isEmpty ? nil : String(decoding: last, as: UTF8.self) }
}

/// Which events are wanted.
package struct AuditFilter: Sendable {
  /// Names of users who acted; nil: anyone.
  fileprivate var users: [[UInt8]]?
  fileprivate var impersonators: [[UInt8]]
  fileprivate var decision: AuditEvent.Decision?

  /// - Parameters:
  ///   - users: Who acted; nil: anyone.
  ///   - impersonators: Whose requests are wanted, too, where others acted by them.
  ///   - decision: nil: any, and none.
  package init(users: [String]? = nil, impersonators: [String] = [], decision: AuditEvent.Decision? = nil) {
    self.users = users?.map { Array($0.utf8) }
    self.impersonators = impersonators.map { Array($0.utf8) }
    self.decision = decision
  }

  fileprivate func passes(_ fields: AuditFields, _ cursor: JSONCursor) -> Bool {
    if let decision {
      guard let found = fields.decision, cursor.holds(found, decision == .allow ? "allow" : "forbid") else { return false }
    }
    guard let users else { return true }
    guard let user = fields.impersonated.name ?? fields.user.name else { return false }
    if users.contains(where: { cursor.holds(user, $0) }) { return true }
    guard !impersonators.isEmpty, fields.impersonated.name != nil, let asker = fields.user.name else { return false }
    return impersonators.contains { cursor.holds(asker, $0) }
  }
}

extension [UInt8] {
  /// Becomes a part of the text, without a new array.
  fileprivate mutating func replace(with range: Range<Int>, of cursor: JSONCursor) {
    guard count == range.count else {
      self = cursor.bytes(range)
      return
    }
    for index in indices { self[index] = cursor.byte(at: range.lowerBound + index) }
  }
}
