import Foundation
import Testing

@testable import AuditTrail

@Suite struct AuditLogTests {
  static let corpus = ProcessInfo.processInfo.environment["CURFEW_CORPUS"]

  /// What a log gives that is read in pieces of one size.
  private static func read(
    _ bytes: [UInt8], _ filter: AuditFilter = AuditFilter(), pieces: Int = .max
  ) -> (events: [AuditEvent], statistics: AuditStatistics) {
    var log = AuditLog(filter)
    var events: [AuditEvent] = []
    var start = 0
    while start < bytes.count {
      let end = pieces < bytes.count - start ? start + pieces : bytes.count
      log.read(bytes[start..<end].span) { events.append($0) }
      start = end
    }
    log.finish { events.append($0) }
    return (events, log.statistics)
  }

  private static let event = """
    {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"1","stage":"ResponseComplete",\
    "requestURI":"/api/v1/namespaces/shop/secrets/db?x=1","verb":"get","user":{"username":"system:serviceaccount:shop:backup",\
    "groups":["a","b"],"extra":{"k":["]"],"authentication.kubernetes.io/pod-name":["backup-1"]}},\
    "requestObject":{"a":[{"}":"{\\"["}]},"objectRef":{"resource":"secrets","namespace":"shop","name":"db","apiVersion":"v1"},\
    "responseStatus":{"metadata":{},"code":200},"requestReceivedTimestamp":"2026-11-23T05:48:28.151151Z",\
    "annotations":{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":"RBAC: \\"x\\""}}
    """

  @Test("All fields of an event")
  func fields() throws {
    let (events, statistics) = Self.read(Array(Self.event.utf8))
    var expected = AuditEvent()
    expected.auditID = "1"
    expected.stage = "ResponseComplete"
    expected.user = "system:serviceaccount:shop:backup"
    expected.groups = ["a", "b"]
    expected.podName = "backup-1"
    expected.verb = "get"
    expected.resource = "secrets"
    expected.namespace = "shop"
    expected.name = "db"
    expected.requestURI = "/api/v1/namespaces/shop/secrets/db?x=1"
    expected.code = 200
    expected.decision = .allow
    expected.reason = "RBAC: \"x\""
    expected.time = "2026-11-23T05:48:28.151151Z"
    #expect(events == [expected])
    #expect(events.first?.path == "/api/v1/namespaces/shop/secrets/db")
    #expect(statistics.lines == 1)
    #expect(statistics.firstTime == expected.time)
  }

  @Test("Lines that are no events are counted, and the others are read", arguments: [1, 2, 3, 7, 64, 1_000, .max])
  func brokenLines(_ pieces: Int) {
    let lines = [Self.event, "", "{\"kind\":\"Event\"", "text", "[]", "{}", "{\"stage\":\"Panic\"}", Self.event + "}", Self.event]
    let (events, statistics) = Self.read(Array(lines.joined(separator: "\n").utf8), pieces: pieces)
    #expect(events.map(\.stage) == ["ResponseComplete", "Panic", "ResponseComplete"])
    #expect(statistics.lines == 9)
    #expect(statistics.events == 3)
    #expect(statistics.unreadableLines == 5)
    #expect(statistics.firstUnreadableLine == 3)
  }

  @Test("A line cut off anywhere is no event, and nothing breaks")
  func cutOff() {
    let bytes = Array(Self.event.utf8)
    for length in 1..<bytes.count {
      let (events, statistics) = Self.read(Array(bytes[..<length]))
      #expect(events.isEmpty && statistics.unreadableLines == 1, "\(length)")
    }
  }

  @Test("Bytes that are changed break nothing")
  func noise() {
    var state: UInt64 = 7
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let noise = Array("\"\\{}[]:, \n0u".utf8)
    var events = 0
    for _ in 0..<4_000 {
      var bytes = Array(Self.event.utf8)
      for _ in 0...random(4) { bytes[random(bytes.count)] = noise[random(noise.count)] }
      events += Self.read(bytes).events.count
    }
    #expect(events > 100)
  }

  @Test("An EventList stands for its events")
  func eventList() {
    let (events, statistics) = Self.read(Array("{\"kind\":\"EventList\",\"metadata\":{},\"items\":[\(Self.event),\(Self.event)]}".utf8))
    #expect(events.count == 2)
    #expect(statistics.lines == 1)
    #expect(statistics.events == 2)
  }

  @Test("However deep something is nested, it is not followed")
  func nesting() {
    for (open, close) in [("{\"items\":[", "]}"), ("[", "]"), ("{\"user\":", "}"), ("{\"a\":{", "}}")] {
      let line = String(repeating: open, count: 200_000) + String(repeating: close, count: 200_000)
      #expect(Self.read(Array(line.utf8)).events.isEmpty)
    }
  }

