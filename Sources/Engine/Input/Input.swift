package import Manifests

/// What there is to read, in its order: files, standard input, and what other programs render.
package struct Input: Sendable {
  /// Something to be read.
  package struct Entry: Sendable {
    /// The file that it is, or what of the file system it is made of: what configurations and patterns are about.
    package let file: InputFile
    /// How reports call it.
    package let name: String
    fileprivate let content: Content

    fileprivate enum Content: Sendable {
      case ofFile
      case rendered(RenderedInput.Output)
      case unread(UnreadInput)
    }

    fileprivate init(_ file: InputFile) {
      self.file = file
      name = file.path
      content = .ofFile
    }

    fileprivate init(_ file: InputFile, name: String, _ content: Content) {
      self.file = file
      self.name = name
      self.content = content
    }
  }

  package private(set) var entries: [Entry] = []
  /// What the entries come from, by ``InputFile/argument``.
  package private(set) var roots: [InputRoot] = []
  /// What could not be found.
  package private(set) var errors: [UnreadInput] = []
  /// What was found and is not read.
  package private(set) var skipped = SkippedEntries()

  /// Finds files; no other program is run.
  package init(_ selection: InputSelection) {
    let listing = selection.list()
    entries = listing.files.map(Entry.init)
    roots = listing.roots
    errors = listing.errors.map(UnreadInput.init)
    skipped = listing.skipped
  }

  /// Adds what other programs render, one after the other; what they cannot is an error of its entry.
  package mutating func append(_ rendered: [RenderedInput]) async {
    for rendered in rendered {
      let root = rendered.root
      let file = InputFile(path: root.shown, argument: roots.count)
      roots.append(root)
      do throws(RenderError) {
        entries.append(Entry(file, name: rendered.name, .rendered(try await rendered.render())))
      } catch {
        entries.append(Entry(file, name: rendered.name, .unread(UnreadInput(error))))
      }
    }
  }
}

extension Input.Entry {
  /// Its bytes; those of standard input can be had once.
  ///
  /// - Throws: ``UnreadInput`` where the file cannot be read, or the program that renders it has failed.
  package func read() throws(UnreadInput) -> [UInt8] {
    switch content {
    case .ofFile:
      do throws(InputError) {
        return try file.isStandardInput ? readStandardInput(name: file.path) : readFile(file.path)
      } catch {
        throw UnreadInput(error)
      }
    case .rendered(let output): return output.bytes
    case .unread(let error): throw error
    }
  }

  /// The bytes of what stands in no file.
  var held: [UInt8]? { rendered?.bytes }

  var rendered: RenderedInput.Output? { if case .rendered(let output) = content { output } else { nil } }
}

/// Why something of the input was not read: what, where and what to do about it.
package struct UnreadInput: Error, CustomStringConvertible {
  package let description: String
  /// Whether there is a file or folder that could not be read, rather than that something else was asked for than there is.
  package let isOfWhatIsThere: Bool

  init(_ error: InputError) {
    description = error.description
    isOfWhatIsThere = error.isOfWhatIsThere
  }

  init(_ error: RenderError) {
    description = error.description
    isOfWhatIsThere = false
  }
}
