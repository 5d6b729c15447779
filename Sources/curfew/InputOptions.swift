import ArgumentParser
import Engine
import Manifests

/// What to read, where the arguments of a command are paths.
struct InputOptions: ParsableArguments {
  @Argument(
    help: "Files and directories; - is standard input. Without any, and without --kustomize and --helm, the current directory.",
    completion: .file())
  var paths: [String] = []

  @OptionGroup var sources: SourceOptions

  var selection: InputSelection { sources.selection(paths) }

  /// Finds everything that is to be read.
  func find() -> Input { sources.find(paths) }
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
    let input = ManifestInput(sources.find(paths), keepsWritten: keepsWritten, skipsUnreadable: sources.skipsUnreadable)
    input.problems.report()
    return input
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

  /// Finds everything that is to be read; programs that render some of it are run to their end.
  func find(_ paths: [String]) -> Input {
    let input = Input(selection(paths))
    let rendered = rendered
    // Tasks need `/proc`: where nothing is rendered, none is started.
    if rendered.isEmpty { return input }
    let whole = TaskRunner.wait {
      var input = input
      await input.append(rendered)
      return input
    }
    return whole ?? input
  }

  var rendered: [RenderedInput] {
    kustomize.map { .kustomize(directory: $0) } + helm.map { .helm(chart: $0, values: values) }
  }

  /// What is read beside paths.
  var filesBeside: [String] { kustomize + helm + values }

  func validate() throws {
    if !values.isEmpty, helm.isEmpty { throw ValidationError("--values belongs to --helm.") }
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
