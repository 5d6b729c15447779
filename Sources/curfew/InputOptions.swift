import ArgumentParser
import Engine
import Manifests

/// What to read, where the arguments of a command are paths.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Files and directories of manifests, or dumps of a cluster; - is standard input, and git:REVISION[:PATH] what a git revision has of the "
        + "current directory, or of a path. Without any, and without --kustomize and --helm, the current directory.", valueName: "paths"),
    completion: .file())
  var paths: [String] = []

  @OptionGroup var sources: SourceOptions

  /// Finds everything that is to be read.
  func find() -> Input { sources.find(paths) }
}

/// What to read, where the arguments of a command name something else.
struct NamedInputOptions: ParsableArguments {
  @Option(
    name: [.customShort("f"), .customLong("filename")],
    help: ArgumentHelp(
      "A file or directory of manifests, or a dump (kubectl get -o json); - is standard input, and git:REVISION[:PATH] what a git revision has "
        + "of the current directory, or of a path; repeatable. Without any, and without --kustomize and --helm, the current directory.",
      valueName: "path"), completion: .file())
  var paths: [String] = []

  @OptionGroup var sources: SourceOptions

  /// Reads everything; what cannot be read is said on standard error.
  func read(keepsWritten: Bool = false) -> ManifestInput {
    sources.reading.read(sources.find(paths), keepsWritten: keepsWritten)
  }

  /// Whether nothing is named, so that the current directory is meant.
  var isEmpty: Bool { paths.isEmpty && sources.rendering.isEmpty }
}

/// What to read beside paths, and how to read all of it.
struct SourceOptions: ParsableArguments {
  @OptionGroup var rendering: RenderingOptions
  @OptionGroup var reading: ReadingOptions

  /// Finds everything that is to be read.
  ///
  /// - Parameter paths: Those that the command line names.
  func find(_ paths: [String]) -> Input {
    reading.find(paths.isEmpty && rendering.isEmpty ? ["."] : paths, rendering.inputs)
  }
}

/// What other programs are to render.
struct RenderingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Read what kustomize, or kubectl, builds of this directory; repeatable.", valueName: "directory"),
    completion: .directory)
  var kustomize: [String] = []

  @Option(
    help: ArgumentHelp("Read what helm renders of this chart; repeatable.", valueName: "chart"), completion: .directory)
  var helm: [String] = []

  @Option(help: ArgumentHelp("A file of values for the charts; repeatable.", valueName: "file"), completion: .file())
  var values: [String] = []

  var isEmpty: Bool { kustomize.isEmpty && helm.isEmpty }

  var inputs: [RenderedInput] {
    kustomize.map { .kustomize(directory: $0) } + helm.map { .helm(chart: $0, values: values) }
  }

  /// The files and folders it is rendered from.
  var files: [String] { kustomize + helm + values }

  func validate() throws {
    if !values.isEmpty, helm.isEmpty { throw ValidationError("--values belongs to --helm.") }
  }
}

/// How to read, and what to leave out.
struct ReadingOptions: ParsableArguments {
  @Option(name: .customLong("stdin-filename"), help: ArgumentHelp("The name standard input has in reports.", valueName: "path"))
  var standardInputName = "<stdin>"

  @Option(help: ArgumentHelp("In directories, read only what matches this pattern (as in .gitignore); repeatable.", valueName: "pattern"))
  var include: [String] = []

  @Option(help: ArgumentHelp("In directories, leave out what matches this pattern (as in .gitignore); repeatable.", valueName: "pattern"))
  var exclude: [String] = []

  @Flag(
    name: .customLong("skip-unreadable"),
    help: "Count what is there and cannot be read, instead of ending with exit code 2 because it may hold a workload.")
  var skipsUnreadable = false

  /// Finds everything that is to be read; other programs are run to their end.
  func find(_ paths: [String], _ rendered: [RenderedInput] = []) -> Input {
    let request = InputRequest(selection(paths), rendered: rendered)
    // Tasks need `/proc`: for files alone none is started.
    if request.takesOtherPrograms, let input = TaskRunner.wait({ await Input(request) }) { return input }
    return Input(files: request.selection)
  }

  /// Reads what was found; what cannot be read is said on standard error.
  func read(_ input: Input, keepsWritten: Bool = false) -> ManifestInput {
    let manifests = ManifestInput(input, keepsWritten: keepsWritten, skipsUnreadable: skipsUnreadable)
    manifests.problems.report()
    return manifests
  }

  func selection(_ paths: [String]) -> InputSelection {
    InputSelection(paths: paths, include: include, exclude: exclude, standardInputName: standardInputName)
  }

  func validate() throws {
    for pattern in include + exclude where GlobPattern(pattern.utf8) == nil {
      throw ValidationError(
        "The pattern '\(pattern)' can never match a path: close its brackets, and write \\\\ for a backslash at its end.")
    }
  }
}

extension InputProblems {
  /// Says it on standard error; of what is not evaluated the first, as templates come in numbers.
  func report() {
    for error in errors { StandardError.write("curfew: \(error)\n") }
    for error in skipped { StandardError.write("curfew: skipped: \(error)\n") }
    guard let first = notEvaluated.first else { return }
    let more = notEvaluated.count > 1 ? " (and \(notEvaluated.count - 1) more)" : ""
    StandardError.write("curfew: not evaluated: \(first)\(more)\n")
  }
}
