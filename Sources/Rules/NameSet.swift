/// Names that were met; a few are compared, which is faster than to hash them.
struct NameSet {
  private static let threshold = 8

  private var first: String?
  private var few: [String] = []
  private var many: Set<String> = []

  /// - Returns: Whether the name is new.
  mutating func insert(_ name: String) -> Bool {
    guard let first else {
      first = name
      return true
    }
    if first == name { return false }
    if !many.isEmpty { return many.insert(name).inserted }
    if few.contains(name) { return false }
    few.append(name)
    if few.count > Self.threshold { many = Set(few) }
    return true
  }
}
