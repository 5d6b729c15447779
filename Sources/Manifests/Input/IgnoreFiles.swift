/// The `.gitignore` files of a tree that is not on the disk, as a revision of a repository.
package struct IgnoreFiles: Sendable {
  /// By folder.
  private var patterns: [String: GlobPatternList] = [:]

  package init() {}

  /// Adds a file.
  ///
  /// - Parameter folder: Where it is, relative to the root of the tree: empty, or with a slash at its end.
  package mutating func add(_ bytes: [UInt8], in folder: String) {
    patterns[folder] = GlobPatternList(ignoreFile: bytes)
  }

  /// Whether a walk of a folder would leave a file out.
  ///
  /// - Parameters:
  ///   - path: Of the file, relative to the root of the tree.
  ///   - folder: What is walked, as in ``add(_:in:)``; that it may be ignored itself does not matter.
  package func ignores(_ path: String, inWalkOf folder: String) -> Bool {
    if patterns.isEmpty { return false }
    let bytes = Array(path.utf8)
    let walkStart = folder.utf8.count
    var rules = IgnoreRules()
    var start = 0
    while start < bytes.count {
      if let patterns = patterns[String(decoding: bytes[..<start], as: UTF8.self)] { rules.append(patterns, base: start) }
      let end = bytes[start...].firstIndex(of: .slash) ?? bytes.count
      if start >= walkStart, rules.ignores(Array(bytes[..<end]).span, nameStart: start, isDirectory: end < bytes.count) { return true }
      start = end + 1
    }
    return false
  }
}
