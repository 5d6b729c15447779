package import AccessControl

/// What service accounts can do, as a picture: workloads, service accounts, the roles that bindings give them, and the paths to what is gravest.
package struct AccessDiagram {
  enum Kind { case workload, account, cloud, role, step, goal }

  struct Node {
    let kind: Kind
    /// `CronJob`, `Role`; empty where the name says all.
    let caption: String
    let name: String
    let level: Capability.Level
    /// Where the page tells more about it; nil: nowhere.
    var link: String?

    var label: String { caption.isEmpty || kind == .account || kind == .goal ? name : "\(caption) \(name)" }
  }

  struct Edge: Hashable {
    let from: Int
    let to: Int
    /// The binding, or what is done.
    let label: String
    /// The rule that allows it; empty: none.
    let rule: String
  }

  private(set) var nodes: [Node] = []
  private(set) var edges: [Edge] = []
  private var positions: [String: Int] = [:]
  private var known: Set<Edge> = []

  /// Draws what accounts reach.
  package init(_ accounts: [ServiceAccountAccess]) {
    for account in accounts { add(account, mostRoles: .max) }
  }

  /// The picture of one, in which what is many is counted.
  ///
  /// - Parameter mostRoles: So many roles, and workloads, are drawn.
  package init(_ account: ServiceAccountAccess, mostRoles: Int) { add(account, mostRoles: mostRoles) }

  mutating func node(
    _ kind: Kind, _ caption: String, _ name: String, key: String? = nil, _ level: Capability.Level = .none, link: String? = nil
  )
    -> Int
  {
    let key = "\(kind) \(caption) \(key ?? name)"
    if let position = positions[key] { return position }
    positions[key] = nodes.count
    nodes.append(Node(kind: kind, caption: caption, name: name, level: level, link: link))
    return nodes.count - 1
  }

  mutating func connect(_ from: Int, _ to: Int, _ label: String = "", rule: String = "") {
    let edge = Edge(from: from, to: to, label: label, rule: rule)
    if from != to, known.insert(edge).inserted { edges.append(edge) }
  }

  private mutating func add(_ account: ServiceAccountAccess, mostRoles: Int) {
    let own = node(.account, Self.accountCaption, account.title, account.level)
    let cronJobs = account.workloads.filter { $0.kind == "CronJob" }
    let workloads = cronJobs.isEmpty ? account.workloads : cronJobs
    // Of what CronJobs and others make there may be many.
    let most = cronJobs.isEmpty ? min(3, mostRoles) : mostRoles
    for workload in workloads.prefix(most) {
      connect(node(.workload, workload.kind, "\(workload.namespace)/\(workload.name)", key: account.title + workload.name), own, "runs as")
    }
    if workloads.count > most {
      let left = ReportWords.count(workloads.count - most, "workload")
      connect(node(.workload, "", "and \(left) more", key: account.title), own, "runs as")
    }
    for identity in account.externalIdentities {
      connect(own, node(.cloud, identity.provider.rawValue, identity.name), "is")
    }
    let onPath = Set(account.path?.steps.compactMap(\.binding) ?? [])
    let roles = account.roles.all
    let order = roles.indices.sorted { left, right in
      let (first, second) = (roles[left], roles[right])
      return (onPath.contains(second.binding) ? 1 : 0, second.level, left) < (onPath.contains(first.binding) ? 1 : 0, first.level, right)
    }
    for index in order.prefix(mostRoles).sorted() {
      let role = roles[index]
      let group = role.subject.kind == .group ? " to \(role.subject)" : ""
      connect(own, self.role(role.role, of: role.binding, role.level, account), "\(role.binding)\(group)")
    }
    let others = roles.count - min(roles.count, mostRoles)
    if others > 0 { connect(own, node(.role, "", "and \(ReportWords.count(others, "role")) more")) }
    if let path = account.path { add(path, from: own, account) }
  }

  /// A role is drawn for each of its bindings, as what it leads to depends on where it is bound.
  private mutating func role(
    _ role: RoleReference, of binding: BindingReference, _ level: Capability.Level, _ account: ServiceAccountAccess
  ) -> Int {
    node(.role, role.kind, role.qualifiedName, key: "\(role) \(binding) \(account.folder ?? "")", level)
  }

  private mutating func add(_ path: AccessPath, from own: Int, _ account: ServiceAccountAccess) {
    var place = own
    for (index, step) in path.steps.enumerated() {
      if let role = step.role, let binding = step.binding {
        let target = self.role(role, of: binding, step.capability?.level ?? .none, account)
        let group = step.subject?.kind == .group ? step.subject.map { " to \($0)" } ?? "" : ""
        connect(place, target, "\(binding)\(group)")
        place = target
      }
      let target = index == path.steps.count - 1 ? goal(of: path, account) : reach(step.reach, account)
      connect(place, target, step.phrase, rule: step.rule?.description ?? "")
      place = target
    }
  }

  mutating func goal(of path: AccessPath, _ account: ServiceAccountAccess) -> Int {
    node(.goal, "reaches", path.goal.description, key: "\(path.goal) \(account.folder ?? "")", account.level)
  }

  /// What one account has reached on its way.
  mutating func reach(
    _ reach: AccessStep.Reach, _ account: ServiceAccountAccess, _ level: Capability.Level = .none, link: String? = nil
  ) -> Int {
    switch reach {
    case .account(let name): node(.account, Self.accountCaption, account.title(of: name), level, link: link)
    case .role(let role, let namespace):
      node(.role, role.kind, role.qualifiedName, key: "\(role) \(namespace ?? "") \(account.folder ?? "")")
    default: node(.step, "", reach.description, key: "\(reach) \(account.folder ?? "")")
    }
  }

  static let accountCaption = "ServiceAccount"

  /// For Graphviz (`dot -Tsvg`).
  package func dot() -> [UInt8] {
    var text = "digraph access {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", style=filled, fillcolor=white];\n"
    for (index, node) in nodes.enumerated() {
      text += "  n\(index) [label=\(Self.quoted(node.label)), shape=\(Self.shape(node.kind)), fillcolor=\"\(Self.color(node.level))\"];\n"
    }
    for edge in edges { text += "  n\(edge.from) -> n\(edge.to) [label=\(Self.quoted(edge.text))];\n" }
    return Array((text + "}\n").utf8)
  }

  /// For Mermaid, which GitHub and GitLab draw.
  package func mermaid() -> [UInt8] {
    var text = "flowchart LR\n"
    for (index, node) in nodes.enumerated() {
      let (open, close) = node.kind == .account ? ("([", "])") : node.kind == .goal ? ("{{", "}}") : ("[", "]")
      text += "  n\(index)\(open)\(Self.escaped(node.label))\(close)\n"
    }
    for edge in edges { text += "  n\(edge.from) -->\(edge.text.isEmpty ? "" : "|\(Self.escaped(edge.text))|") n\(edge.to)\n" }
    for level in [Capability.Level.critical, .high, .medium] {
      let members = nodes.indices.filter { nodes[$0].level == level }.map { "n\($0)" }
      if members.isEmpty { continue }
      text += "  classDef \(level.name) fill:\(Self.color(level)),stroke:#333,color:#000\n"
      text += "  class \(members.joined(separator: ",")) \(level.name)\n"
    }
    return Array(text.utf8)
  }

  private static func shape(_ kind: Kind) -> String {
    switch kind {
    case .workload: "box"
    case .account: "ellipse"
    case .cloud: "cylinder"
    case .role: "note"
    case .step: "box"
    case .goal: "octagon"
    }
  }

  private static func color(_ level: Capability.Level) -> String {
    switch level {
    case .critical: "#f4a6a0"
    case .high: "#f9cfa0"
    case .medium: "#fbeaa5"
    case .low, .none: "#ffffff"
    }
  }

  /// A string of the DOT language.
  private static func quoted(_ text: String) -> String {
    var shown: [UInt8] = []
    TerminalText.append(text, to: &shown)
    let escaped = String(decoding: shown, as: UTF8.self).split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
    return "\"\(escaped.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\""))\""
  }

  /// A label in quotes, in which Mermaid reads neither syntax nor markup.
  private static func escaped(_ text: String) -> String {
    var shown: [UInt8] = []
    TerminalText.append(text, to: &shown)
    var result = "\""
    for scalar in String(decoding: shown, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"", "<", ">", "&", "#", ";", "`", "|", "{", "}", "[", "]": result += "#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension AccessDiagram.Edge {
  fileprivate var text: String { rule.isEmpty ? label : "\(label): \(rule)" }
}

extension RoleReference {
  /// Without the kind.
  fileprivate var qualifiedName: String { "\(namespace.map { "\($0)/" } ?? "")\(name)" }
}
