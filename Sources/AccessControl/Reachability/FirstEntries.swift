/// Which entries of a list of rules come first: what later ones lead to as well is theirs, wherever the list is bound.
struct FirstEntries {
  /// An entry, and the position of a name in it.
  struct Mention: Comparable {
    let entry: Int
    let position: Int

    static func < (left: Mention, right: Mention) -> Bool { (left.entry, left.position) < (right.entry, right.position) }
  }

  /// The first entries of a capability: for objects of any name, and for some.
  struct Pair {
    var forAnyName: CapabilityTable.Entry?
    var forSomeNames: CapabilityTable.Entry?
  }

  /// Of service accounts, by their names.
  private(set) var accounts: [Symbol: Mention] = [:]
  /// Of Secrets, by their names.
  private(set) var secrets: [Symbol: Mention] = [:]
  /// Of what leads to the same place whatever it names.
  private(set) var others: [Int] = []
  /// All that lead to users, who are not of a namespace.
  private(set) var users: [Int] = []
  private(set) var ofCapability: [Capability: Pair] = [:]

  init(_ entries: [CapabilityTable.Entry]) {
    for (index, entry) in entries.enumerated() {
      let pair = ofCapability[entry.capability] ?? Pair()
      let isFirst = entry.names.isEmpty ? pair.forAnyName == nil : pair.forSomeNames == nil
      if isFirst {
        if entry.names.isEmpty {
          ofCapability[entry.capability, default: Pair()].forAnyName = entry
        } else {
          ofCapability[entry.capability, default: Pair()].forSomeNames = entry
        }
      }
      switch entry.capability {
      case .impersonateUsers: users.append(index)
      case .readSecrets where !entry.names.isEmpty: Self.note(entry, index, in: &secrets)
      case .requestTokens where !entry.names.isEmpty, .impersonateServiceAccounts where !entry.names.isEmpty:
        Self.note(entry, index, in: &accounts)
      default: if isFirst { others.append(index) }
      }
    }
  }

  private static func note(_ entry: CapabilityTable.Entry, _ index: Int, in mentions: inout [Symbol: Mention]) {
    for (position, name) in entry.names.enumerated() where mentions[name] == nil {
      mentions[name] = Mention(entry: index, position: position)
    }
  }
}

extension [Symbol: FirstEntries.Mention] {
  /// The names that another table has too: in as many looks as the smaller one has names.
  func common(with other: [Symbol: [Int]]) -> [(name: Symbol, mention: FirstEntries.Mention, positions: [Int])] {
    if count <= other.count { return compactMap { name, mention in other[name].map { (name, mention, $0) } } }
    return other.compactMap { name, positions in self[name].map { (name, $0, positions) } }
  }
}
