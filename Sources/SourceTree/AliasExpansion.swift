extension Document {
  /// Why the document's aliases cannot be followed, if so: one stands inside its own anchor, or they expand the document beyond reason.
  ///
  /// The bounds are go-yaml's (`decode.go`, `allowedAliasRatio`), applied to the whole document: beyond 1,000 nodes, aliases may bring in 99 % of up to
  /// 400,000 nodes, falling to 10 % of 4 million and more. Nothing is expanded to find out: the size of each target follows from those before it.
  package func aliasError() -> SyntaxError? {
    guard hasAliases else { return nil }
    /// At `k`: how many nodes the first `k` aliases bring in.
    var sums = [0]
    sums.reserveCapacity(aliases.count + 1)
    for alias in aliases {
      let target = Int(alias.target)
      let end = target + Int(nodes[target].count)
      let range = Node(document: self, index: Int(alias.alias)).range
      if target <= Int(alias.alias), Int(alias.alias) < end { return SyntaxError(.recursiveAlias, at: range) }
      let inside = sums[aliasCount(before: end)] - sums[aliasCount(before: target)]
      let total = sums[sums.count - 1] + Int(nodes[target].count) + inside
      // No ratio allows more; stopping here keeps the sums small.
      if total > Self.smallExpansion + nodes.count { return SyntaxError(.excessiveAliases, at: range) }
      sums.append(total)
    }
    let brought = sums[sums.count - 1]
    let expanded = brought + nodes.count
    guard brought > 100, expanded > 1_000, Double(brought) > Double(expanded) * Self.allowedRatio(expanded), let last = aliases.last
    else { return nil }
    return SyntaxError(.excessiveAliases, at: Node(document: self, index: Int(last.alias)).range)
  }

  /// How many aliases stand before the node at `index`; aliases are in source order.
  private func aliasCount(before index: Int) -> Int { aliases.prefixCount { Int($0.alias) < index } }

  private static var smallExpansion: Int { 400_000 }
  private static var largeExpansion: Int { 4_000_000 }

  private static func allowedRatio(_ expanded: Int) -> Double {
    if expanded <= smallExpansion { return 0.99 }
    if expanded >= largeExpansion { return 0.10 }
    return 0.99 - 0.89 * Double(expanded - smallExpansion) / Double(largeExpansion - smallExpansion)
  }
}
