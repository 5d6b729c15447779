#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// What the user asks to have read: files, directories and standard input, and the patterns that narrow the directories.
///
///     let listing = InputSelection(paths: ["deploy", "backup.yaml"], exclude: ["charts/"]).list()
///
/// A directory stands for every `.yaml`, `.yml` and `.json` file below it, but for what the patterns leave out, and what is hidden or ignored
/// without being tracked by git. `.gitignore` files count in a repository as they do for git, and below the directory without one as well.
/// Links are followed, unless they lead to a directory that holds them. A path that is named outright is taken whatever it is called,
/// hidden or ignored.
package struct InputSelection: Sendable {
  /// Files and directories, relative to the current directory or absolute; `-` is standard input.
  package var paths: [String]
  /// Takes only the files below a directory that match, themselves or by a directory they are in; all files when empty.
  ///
  /// ``GlobPattern``s relative to each directory that is walked.
  package var include: [String]
  /// Leaves out the files and directories below a directory that match. ``GlobPattern``s relative to each directory that is walked.
  package var exclude: [String]
  /// The name that standard input is given in ``InputFile``.
  package var standardInputName: String

  package init(paths: [String], include: [String] = [], exclude: [String] = [], standardInputName: String = "<stdin>") {
    self.paths = paths
    self.include = include
    self.exclude = exclude
    self.standardInputName = standardInputName
  }

  /// Finds the files, in the order of ``paths`` and sorted by the bytes of their paths below a directory; each is listed once, by the first
  /// path that leads to it.
  package func list() -> InputListing {
    var listing = InputListing()
    let include = compile(self.include, errors: &listing.errors)
    let exclude = compile(self.exclude, errors: &listing.errors)
    // Without one of its patterns a selection is another one.
    guard listing.errors.isEmpty else { return listing }

    var identities: Set<CanonicalPath> = []
    var readsStandardInput = false
    for (argument, path) in paths.enumerated() {
      listing.roots.append(InputRoot(shown: path, canonical: nil, isDirectory: false))
      if path == "-" {
        if !readsStandardInput { listing.files.append(InputFile(path: standardInputName, isStandardInput: true, argument: argument)) }
        readsStandardInput = true
        continue
      }
      do throws(InputError) {
        let kind = try FileStatus(path: path, followingLinks: true).kind
        guard kind != .special else { throw InputError(path: path, reason: .notRegularFile) }
        guard let canonical = canonicalPath(path) else { throw InputError(path: path, reason: .nameNotUTF8) }
        let shown = Self.shown(path)
        listing.roots[argument] = InputRoot(shown: shown, canonical: canonical, isDirectory: kind == .directory)
        var branches = [InputBranch(file: shown, canonical: canonical)]
        if kind == .directory {
          var walk = DirectoryWalk(shown: shown, canonical: canonical, include: include, exclude: exclude)
          walk.run()
          listing.errors += walk.errors
          listing.skipped += walk.skipped
          branches = walk.branches
        }
        let first = listing.files.count
        listing.append(branches, identities: &identities, keepsIdentities: paths.count > 1)
        for index in listing.files[first...].indices { listing.files[index].argument = argument }
      } catch {
        listing.errors.append(error)
      }
    }
    return listing
  }

  private func compile(_ patterns: [String], errors: inout [InputError]) -> GlobPatternList {
    var compiled: [GlobPattern] = []
    for text in patterns {
      if let pattern = GlobPattern(text.utf8) {
        compiled.append(pattern)
      } else {
        errors.append(InputError(path: text, reason: .uselessPattern))
      }
    }
    return GlobPatternList(compiled)
  }

  /// A path as reports show it: `./deploy//x/.` becomes `deploy/x`, and the current directory the empty path; `..` stays, for behind a link it leads elsewhere.
  package static func shown(_ path: String) -> String {
    let segments = path.utf8.split(separator: .slash).filter { !$0.elementsEqual(".".utf8) }
    let joined = segments.map { String($0) ?? "" }.joined(separator: "/")
    return path.utf8.first == .slash ? "/" + joined : joined
  }
}

