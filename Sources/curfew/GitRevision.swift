import Manifests
import Subprocess

/// What a git revision holds of the files that are scanned, read through the installed `git`; nothing is checked out, and nothing is fetched.
struct GitRevision: Sendable {
  /// As the user named it: a branch, a tag, a commit.
  let name: String

  /// A file as it was.
  struct File: Sendable {
    var file: InputFile
    var bytes: [UInt8]
  }

  private struct Entry {
    var object: String
    var file: InputFile
  }

  /// The files that a scan of the same paths would have read then, in the order it would have read them: manifests below the folders, without what the
  /// patterns leave out. All are tracked, so that none counts as hidden or ignored.
  ///
  /// - Throws: ``GitError`` where a path is in no repository, or the revision is not known there.
  func files(of selection: InputSelection, roots: [InputRoot]) async throws(GitError) -> [File] {
    let include = GlobPatternList(selection.include.compactMap { GlobPattern($0.utf8) })
    let exclude = GlobPatternList(selection.exclude.compactMap { GlobPattern($0.utf8) })
    var files: [File] = []
    var seen: Set<String> = []
    var arguments = roots.indices[...]
    while let first = arguments.first {
      guard let folder = Self.folder(of: roots[first]) else {
        arguments.removeFirst()
        continue
      }
      // Files of one folder are looked for together.
      let group =
        roots[first].isDirectory ? arguments.prefix(1) : arguments.prefix { !roots[$0].isDirectory && Self.folder(of: roots[$0]) == folder }
      arguments = arguments[group.endIndex...]
      let tree = try await text(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{tree}"], in: folder)
      let blobs = Self.blobs(try await git(["ls-tree", "-r", "-z", tree], in: folder))
      var entries: [Entry] = []
      if roots[first].isDirectory {
        for (object, path) in blobs {
          let bytes = Array(path.utf8)
          guard isManifestName(bytes), include.isEmpty || include.matches(bytes.span), !exclude.matches(bytes.span),
            seen.insert(Self.join(folder, path)).inserted
          else { continue }
          entries.append(Entry(object: object, file: InputFile(path: Self.join(roots[first].shown, path), argument: first)))
        }
        entries.sort { $0.file.path.utf8.lexicographicallyPrecedes($1.file.path.utf8) }
      } else {
        let objects = Dictionary(blobs.map { (Self.join(folder, $0.path), $0.object) }) { first, _ in first }
        for argument in group {
          guard let path = roots[argument].canonical, let object = objects[path], seen.insert(path).inserted else { continue }
          entries.append(Entry(object: object, file: InputFile(path: roots[argument].shown, argument: argument)))
        }
      }
      files += try await contents(of: entries, in: folder)
    }
    return files
  }

  /// Where a path is looked for; nil for what cannot be reached.
  private static func folder(of root: InputRoot) -> String? {
    root.canonical.map { root.isDirectory ? $0 : parent(of: $0) }
  }

  private func contents(of entries: [Entry], in folder: String) async throws(GitError) -> [File] {
    if entries.isEmpty { return [] }
    let objects = Array(entries.map { "\($0.object)\n" }.joined().utf8)
    var rest = try await git(["cat-file", "--batch", "--buffer"], in: folder, input: objects)[...]
    var files: [File] = []
    for entry in entries {
      // `OBJECT blob SIZE`, the bytes, and a line feed.
      guard let lineEnd = rest.firstIndex(of: UInt8(ascii: "\n")) else { break }
      let words = rest[..<lineEnd].split(separator: UInt8(ascii: " "))
      guard words.count == 3, let size = Int(String(decoding: words[2], as: UTF8.self)), size >= 0, rest.endIndex - lineEnd > size + 1
      else {
        throw GitError(revision: name, folder: folder, reason: "\(entry.file.path) is not in the clone; fetch it first")
      }
      files.append(File(file: entry.file, bytes: Array(rest[lineEnd + 1..<lineEnd + 1 + size])))
      rest = rest[(lineEnd + 2 + size)...]
    }
    return files
  }

  /// The regular files of what `ls-tree -z` prints: `MODE TYPE OBJECT<tab>PATH<nul>`. Paths that are not UTF-8 cannot be shown, and are left out as a walk leaves
  /// them out.
  private static func blobs(_ listing: [UInt8]) -> [(object: String, path: String)] {
    listing.split(separator: 0).compactMap { line in
      guard let tab = line.firstIndex(of: UInt8(ascii: "\t")), line.starts(with: "100".utf8) else { return nil }
      let words = line[..<tab].split(separator: UInt8(ascii: " "))
      guard words.count == 3, words[1].elementsEqual("blob".utf8), let path = String(validating: line[(tab + 1)...], as: UTF8.self) else {
        return nil
      }
      return (String(decoding: words[2], as: UTF8.self), path)
    }
  }

  private func text(_ arguments: [String], in folder: String) async throws(GitError) -> String {
    let output = try await git(arguments, in: folder)
    return String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  private func git(_ arguments: [String], in folder: String, input: [UInt8] = []) async throws(GitError) -> [UInt8] {
    // A scan uses no network, which a partial clone would without this; and it leaves the repository alone.
    let environment = Environment.inherit.updating([
      "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C",
    ])
    let child: ChildProcess
    do {
      child = try await ChildProcess.run(["git", "-C", folder] + arguments, input: input, environment: environment)
    } catch {
      throw GitError(revision: name, folder: folder, reason: "\(error)")
    }
    guard child.status == 0 else {
      let message = String(decoding: child.error.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
      let unknown = "git does not know it there; check the spelling, or fetch it first (CI clones are often shallow)"
      throw GitError(revision: name, folder: folder, reason: message.isEmpty ? unknown : message)
    }
    return child.output
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  private static func join(_ folder: String, _ path: String) -> String {
    folder.isEmpty || folder.utf8.last == UInt8(ascii: "/") ? folder + path : "\(folder)/\(path)"
  }
}

/// Why a revision cannot be read.
struct GitError: Error, CustomStringConvertible {
  let revision: String
  let folder: String
  let reason: String

  var description: String { "the git revision \(revision) cannot be read in \(folder): \(reason)" }
}
