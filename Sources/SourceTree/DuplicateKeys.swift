extension Document {
  /// The first mapping entry whose key its mapping already has, if any.
  ///
  /// Keys are equal when kubectl makes the same JSON key of them (`1` and `"1"`, `on` and `"true"`). Merge keys (`<<`) may repeat, and entries they
  /// bring in may be overridden.
  ///
  /// - Returns: ``SyntaxError/Kind/duplicateKey`` at the second key, with the first one as the related place.
  package func duplicateKey() -> SyntaxError? {
    unsafe source.bytes.withUnsafeBufferPointer { bytes in
      unsafe nodes.withUnsafeBufferPointer { nodes in
        let scan = unsafe KeyScan(nodes: nodes, bytes: bytes)
        for index in 0..<nodeCount where scan.nodes[index].kind == .mapping && !scan.nodes[index].flags.contains(.hasDistinctKeys) {
          switch scan.run(mapping: index) {
          case .distinct: continue
          case .duplicate(let first, let second): return duplicateKey(first, second)
          case .undecided:
            if let (first, second) = duplicateByText(in: index) { return duplicateKey(first, second) }
          }
        }
        return nil
      }
    }
  }

  private func duplicateKey(_ first: Int, _ second: Int) -> SyntaxError {
    SyntaxError(
      .duplicateKey, at: Node(document: self, index: second).range, related: Node(document: self, index: first).range)
  }

  /// Compares resolved keys: for mappings that are large, or have keys whose text is not their bytes.
  private func duplicateByText(in mapping: Int) -> (first: Int, second: Int)? {
    var seen: [String: Int] = [:]
    for entry in Node(document: self, index: mapping).entries where !entry.key.isMergeKey {
      guard let text = entry.key.keyText else { continue }
      if let first = seen.updateValue(entry.key.index, forKey: text) { return (first, entry.key.index) }
    }
    return nil
  }
}

/// Looks for equal keys in one mapping without making strings of them.
private struct KeyScan {
  enum Result {
    case distinct
    case duplicate(first: Int, second: Int)
    /// Too many keys, or keys that must be resolved to be compared.
    case undecided
  }

  let nodes: NodeView
  private let bytes: ByteView

  init(nodes: UnsafeBufferPointer<NodeRecord>, bytes: UnsafeBufferPointer<UInt8>) {
    self.nodes = unsafe NodeView(nodes)
    self.bytes = unsafe ByteView(bytes)
  }

  /// Beyond so many keys a hash table is cheaper.
  private static var entryLimit: Int { 16 }

  func run(mapping: Int) -> Result {
    let end = mapping + Int(nodes[mapping].count)
    var key = mapping + 1
    var count = 0
    /// One bit for each length and outer letters seen: most keys need no comparison at all.
    var seen = KeyFilter()
    while key < end {
      guard count < Self.entryLimit, let text = text(of: nodes[key]) else { return .undecided }
      let mark = mark(text)
      if seen.mayHold(mark), let first = earlier(than: key, in: mapping, equalTo: text) { return .duplicate(first: first, second: key) }
      seen.insert(mark)
      count += 1
      key = next(after: key)
    }
    return .distinct
  }

  private func next(after key: Int) -> Int {
    let value = key + Int(nodes[key].count)
    return value + Int(nodes[value].count)
  }

  private func mark(_ text: Range<Int>) -> UInt64 {
    text.isEmpty ? 0 : KeyFilter.mark(first: bytes[text.lowerBound], last: bytes[text.upperBound - 1], count: text.count)
  }

  private func earlier(than key: Int, in mapping: Int, equalTo text: Range<Int>) -> Int? {
    var candidate = mapping + 1
    while candidate < key {
      if let other = self.text(of: nodes[candidate]), other.count == text.count, isEqual(other, text) { return candidate }
      candidate = next(after: candidate)
    }
    return nil
  }

  private func isEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    for offset in 0..<left.count where bytes[left.lowerBound + offset] != bytes[right.lowerBound + offset] { return false }
    return true
  }

  /// Where a key's text stands verbatim; nil where it has to be resolved first.
  private func text(of record: NodeRecord) -> Range<Int>? {
    guard record.kind == .scalar, record.flags.isDisjoint(with: [.needsDecoding, .hasProperties]) else { return nil }
    let range = Int(record.start)..<max(Int(record.start), Int(record.end))
    guard range.upperBound <= bytes.count else { return nil }
    switch record.style {
    case .singleQuoted, .doubleQuoted: return range.count >= 2 ? range.lowerBound + 1..<range.upperBound - 1 : nil
    case .plain: return bytes.isCertainlyText(range) ? range : nil
    default: return nil
    }
  }
}

/// The nodes being read; any index beyond them reads as an empty scalar.
@safe
private struct NodeView {
  private let base: UnsafeBufferPointer<NodeRecord>
  private let count: Int

  init(_ base: UnsafeBufferPointer<NodeRecord>) {
    unsafe self.base = base
    count = base.count
  }

  @inline(__always)
  subscript(index: Int) -> NodeRecord {
    index < count ? unsafe base[index] : NodeRecord(.scalar, .plain, start: 0, end: 0)
  }
}

/// What the parser notes of a mapping's keys, so that only few mappings have to be looked at again.
struct KeyMarks {
  /// Whether no two of the keys so far can be equal.
  private(set) var areDistinct: Bool
  /// The filter of all keys so far; an empty one where one of them is not in it.
  var filter: KeyFilter { isComplete ? seen : KeyFilter() }

  private var isComplete: Bool
  private var seen = KeyFilter()

  /// - Parameter isComplete: Whether no key has been left out so far.
  init(isComplete: Bool) {
    self.isComplete = isComplete
    areDistinct = isComplete
  }

  /// Leaves out a key that only a closer look could tell from others.
  mutating func skipKey() { self = KeyMarks(isComplete: false) }

  /// Takes in a plain key, which is not empty.
  ///
  /// - Returns: The key's mark.
  @inline(__always)
  mutating func insert(plain key: Range<Int>, in bytes: ByteView) -> UInt64 {
    let mark = KeyFilter.mark(first: bytes[key.lowerBound], last: bytes[key.upperBound - 1], count: key.count)
    if seen.mayHold(mark) || (key.count <= 5 && !bytes.isCertainlyText(key)) { areDistinct = false }
    seen.insert(mark)
    return mark
  }
}

extension ByteView {
  /// Whether a plain scalar can mean nothing but its text: it starts with a letter and is no word of YAML 1.1.
  func isCertainlyText(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty else { return false }
    let first = self[range.lowerBound] | 0x20
    guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
    guard range.count <= 5 else { return true }
    let second = range.count > 1 ? self[range.lowerBound + 1] | 0x20 : 0
    switch (first, range.count) {
    case (UInt8(ascii: "y"), 1), (UInt8(ascii: "y"), 3), (UInt8(ascii: "n"), 1), (UInt8(ascii: "n"), 2): return false
    case (UInt8(ascii: "o"), 2), (UInt8(ascii: "o"), 3): return false
    case (UInt8(ascii: "n"), 4): return second != UInt8(ascii: "u")
    case (UInt8(ascii: "t"), 4): return second != UInt8(ascii: "r")
    case (UInt8(ascii: "f"), 5): return second != UInt8(ascii: "a")
    default: return true
    }
  }
}
