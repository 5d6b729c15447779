import AuditTrail
import Findings
import Manifests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Audit logs on the command line, read from the first line to the last.
struct AuditLogInput {
  private(set) var statistics: [AuditStatistics] = []
  /// Whether some of a log could not be read; standard error says what.
  private(set) var isIncomplete = false

  private static let pieceSize = 1 << 20

  /// - Parameter paths: `-` is standard input.
  mutating func read(_ paths: [String], _ filter: AuditFilter, _ body: (AuditEvent) -> Void) {
    for path in paths {
      let name = path == "-" ? "standard input" : path
      let descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        note("\(name) cannot be opened: \(unsafe String(cString: strerror(errno)))")
        continue
      }
      defer { if path != "-" { close(descriptor) } }
      var log = AuditLog(filter)
      if let problem = Self.forEachPiece(of: descriptor, { log.read($0, body) }) {
        note("\(name) cannot be read to its end: \(problem)")
      }
      log.finish(body)
      statistics.append(log.statistics)
      guard let line = log.statistics.firstUnreadableLine else { continue }
      if log.statistics.events == 0 {
        note(
          "\(name) is no audit log: a line of JSON for each event is what is read (unpack compressed logs: gunzip -c FILE | … --audit-log -)"
        )
      } else {
        StandardError.write(
          "curfew: \(name): \(log.statistics.unreadableLines) of \(log.statistics.lines) lines are no whole events and were left out, line \(line) first\n"
        )
      }
    }
  }

  private mutating func note(_ problem: String) {
    StandardError.write("curfew: \(problem)\n")
    isIncomplete = true
  }

  /// - Returns: Why the end was not reached; nil where it was.
  private static func forEachPiece(of descriptor: Int32, _ body: (borrowing Span<UInt8>) -> Void) -> String? {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: pieceSize) { buffer in
      while true {
        #if canImport(Glibc)
          let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
          let count = unsafe Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
        if count == 0 { return nil }
        if count < 0 {
          if errno == EINTR { continue }
          return unsafe String(cString: strerror(errno))
        }
        unsafe body(Span(_unsafeElements: UnsafeBufferPointer(rebasing: buffer[..<count])))
      }
    }
  }

  /// When the earliest and the latest request of all logs came, in RFC 3339.
  var window: (first: String, last: String)? {
    guard let first = statistics.compactMap(\.firstTime).min(), let last = statistics.compactMap(\.lastTime).max() else { return nil }
    return (first, last)
  }
}
