import Glibc

/// Makes an audit log as a cluster of many CronJobs writes it, always the same: the shapes and the mix are those of a recorded log of Kubernetes 1.36.
struct AuditLogGenerator {
  /// One of the service accounts that act.
  static let account = "system:serviceaccount:team-7:job-3"

  private var state: UInt64 = 1

  private mutating func number(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(truncatingIfNeeded: state >> 33) % count
  }

  /// Writes so many lines to standard output.
  consuming func write(_ count: Int) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 << 20)
    for line in 0..<count {
      bytes += event(line).utf8
      bytes.append(0x0A)
      if bytes.count > 1 << 20 { Self.flush(&bytes) }
    }
    Self.flush(&bytes)
  }

  private static func flush(_ bytes: inout [UInt8]) {
    var start = 0
    while start < bytes.count {
      let written = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress?.advanced(by: start), $0.count - start)
      }
      if written <= 0 { AuditLogBenchmark.fail("the log cannot be written", 2) }
      start += written
    }
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func event(_ line: Int) -> String {
    let (team, job) = (number(40), number(20))
    let pod = "job-\(job)-\(29_900_000 + line % 10_000)-abcde"
    let (verb, resource, name, code) =
      [
        ("get", "secrets", "database", 200), ("get", "configmaps", "settings", 200), ("list", "pods", "", 200), ("watch", "pods", "", 200),
        ("patch", "configmaps", "state", 200), ("create", "events", "", 201), ("get", "pods", pod, 404), ("delete", "pods", pod, 200),
        ("list", "secrets", "", 403), ("update", "leases", "job-\(job)", 200),
      ][number(10)]
    let group = resource == "leases" ? "coordination.k8s.io" : ""
    let path = group.isEmpty ? "/api/v1" : "/apis/\(group)/v1"
    let second = line / 50 % 86_400
    let time =
      "2026-11-\(10 + line / 4_320_000 % 20)T\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60)).\(100_000 + line % 900_000)Z"
    // Every tenth carries an object, as where the policy asks for requests or responses.
    let object = number(10) == 0 ? #","requestObject":\#(Self.object)"# : ""
    return """
      {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"99e552de-8265-4bbc-a1e5-\(100_000_000_000 + line)",\
      "stage":"ResponseComplete","requestURI":"\(path)/namespaces/team-\(team)/\(resource)\(name.isEmpty ? "" : "/\(name)")?timeout=5s","verb":"\(verb)",\
      "user":{"username":"system:serviceaccount:team-\(team):job-\(job)","uid":"7304dea1-ed4c-460c-b201-5654b7d3867a",\
      "groups":["system:serviceaccounts","system:serviceaccounts:team-\(team)","system:authenticated"],"extra":{\
      "authentication.kubernetes.io/credential-id":["JTI=54a5b7ca-b6c7-4bed-a2af-fc605ed3bf49"],\
      "authentication.kubernetes.io/node-name":["worker-\(number(9))"],"authentication.kubernetes.io/pod-name":["\(pod)"],\
      "authentication.kubernetes.io/pod-uid":["20994e6e-97a6-483c-a247-ff3f0654615f"]}},"sourceIPs":["10.0.\(team).\(job)"],\
      "userAgent":"kubectl/v1.32.4 (linux/amd64) kubernetes/4cb5f07",\
      "objectRef":{"resource":"\(resource)","namespace":"team-\(team)",\(name.isEmpty ? "" : "\"name\":\"\(name)\",")\
      \(group.isEmpty ? "" : "\"apiGroup\":\"\(group)\",")"apiVersion":"v1"},"responseStatus":{"metadata":{},"code":\(code)}\(object),\
      "requestReceivedTimestamp":"\(time)","stageTimestamp":"\(time)",\
      "annotations":{"authorization.k8s.io/decision":"\(code == 403 ? "forbid" : "allow")",\
      "authorization.k8s.io/reason":"\(code == 403 ? "" : #"RBAC: allowed by RoleBinding \"job-\#(job)/team-\#(team)\" of Role \"job\" to ServiceAccount \"job-\#(job)/team-\#(team)\""#)"}}
      """
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let object: String = {
    let containers = (0..<6).map { container in
      let env = (0..<8).map { #"{"name":"VARIABLE_\#($0)","value":"some value of a variable, \"quoted\" here and there"}"# }.joined(
        separator: ",")
      return
        #"{"name":"c\#(container)","image":"registry.example.com/team/job:1.4","env":[\#(env)],"resources":{"limits":{"memory":"64Mi"}}}"#
    }
    return #"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"x"},"spec":{"containers":[\#(containers.joined(separator: ","))]}}"#
  }()
}
