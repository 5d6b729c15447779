import Testing

@testable import AccessControl

@Suite struct AccessNeedsTests {
  /// `VERB RESOURCE[.GROUP][/SUBRESOURCE][/NAME] [in NAMESPACE]`, or `VERB /PATH`.
  static func need(_ text: String) -> AccessNeed {
    let words = text.split(separator: " ").map(String.init)
    if words[1].hasPrefix("/") { return AccessNeed(verb: words[0], nonResourceURL: words[1]) }
    let target = ResourceName(words[1])
    return AccessNeed(
      verb: words[0], apiGroup: target.apiGroup, resource: target.resource, subresource: target.subresource,
      namespace: words.count > 3 ? words[3] : "", name: target.name)
  }

  @Test(
    "The smallest roles",
    arguments: [
      ([], []),
      (["get secrets/db in shop"], ["shop: get secrets \"db\""]),
      (["get secrets/db in shop", "get secrets/tls in shop"], ["shop: get secrets \"db\",\"tls\""]),
      (["get secrets/db in shop", "update secrets/db in shop"], ["shop: get,update secrets \"db\""]),
      (["get secrets/db in shop", "get secrets/db in test"], ["shop: get secrets \"db\"", "test: get secrets \"db\""]),
      (["list pods in shop", "watch pods in shop", "list events in shop", "watch events in shop"], ["shop: list,watch events,pods"]),
      (
        ["create configmaps/state in shop", "patch configmaps/state in shop"],
        ["shop: create,patch configmaps \"state\""]
      ),
      (["create configmaps in shop", "create configmaps/state in shop"], ["shop: create configmaps"]),
      (["create serviceaccounts/token/deployer in shop"], ["shop: create serviceaccounts/token \"deployer\""]),
      (
        (1...8).map { "create serviceaccounts/token/a\($0) in shop" },
        ["shop: create serviceaccounts/token \((1...8).map { "\"a\($0)\"" }.joined(separator: ","))"]
      ),
      (["impersonate serviceaccounts/run-29391840 in pay"], ["pay: impersonate serviceaccounts \"run-29391840\""]),
      (["impersonate users/dana", "impersonate groups/devs"], [": impersonate groups \"devs\"", ": impersonate users \"dana\""]),
      (["deletecollection pods/x in shop"], ["shop: deletecollection pods"]),
      (["get pods/backup-x7k2p in shop"], ["shop: get pods", "shop widened: get pods"]),
      (["get pods/web-0 in shop"], ["shop: get pods \"web-0\""]),
      (["get secrets/mail-https in shop"], ["shop: get secrets \"mail-https\""]),
      (["get secrets/mail-x7k2p in shop"], ["shop: get secrets", "shop widened: get secrets"]),
      (["get configmaps/run-29391840 in shop"], ["shop: get configmaps", "shop widened: get configmaps"]),
      (["get pods/log/x-29391840-x7k2p in shop", "get pods in shop"], ["shop: get pods,pods/log", "shop widened: get pods/log"]),
      (["list secrets/db in shop"], ["shop: list secrets \"db\""]),
      (["list secrets/db in shop", "list secrets in shop"], ["shop: list secrets"]),
      (["list nodes", "list pods"], [": list nodes,pods"]),
      (["patch cronjobs.batch/a in shop"], ["shop: patch cronjobs.batch \"a\""]),
      (["get /metrics", "get /healthz"], [": get /healthz,/metrics"]),
      ((1...6).map { "get secrets/s\($0) in shop" }, ["shop: get secrets", "shop widened: get secrets"]),
      ((1...100).map { "get secrets/s\($0) in shop" }, ["shop: get secrets", "shop widened: get secrets"]),
    ])
  func roles(_ texts: [String], _ expected: [String]) {
    var needs = AccessNeeds()
    for text in texts { needs.add(Self.need(text)) }
    let found = needs.roles.flatMap { role in
      role.rules.map { "\(role.namespace): \($0)" } + role.widened.map { "\(role.namespace) widened: \($0.permission)" }
    }
    #expect(found == expected)
    #expect(needs.requestCount == texts.count)
  }

  @Test("However many names there are, few are kept")
  func bounded() {
    var needs = AccessNeeds()
    for number in 0..<10_000 { needs.add(Self.need("get pods/p\(number) in shop")) }
    #expect(needs.all.count <= 64)
    #expect(needs.requestCount == 10_000)
    #expect(needs.filter { $0.verb == "get" }.requestCount > 0)
    #expect(needs.filter { $0.verb == "list" }.isEmpty)
  }

  @Test("Denied requests are counted, the most frequent first, and kept within bounds")
  func denied() {
    var denied = DeniedRequests()
    let user = User(serviceAccount: ServiceAccountName(namespace: "shop", name: "backup"))
    for (time, pod) in [("3", "b"), ("1", "a"), ("2", "a")] { denied.add(Self.need("list secrets in shop"), by: user, at: time, pod: pod) }
    denied.add(Self.need("get secrets/db in shop"), by: user, at: "4", pod: nil)
    #expect(denied.entries.map(\.count) == [3, 1])
    #expect(denied.entries.first?.first == "1")
    #expect(denied.entries.first?.last == "3")
    #expect(denied.entries.first?.pods == ["a", "b"])
    for number in 0..<25_000 { denied.add(Self.need("get pods/p\(number) in shop"), by: user, at: "5", pod: nil) }
    #expect(denied.entries.count == 20_000)
    #expect(denied.others == 5_002)
  }
}