  @Test("The impersonated user is who acted")
  func impersonation() {
    let line = #"{"stage":"ResponseComplete","user":{"username":"root"},"impersonatedUser":{"username":"dana","groups":["g"]}}"#
    let (events, _) = Self.read(Array(line.utf8), AuditFilter(users: ["dana"]))
    #expect(events.map(\.user) == ["dana"])
    #expect(events.map(\.groups) == [["g"]])
    #expect(events.map(\.impersonator) == ["root"])
    #expect(Self.read(Array(line.utf8), AuditFilter(users: ["root"])).events.isEmpty)
    #expect(Self.read(Array(line.utf8), AuditFilter(users: [], impersonators: ["root"])).events.count == 1)
    #expect(Self.read(Array(line.utf8), AuditFilter(users: [], impersonators: ["dana"])).events.isEmpty)
  }

  @Test("What an impersonation asks for is its own, the pod is that of the token")
  func impersonationParts() throws {
    let line = """
      {"stage":"ResponseComplete","user":{"username":"root","uid":"1","extra":{"authentication.kubernetes.io/pod-name":["own"],"x":["y"]}},\
      "impersonatedUser":{"username":"dana","uid":"7","extra":{"scopes":["a","b"],"authentication.kubernetes.io/pod-name":["other"]}},\
      "authenticationMetadata":{"impersonationConstraint":"impersonate:user-info"}}
      """
    let event = try #require(Self.read(Array(line.utf8)).events.first)
    #expect(event.impersonatedUID == "7")
    #expect(event.impersonatedExtra == ["scopes": ["a", "b"]])
    #expect(event.impersonationConstraint == "impersonate:user-info")
    #expect(event.podName == "own")
  }

  @Test(
    "Escapes in strings",
    arguments: [(#"a\"b\\c\/d"#, "a\"b\\c/d"), (#"\u00e9\ud83d\ude00\n"#, "é😀\n"), (#"\ud83dx"#, "x"), (#"\uzzzz"#, "")])
  func escapes(_ written: String, _ text: String) {
    let (events, _) = Self.read(Array(#"{"stage":"Panic","verb":"\#(written)"}"#.utf8))
    #expect(events.map(\.verb) == [text])
  }

  @Test("Filters", arguments: [(AuditEvent.Decision?.none, 3), (.allow, 1), (.forbid, 1)])
  func filters(_ decision: AuditEvent.Decision?, _ count: Int) {
    let lines =
      ["allow", "forbid"].map { #"{"stage":"Panic","annotations":{"authorization.k8s.io/decision":"\#($0)"}}"# } + [#"{"stage":"Panic"}"#]
    #expect(Self.read(Array(lines.joined(separator: "\n").utf8), AuditFilter(decision: decision)).events.count == count)
  }

  @Test("Recorded logs are read as Foundation reads them", .enabled(if: corpus != nil))
  func recordedLog() throws {
    let folder = URL(filePath: try #require(Self.corpus)).appending(path: "../recordings/kubernetes-1.36/15-audit")
    let data = try Data(contentsOf: folder.appending(path: "people-and-serviceaccounts.jsonl"))
    let (events, statistics) = Self.read(Array(data), pieces: 4_096)
    let lines = data.split(separator: UInt8(ascii: "\n"))
    try #require(events.count == lines.count && events.count > 1_000)
    #expect(statistics.unreadableLines == 0)
    for (event, line) in zip(events, lines) {
      let object = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
      let user = (object["impersonatedUser"] ?? object["user"]) as? [String: Any]
      let reference = object["objectRef"] as? [String: Any]
      let annotations = object["annotations"] as? [String: Any]
      func text(_ value: Any?) -> String { value as? String ?? "" }
      #expect(event.auditID == text(object["auditID"]))
      #expect(event.user == text(user?["username"]))
      #expect(event.groups == user?["groups"] as? [String] ?? [])
      #expect(event.verb == text(object["verb"]))
      #expect(
        [event.apiGroup, event.resource, event.subresource, event.namespace, event.name]
          == ["apiGroup", "resource", "subresource", "namespace", "name"].map { text(reference?[$0]) })
      #expect(event.requestURI == text(object["requestURI"]))
      #expect(event.code == (object["responseStatus"] as? [String: Any])?["code"] as? Int)
      #expect(event.decision?.rawValue ?? "" == text(annotations?["authorization.k8s.io/decision"]))
      #expect(event.reason == text(annotations?["authorization.k8s.io/reason"]))
    }
  }
}
