/// The keys of one mapping by their names, as kubectl reads them.
struct MappingKeys {
  /// An entry of the mapping itself.
  struct Own {
    /// The key's node.
    let key: Int
    /// Its position among the entries, merge keys counted as well.
    let position: Int
    /// Whether the mapping has the key twice; this is the last one then.
    let isRepeated: Bool
  }

  private(set) var own: [String: Own] = [:]
  /// What merge keys bring in: the ranges of what they name.
  private(set) var merged: [String: SourceRange] = [:]
  /// Own keys that count less than what a merge key below them brings in.
  private var overridden: Set<String> = []
  /// Whether there is a key that kubectl refuses.
  private(set) var hasNameless = false
  private(set) var hasRepeated = false

  init(_ mapping: Node) {
    let hasMergeKey = mapping.record.flags.contains(.hasMergeKey)
    for (position, entry) in mapping.entries.enumerated() {
      if hasMergeKey, entry.key.isMergeKey {
        for source in entry.value.mergeSources {
          for brought in source.mergedEntries {
            guard let name = brought.key.keyText else { continue }
            merged[name] = entry.value.range
            if own[name] != nil { overridden.insert(name) }
          }
        }
      } else if let name = entry.key.keyText {
        let isRepeated = own[name] != nil
        if isRepeated { hasRepeated = true }
        own[name] = Own(key: entry.key.index, position: position, isRepeated: isRepeated)
        overridden.remove(name)
      } else {
        hasNameless = true
      }
    }
  }

  /// Whether what is read under a name stands in the mapping itself.
  func isOwn(_ name: String) -> Bool { own[name] != nil && !overridden.contains(name) }
}

extension Document {
  /// Whether the document means what its tree says: no template, and nothing that kubectl refuses or reads differently.
  var isReliable: Bool {
    let next = source.ambiguousCharacters.prefixCount { $0 < range.start }
    let isAmbiguous = next < source.ambiguousCharacters.count && source.ambiguousCharacters[next] < range.end
    return template == nil && !isAmbiguous && aliasError() == nil && mergeError() == nil
  }
}
