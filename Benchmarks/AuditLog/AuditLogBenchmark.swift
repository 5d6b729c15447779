import AuditTrail
import FoundationEssentials
import Glibc

/// Writes audit logs of any length, and reads them: as Curfew does, or line by line with Foundation's decoder.
///
/// `audit-benchmark generate LINES`, `audit-benchmark read FILE`, `audit-benchmark foundation FILE`. What is read is the same: who was allowed or denied
/// what, and which requests one service account made.
@main
enum AuditLogBenchmark {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { fail("usage: audit-benchmark generate LINES | read FILE | foundation FILE", 64) }
    switch arguments[1] {
    case "generate":
      guard let count = Int(arguments[2]) else { fail("\(arguments[2]) is no number", 64) }
      AuditLogGenerator().write(count)
    case "read": print(read(arguments[2]))
    case "foundation": print(decode(arguments[2]))
    default: fail("there is no \(arguments[1])", 64)
    }
  }

  static func fail(_ message: String, _ status: Int32) -> Never {
    print("audit-benchmark: \(message)")
    exit(status)
  }

  static func forEachPiece(of path: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { fail("\(path) cannot be read", 2) }
    defer { close(descriptor) }
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 20) { buffer in
      while true {
        let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if count <= 0 { return }
        unsafe body(UnsafeBufferPointer(rebasing: buffer[..<count]))
      }
    }
  }

  static func read(_ path: String) -> String {
    var log = AuditLog(AuditFilter(users: [AuditLogGenerator.account]))
    var allowed = 0
    unsafe forEachPiece(of: path) { piece in
      unsafe log.read(Span(_unsafeElements: piece)) { if $0.decision == .allow { allowed += 1 } }
    }
    log.finish { if $0.decision == .allow { allowed += 1 } }
    return "\(log.statistics.events) events, \(allowed)"
  }

  private struct Event: Decodable {
    struct User: Decodable {
      var username: String?
      var groups: [String]?
      var extra: [String: [String]]?
    }
    struct Reference: Decodable {
      var apiGroup, resource, subresource, namespace, name: String?
    }
    struct Status: Decodable { var code: Int? }

    var auditID, stage, requestURI, verb, requestReceivedTimestamp: String
    var user: User
    var impersonatedUser: User?
    var objectRef: Reference?
    var responseStatus: Status?
    var annotations: [String: String]?
  }

  static func decode(_ path: String) -> String {
    let decoder = JSONDecoder()
    var (events, allowed) = (0, 0)
    var rest: [UInt8] = []
    func take(_ line: some Collection<UInt8>) {
      guard let event = try? decoder.decode(Event.self, from: Data(line)) else { return }
      events += 1
      let user = event.impersonatedUser?.username ?? event.user.username
      if user == AuditLogGenerator.account, event.annotations?["authorization.k8s.io/decision"] == "allow" { allowed += 1 }
    }
    unsafe forEachPiece(of: path) { piece in
      var start = 0
      while let end = unsafe piece[start...].firstIndex(of: 0x0A) {
        if rest.isEmpty {
          unsafe take(piece[start..<end])
        } else {
          unsafe rest += piece[start..<end]
          take(rest)
          rest = []
        }
        start = end + 1
      }
      unsafe rest += piece[start...]
    }
    if !rest.isEmpty { take(rest) }
    return "\(events) events, \(allowed)"
  }
}
