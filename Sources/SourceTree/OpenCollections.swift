/// Collections that stand in each other and whose ends have not been reached: what recursion would keep on the stack.
struct OpenCollections<Collection> {
  /// The one that is being read.
  var innermost: Collection
  /// How many are open.
  private(set) var depth = 0
  /// Those around it from the outside in; behind them what is no longer open, as places are used again.
  private var outer: [Collection]

  /// - Parameters:
  ///   - surroundings: What is around the outermost.
  ///   - room: For how many collections there is room at first.
  init(in surroundings: Collection, room: Int = 0) {
    innermost = surroundings
    outer = Array(repeating: surroundings, count: room)
  }

  /// Goes into a collection.
  @inline(__always)
  mutating func enter(_ collection: Collection) {
    if depth < outer.count { outer[depth] = innermost } else { outer.append(innermost) }
    depth += 1
    innermost = collection
  }

  /// Goes back to the collection around.
  @inline(__always)
  mutating func leave() {
    depth -= 1
    innermost = outer[depth]
  }
}
