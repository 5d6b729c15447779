/// The shortest ways of all service accounts to one goal: one search backwards from it.
package struct PathSearch: Sendable {
  /// The edge to go on with, by node; nil where there is no way, and -1 at the goal.
  private let nextEdges: [Int32?]

  private struct Arrival {
    let node: Int
    let edge: Int32
  }

  init(_ graph: AccessGraph, to goal: AccessGraph.Node) {
    var nextEdges = [Int32?](repeating: nil, count: graph.nodes.count)
    var levels = SearchLevels(graph.positions[goal].map { [Arrival(node: $0, edge: -1)] } ?? [])
    while levels.advance() {
      while let arrival = levels.next() {
        guard nextEdges[arrival.node] == nil else { continue }
        nextEdges[arrival.node] = arrival.edge
        for edge in graph.edges(to: arrival.node) {
          levels.append(Arrival(node: graph.edges[edge].from, edge: Int32(truncatingIfNeeded: edge)), graph.edges[edge].reason)
        }
      }
    }
    self.nextEdges = nextEdges
  }

  /// Whether there is a way from a service account, by its position: service accounts are the first nodes.
  func hasWay(fromAccount account: Int) -> Bool { nextEdges.indices.contains(account) && nextEdges[account] != nil }

  func edges(from node: Int, in graph: AccessGraph) -> [AccessGraph.Edge] {
    var edges: [AccessGraph.Edge] = []
    var node = node
    while let next = nextEdges[node], next >= 0 {
      let edge = graph.edges[Int(next)]
      edges.append(edge)
      node = edge.to
    }
    return edges
  }
}

/// The shortest ways of all service accounts into namespaces: one search backwards from all of them at once, in which every node keeps the two nearest.
package struct NamespaceSearch: Sendable {
  private struct Way: Sendable {
    var namespace: Symbol
    var edge: Int32
  }

  private struct Arrival {
    let node: Int
    let way: Way
  }

  private let first: [Way?]
  private let second: [Way?]

  /// - Parameter namespace: The namespace that whoever gets to a node has got into; nil where it is no goal.
  init(_ graph: AccessGraph, goals namespace: (AccessGraph.Node) -> Symbol?) {
    var first = [Way?](repeating: nil, count: graph.nodes.count)
    var second = first
    /// Takes in a way that is not worse than what is known.
    func offer(_ way: Way, to node: Int) -> Bool {
      if let known = first[node] {
        if known.namespace == way.namespace { return false }
        guard second[node] == nil else { return false }
        second[node] = way
        return true
      }
      first[node] = way
      return true
    }
    var goals: [Arrival] = []
    for (index, node) in graph.nodes.enumerated() {
      guard let namespace = namespace(node) else { continue }
      goals.append(Arrival(node: index, way: Way(namespace: namespace, edge: -1)))
    }
    var levels = SearchLevels(goals)
    while levels.advance() {
      while let arrival = levels.next() {
        guard offer(arrival.way, to: arrival.node) else { continue }
        for edge in graph.edges(to: arrival.node) {
          let way = Way(namespace: arrival.way.namespace, edge: Int32(truncatingIfNeeded: edge))
          levels.append(Arrival(node: graph.edges[edge].from, way: way), graph.edges[edge].reason)
        }
      }
    }
    self.first = first
    self.second = second
  }

  /// The way to the nearest namespace that is wanted.
  func edges(
    from node: Int, in graph: AccessGraph, where isWanted: (Symbol) -> Bool
  ) -> (namespace: Symbol, edges: [AccessGraph.Edge])? {
    guard let start = way(from: node, where: isWanted) else { return nil }
    var edges: [AccessGraph.Edge] = []
    var way = start
    while way.edge >= 0, edges.count <= graph.nodes.count {
      let edge = graph.edges[Int(way.edge)]
      edges.append(edge)
      guard let next = self.way(from: edge.to, where: { $0 == start.namespace }) else { break }
      way = next
    }
    return (start.namespace, edges)
  }

  private func way(from node: Int, where isWanted: (Symbol) -> Bool) -> Way? {
    if let way = first[node], isWanted(way.namespace) { return way }
    if let way = second[node], isWanted(way.namespace) { return way }
    return nil
  }
}

/// The places of a search that are as many steps away, and those that are one more.
///
/// What takes several permissions comes last at each distance: people follow a single one more easily.
private struct SearchLevels<Place> {
  private var current: [Place] = []
  private var late: [Place] = []
  private var index = 0
  private var following: [Place]
  private var followingLate: [Place] = []

  init(_ start: [Place]) { following = start }

  /// Goes on to the next distance; false where there is none.
  mutating func advance() -> Bool {
    current = following
    late = followingLate
    index = 0
    following = []
    followingLate = []
    return !current.isEmpty || !late.isEmpty
  }

  mutating func next() -> Place? {
    if index == current.count {
      guard !late.isEmpty else { return nil }
      current = late
      late = []
      index = 0
    }
    index += 1
    return current[index - 1]
  }

  mutating func append(_ place: Place, _ reason: AccessGraph.Reason) {
    switch reason {
    case .belongs, .bound: current.append(place)
    case .uses, .holdsToken: following.append(place)
    case .combines: followingLate.append(place)
    }
  }
}
