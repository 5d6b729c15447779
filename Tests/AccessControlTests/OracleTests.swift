import ClusterState
import AccessControl
import Manifests
import Randomness
import Testing

@Suite("The authorizer and the naive walk")
struct OracleTests {
  @Test("100,000 random requests are answered alike")
  func randomRequests() throws {
    var random = RandomPolicy(generator: SeededGenerator(seed: 4))
    var allowed = 0
    for policy in 0..<1_000 {
      var naive = random.authorizer()
      let manifest = naive.manifest(shuffledBy: &random.generator)
      let authorizer = Authorizer(try ClusterState(manifests: [manifest]))
      naive.aggregate()
      for _ in 0..<100 {
        let request = random.request()
        let expected = naive.allows(request)
        let decision = authorizer.decision(on: AccessRequest(request))
        if expected { allowed += 1 }
        guard decision.isAllowed != expected else { continue }
        Issue.record("policy \(policy): \(request) is \(decision), not \(expected), with\n\(String(decoding: manifest, as: UTF8.self))")
        return
      }
    }
    // Otherwise the comparison would say little.
    #expect((10_000...90_000).contains(allowed))
  }
}

extension AccessRequest {
  init(_ request: NaiveAuthorizer.Request) {
    self.init(
      user: User(name: request.user, groups: request.groups), verb: request.verb, apiGroup: request.apiGroup, resource: request.resource,
      subresource: request.subresource, name: request.name, namespace: request.namespace, nonResourceURL: request.path)
  }
}
