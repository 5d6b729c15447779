/// Where boxes stand that arrows join, in layers: every arrow leads to a later layer, but for those that close a circle.
///
/// The same boxes and arrows give the same picture. Layers by longest path, their order by barycentres (Sugiyama, Tagawa and Toda 1981), and across the layers
/// every box as near to its neighbours as the room allows.
struct LayeredLayout {
  struct Box: Equatable {
    var x = 0
    var y = 0
    let width: Int
    let height: Int
  }

  /// From the border of one box to that of another, by a point in each layer between.
  struct Route: Equatable {
    let points: [(x: Int, y: Int)]

    static func == (left: Route, right: Route) -> Bool {
      left.points.count == right.points.count && zip(left.points, right.points).allSatisfy { $0 == $1 }
    }
  }

  enum Direction { case down, right }

  private(set) var boxes: [Box]
  private(set) var routes: [Route] = []
  private(set) var width = 0
  private(set) var height = 0

  private static let gap = 16
  private static let layerGap = 34
  /// The room of an arrow between boxes.
  private static let lane = 10

  /// - Parameters:
  ///   - sizes: Of the boxes.
  ///   - arrows: Positions of boxes; none leads back to where it begins.
  init(_ sizes: [(width: Int, height: Int)], arrows: [(from: Int, to: Int)], _ direction: Direction) {
    boxes = sizes.map { Box(width: $0.width, height: $0.height) }
    guard !sizes.isEmpty else { return }
    let isTurned = direction == .right
    var graph = LayeredGraph(boxes: sizes.map { isTurned ? $0.height : $0.width }, arrows, lane: Self.lane)
    graph.order()
    let centers = graph.centers(gap: Self.gap)
    let depths = graph.layers.map { layer in
      layer.compactMap { sizes.indices.contains($0) ? (isTurned ? sizes[$0].width : sizes[$0].height) : nil }.max() ?? 0
    }
    var starts = [0]
    for depth in depths { starts.append(starts[starts.count - 1] + depth + Self.layerGap) }
    let least = graph.nodes.indices.map { centers[$0] - graph.nodes[$0].breadth / 2 }.min() ?? 0
    let most = graph.nodes.indices.map { centers[$0] - graph.nodes[$0].breadth / 2 + graph.nodes[$0].breadth }.max() ?? 0
    for index in boxes.indices {
      let across = centers[index] - graph.nodes[index].breadth / 2 - least
      let layer = graph.nodes[index].layer
      // In the middle of a layer, so that arrows are as long on both sides.
      let depth = isTurned ? boxes[index].width : boxes[index].height
      let along = starts[layer] + (isTurned ? 0 : (depths[layer] - depth) / 2)
      (boxes[index].x, boxes[index].y) = isTurned ? (along, across) : (across, along)
    }
    (width, height) =
      isTurned ? (starts[depths.count] - Self.layerGap, most - least) : (most - least, starts[depths.count] - Self.layerGap)
    routes = graph.chains.map { chain in
      let points = chain.enumerated().flatMap { position, node -> [(x: Int, y: Int)] in
        let across = centers[node] - least
        guard boxes.indices.contains(node) else {
          let layer = graph.nodes[node].layer
          let along = [starts[layer], starts[layer] + depths[layer]]
          let ordered = graph.nodes[chain[0]].layer < graph.nodes[chain[chain.count - 1]].layer ? along : along.reversed()
          return ordered.map { isTurned ? ($0, across) : (across, $0) }
        }
        let box = boxes[node]
        let other = chain[position == 0 ? 1 : position - 1]
        let leadsOn = graph.nodes[other].layer > graph.nodes[node].layer
        let along = isTurned ? box.x + (leadsOn ? box.width : 0) : box.y + (leadsOn ? box.height : 0)
        return [isTurned ? (along, across) : (across, along)]
      }
      return Route(points: points)
    }
  }
}

