/// The `.gitignore` files that apply in one directory, as git applies them.
///
/// Only patterns count here (`git check-ignore --no-index`); what git tracks all the same, the ``GitIndex`` knows. The user's own
/// `core.excludesFile` is not read, so that everyone gets the same result for the same repository.
struct IgnoreRules: Sendable {
  private var levels: [(patterns: GlobPatternList, base: Int)] = []

  /// Adds patterns that win over those there are.
  /// - Parameter base: the length of the path, with its last slash, of the directory they belong to.
  mutating func append(_ patterns: GlobPatternList, base: Int) {
    if !patterns.isEmpty { levels.append((patterns, base)) }
  }

  /// Whether `path` is ignored; the caller asks for the directories above it first, since nothing in an ignored one comes back.
  func ignores(_ path: Span<UInt8>, nameStart: Int, isDirectory: Bool) -> Bool {
    var index = levels.count - 1
    while index >= 0 {
      let level = levels[index]
      if let verdict = level.patterns.verdict(on: path, from: level.base, nameStart: nameStart, isDirectory: isDirectory) { return verdict }
      index -= 1
    }
    return false
  }
}

/// Where a git repository keeps what is not in its working tree.
enum GitRepository {
  /// The root of the repository that holds `directory` (a canonical path), which may be the directory itself.
  static func root(of directory: String) -> String? {
    var path = directory[...]
    while true {
      let candidate = String(path)
      if (try? FileStatus(path: join(candidate, ".git"), followingLinks: true)) != nil { return candidate }
      guard path != "/", let slash = path.utf8.lastIndex(of: .slash) else { return nil }
      path = slash == path.startIndex ? "/" : path[..<slash]
    }
  }

  /// The path of `info/exclude` of the repository whose working tree begins at `root`.
  static func excludeFile(root: String) -> String { join(commonFolder(of: folder(root: root)), "info/exclude") }

  /// What is tracked in the working tree that begins at `root`: nothing where there is no index yet.
  static func index(root: String) throws(InputError) -> GitIndex {
    let folder = folder(root: root)
    let path = join(folder, "index")
    let bytes: [UInt8]
    do {
      bytes = try readFile(path)
    } catch {
      if error.reason == .missing { return GitIndex() }
      throw error
    }
    let index = GitIndex(bytes) { name in
      (try? readFile(join(folder, name))) ?? (try? readFile(join(commonFolder(of: folder), name)))
    }
    guard let index else { throw InputError(path: path, reason: .unknownIndex) }
    return index
  }

  /// The folder of what belongs to one working tree.
  ///
  /// In a submodule and in a further working tree, `.git` is a file that names the directory.
  /// Source: the gitrepository-layout manual page.
  private static func folder(root: String) -> String {
    let directory = join(root, ".git")
    if let file = try? readFile(directory), file.starts(with: "gitdir: ".utf8) {
      return resolve(firstLine(file.dropFirst(8)), in: root)
    }
    return directory
  }

  /// The folder of what several working trees share.
  private static func commonFolder(of folder: String) -> String {
    (try? readFile(join(folder, "commondir"))).map { resolve(firstLine($0[...]), in: folder) } ?? folder
  }

  private static func firstLine(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
  }

  private static func resolve(_ path: String, in directory: String) -> String {
    path.utf8.first == .slash ? path : join(directory, path)
  }
}

/// The path of `name` in `directory`, where an empty path is the current directory.
func join(_ directory: String, _ name: String) -> String {
  if directory.isEmpty { return name }
  return directory.utf8.last == .slash ? directory + name : directory + "/" + name
}
