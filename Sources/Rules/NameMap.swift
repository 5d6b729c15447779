/// Values by names; a few names are compared, which is faster than to hash them.
struct NameMap<Value> {
  private var entries: [(name: String, value: Value)] = []
  /// Where among the entries a name stands; made when there are more than a few.
  private var positions: [String: Int] = [:]

  private static var threshold: Int { 16 }

  /// nil where nothing has been set.
  subscript(_ name: String) -> Value? {
    position(of: name).map { entries[$0].value }
  }

  mutating func set(_ value: Value, for name: String) {
    if let position = position(of: name) {
      entries[position].value = value
      return
    }
    entries.append((name, value))
    if !positions.isEmpty {
      positions[name] = entries.count - 1
    } else if entries.count > Self.threshold {
      for (position, entry) in entries.enumerated() { positions[entry.name] = position }
    }
  }

  private func position(of name: String) -> Int? {
    positions.isEmpty ? entries.firstIndex { $0.name == name } : positions[name]
  }
}