/// Boxes and the bends of long arrows, in layers.
private struct LayeredGraph {
  struct Node {
    var layer = 0
    /// Its size across the layers.
    let breadth: Int
    /// Neighbours in the layer before and the one behind.
    var before: [Int] = []
    var behind: [Int] = []
  }

  private(set) var nodes: [Node]
  /// The nodes of each layer, in their order.
  private(set) var layers: [[Int]] = []
  /// The nodes that each arrow passes, its ends included.
  private(set) var chains: [[Int]] = []

  init(boxes: [Int], _ arrows: [(from: Int, to: Int)], lane: Int) {
    nodes = boxes.map { Node(breadth: $0) }
    let forward = Self.withoutCircles(arrows, count: boxes.count)
    assignLayers(forward)
    for (arrow, isForward) in zip(arrows, forward.isForward) {
      let (first, last) = isForward ? (arrow.from, arrow.to) : (arrow.to, arrow.from)
      var chain = [first]
      for layer in (nodes[first].layer + 1)..<max(nodes[last].layer, nodes[first].layer + 1) {
        nodes.append(Node(layer: layer, breadth: lane))
        chain.append(nodes.count - 1)
      }
      chain.append(last)
      for (node, next) in zip(chain, chain.dropFirst()) {
        nodes[node].behind.append(next)
        nodes[next].before.append(node)
      }
      chains.append(isForward ? chain : chain.reversed())
    }
    layers = Array(repeating: [], count: (nodes.map(\.layer).max() ?? 0) + 1)
    // Depth first, so that what belongs together stands together from the start.
    var isPlaced = [Bool](repeating: false, count: nodes.count)
    var stack = Array(boxes.indices.reversed()).sorted { nodes[$0].layer > nodes[$1].layer }
    while let node = stack.popLast() {
      if isPlaced[node] { continue }
      isPlaced[node] = true
      layers[nodes[node].layer].append(node)
      stack += nodes[node].behind.reversed()
    }
  }

  private typealias Forward = (targets: [[Int]], isForward: [Bool])

