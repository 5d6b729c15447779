import Randomness

/// Random RBAC objects over few names, so that requests often meet rules, and requests about them.
struct RandomPolicy {
  private static let namespaces = ["a", "b", "kube-system"]
  private static let names = ["one", "two", "three", "*"]
  private static let verbs = ["get", "list", "create", "*", "*", "Get"]
  private static let apiGroups = ["", "", "batch", "*"]
  private static let resources = [
    "pods", "pods/exec", "*/exec", "pods/*", "*/*", "secrets", "cronjobs", "cronjobs/status", "*/status", "*", "*", "*/",
  ]
  private static let paths = ["/healthz", "/healthz/*", "/api*", "/api**", "*", "/a*/b", "/"]
  private static let users = [
    "system:serviceaccount:a:one", "system:serviceaccount:b:two", "system:serviceaccount:a:two", "dana", "one", "system:masters",
  ]
  private static let groups = ["system:serviceaccounts", "system:serviceaccounts:a", "system:authenticated", "ops"]

  var generator: SeededGenerator

  mutating func authorizer() -> NaiveAuthorizer {
    var roles: [NaiveAuthorizer.Role] = []
    var taken: Set<String> = []
    for _ in 0..<generator.number(6, 16) {
      let namespace = generator.chance(50) ? nil : generator.pick(Self.namespaces)
      let name = generator.pick(Self.names + ["four", "five"])
      guard taken.insert("\(namespace ?? "")/\(name)").inserted else { continue }
      var role = NaiveAuthorizer.Role(namespace: namespace, name: name)
      role.rules = (0..<generator.number(0, 5)).map { _ in rule() }
      if namespace == nil {
        for label in ["x", "y"] where generator.chance(35) { role.labels[label] = generator.pick(["1", "2"]) }
        if generator.chance(30) {
          role.aggregates = (0..<generator.number(1, 2)).map { _ in
            generator.chance(10) ? [:] : [generator.pick(["x", "y"]): generator.pick(["1", "2"])]
          }
        }
      }
      roles.append(role)
    }
    // Without it, the built-in roles would be added.
    roles.append(NaiveAuthorizer.Role(namespace: nil, name: "cluster-admin"))
    let bindings = (0..<generator.number(4, 16)).map { index in
      let namespace = generator.chance(35) ? nil : generator.pick(Self.namespaces)
      return NaiveAuthorizer.Binding(
        namespace: namespace, name: "binding-\(index)", subjects: (0..<generator.number(0, 4)).map { _ in subject() },
        roleKind: namespace == nil || generator.chance(50) ? "ClusterRole" : "Role",
        roleName: generator.pick(Self.names + ["four", "five"]))
    }
    return NaiveAuthorizer(roles: roles, bindings: bindings)
  }

  private mutating func rule() -> NaiveAuthorizer.Rule {
    var rule = NaiveAuthorizer.Rule(verbs: generator.some(Self.verbs, atMost: 4))
    if generator.chance(20) {
      rule.nonResourceURLs = generator.some(Self.paths, atMost: 2)
    } else {
      rule.apiGroups = generator.some(Self.apiGroups, atMost: 3)
      rule.resources = generator.some(Self.resources, atMost: 5)
      if generator.chance(30) { rule.resourceNames = generator.some(Self.names, atMost: 2) }
    }
    return rule
  }

  private mutating func subject() -> NaiveAuthorizer.Subject {
    switch generator.number(0, 3) {
    case 0: NaiveAuthorizer.Subject(kind: "User", namespace: nil, name: generator.pick(Self.users))
    case 1: NaiveAuthorizer.Subject(kind: "Group", namespace: nil, name: generator.pick(Self.groups))
    default:
      NaiveAuthorizer.Subject(
        kind: "ServiceAccount", namespace: generator.chance(70) ? generator.pick(["a", "b"]) : generator.pick([nil, ""]),
        name: generator.pick(Self.names))
    }
  }

  mutating func request() -> NaiveAuthorizer.Request {
    var request = NaiveAuthorizer.Request(
      user: generator.pick(Self.users), groups: generator.some(Self.groups, atMost: 4), verb: generator.pick(Self.verbs))
    if generator.chance(1) { request.groups.append("system:masters") }
    if generator.chance(15) {
      request.path = generator.pick(["/healthz", "/healthz/", "/healthz/ready", "/api", "/apis", "/axx/b", "/", "/a*/b"])
      return request
    }
    request.namespace = generator.pick(Self.namespaces + ["", "absent"])
    request.apiGroup = generator.pick(Self.apiGroups + ["apps", ""])
    request.resource = generator.pick(["pods", "secrets", "cronjobs", "nodes", ""])
    if generator.chance(40) { request.subresource = generator.pick(["exec", "status", "*"]) }
    if generator.chance(50) { request.name = generator.pick(Self.names) }
    return request
  }
}

extension NaiveAuthorizer {
  /// The objects as manifests; roles and bindings in an order of their own.
  func manifest(shuffledBy generator: inout SeededGenerator) -> [UInt8] {
    var items = roles.map(Self.manifest) + bindings.map(Self.manifest)
    items.shuffle(using: &generator)
    return Array(#"{"apiVersion":"v1","kind":"List","items":[\#(items.joined(separator: ",\n"))]}"#.utf8)
  }

  private static func manifest(_ role: Role) -> String {
    let rules = role.rules.map { rule in
      """
      {"verbs":\(list(rule.verbs)),"apiGroups":\(list(rule.apiGroups)),"resources":\(list(rule.resources)),\
      "resourceNames":\(list(rule.resourceNames)),"nonResourceURLs":\(list(rule.nonResourceURLs))}
      """
    }
    let selectors = role.aggregates.map { $0.map { #"{"matchLabels":\#(map($0))}"# }.joined(separator: ",") }
    let aggregation = selectors.map { #","aggregationRule":{"clusterRoleSelectors":[\#($0)]}"# } ?? ""
    return head(role.namespace == nil ? "ClusterRole" : "Role", role.namespace, role.name, labels: role.labels)
      + #","rules":[\#(rules.joined(separator: ","))]\#(aggregation)}"#
  }

  private static func manifest(_ binding: Binding) -> String {
    let subjects = binding.subjects.map { subject in
      let namespace = subject.namespace.map { #","namespace":"\#($0)""# } ?? ""
      return #"{"kind":"\#(subject.kind)","name":"\#(subject.name)"\#(namespace)}"#
    }
    return head(binding.namespace == nil ? "ClusterRoleBinding" : "RoleBinding", binding.namespace, binding.name)
      + #","roleRef":{"kind":"\#(binding.roleKind)","name":"\#(binding.roleName)"},"subjects":[\#(subjects.joined(separator: ","))]}"#
  }

  private static func head(_ kind: String, _ namespace: String?, _ name: String, labels: [String: String] = [:]) -> String {
    let namespace = namespace.map { #","namespace":"\#($0)""# } ?? ""
    return
      #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"\#(kind)","metadata":{"name":"\#(name)"\#(namespace),"labels":\#(map(labels))}"#
  }

  private static func list(_ texts: [String]) -> String { "[\(texts.map { "\"\($0)\"" }.joined(separator: ","))]" }

  private static func map(_ entries: [String: String]) -> String {
    "{\(entries.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ","))}"
  }
}

extension SeededGenerator {
  /// Some elements, often none or one.
  fileprivate mutating func some<Element>(_ elements: [Element], atMost count: Int) -> [Element] {
    (0..<number(0, count)).map { _ in pick(elements) }
  }
}
