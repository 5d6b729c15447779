package import Manifests

/// What is asked to be read, before anything is looked for.
package struct InputRequest: Sendable {
  /// Its paths may be ``RevisionPath``s; its patterns narrow the directories of the file system and of revisions.
  package var selection: InputSelection
  /// What is read beside the paths.
  package var rendered: [RenderedInput]

  package init(_ selection: InputSelection, rendered: [RenderedInput] = []) {
    self.selection = selection
    self.rendered = rendered
  }

  /// Whether other programs are to be run: `git`, Helm, Kustomize.
  package var takesOtherPrograms: Bool { !rendered.isEmpty || selection.paths.contains { RevisionPath($0) != nil } }
}

/// What there is to read, in its order: files, standard input, what git revisions hold, and what other programs render.
package struct Input: Sendable {
  /// Something to be read.
  package struct Entry: Sendable {
    /// The file that it is, was or is made of: what configurations and patterns are about.
    package let file: InputFile
    /// How reports call it.
    package let name: String
    fileprivate let content: Content

    fileprivate enum Content: Sendable {
      case ofFile
      case held([UInt8])
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
  package init(files selection: InputSelection) {
    let listing = selection.list()
    entries = listing.files.map(Entry.init)
    roots = listing.roots
    errors = listing.errors.map(UnreadInput.init)
    skipped = listing.skipped
  }

  /// Finds everything. What `git` does not find is an error; what cannot be rendered is one of its entry.
  package init(_ request: InputRequest) async {
    var selection = request.selection
    let named = selection.paths.map(RevisionPath.init)
    selection.paths = zip(selection.paths, named).compactMap { $1 == nil ? $0 : nil }
    let files = Input(files: selection)
    errors = files.errors
    skipped = files.skipped
    // Without one of its patterns a selection is another one, and nothing is found.
    if errors.isEmpty || !files.roots.isEmpty {
      var (entries, roots) = (files.entries[...], files.roots[...])
      for revision in named {
        if let revision {
          await append(revision, selection)
        } else if let root = roots.first {
          let own = entries.prefix { $0.file.argument == roots.startIndex }
          entries = entries[own.endIndex...]
          self.entries += own.map { Entry($0.file.moved(to: self.roots.count)) }
          self.roots.append(root)
          roots.removeFirst()
        }
      }
    }
    for rendered in request.rendered { await append(rendered) }
  }

  /// - Parameter selection: Its patterns count.
  private mutating func append(_ named: RevisionPath, _ selection: InputSelection) async {
    let argument = roots.count
    do throws(GitError) {
      let (root, files) = try await named.files(selection)
      roots.append(root)
      entries += files.map { Entry($0.file.moved(to: argument), name: named.name(of: $0.file), .held($0.bytes)) }
    } catch {
      roots.append(InputRoot(shown: "", canonical: nil, isDirectory: false))
      errors.append(UnreadInput(error))
    }
  }

  private mutating func append(_ rendered: RenderedInput) async {
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

extension InputFile {
  fileprivate func moved(to argument: Int) -> InputFile {
    InputFile(path: path, isStandardInput: isStandardInput, argument: argument)
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
    case .held(let bytes): return bytes
    case .rendered(let output): return output.bytes
    case .unread(let error): throw error
    }
  }

  /// The bytes of what stands in no file.
  var held: [UInt8]? {
    switch content {
    case .held(let bytes): bytes
    case .rendered(let output): output.bytes
    case .ofFile, .unread: nil
    }
  }

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

  init(_ error: GitError) {
    description = error.description
    isOfWhatIsThere = false
  }
}
