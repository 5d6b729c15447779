internal import Manifests

/// A path of a git revision as people name it among other paths: `git:REVISION[:PATH]`.
///
/// The path is relative to the current folder, as all of them are, or absolute; without one it is the current folder. A file that is called so is `./git:…`.
package struct RevisionPath: Sendable {
  package let revision: GitRevision
  /// nil where none is named.
  package let path: String?

  /// - Returns: nil for any other path.
  package init?(_ argument: String) {
    guard argument.hasPrefix("git:") else { return nil }
    let parts = argument.dropFirst(4).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    revision = GitRevision(name: String(parts.first ?? ""))
    path = parts.count > 1 ? String(parts[1]) : nil
  }

  /// How reports call a file of it: as it can be named again.
  func name(of file: InputFile) -> String { "git:\(revision.name):\(file.path)" }

  /// The files that it stands for.
  ///
  /// - Parameter selection: Its patterns count.
  /// - Returns: What the path is, or was, and what is read of it.
  /// - Throws: ``GitError`` where the path is in no repository, the revision is not known there, or has nothing there.
  func files(_ selection: InputSelection) async throws(GitError) -> (root: InputRoot, files: [GitRevision.File]) {
    let path = path ?? "."
    guard !revision.name.isEmpty else {
      throw GitError(revision: "git:", folder: path, reason: "it has no name; write git:main, git:HEAD~1 or the like")
    }
    guard let place = GitPlace(path) else {
      throw GitError(revision: revision.name, folder: path, reason: "the current folder is gone; change to one that is there")
    }
    let shown = InputSelection.shown(path)
    let root = InputRoot(shown: shown, canonical: place.path, isDirectory: true)
    guard let files = try await revision.files(of: selection, roots: [root]).first ?? nil else {
      let path = place.below.isEmpty ? "there" : "at \(place.below)"
      throw GitError(
        revision: revision.name, folder: place.folder,
        reason: "it has nothing \(path); check the spelling, and the folder it is relative to")
    }
    let isFile = files.count == 1 && files[0].file.path == shown
    return (InputRoot(shown: shown, canonical: place.path, isDirectory: !isFile), files)
  }
}
