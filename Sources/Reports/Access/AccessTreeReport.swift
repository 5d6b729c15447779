import ClusterState
package import AccessControl
import Findings
import Manifests

/// What service accounts can do, for people: a tree for each.
package struct AccessTreeReport {
  private let style: TextStyle
  private let places: AccessPlaces

  /// Roles with more rules than this show the risky ones and count the others.
  private static let shownRules = 8
  /// More Jobs or pods than this are counted.
  private static let shownRuns = 2

  /// A report for a terminal that has colours, or none.
  package init(_ places: AccessPlaces, isColored: Bool) {
    style = TextStyle(isColored: isColored)
    self.places = places
  }

  /// The trees of accounts.
  package func bytes(_ accounts: [ServiceAccountAccess]) -> [UInt8] {
    var output: [UInt8] = []
    for (index, account) in accounts.enumerated() {
      if index > 0 { output += "\n".utf8 }
      write(account, to: &output)
    }
    return output
  }

  private func write(_ account: ServiceAccountAccess, to output: inout [UInt8]) {
    style.write(style.heading, to: &output) { TerminalText.append("ServiceAccount \(account.title)", to: &$0) }
    if let origin = account.origin {
      place(origin, to: &output)
    } else {
      output += "  (not in the input)".utf8
    }
    output += "\n".utf8
    tree(account).forEach { write($0, indentation: "", to: &output) }
  }

  /// A line of the tree and what hangs on it.
  private struct Branch {
    var text: String
    var place: Origin?
    var level: Capability.Level = .none
    /// Said after the level.
    var note = ""
    var children: [Branch] = []
  }

  private func tree(_ account: ServiceAccountAccess) -> [Child] {
    var branches = workloads(account)
    branches += account.externalIdentities.map { Branch(text: "is \($0.description) as well (annotation \($0.annotation))") }
    branches += account.roles.all.map(branch)
    if account.roles.isEmpty { branches.append(Branch(text: "holds no role but what every service account has")) }
    if let path = account.path { branches.append(branch(path, level: account.level)) }
    return branches.enumerated().map { Child(branch: $1, isLast: $0 == branches.count - 1) }
  }

  /// CronJobs one by one; of Jobs and pods, which they and others make in numbers, few.
  private func workloads(_ account: ServiceAccountAccess) -> [Branch] {
    ["CronJob", "Job", "Pod"].flatMap { kind -> [Branch] in
      let workloads = account.workloads.filter { $0.kind == kind }
      let shown = kind == "CronJob" || workloads.count <= Self.shownRuns ? workloads : []
      var branches = shown.map { workload in
        Branch(text: "runs \(workload.description)\(workload.mountsToken ? "" : ", which gets no token of it")", place: workload.origin)
      }
      if shown.count < workloads.count { branches.append(Branch(text: "runs \(ReportWords.count(workloads.count, kind))")) }
      return branches
    }
  }

  private struct Child {
    let branch: Branch
    let isLast: Bool
  }

  private func branch(_ role: HeldRole) -> Branch {
    var text = "\(role.binding) grants \(role.role)"
    if role.subject.kind == .group { text += " to \(role.subject)" }
    var branch = Branch(text: text, place: role.bindingOrigin)
    switch role.standing {
    case .known: break
    case .missing: branch.children = [Branch(text: "nothing: there is no such role")]
    case .unknown: branch.children = [Branch(text: "not evaluated: the input does not have the role, or not all of it")]
    }
    let isLong = role.rules.count > Self.shownRules
    var hidden = 0
    for (position, rule) in role.rules.enumerated() {
      let held = role.content.gravestCapability(ofRule: position)
      if isLong, held == nil {
        hidden += 1
        continue
      }
      branch.children.append(Branch(text: rule.text.description, level: held?.level ?? .none, note: held?.capability.phrase ?? ""))
    }
    if hidden > 0 { branch.children.append(Branch(text: "and \(ReportWords.count(hidden, "rule")) more")) }
    return branch
  }

  private func branch(_ path: AccessPath, level: Capability.Level) -> Branch {
    var branch = Branch(text: "reaches \(path.goal) in \(ReportWords.count(path.steps.count, "step"))", level: level)
    branch.children = path.steps.enumerated().map { index, step in
      var line = Branch(text: "\(index + 1). \(step.actor) can \(step.phrase)")
      if let role = step.role, let rule = step.rule {
        let binding = step.binding.map { "\($0) grants \(role)" } ?? "\(role)"
        line.children = [Branch(text: "\(binding): \(rule)", place: step.ruleOrigin)]
      }
      if index < path.steps.count - 1 { line.children.append(Branch(text: "so it has \(step.reach)")) }
      return line
    }
    return branch
  }

  private func write(_ child: Child, indentation: String, to output: inout [UInt8]) {
    output += indentation.utf8
    style.write(style.frame, to: &output) { $0 += (child.isLast ? "└─ " : "├─ ").utf8 }
    TerminalText.append(child.branch.text, to: &output)
    if let origin = child.branch.place { place(origin, to: &output) }
    if child.branch.level > .none {
      output += "  ".utf8
      style.write(style.level(child.branch.level), to: &output) { $0 += child.branch.level.name.utf8 }
      if !child.branch.note.isEmpty { output += ": \(child.branch.note)".utf8 }
    }
    output += "\n".utf8
    let children = child.branch.children
    for (index, branch) in children.enumerated() {
      write(
        Child(branch: branch, isLast: index == children.count - 1), indentation: indentation + (child.isLast ? "   " : "│  "), to: &output)
    }
  }

  private func place(_ origin: Origin, to output: inout [UInt8]) {
    style.write(style.frame, to: &output) { TerminalText.append("  \(places.text(origin))", to: &$0) }
  }
}

extension TextStyle {
  /// The colour of a level of risk: that of the severity of its name.
  func level(_ level: Capability.Level) -> Code {
    switch level {
    case .critical: severity(.critical)
    case .high: severity(.high)
    case .medium: severity(.medium)
    case .low: severity(.low)
    case .none: severity(.info)
    }
  }
}
