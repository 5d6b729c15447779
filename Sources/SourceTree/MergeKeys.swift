extension Document {
  /// The first merge key (`<<`) whose value names something else than mappings, which kubectl refuses (go-yaml's `decode.go`, `merge`).
  package func mergeError() -> SyntaxError? {
    guard hasMergeKeys else { return nil }
    for index in 0..<nodeCount where nodes[index].kind == .mapping && nodes[index].flags.contains(.hasMergeKey) {
      for entry in Node(document: self, index: index).entries where entry.key.isMergeKey {
        if let stranger = entry.value.mergeSources.first(where: { $0.kind != .mapping }) {
          return SyntaxError(.badMerge, at: stranger.range)
        }
      }
    }
    return nil
  }
}
