internal import ClusterState
internal import AccessControl
internal import Manifests
internal import Reports

/// Makes the page with the pictures that `access show` draws of a recorded cluster.
enum AccessPicturesGenerator {
  /// `--lists FOLDER`: a folder with the lists of a cluster as `clusterroles.json` and so on.
  static func files(_ arguments: [String]) throws -> [GeneratedFile] {
    let state = try recordedObjects(
      ["clusterroles", "clusterrolebindings", "roles", "rolebindings", "serviceaccounts", "cronjobs"], arguments,
      usage: "generate access-pictures --lists FOLDER [--check]")
    let graph = AccessGraph(Authorizer(state), state)
    let searches = graph.searches()
    let accounts = graph.accounts.all.indices.filter { graph.accounts.all[$0].isOfInput }.map {
      graph.access(ofAccount: $0, searches, state)
    }
    return [
      GeneratedFile(path: "docs/access-recorded.md", origin: "scripts/access-pictures", content: page(accounts.gravestFirst, state))
    ]
  }

  /// Roles, and workloads, that are drawn of an account.
  private static let drawnRoles = 2

  private static func page(_ accounts: [ServiceAccountAccess], _ state: ClusterState) -> String {
    let groups = groups(of: accounts)
    let reaching = accounts.count { $0.path != nil }
    var text = """
      # What the jobs of a recorded cluster can do

      Made by `scripts/access-pictures` from recorded lists of a Kubernetes 1.36 API server: \(state.cronJobCount) CronJobs, \
      \(state.serviceAccounts.count) service accounts,
      \(state.roles.count) Roles, \(state.clusterRoles.count) ClusterRoles and \
      \(state.roleBindings.count + state.clusterRoleBindings.count) bindings. It is what `curfew access show` says of such lists:

          kubectl get cronjobs,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings -A -o json | curfew access show -f - --format html

      \(reaching) of \(accounts.count) service accounts reach Secrets or service accounts of others. Those that go the same way are drawn as one:

      ```mermaid
      \(mermaid(AccessOverview(accounts).diagram))```

      | Service account | Level | CronJobs | Reaches |
      |---|---|--:|---|

      """
    for account in accounts {
      let path = account.path.map { "\($0.goal), in \($0.steps.count) step\($0.steps.count == 1 ? "" : "s")" } ?? "nothing more"
      text += "| \(account.title) | \(account.level.name) | \(account.workloads.count { $0.kind == "CronJob" }) | \(path) |\n"
    }
    text += """

      ## Every way there is

      One picture for each way to get further, of the account that comes first; others that go it are named. Of each account at most \(drawnRoles) roles
      and CronJobs are drawn, those of the way among them.

      """
    for group in groups {
      guard let first = group.first, let path = first.path else { continue }
      let others = group.dropFirst().map(\.title)
      text += "\n### \(first.title): \(path.goal)\n\n"
      if let last = others.last {
        text += "The same way: \(others.count == 1 ? last : "\(others.dropLast().joined(separator: ", ")) and \(last)").\n\n"
      }
      for (index, step) in path.steps.enumerated() {
        let grant = step.role.map { role in " (\(step.binding.map { "\($0) grants " } ?? "")\(role))" } ?? ""
        text += "\(index + 1). \(step.actor) can \(step.phrase)\(grant)\n"
      }
      text += "\n```mermaid\n\(mermaid(AccessDiagram(first, mostRoles: drawnRoles)))```\n"
    }
    return text
  }

  private static func mermaid(_ diagram: AccessDiagram) -> String { String(decoding: diagram.mermaid(), as: UTF8.self) }

  /// The accounts of each way, the gravest first: what is done and what is reached, whatever grants it.
  private static func groups(of accounts: [ServiceAccountAccess]) -> [[ServiceAccountAccess]] {
    var positions: [String: Int] = [:]
    var groups: [[ServiceAccountAccess]] = []
    for account in accounts {
      guard let path = account.path else { continue }
      let way = path.steps.map { "\($0.phrase) \($0.reach)" }.joined(separator: "\n") + path.goal.description
      if let position = positions[way] {
        groups[position].append(account)
      } else {
        positions[way] = groups.count
        groups.append([account])
      }
    }
    return groups
  }
}

extension ClusterState {
  fileprivate var cronJobCount: Int { workloads.count { $0.object.kind == .cronJob } }
}
