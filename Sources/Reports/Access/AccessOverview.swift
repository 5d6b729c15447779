package import AccessControl

/// Who reaches what, as one picture: accounts that go the same way are one.
package struct AccessOverview {
  /// The picture of those that were added.
  package private(set) var diagram = AccessDiagram([])
  /// Accounts that are left out.
  package private(set) var hidden = 0

  /// Rows that are drawn.
  private static let mostRows = 24
  /// So many accounts that go the same way are drawn as one.
  private static let leastGroup = 4

  /// - Parameters:
  ///   - accounts: The gravest first; those without a path are left out.
  ///   - link: Where more is told about an account.
  package init(_ accounts: [ServiceAccountAccess], link: (ServiceAccountAccess) -> String? = { _ in nil }) {
    let accounts = accounts.filter { $0.path != nil }
    var groups: [String: [ServiceAccountAccess]] = [:]
    for account in accounts { groups[Self.way(of: account), default: []].append(account) }
    let known = Dictionary(accounts.map { ($0.title, $0) }) { first, _ in first }
    var drawn: Set<String> = []
    var rows = 0
    for account in accounts {
      let group = groups[Self.way(of: account)] ?? []
      let isGroup = group.count >= Self.leastGroup
      if isGroup, !drawn.insert(Self.way(of: account)).inserted { continue }
      guard rows < Self.mostRows, let path = account.path else {
        hidden += isGroup ? group.count : 1
        continue
      }
      rows += 1
      var place =
        isGroup
        ? diagram.node(
          .account, ReportWords.count(group.count, AccessDiagram.accountCaption), "\(account.title) and \(group.count - 1) more",
          account.level, link: link(account))
        : diagram.node(.account, AccessDiagram.accountCaption, account.title, account.level, link: link(account))
      for (index, step) in path.steps.enumerated() {
        var other: ServiceAccountAccess?
        if case .account(let name) = step.reach { other = known[account.title(of: name)] }
        let target =
          index == path.steps.count - 1
          ? diagram.goal(of: path, account)
          : diagram.reach(step.reach, account, other?.level ?? .none, link: other.flatMap(link))
        diagram.connect(place, target)
        place = target
      }
    }
  }

  private static func way(of account: ServiceAccountAccess) -> String {
    "\(account.folder ?? "")\n" + (account.path?.steps.map(\.reach.description) ?? []).joined(separator: "\n")
      + "\n\(account.path?.goal.description ?? "")\n\(account.level)"
  }
}
