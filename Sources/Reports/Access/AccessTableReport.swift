package import AccessControl
import Findings

/// Every service account in a line, the gravest first.
package enum AccessTableReport {
  /// The whole table.
  package static func bytes(_ accounts: [ServiceAccountAccess], isColored: Bool) -> [UInt8] {
    let style = TextStyle(isColored: isColored)
    var table = TextTable("SERVICE ACCOUNT", "LEVEL", "RUNS", "ROLES", "REACHES")
    let idle = accounts.count(where: \.isIdle)
    let shown = accounts.filter { !$0.isIdle }.gravestFirst
    for account in shown {
      var path = account.path.map { path in
        path.steps.count > 1 ? "\(path.goal) (\(path.steps.count) steps)" : path.goal.description
      }
      if account.isPartlyUnknown { path = "\(path.map { "\($0), or more" } ?? "?"): a role is not in the input" }
      if path != nil, account.isWithoutTokens { path?.append("; no token is mounted, so its pods reach nothing") }
      table.append(
        [account.title, account.level.name, "\(account.workloads.count)", "\(account.roles.count)", path ?? "-"],
        code: style.level(account.level))
    }
    var output: [UInt8] = []
    if !table.isEmpty { table.write(style: style, to: &output) }
    if !table.isEmpty { output += "\n".utf8 }
    output += ReportWords.count(shown.count, "service account").utf8
    if idle > 0 { output += ", and \(idle) that run nothing and hold no role".utf8 }
    output += "\n".utf8
    return output
  }
}
