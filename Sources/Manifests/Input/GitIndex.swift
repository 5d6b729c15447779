/// The files that git tracks in a working tree, of those that a walk may come across: manifests, links and submodules.
///
/// Read from the repository's index without git, so that a scan gives the same where git is not installed: versions 2 to 4, with either
/// hash, sparse or split. Source: the gitformat-index manual page.
struct GitIndex: Sendable {
  /// The paths, one behind the other.
  private var names: [UInt8] = []
  /// Where each path ends in ``names``; sorted by the bytes of the paths.
  private var ends: [Int] = []

  /// No files, as in a repository without an index.
  init() {}

  /// - Parameter shared: Reads the file of that name beside the index, which holds most of it where it is split.
  /// - Returns: nil for bytes that are no index, or one of a form that is not known.
  init?(_ bytes: [UInt8], shared: (String) -> [UInt8]?) {
    // Nothing in the file says how long hashes are; what is behind the entries fits one length only.
    for hashSize in [20, 32] {
      var reader = GitIndexReader(bytes, hashSize: hashSize)
      guard var index = reader.read() else { continue }
      if let name = reader.sharedIndexName {
        guard let bytes = shared(name) else { return nil }
        var reader = GitIndexReader(bytes, hashSize: hashSize)
        guard let base = reader.read() else { return nil }
        index.merge(base)
      }
      self = index
      return
    }
    return nil
  }

  /// Adds what sorts behind the others; entries that a split index takes from its base have no path.
  mutating func append(_ path: ArraySlice<UInt8>) {
    if path.isEmpty { return }
    names += path
    ends.append(names.count)
  }

  /// Takes in what is in neither order behind the other. What a split index deletes from its base stays, which only lets more be read.
  private mutating func merge(_ other: GitIndex) {
    let paths = (ends.indices.map { path(at: $0) } + other.ends.indices.map { other.path(at: $0) })
      .sorted { $0.lexicographicallyPrecedes($1) }
    self = GitIndex()
    for path in paths { append(path) }
  }

  private func path(at index: Int) -> ArraySlice<UInt8> {
    names[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// Whether `path`, relative to the working tree and without a slash at its end, is tracked: a directory by a file in it.
  func tracks(_ path: ArraySlice<UInt8>, isDirectory: Bool) -> Bool {
    let first = firstIndex(notBefore: path)
    if first < ends.count, self.path(at: first) == path { return true }
    guard isDirectory else { return false }
    let folder = path + [.slash]
    let below = firstIndex(notBefore: folder)
    return below < ends.count && self.path(at: below).starts(with: folder)
  }

  private func firstIndex(notBefore path: ArraySlice<UInt8>) -> Int {
    var low = 0
    var high = ends.count
    while low < high {
      let middle = (low + high) / 2
      if self.path(at: middle).lexicographicallyPrecedes(path) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Reads an index from its first byte to its last.
private struct GitIndexReader {
  private let bytes: [UInt8]
  private let hashSize: Int
  private var position = 0

  /// `PATH_MAX` of Linux.
  private static var longestPath: Int { 4_096 }
  /// Where the rest of a split index is.
  private(set) var sharedIndexName: String?

  init(_ bytes: [UInt8], hashSize: Int) {
    self.bytes = bytes
    self.hashSize = hashSize
  }

  /// nil where something does not fit.
  mutating func read() -> GitIndex? {
    guard bytes.starts(with: "DIRC".utf8) else { return nil }
    position = 4
    guard let version = number(), (2...4).contains(version), let count = number() else { return nil }
    var index = GitIndex()
    var path: [UInt8] = []
    for _ in 0..<count {
      guard let mode = entry(version: version, path: &path) else { return nil }
      switch mode >> 12 {
      case 0b1000: if isManifestName(path) { index.append(path[...]) }
      // Links and submodules.
      case 0b1010, 0b1110: index.append(path[...])
      // A directory that a sparse checkout leaves out.
      case 0b0100: break
      default: return nil
      }
    }
    return extensions() ? index : nil
  }

  /// Reads an entry.
  ///
  /// - Parameter path: That of the entry before, then its own.
  /// - Returns: The mode; nil where something does not fit.
  private mutating func entry(version: Int, path: inout [UInt8]) -> Int? {
    let start = position
    position += 24
    guard let mode = number() else { return nil }
    position += 12 + hashSize
    guard let flags = shortNumber() else { return nil }
    if flags & 0x4000 != 0 {
      guard version > 2 else { return nil }
      position += 2
    }
    if version == 4 {
      guard let dropped = variableNumber(), dropped <= path.count else { return nil }
      path.removeLast(dropped)
    } else {
      path = []
    }
    guard position <= bytes.count, let end = bytes[position...].firstIndex(of: 0) else { return nil }
    path += bytes[position..<end]
    // Each may be longer than the one before by what the index has for it.
    guard path.count <= Self.longestPath else { return nil }
    position = end + 1
    if version < 4 {
      // One to eight bytes of padding make the entry's length a multiple of eight.
      position = start + (end - start + 8) / 8 * 8
    }
    let length = flags & 0xFFF
    return length == 0xFFF ? (path.count >= length ? mode : nil) : path.count == length ? mode : nil
  }

  /// - Returns: Whether they lead to where the hash of the whole begins.
  private mutating func extensions() -> Bool {
    while position < bytes.count - hashSize {
      let signature = bytes[position..<min(position + 4, bytes.count)]
      position += 4
      guard let size = number(), size <= bytes.count - position else { return false }
      if signature.elementsEqual("link".utf8), size >= hashSize {
        let hash = bytes[position..<position + hashSize]
        if hash.contains(where: { $0 != 0 }) { sharedIndexName = "sharedindex." + hash.map(Self.hexadecimal).joined() }
      }
      position += size
    }
    return position == bytes.count - hashSize
  }

  private static func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

  private mutating func number() -> Int? {
    guard let high = shortNumber(), let low = shortNumber() else { return nil }
    return high << 16 | low
  }

  private mutating func shortNumber() -> Int? {
    guard position + 2 <= bytes.count else { return nil }
    defer { position += 2 }
    return Int(bytes[position]) << 8 | Int(bytes[position + 1])
  }

  /// Seven bits a byte, the first the highest, each byte that another follows counting one more.
  private mutating func variableNumber() -> Int? {
    var value = 0
    while position < bytes.count, value < 1 << 32 {
      let byte = Int(bytes[position])
      position += 1
      value |= byte & 127
      if byte & 128 == 0 { return value }
      value = (value + 1) << 7
    }
    return nil
  }
}
