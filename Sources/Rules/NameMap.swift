/// Values by names, of which the last one counts; a few names are compared, which is faster than to hash them.
struct NameMap<Value> {
  private var entries: [(name: String, value: Value)] = []
  /// Where among the entries a name stands last; made when there are more than a few.
  private var positions: [String: Int] = [:]

  private static var threshold: Int { 32 }

  mutating func append(_ value: Value, for name: String) {
    entries.append((name, value))
    if !positions.isEmpty {
      positions[name] = entries.count - 1
    } else if entries.count > Self.threshold {
      for (position, entry) in entries.enumerated() { positions[entry.name] = position }
    }
  }

  subscript(_ name: String) -> Value? {
    let position = positions.isEmpty ? entries.lastIndex { $0.name == name } : positions[name]
    return position.map { entries[$0].value }
  }
}
