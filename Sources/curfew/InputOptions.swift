import ArgumentParser
import Manifests

/// What to read, where the arguments of a command are paths.
struct InputOptions: ParsableArguments {
  @Argument(
    help: "Files and directories; - is standard input. Without any, and without --kustomize and --helm, the current directory.",
    completion: .file())
  var paths: [String] = []

  @OptionGroup var sources: SourceOptions

  var selection: InputSelection { sources.selection(paths) }
  var rendered: [RenderedInput] { sources.rendered }
}

/// What to read, where the arguments of a command name something else.
struct NamedInputOptions: ParsableArguments {
  @Option(
    name: [.customShort("f"), .customLong("filename")],
    help: ArgumentHelp(
      "A file or directory of manifests, or a dump (kubectl get -o json); - is standard input; repeatable. Without any, and without --kustomize "
        + "and --helm, the current directory.", valueName: "path"), completion: .file())
  var paths: [String] = []

  @OptionGroup var sources: SourceOptions

  /// Reads everything; what cannot be read is said on standard error.
  func read(keepsWritten: Bool = false) -> ManifestInput {
    ManifestInput(sources.selection(paths), sources.rendered, keepsWritten: keepsWritten, skipsUnreadable: sources.skipsUnreadable)
  }

  /// Whether nothing is named, so that the current directory is meant.
  var isEmpty: Bool { paths.isEmpty && sources.rendered.isEmpty }
}

/// What to read beside paths, and what to leave out.
struct SourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Read what kustomize, or kubectl, builds of this directory; repeatable.", valueName: "directory"),
    completion: .directory)
  var kustomize: [String] = []

  @Option(
    help: ArgumentHelp("Read what helm renders of this chart; repeatable.", valueName: "chart"), completion: .directory)
  var helm: [String] = []

  @Option(help: ArgumentHelp("A file of values for the charts; repeatable.", valueName: "file"), completion: .file())
  var values: [String] = []

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

  /// - Parameter paths: Those that the command line names.
  func selection(_ paths: [String]) -> InputSelection {
    InputSelection(
      paths: paths.isEmpty && rendered.isEmpty ? ["."] : paths, include: include, exclude: exclude, standardInputName: standardInputName)
  }

  var rendered: [RenderedInput] {
    kustomize.map { .kustomize(directory: $0) } + helm.map { .helm(chart: $0, values: values) }
  }

  /// What is read beside paths.
  var filesBeside: [String] { kustomize + helm + values }

  func validate() throws {
    if !values.isEmpty, helm.isEmpty { throw ValidationError("--values belongs to --helm.") }
    for pattern in include + exclude where GlobPattern(pattern.utf8) == nil {
      throw ValidationError(
        "The pattern '\(pattern)' can never match a path: close its brackets, and write \\\\ for a backslash at its end.")
    }
  }
}
