import ClusterState
package import Manifests
internal import Subprocess

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// What a git revision holds of files and folders, read through the installed `git`; nothing is checked out, and nothing is fetched.
package struct GitRevision: Sendable {
  /// As the user named it: a branch, a tag, a commit.
  package let name: String

  package init(name: String) {
    self.name = name
  }

  /// A file as it was.
  package struct File: Sendable {
    package let file: InputFile
    package let bytes: [UInt8]
  }

  /// A path of the revision's tree.
  private struct Blob {
    var object: String
    /// Relative to the folder where `git` is run.
    var path: String
  }

  /// The files that a scan of the same paths would have read then, in the order it would have read them: manifests below the folders, without what the
  /// patterns leave out. All are tracked, so that none counts as hidden or ignored.
  ///
  /// - Parameters:
  ///   - selection: Its patterns count.
  ///   - roots: What is looked for, whether or not it is there now.
  /// - Returns: The files of each root; nil for those that the revision has not.
  /// - Throws: ``GitError`` where a path is in no repository, or the revision is not known there.
  package func files(of selection: InputSelection, roots: [InputRoot]) async throws(GitError) -> [[File]?] {
    let include = GlobPatternList(selection.include.compactMap { GlobPattern($0.utf8) })
    let exclude = GlobPatternList(selection.exclude.compactMap { GlobPattern($0.utf8) })
    let places = roots.map { $0.canonical.flatMap(GitPlace.init) }
    var files: [[File]?] = Array(repeating: nil, count: roots.count)
    var seen: Set<String> = []
    var rest = roots.indices[...]
    while let first = rest.first {
      guard let folder = places[first]?.folder else {
        rest.removeFirst()
        continue
      }
      // What stands in one folder is looked for together.
      let group = rest.prefix { places[$0]?.folder == folder }
      rest = rest[group.endIndex...]
      let tree = try await text(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{tree}"], in: folder)
      let blobs = Self.blobs(try await git(["ls-tree", "-r", "-z", tree], in: folder))
      var found: [(object: String, file: InputFile)] = []
      for root in group {
        let below = places[root]?.below ?? ""
        let branch = Self.branch(below, of: blobs)
        // Git keeps no empty folders.
        if branch.isEmpty { continue }
        files[root] = []
        var ofRoot: [(object: String, file: InputFile)] = []
        for blob in branch {
          let isNamed = blob.path.utf8.count == below.utf8.count
          let inRoot = below.isEmpty ? blob.path : String(decoding: blob.path.utf8.dropFirst(below.utf8.count + 1), as: UTF8.self)
          let bytes = Array(inRoot.utf8)
          if !isNamed, !isManifestName(bytes) || !include.isEmpty && !include.matches(bytes.span) || exclude.matches(bytes.span) {
            continue
          }
          guard seen.insert(Self.join(folder, blob.path)).inserted else { continue }
          let path = isNamed ? roots[root].shown : Self.join(roots[root].shown, inRoot)
          ofRoot.append((blob.object, InputFile(path: path, argument: root)))
        }
        found += ofRoot.sorted { $0.file.path.utf8.lexicographicallyPrecedes($1.file.path.utf8) }
      }
      for file in try await contents(of: found, in: folder) { files[file.file.argument]?.append(file) }
    }
    return files
  }

  private func contents(of entries: [(object: String, file: InputFile)], in folder: String) async throws(GitError) -> [File] {
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

  /// The regular files of what `ls-tree -z` prints, in the order of the bytes of their paths: `MODE TYPE OBJECT<tab>PATH<nul>`. Paths that are not UTF-8 cannot
  /// be shown, and are left out as a walk leaves them out.
  private static func blobs(_ listing: [UInt8]) -> [Blob] {
    listing.split(separator: 0).compactMap { line in
      guard let tab = line.firstIndex(of: UInt8(ascii: "\t")), line.starts(with: "100".utf8) else { return nil }
      let words = line[..<tab].split(separator: UInt8(ascii: " "))
      guard words.count == 3, words[1].elementsEqual("blob".utf8), let path = String(validating: line[(tab + 1)...], as: UTF8.self) else {
        return nil
      }
      return Blob(object: String(decoding: words[2], as: UTF8.self), path: path)
    }
  }

  /// The file that a path names, or all below the folder that it names; the empty path is that of all.
  private static func branch(_ path: String, of blobs: [Blob]) -> ArraySlice<Blob> {
    if path.isEmpty { return blobs[...] }
    func first(from text: String) -> Int {
      var range = blobs.startIndex..<blobs.endIndex
      while !range.isEmpty {
        let middle = range.lowerBound + range.count / 2
        range = blobs[middle].path.utf8.lexicographicallyPrecedes(text.utf8) ? middle + 1..<range.upperBound : range.lowerBound..<middle
      }
      return range.lowerBound
    }
    let file = first(from: path)
    if file < blobs.endIndex, blobs[file].path.utf8.elementsEqual(path.utf8) { return blobs[file...file] }
    let folder = "\(path)/"
    return blobs[first(from: folder)...].prefix { $0.path.utf8.starts(with: folder.utf8) }
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
      if message.contains("not a git repository") {
        throw GitError(revision: name, folder: folder, reason: "there is no git repository; name a file or folder of a clone")
      }
      let unknown = "git does not know it there; check the spelling, or fetch it first (CI clones are often shallow)"
      throw GitError(revision: name, folder: folder, reason: message.isEmpty ? unknown : message)
    }
    return child.output
  }

  private static func join(_ folder: String, _ path: String) -> String {
    folder.isEmpty || folder.utf8.last == UInt8(ascii: "/") ? folder + path : "\(folder)/\(path)"
  }
}

/// Why a revision cannot be read.
package struct GitError: Error, CustomStringConvertible {
  package let revision: String
  package let folder: String
  package let reason: String

  package var description: String { "the git revision \(revision) cannot be read in \(folder): \(reason)" }
}

/// Where `git` is asked about a path, which need not be there now.
struct GitPlace {
  /// The path's own folder, or the nearest one above it that is there; absolute, without links.
  let folder: String
  /// The path as seen from there; empty for the folder itself.
  let below: String

  var path: String { below.isEmpty ? folder : folder == "/" ? "/\(below)" : "\(folder)/\(below)" }

  /// - Parameter path: Relative to the current folder, or absolute.
  /// - Returns: nil where there is no folder, such as a current one that was deleted.
  init?(_ path: String) {
    var segments = path.split(separator: "/")
    var below: [Substring] = []
    let root = path.hasPrefix("/") ? "/" : "./"
    while unsafe access("\(root)\(segments.joined(separator: "/"))/.", F_OK) != 0 {
      guard let last = segments.popLast() else { return nil }
      if last != "." { below.append(last) }
    }
    guard let folder = canonicalPath(root + segments.joined(separator: "/")) else { return nil }
    self.folder = folder
    self.below = below.reversed().joined(separator: "/")
  }
}