/// One file to be read.
package struct InputFile: Sendable {
  /// The path as it is shown to the user, and opened: as it was given, followed by the part found in a walk, without needless `.` segments
  /// and slashes. For standard input it is a name alone.
  package let path: String
  /// Whether to read with ``readStandardInput(name:)``, and not with ``readFile(_:)``.
  package let isStandardInput: Bool
  /// The position of the path that led to it among ``InputSelection/paths``.
  package internal(set) var argument: Int

  package init(path: String, isStandardInput: Bool = false, argument: Int = 0) {
    self.path = path
    self.isStandardInput = isStandardInput
    self.argument = argument
  }
}

/// What one of ``InputSelection/paths`` turned out to be.
package struct InputRoot: Sendable {
  /// As it begins the paths of its files; empty for the current directory.
  package let shown: String
  /// The absolute path without links; nil for standard input and for what cannot be reached.
  package let canonical: String?
  package let isDirectory: Bool

  package init(shown: String, canonical: String?, isDirectory: Bool) {
    self.shown = shown
    self.canonical = canonical
    self.isDirectory = isDirectory
  }

  /// The absolute path of one of its files, not following links below the root; nil for standard input.
  package func absolutePath(of file: InputFile) -> String? {
    guard let canonical else { return nil }
    guard isDirectory else { return canonical }
    let below = file.path.utf8.dropFirst(shown.utf8.count).drop { $0 == .slash }
    return join(canonical, String(decoding: below, as: UTF8.self))
  }
}

/// The files a selection stands for, and what of it could not be reached.
package struct InputListing: Sendable {
  package internal(set) var files: [InputFile] = []
  /// In the order of ``InputSelection/paths``.
  package internal(set) var roots: [InputRoot] = []
  package internal(set) var errors: [InputError] = []
  package internal(set) var skipped = SkippedEntries()

  /// Appends the files of one of the paths, but for those there are already.
  fileprivate mutating func append(_ branches: [InputBranch], identities: inout Set<CanonicalPath>, keepsIdentities: Bool) {
    // Without a link, no two paths of a walk lead to one file.
    if !keepsIdentities && branches.count == 1 {
      files += branches[0].files
      return
    }
    var unique: [InputFile] = []
    for branch in branches {
      unique += branch.files.filter { identities.insert(branch.identity(of: $0)).inserted }
    }
    if branches.count > 1 { unique.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) } }
    files += unique
  }
}

/// Files that are reached through the same links.
struct InputBranch {
  /// What their paths begin with, up to the last link.
  let shownPrefix: String
  /// What the prefix stands for.
  let canonicalPrefix: String
  var files: [InputFile]

  init(shownPrefix: String, canonicalPrefix: String) {
    self.shownPrefix = shownPrefix
    self.canonicalPrefix = canonicalPrefix
    files = []
  }

  init(file: String, canonical: String) {
    shownPrefix = file
    canonicalPrefix = canonical
    files = [InputFile(path: file)]
  }

  /// What is the same for the same file, whatever path it is one of ``files`` by.
  func identity(of file: InputFile) -> CanonicalPath {
    CanonicalPath(text: canonicalPrefix + String(decoding: file.path.utf8.dropFirst(shownPrefix.utf8.count), as: UTF8.self))
  }
}

/// An absolute path without symbolic links, compared by its bytes: names that differ in how an accent is composed are different files.
struct CanonicalPath: Hashable {
  let text: String

  static func == (left: CanonicalPath, right: CanonicalPath) -> Bool {
    var (left, right) = (left.text, right.text)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        guard left.count == right.count else { return false }
        guard let start = left.baseAddress, let other = right.baseAddress else { return true }
        return unsafe memcmp(start, other, left.count) == 0
      }
    }
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
