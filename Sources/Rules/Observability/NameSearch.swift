/// Looks for the names of CronJobs within texts, for all names at once.
struct NameSearch {
  /// No name of a CronJob that is accepted is longer.
  private static var longest: Int { 63 }

  /// The names that were found.
  private(set) var found: Set<String> = []

  private let names: [String]
  /// A tree of the names' bytes: where a byte leads from a node.
  private var children: [Key: Int] = [:]
  /// Which names end at a node.
  private var ends: [Int: Int] = [:]

  private struct Key: Hashable {
    var node: Int
    var byte: UInt8
  }

  init(_ names: Set<String>) {
    self.names = names.filter { !$0.isEmpty && $0.utf8.count <= Self.longest }
    for (index, name) in self.names.enumerated() {
      var node = 0
      for byte in name.utf8 {
        let key = Key(node: node, byte: byte)
        if let known = children[key] {
          node = known
        } else {
          node = children.count + 1
          children[key] = node
        }
      }
      ends[node] = index
    }
  }

  /// Looks for names as they are.
  mutating func look(in text: String) { look(in: Array(text.utf8)) }

  /// Looks for names as they are within names of metrics, which have no hyphens.
  mutating func look(inMetric name: String) { look(in: name.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }) }

  private mutating func look(in text: [UInt8]) {
    for start in text.indices {
      var node = 0
      for byte in text[start...] {
        guard let next = children[Key(node: node, byte: byte)] else { break }
        node = next
        if let end = ends[node] { found.insert(names[end]) }
      }
    }
  }
}
