/// Why a path that was asked for, or met on the way, could not be read.
///
/// The description is one line that can go to a terminal: control characters in the path are shown as escapes.
package struct InputError: Error, Sendable, CustomStringConvertible {
  /// What stood in the way.
  package enum Reason: Hashable, Sendable {
    /// Nothing is there.
    case missing
    /// A symbolic link to nothing, or in a circle of links.
    case danglingLink
    /// The operating system refuses to open it.
    case permissionDenied
    /// A directory where bytes were to be read.
    case isDirectory
    /// A pipe, a socket or a device.
    case notRegularFile
    /// More bytes than ``maximumFileSize``.
    case tooLarge
    /// A name that is not UTF-8 cannot be shown, and not be opened again by what is shown.
    case nameNotUTF8
    /// An index of git in a form that is not known, so that it cannot be said what is tracked.
    case unknownIndex
    /// An `--include` or `--exclude` pattern that can never match anything.
    case uselessPattern
    /// Anything else, by the number (`errno`) and the text the operating system has for it.
    case system(code: Int32, text: String)
  }

  /// The path as it is shown to the user, or the pattern.
  package let path: String
  package let reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// Whether there is a file or folder that could not be read, rather than that something else was asked for than there is.
  package var isOfWhatIsThere: Bool {
    switch reason {
    case .missing, .uselessPattern: false
    default: true
    }
  }

  /// What is wrong, without the path.
  package var problem: String {
    switch reason {
    case .missing: "no such file or directory"
    case .danglingLink: "a symbolic link that leads to nothing"
    case .permissionDenied: "permission denied"
    case .isDirectory: "is a directory"
    case .notRegularFile: "neither a regular file nor a directory"
    case .tooLarge: "larger than 2 GiB"
    case .nameNotUTF8: "the name is not valid UTF-8"
    case .unknownIndex: "no index of git of a known form, so that files which it tracks may be missing"
    case .uselessPattern: "this pattern can never match a path"
    case .system(let code, let text): "\(text) (error \(code))"
    }
  }

  /// What the user can do about it.
  package var remedy: String {
    switch reason {
    case .missing: "check the spelling, and the folder it is relative to"
    case .danglingLink: "restore its target, remove the link, or leave it out with --exclude"
    case .permissionDenied: "allow the user who runs this to read it, or leave it out with --exclude"
    case .isDirectory: "name a file"
    case .notRegularFile: "save it to a file, or send it to standard input and name that with -"
    case .tooLarge: "split it into several files"
    case .nameNotUTF8: "rename it"
    case .unknownIndex: "repair it with git, or name hidden and git-ignored files yourself"
    case .uselessPattern: "close its brackets, and write \\\\ for a backslash at its end"
    case .system: "solve this first, or leave it out with --exclude"
    }
  }

  package var description: String {
    "\(Self.escapingControls(path)): \(problem); \(remedy)"
  }

  /// A name from a foreign repository must not move the cursor or begin a line of its own.
  private static func escapingControls(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory.isUnsafeToPrint }) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if scalar.properties.generalCategory.isUnsafeToPrint {
        shown += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}

extension Unicode.GeneralCategory {
  /// Control characters, line separators, and format characters such as those that reverse the direction of writing.
  fileprivate var isUnsafeToPrint: Bool {
    switch self {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
