package import ClusterState
import Manifests

/// What service accounts can reach by what they may do: each other, Secrets, namespaces, the whole cluster.
///
/// A graph in which one step is one use of a permission: run a pod as another service account, request its token, read a Secret. What the guards of the API
/// server refuse is no step: who may write bindings only binds what it holds already, unless it may also `bind` the role; who may change roles only adds
/// rules it holds, unless it may also `escalate` (`pkg/registry/rbac`). Every list of rules is looked at once, and one search backwards from a goal
/// finds the shortest way of every service account there.
package struct AccessGraph: Sendable {
  /// A place in the graph.
  enum Node: Hashable, Sendable {
    case account(Int)
    case group(Symbol), user(Symbol)
    /// Who is in all of these.
    case groups([Symbol])
    /// A list of rules held in a namespace, or everywhere (``Symbol/empty``).
    case rules(ruleSet: Int, scope: Symbol)
    /// A role that is bound on the way.
    case boundRole(Int, scope: Symbol)
    /// Some service accounts of a namespace, or of all (``Symbol/empty``).
    case accounts(AccountSet, Symbol)
    case secrets(Symbol), everything(Symbol)
    case allSecrets, clusterAdmin
  }

  /// Which service accounts of a namespace.
  enum AccountSet: UInt8, CaseIterable, Sendable {
    /// Those that are there, whoever made them.
    case all
    /// Those that pods can be made for: what is known of Kubernetes alone need not be there.
    case ofInput
    /// Those that pods of the input run as.
    case ofPods
  }

  /// Why one place leads to another.
  enum Reason: Sendable {
    /// It is part of it.
    case belongs
    /// By a binding, to one of its subjects.
    case bound(Authorizer.SubjectBinding)
    /// By the rule at a position of the list of rules that is left.
    case uses(Capability, rule: Int)
    /// By several permissions together, of which this is the decisive one.
    case combines(Capability, AccessGrant)
    /// A Secret holds a token of the service account.
    case holdsToken
  }

  struct Edge: Sendable {
    let from: Int
    let to: Int
    let reason: Reason
  }

  /// What it was made of.
  package let authorizer: Authorizer
  /// All service accounts that are known, in order.
  package let accounts: KnownServiceAccounts
  let capabilities: CapabilityTable
  let nodes: [Node]
  let positions: [Node: Int]
  let edges: [Edge]
  let roleLists = RoleListTable()
  /// The edges that lead to each node, as a range of ``edgesByTarget``.
  private let firstEdgeByTarget: [Int]
  private let edgesByTarget: [Int]

  /// - Parameter authorizer: Made of the same state.
  package init(_ authorizer: Authorizer, _ state: ClusterState) {
    self.authorizer = authorizer
    accounts = KnownServiceAccounts(state, authorizer)
    capabilities = CapabilityTable(authorizer)
    var builder = AccessGraphBuilder(authorizer, accounts, capabilities)
    builder.build(tokens: TokenSecrets(state, authorizer))
    nodes = builder.nodes
    positions = builder.positions
    edges = builder.edges
    var first = [Int](repeating: 0, count: nodes.count + 1)
    for edge in edges { first[edge.to + 1] += 1 }
    for node in nodes.indices { first[node + 1] += first[node] }
    var next = first
    var order = [Int](repeating: 0, count: edges.count)
    for (index, edge) in edges.enumerated() {
      order[next[edge.to]] = index
      next[edge.to] += 1
    }
    firstEdgeByTarget = first
    edgesByTarget = order
  }

  /// The edges that lead to a node.
  func edges(to node: Int) -> ArraySlice<Int> { edgesByTarget[firstEdgeByTarget[node]..<firstEdgeByTarget[node + 1]] }
}

/// Secrets that hold a token of a service account for good (`kubernetes.io/service-account-token`).
struct TokenSecrets {
  /// The service accounts whose tokens the Secrets of a namespace hold, by the Secret's name.
  let accounts: [String: [(secret: String, account: ServiceAccountName)]]

  init(_ state: ClusterState, _ authorizer: Authorizer) {
    var found: [String: [(secret: String, account: ServiceAccountName)]] = [:]
    for secret in state.secrets where secret.object.type.value == "kubernetes.io/service-account-token" {
      let metadata = secret.object.metadata
      guard let name = metadata.name.value, let account = metadata.annotations["kubernetes.io/service-account.name"].value else { continue }
      let namespace = metadata.namespace.value ?? authorizer.defaultNamespace
      found[namespace, default: []].append((name, ServiceAccountName(namespace: namespace, name: account)))
    }
    accounts = found.mapValues { $0.sorted { ($0.secret, $0.account) < ($1.secret, $1.account) } }
  }
}
