import ClusterState
import AccessControl
import Foundation
import Manifests
import Testing

@Suite("Recorded answers of the real authorizer", .enabled(if: Corpus.isAvailable))
struct RecordedAnswersTests {
  private struct Row: Decodable {
    var user: String
    var groups: [String]
    var namespace: String
    var verb: String
    var group: String
    var resource: String
    var subresource: String
    var name: String
    var nonResourceURL: String
    var allowed: Bool
    var reason: String?
  }

  private static func authorizer() throws -> Authorizer {
    let files = try ["clusterroles", "clusterrolebindings", "roles", "rolebindings", "serviceaccounts"].map {
      try Corpus.recording("12-sar-set-a/\($0).json")
    }
    return Authorizer(try ClusterState(manifests: files))
  }

  @Test("Every answer of set A is the same, and its reason where only one grant allows the request")
  func setA() throws {
    let authorizer = try Self.authorizer()
    let rows = try Corpus.recording("12-sar-set-a/subjectaccessreviews.jsonl").split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Row.self, from: Data($0))
    }
    #expect(rows.count == 2_708)
    var sameReasons = 0
    for row in rows {
      let request = AccessRequest(
        user: User(name: row.user, groups: row.groups), verb: row.verb, apiGroup: row.group, resource: row.resource,
        subresource: row.subresource, name: row.name, namespace: row.namespace, nonResourceURL: row.nonResourceURL)
      let decision = authorizer.decision(on: request)
      if case .notEvaluated(let reason) = decision { Issue.record("\(row): \(reason)") }
      #expect(decision.isAllowed == row.allowed, "\(row)")
      if authorizer.reason(of: decision) == row.reason ?? "" { sameReasons += 1 }
    }
    // Where several grants allow a request, the API server names any of them.
    #expect(sameReasons > 2_600)
  }

  @Test("The built-in roles that are compiled in are those of the recorded cluster")
  func defaultRoles() throws {
    let recorded = try ClusterState(manifests: [try Corpus.recording("12-sar-set-a/clusterroles.json")])
    let names = Set(DefaultRoles.state(ofMinorVersion: 36).clusterRoles.compactMap(\.object.metadata.name.value))
    #expect(names.count > 60)
    #expect(names.isSubset(of: recorded.clusterRoles.compactMap(\.object.metadata.name.value)))
  }
}
