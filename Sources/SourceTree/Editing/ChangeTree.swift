/// Changes as one tree of what is to become of each place; those that contradict an earlier one are left out of it.
struct ChangeTree {
  /// What is to become of one place.
  struct Place {
    /// The change that sets or removes it, and to what.
    var outcome: (change: Int, value: TreeValue?)?
    /// Changes that hold anyway where the outcome comes about.
    var agreed: [Int] = []
    /// Changes that ask for an item of the list.
    var ensured: [Int] = []
    /// Items that the list gets at its end, and the change they are of.
    var appended: [(change: Int, value: TreeValue)] = []
    /// Changes of a part of the text.
    var splices: [Int] = []
    /// What is within it, in the order of the changes.
    var steps: [PathStep] = []
    var children: [PathStep: Int] = [:]

    /// Whether something in it changes rather than itself.
    var isWay: Bool { outcome == nil && !(steps.isEmpty && ensured.isEmpty && appended.isEmpty && splices.isEmpty) }
  }

  /// The root's is the first.
  private(set) var places: [Place] = [Place()]
  let changes: [Change]
  private(set) var conflicts: [Conflict] = []

  init(_ changes: [Change]) {
    self.changes = changes
    for change in changes.indices { insert(change) }
  }

  subscript(id: Int) -> Place { places[id] }

  private mutating func insert(_ index: Int) {
    let change = changes[index]
    guard change.path.steps.count < FieldPath.depthLimit else { return report(.tooDeep, index) }
    if case .set(let value) = change.action, let obstacle = value.obstacle { return report(obstacle, index) }
    if case .ensure(let value, _) = change.action, let obstacle = value.obstacle { return report(obstacle, index) }
    var id = 0
    for (position, step) in change.path.steps.enumerated() {
      if let outcome = places[id].outcome {
        return settle(index, with: outcome, of: id, at: change.path.steps[position...])
      }
      id = child(step, of: id)
    }
    settle(index, at: id)
  }

  private mutating func settle(_ index: Int, at id: Int) {
    if let outcome = places[id].outcome { return settle(index, with: outcome, of: id, at: []) }
    switch changes[index].action {
    case .ensure: places[id].ensured.append(index)
    case .splice: places[id].splices.append(index)
    case .set(let value): decide(id, value, index)
    case .remove: decide(id, nil, index)
    }
  }

  private mutating func settle(_ index: Int, with outcome: (change: Int, value: TreeValue?), of id: Int, at steps: ArraySlice<PathStep>) {
    if Self.agrees(outcome.value, with: changes[index].action, at: steps) { agree(id, index) } else { differ(outcome.change, index) }
  }

  /// Sets or removes what changes are within already: they are fulfilled by that, or contradict it.
  private mutating func decide(_ id: Int, _ value: TreeValue?, _ index: Int) {
    guard id != 0 else { return report(.root, index) }
    let depth = changes[index].path.steps.count
    let others = changesWithin(id)
    for other in others where !Self.agrees(value, with: changes[other].action, at: changes[other].path.steps[depth...]) {
      return differ(other, index)
    }
    places[id] = Place(outcome: (index, value), agreed: others)
  }

  /// Whether a change further in holds anyway where a place becomes a value, or nothing.
  private static func agrees(_ value: TreeValue?, with action: Change.Action, at steps: ArraySlice<PathStep>) -> Bool {
    let found = value?[steps: steps]
    switch action {
    case .set(let wanted): return found == wanted
    case .remove: return found == nil
    case .ensure(let item, _):
      if case .list(let items)? = found { return items.contains(item) }
      return false
    case .splice: return false
    }
  }

  /// All changes at a place and within it.
  func changesWithin(_ id: Int) -> [Int] {
    var result: [Int] = []
    var open = [id]
    while let id = open.popLast() {
      let place = places[id]
      if let outcome = place.outcome { result.append(outcome.change) }
      result += place.agreed + place.ensured + place.appended.map(\.change) + place.splices
      for step in place.steps.reversed() { if let child = place.children[step] { open.append(child) } }
    }
    return result
  }

  // What the walk adds once it knows the document.

  /// The place behind a step, made where there is none.
  mutating func child(_ step: PathStep, of id: Int) -> Int {
    if let child = places[id].children[step] { return child }
    places.append(Place())
    places[id].children[step] = places.count - 1
    places[id].steps.append(step)
    return places.count - 1
  }

  /// Says what becomes of a place where nothing is said yet.
  mutating func decide(_ id: Int, _ change: Int, _ value: TreeValue?) { places[id].outcome = (change, value) }

  /// Notes a change that holds where the outcome of a place comes about.
  mutating func agree(_ id: Int, _ change: Int) { places[id].agreed.append(change) }

  mutating func append(_ value: TreeValue, to id: Int, _ change: Int) { places[id].appended.append((change, value)) }

  /// Takes back what was said of the place itself, to say it of what is within.
  mutating func open(_ id: Int) { places[id].outcome = nil }

  mutating func report(_ obstacle: Obstacle, _ change: Int) { conflicts.append(.notEditable(changes[change], why: obstacle)) }
  mutating func differ(_ first: Int, _ second: Int) { conflicts.append(.different(changes[first], changes[second])) }
  mutating func report(_ reach: Reach, _ change: Int) { conflicts.append(.shared(changes[change], reach)) }
}

extension TreeValue {
  /// Why the value cannot be written anywhere, if so.
  var obstacle: Obstacle? { obstacle(depth: 0) }

  private func obstacle(depth: Int) -> Obstacle? {
    guard depth < Self.depthLimit else { return .tooDeep }
    switch self {
    case .float(let float): return float.isFinite ? nil : .notFinite
    case .list(let items):
      for item in items { if let obstacle = item.obstacle(depth: depth + 1) { return obstacle } }
      return nil
    case .map(let entries):
      if Set(entries.map(\.key)).count < entries.count { return .duplicateKey }
      for entry in entries {
        if ScalarPrinter.isTooLongKey(entry.key) { return .tooLongKey }
        if let obstacle = entry.value.obstacle(depth: depth + 1) { return obstacle }
      }
      return nil
    default: return nil
    }
  }

  /// How many levels it has: 1 for a scalar.
  var height: Int {
    switch self {
    case .list(let items): 1 + (items.lazy.map(\.height).max() ?? 0)
    case .map(let entries): 1 + (entries.lazy.map(\.value.height).max() ?? 0)
    default: 1
    }
  }
}
