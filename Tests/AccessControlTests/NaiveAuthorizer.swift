/// RBAC as the API server walks it: every binding, every subject, every rule, every time, and no index. The oracle of the authorizer.
struct NaiveAuthorizer {
  struct Rule: Equatable {
    var verbs: [String] = []
    var apiGroups: [String] = []
    var resources: [String] = []
    var resourceNames: [String] = []
    var nonResourceURLs: [String] = []
  }

  struct Role {
    /// nil: a ClusterRole.
    var namespace: String?
    var name: String
    var labels: [String: String] = [:]
    var rules: [Rule] = []
    /// Labels that sources of the rules have, by selector.
    var aggregates: [[String: String]]?
  }

  struct Subject {
    var kind: String
    var namespace: String?
    var name: String
  }

  struct Binding {
    /// nil: a ClusterRoleBinding.
    var namespace: String?
    var name: String
    var subjects: [Subject]
    var roleKind: String
    var roleName: String
  }

  struct Request {
    var user: String
    var groups: [String]
    var namespace = ""
    var verb: String
    var apiGroup = ""
    var resource = ""
    var subresource = ""
    var name = ""
    var path = ""
  }

  var roles: [Role]
  var bindings: [Binding]

  /// What the aggregation controller writes, again and again until it writes nothing new. New objects: what is written in an aggregated role itself goes
  /// as soon as anything is selected.
  mutating func aggregate() {
    func sources(of index: Int) -> [Int] {
      let selectors = roles[index].aggregates ?? []
      return roles.indices.filter { other in
        other != index && roles[other].namespace == nil
          && selectors.contains { selector in selector.allSatisfy { roles[other].labels[$0.key] == $0.value } }
      }
    }
    let aggregated = roles.indices.filter { roles[$0].aggregates != nil && !sources(of: $0).isEmpty }
    for index in aggregated { roles[index].rules = [] }
    var before = -1
    while before != roles.reduce(0, { $0 + $1.rules.count }) {
      before = roles.reduce(0) { $0 + $1.rules.count }
      for index in aggregated {
        var rules: [Rule] = []
        for source in sources(of: index) {
          for rule in roles[source].rules where !rules.contains(rule) { rules.append(rule) }
        }
        roles[index].rules = rules
      }
    }
  }

  func allows(_ request: Request) -> Bool {
    if request.groups.contains("system:masters") { return true }
    for binding in bindings where binding.namespace == nil && applies(binding, to: request, namespace: "") {
      if rules(of: binding).contains(where: { allows(request, $0) }) { return true }
    }
    guard !request.namespace.isEmpty else { return false }
    for binding in bindings where binding.namespace == request.namespace && applies(binding, to: request, namespace: request.namespace) {
      if rules(of: binding).contains(where: { allows(request, $0) }) { return true }
    }
    return false
  }

  private func rules(of binding: Binding) -> [Rule] {
    switch binding.roleKind {
    case "Role": roles.first { $0.namespace != nil && $0.namespace == binding.namespace && $0.name == binding.roleName }?.rules ?? []
    case "ClusterRole": roles.first { $0.namespace == nil && $0.name == binding.roleName }?.rules ?? []
    default: []
    }
  }

  private func applies(_ binding: Binding, to request: Request, namespace: String) -> Bool {
    binding.subjects.contains { subject in
      switch subject.kind {
      case "User": return request.user == subject.name
      case "Group": return request.groups.contains(subject.name)
      case "ServiceAccount":
        let written = subject.namespace ?? ""
        let own = written.isEmpty ? namespace : written
        return !own.isEmpty && request.user == "system:serviceaccount:\(own):\(subject.name)"
      default: return false
      }
    }
  }

  private func allows(_ request: Request, _ rule: Rule) -> Bool {
    guard rule.verbs.contains("*") || rule.verbs.contains(request.verb) else { return false }
    guard request.path.isEmpty else {
      return rule.nonResourceURLs.contains { url in
        if url == "*" || url == request.path { return true }
        guard url.hasSuffix("*") else { return false }
        var prefix = Substring(url)
        while prefix.hasSuffix("*") { prefix.removeLast() }
        return request.path.hasPrefix(prefix)
      }
    }
    let combined = request.subresource.isEmpty ? request.resource : request.resource + "/" + request.subresource
    return (rule.apiGroups.contains("*") || rule.apiGroups.contains(request.apiGroup))
      && rule.resources.contains { $0 == "*" || $0 == combined || (!request.subresource.isEmpty && $0 == "*/" + request.subresource) }
      && (rule.resourceNames.isEmpty || rule.resourceNames.contains(request.name))
  }
}