  /// Turns round the arrows that lead back to where a search depth first comes from.
  private static func withoutCircles(_ arrows: [(from: Int, to: Int)], count: Int) -> Forward {
    var outgoing = [[Int]](repeating: [], count: count)
    for (index, arrow) in arrows.enumerated() { outgoing[arrow.from].append(index) }
    enum State { case new, open, done }
    var states = [State](repeating: .new, count: count)
    var isForward = [Bool](repeating: true, count: arrows.count)
    for start in 0..<count where states[start] == .new {
      var stack = [(node: start, next: 0)]
      states[start] = .open
      while let (node, next) = stack.last {
        guard next < outgoing[node].count else {
          states[node] = .done
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let arrow = outgoing[node][next]
        let target = arrows[arrow].to
        switch states[target] {
        case .open: isForward[arrow] = false
        case .new:
          states[target] = .open
          stack.append((target, 0))
        case .done: break
        }
      }
    }
    var targets = [[Int]](repeating: [], count: count)
    for (index, arrow) in arrows.enumerated() {
      if isForward[index] { targets[arrow.from].append(arrow.to) } else { targets[arrow.to].append(arrow.from) }
    }
    return (targets, isForward)
  }

  private mutating func assignLayers(_ forward: Forward) {
    var incoming = [Int](repeating: 0, count: nodes.count)
    for target in forward.targets.joined() { incoming[target] += 1 }
    let isSource = incoming.map { $0 == 0 }
    var ready = nodes.indices.filter { isSource[$0] }
    var index = 0
    while index < ready.count {
      let node = ready[index]
      index += 1
      for target in forward.targets[node] {
        nodes[target].layer = max(nodes[target].layer, nodes[node].layer + 1)
        incoming[target] -= 1
        if incoming[target] == 0 { ready.append(target) }
      }
    }
    // What nothing leads to stands right before what it leads to.
    for node in nodes.indices where isSource[node] {
      if let next = forward.targets[node].map({ nodes[$0].layer }).min() { nodes[node].layer = next - 1 }
    }
  }

  /// Orders each layer by its neighbours, and keeps the order with the fewest crossings.
  mutating func order() {
    var best = layers
    var fewest = crossings
    for sweep in 0..<8 where fewest > 0 {
      let goesOn = sweep % 2 == 0
      for layer in goesOn ? Array(layers.indices.dropFirst()) : layers.indices.dropLast().reversed() {
        var places = [Int](repeating: 0, count: nodes.count)
        for (place, node) in layers[goesOn ? layer - 1 : layer + 1].enumerated() { places[node] = place }
        let keys = layers[layer].enumerated().map { place, node -> (Double, Int, Int) in
          let neighbours = goesOn ? nodes[node].before : nodes[node].behind
          guard !neighbours.isEmpty else { return (Double(place), place, node) }
          return (Double(neighbours.reduce(0) { $0 + places[$1] }) / Double(neighbours.count), place, node)
        }
        layers[layer] = keys.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
      }
      let now = crossings
      if now < fewest { (best, fewest) = (layers, now) }
    }
    layers = best
  }

  private var crossings: Int {
    var places = [Int](repeating: 0, count: nodes.count)
    for layer in layers { for (place, node) in layer.enumerated() { places[node] = place } }
    return layers.reduce(0) { sum, layer in
      let ends = layer.flatMap { node in nodes[node].behind.map { places[$0] }.sorted() }
      return sum + ends.indices.reduce(0) { count, index in count + ends[..<index].count { $0 > ends[index] } }
    }
  }

  /// The middle of each node across the layers.
  func centers(gap: Int) -> [Int] {
    var centers = [Double](repeating: 0, count: nodes.count)
    for layer in layers {
      var next = 0.0
      for node in layer {
        centers[node] = next + Double(nodes[node].breadth) / 2
        next += Double(nodes[node].breadth + gap)
      }
      for node in layer { centers[node] -= next / 2 }
    }
    // Below what leads there and above where it leads in turns; the last turn makes chains straight.
    for sweep in 0..<13 {
      let goesOn = sweep % 2 == 0
      for layer in goesOn ? Array(layers) : layers.reversed() {
        let wanted = layer.map { node -> Double in
          let neighbours = goesOn ? nodes[node].before : nodes[node].behind
          if neighbours.isEmpty { return centers[node] }
          return neighbours.reduce(0) { $0 + centers[$1] } / Double(neighbours.count)
        }
        let placed = spread(wanted, breadths: layer.map { nodes[$0].breadth }, gap: gap)
        for (node, center) in zip(layer, placed) { centers[node] = center }
      }
    }
    // Rounded once, from the left of each layer on, so that no box gets nearer to the next.
    var rounded = [Int](repeating: 0, count: nodes.count)
    for layer in layers {
      var least = Int.min
      for node in layer {
        let left = max(Int(centers[node].rounded(.down)) - nodes[node].breadth / 2, least)
        rounded[node] = left + nodes[node].breadth / 2
        least = left + nodes[node].breadth + gap
      }
    }
    return rounded
  }

  /// As near to the wanted places as the order and the gaps allow, by least squares (pooling adjacent violators).
  private func spread(_ wanted: [Double], breadths: [Int], gap: Int) -> [Double] {
    var offsets = [0.0]
    for (left, right) in zip(breadths, breadths.dropFirst()) {
      offsets.append(offsets[offsets.count - 1] + Double(left + right) / 2 + Double(gap))
    }
    var pools: [(sum: Double, count: Int)] = []
    for (want, offset) in zip(wanted, offsets) {
      pools.append((want - offset, 1))
      while pools.count > 1, let last = pools.last {
        let former = pools[pools.count - 2]
        guard former.sum / Double(former.count) > last.sum / Double(last.count) else { break }
        pools.removeLast()
        pools[pools.count - 1] = (former.sum + last.sum, former.count + last.count)
      }
    }
    let places = pools.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
    return zip(places, offsets).map(+)
  }
}
