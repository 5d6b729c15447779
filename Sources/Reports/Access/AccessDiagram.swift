package import AccessControl

/// What service accounts can do, as a picture: workloads, service accounts, bindings with their roles, and the paths to what is gravest.
package struct AccessDiagram {
  enum Kind { case workload, account, cloud, role, step, goal }

  private struct Node {
    let kind: Kind
    let label: String
    let level: Capability.Level
  }

  private struct Edge: Hashable {
    let from: Int
    let to: Int
    let label: String
  }

  private var nodes: [Node] = []
  private var edges: [Edge] = []
  private var positions: [String: Int] = [:]
  private var known: Set<Edge> = []

  package init(_ accounts: [ServiceAccountAccess]) {
    for account in accounts { add(account) }
  }

  private mutating func node(_ kind: Kind, _ label: String, _ level: Capability.Level = .none) -> Int {
    let key = "\(kind) \(label)"
    if let position = positions[key] { return position }
    positions[key] = nodes.count
    nodes.append(Node(kind: kind, label: label, level: level))
    return nodes.count - 1
  }

  private mutating func connect(_ from: Int, _ to: Int, _ label: String) {
    let edge = Edge(from: from, to: to, label: label)
    if from != to, known.insert(edge).inserted { edges.append(edge) }
  }

  private mutating func add(_ account: ServiceAccountAccess) {
    let own = node(.account, account.name.description, account.level)
    let cronJobs = account.workloads.filter { $0.kind == "CronJob" }
    // Of what CronJobs and others make there may be many.
    for workload in cronJobs.isEmpty ? Array(account.workloads.prefix(3)) : cronJobs {
      connect(node(.workload, workload.description), own, "runs as")
    }
    for identity in account.externalIdentities { connect(own, node(.cloud, identity.description), "is") }
    for role in account.roles {
      connect(own, node(.role, role.role.description, role.level), role.binding.description)
    }
    guard let path = account.path else { return }
    for (index, step) in path.steps.enumerated() {
      let isLast = index == path.steps.count - 1
      let from = step.actor == .account(account.name) ? own : node(stepKind(step.actor), step.actor.description)
      let to =
        if isLast { node(.goal, path.goal.description, account.level) } else { node(reachKind(step.reach), Self.label(step.reach)) }
      connect(from, to, step.phrase)
    }
  }

  private func stepKind(_ actor: AccessStep.Actor) -> Kind { if case .account = actor { .account } else { .step } }
  private func reachKind(_ reach: AccessStep.Reach) -> Kind { if case .account = reach { .account } else { .step } }

  private static func label(_ reach: AccessStep.Reach) -> String {
    switch reach {
    case .account(let name): name.description
    case .role(let role, _): "the holder of \(role)"
    default: reach.description
    }
  }

  /// For Graphviz (`dot -Tsvg`).
  package func dot() -> [UInt8] {
    var text = "digraph access {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", style=filled, fillcolor=white];\n"
    for (index, node) in nodes.enumerated() {
      text += "  n\(index) [label=\(Self.quoted(node.label)), shape=\(Self.shape(node.kind)), fillcolor=\"\(Self.color(node.level))\"];\n"
    }
    for edge in edges { text += "  n\(edge.from) -> n\(edge.to) [label=\(Self.quoted(edge.label))];\n" }
    return Array((text + "}\n").utf8)
  }

  /// For Mermaid, which GitHub and GitLab draw.
  package func mermaid() -> [UInt8] {
    var text = "flowchart LR\n"
    for (index, node) in nodes.enumerated() {
      let (open, close) = node.kind == .account ? ("([", "])") : node.kind == .goal ? ("{{", "}}") : ("[", "]")
      text += "  n\(index)\(open)\(Self.escaped(node.label))\(close)\n"
    }
    for edge in edges { text += "  n\(edge.from) -->|\(Self.escaped(edge.label))| n\(edge.to)\n" }
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
