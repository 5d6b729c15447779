#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Finds the manifests below one directory.
///
/// What is really there comes first and links after it, so that a file has the path that a repository knows it by whenever there is one.
struct DirectoryWalk {
  /// What is found, links apart: the first branch is the directory itself, sorted by path.
  private(set) var branches: [InputBranch] = []
  private(set) var errors: [InputError] = []
  private(set) var skipped = SkippedEntries()

  private let include: GlobPatternList
  private let exclude: GlobPatternList
  private let shownRoot: String
  private let canonicalRoot: String
  /// The path that is looked at, relative to the root of the repository, or of the walk where there is no repository.
  private var path: [UInt8] = []
  /// Where, in `path`, the part relative to the root of the walk begins.
  private var walkStart = 0
  private var links: [Link] = []
  private var repositories: [Repository] = []
  /// The directories that were entered through a link: each is once at most, so that links cannot multiply what is walked.
  private var linkedDirectories: Set<CanonicalPath> = []

  /// What holds in a directory.
  private struct Surroundings {
    var rules = IgnoreRules()
    /// The position of the repository it is in.
    var repository: Int?
    let isIncluded: Bool
    /// Why only what git tracks is taken.
    var concealment: SkippedEntries.Reason?
  }

  private struct Frame {
    let contents: DirectoryContents
    var next = 0
    let pathLength: Int
    let surroundings: Surroundings
  }

  private struct Link {
    let path: [UInt8]
    let nameStart: Int
    let surroundings: Surroundings
  }

  /// A repository that the walk came across.
  private struct Repository {
    /// As it can be opened.
    let root: String
    /// How much of ``path`` is its root's.
    let base: Int
    /// nil until someone asks.
    var index: GitIndex?
  }

  /// - Parameters:
  ///   - shown: the directory as it is shown to the user; empty for the current one.
  ///   - canonical: its canonical path.
  init(shown: String, canonical: String, include: GlobPatternList, exclude: GlobPatternList) {
    shownRoot = shown.isEmpty || shown.utf8.last == .slash ? shown : shown + "/"
    canonicalRoot = canonical
    self.include = include
    self.exclude = exclude
  }

  mutating func run() {
    walk(canonical: canonicalRoot, surroundingsOfRoot())
    while !links.isEmpty {
      let found = links
      links = []
      for link in found { follow(link) }
    }
  }

  /// The repository the walk is in, with its ignore files down to the directory above the walk's.
  private mutating func surroundingsOfRoot() -> Surroundings {
    var surroundings = Surroundings(isIncluded: include.isEmpty)
    guard let repository = GitRepository.root(of: canonicalRoot), repository != canonicalRoot else { return surroundings }
    surroundings.repository = repositories.count
    repositories.append(Repository(root: repository, base: 0))
    if let patterns = patterns(in: GitRepository.excludeFile(root: repository)) { surroundings.rules.append(patterns, base: 0) }
    var directory = repository
    for segment in canonicalRoot.utf8.dropFirst(repository.utf8.count).split(separator: .slash) {
      if let patterns = patterns(in: join(directory, ".gitignore"), flags: O_NOFOLLOW) {
        surroundings.rules.append(patterns, base: path.count)
      }
      path += segment
      path.append(.slash)
      directory = join(directory, String(decoding: segment, as: UTF8.self))
    }
    walkStart = path.count
    return surroundings
  }

  /// The patterns of a file, if there is one; git follows no link in place of a `.gitignore`.
  private mutating func patterns(in file: String, flags: Int32 = 0) -> GlobPatternList? {
    do {
      return GlobPatternList(ignoreFile: try readFile(file, flags: flags))
    } catch {
      switch error.reason {
      case .missing, .danglingLink, .isDirectory, .notRegularFile: break
      default: errors.append(error)
      }
      return nil
    }
  }

  /// Walks the directory that `path` is, a slash at its end.
  private mutating func walk(canonical: String, _ surroundings: Surroundings) {
    var branch = InputBranch(shownPrefix: shownPath(path.count), canonicalPrefix: canonical == "/" ? "/" : canonical + "/")
    var frames: [Frame] = []
    if let frame = enter(surroundings) { frames.append(frame) }
    while let top = frames.indices.last {
      let pathLength = frames[top].pathLength
      path.removeLast(path.count - pathLength)
      guard frames[top].next < frames[top].contents.entries.count else {
        frames.removeLast()
        continue
      }
      let entry = frames[top].contents.entries[frames[top].next]
      frames[top].next += 1
      path += frames[top].contents.name(of: entry)
      let isDirectory = entry.kind == .directory
      let concealment = concealment(nameStart: pathLength, isDirectory: isDirectory, frames[top].surroundings)
      if let concealment, !isTracked(in: frames[top].surroundings.repository, isDirectory: isDirectory) {
        skipped[concealment] += 1
        continue
      }
      if entry.kind == .link {
        links.append(Link(path: path, nameStart: pathLength, surroundings: frames[top].surroundings))
        continue
      }
      guard
        let isIncluded = selects(nameStart: pathLength, isDirectory: isDirectory, isIncluded: frames[top].surroundings.isIncluded),
        isDirectory || isIncluded
      else {
        skipped[.excluded] += 1
        continue
      }
      guard isNameUTF8(from: pathLength) else { continue }
      if isDirectory {
        path.append(.slash)
        let surroundings = Surroundings(
          rules: frames[top].surroundings.rules, repository: frames[top].surroundings.repository, isIncluded: isIncluded,
          concealment: concealment)
        if let frame = enter(surroundings) { frames.append(frame) }
      } else {
        branch.files.append(InputFile(path: shownPath(path.count)))
      }
    }
    branches.append(branch)
  }

  /// Why `path` is passed over unless git tracks it, if it is.
  private func concealment(nameStart: Int, isDirectory: Bool, _ surroundings: Surroundings) -> SkippedEntries.Reason? {
    if let reason = surroundings.concealment { return reason }
    if path[nameStart] == UInt8(ascii: ".") { return .hidden }
    return surroundings.rules.ignores(path.span, nameStart: nameStart, isDirectory: isDirectory) ? .ignored : nil
  }

  /// Whether git tracks `path`, or something in it.
  private mutating func isTracked(in repository: Int?, isDirectory: Bool) -> Bool {
    guard let repository else { return false }
    if repositories[repository].index == nil {
      do {
        repositories[repository].index = try GitRepository.index(root: repositories[repository].root)
      } catch {
        errors.append(error)
        repositories[repository].index = GitIndex()
      }
    }
    return repositories[repository].index?.tracks(path[repositories[repository].base...], isDirectory: isDirectory) ?? false
  }

  /// Reads the directory that `path` is, and the ignore files that begin there.
  private mutating func enter(_ surroundings: Surroundings) -> Frame? {
    let prefix = shownPath(path.count)
    let directory = prefix.isEmpty ? "." : prefix.utf8.count == 1 ? prefix : String(decoding: prefix.utf8.dropLast(), as: UTF8.self)
    let contents: DirectoryContents
    do {
      contents = try DirectoryContents(of: directory)
    } catch {
      errors.append(error)
      return nil
    }
    skipped += contents.skipped
    var surroundings = surroundings
    if contents.hasRepository {
      surroundings = Surroundings(repository: repositories.count, isIncluded: surroundings.isIncluded)
      repositories.append(Repository(root: directory, base: path.count))
      if let patterns = patterns(in: GitRepository.excludeFile(root: directory)) { surroundings.rules.append(patterns, base: path.count) }
    }
    if contents.hasIgnoreFile, let patterns = patterns(in: join(prefix, ".gitignore"), flags: O_NOFOLLOW) {
      surroundings.rules.append(patterns, base: path.count)
    }
    return Frame(contents: contents, pathLength: path.count, surroundings: surroundings)
  }

  /// Whether `path` is included, or nil when it is excluded.
  private func selects(nameStart: Int, isDirectory: Bool, isIncluded: Bool) -> Bool? {
    if exclude.verdict(on: path.span, from: walkStart, nameStart: nameStart, isDirectory: isDirectory) == true { return nil }
    return include.verdict(on: path.span, from: walkStart, nameStart: nameStart, isDirectory: isDirectory) ?? isIncluded
  }

  /// Takes the file a link leads to, or walks the directory.
  private mutating func follow(_ link: Link) {
    path = link.path
    let shown = shownPath(path.count)
    let kind: FileStatus.Kind
    do {
      kind = try FileStatus(path: shown, followingLinks: true).kind
    } catch {
      if selects(nameStart: link.nameStart, isDirectory: false, isIncluded: link.surroundings.isIncluded) == nil {
        skipped[.excluded] += 1
      } else {
        errors.append(error)
      }
      return
    }
    let isDirectory = kind == .directory
    guard isDirectory || kind == .regular else {
      skipped[.special] += 1
      return
    }
    guard isDirectory || isManifestName(path) else {
      skipped[.otherName] += 1
      return
    }
    guard
      let isIncluded = selects(nameStart: link.nameStart, isDirectory: isDirectory, isIncluded: link.surroundings.isIncluded),
      isDirectory || isIncluded
    else {
      skipped[.excluded] += 1
      return
    }
    guard isNameUTF8(from: link.nameStart) else { return }
    guard let canonical = canonicalPath(shown) else {
      errors.append(InputError(path: shown, reason: .nameNotUTF8))
      return
    }
    if !isDirectory {
      branches.append(InputBranch(file: shown, canonical: canonical))
    } else if holds(canonical, link: shown) {
      skipped[.linkLoop] += 1
    } else if linkedDirectories.insert(CanonicalPath(text: canonical)).inserted {
      path.append(.slash)
      walk(
        canonical: canonical,
        Surroundings(rules: link.surroundings.rules, repository: link.surroundings.repository, isIncluded: isIncluded))
    }
  }

  /// Whether a link is in the directory that it leads to, or below it.
  private func holds(_ directory: String, link: String) -> Bool {
    let parent = link.utf8.lastIndex(of: .slash).map { link[...$0] } ?? "."
    guard let canonicalParent = canonicalPath(String(parent)) else { return true }
    return join(canonicalParent, "").utf8.starts(with: join(directory, "").utf8)
  }

  /// Whether the last segment of `path` can be shown; its directories are known to be.
  private mutating func isNameUTF8(from nameStart: Int) -> Bool {
    let name = path[nameStart...]
    if name.allSatisfy({ $0 < 0x80 }) || String(validating: name, as: UTF8.self) != nil { return true }
    errors.append(InputError(path: shownPath(path.count), reason: .nameNotUTF8))
    return false
  }

  /// The first `length` bytes of `path` as they are shown to the user, and opened.
  private func shownPath(_ length: Int) -> String {
    let relative = path[walkStart..<length]
    let count = shownRoot.utf8.count + relative.count
    return unsafe String(unsafeUninitializedCapacity: count) { buffer in
      let end = unsafe buffer.update(fromContentsOf: shownRoot.utf8)
      _ = unsafe buffer[end...].update(fromContentsOf: relative)
      return count
    }
  }
}
