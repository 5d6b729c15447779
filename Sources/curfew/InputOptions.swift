import ArgumentParser
import Manifests

/// What to read.
struct InputOptions: ParsableArguments {
  @Argument(
    help: "Files and directories; - is standard input. Without any, and without --kustomize and --helm, the current directory.",
    completion: .file())
  var paths: [String] = []

  @Option(
    help: ArgumentHelp("Scan what kustomize, or kubectl, builds of this directory; repeatable.", valueName: "directory"),
    completion: .directory)
  var kustomize: [String] = []

  @Option(
    help: ArgumentHelp("Scan what helm renders of this chart; repeatable.", valueName: "chart"), completion: .directory)
  var helm: [String] = []

  @Option(help: ArgumentHelp("A file of values for the charts; repeatable.", valueName: "file"), completion: .file())
  var values: [String] = []

  @Option(name: .customLong("stdin-filename"), help: ArgumentHelp("The name standard input has in reports.", valueName: "path"))
  var standardInputName = "<stdin>"

  @Option(help: ArgumentHelp("In directories, read only what matches this pattern (as in .gitignore); repeatable.", valueName: "pattern"))
  var include: [String] = []

  @Option(help: ArgumentHelp("In directories, leave out what matches this pattern (as in .gitignore); repeatable.", valueName: "pattern"))
  var exclude: [String] = []

  var selection: InputSelection {
    InputSelection(
      paths: paths.isEmpty && rendered.isEmpty ? ["."] : paths, include: include, exclude: exclude, standardInputName: standardInputName)
  }

  var rendered: [RenderedInput] {
    kustomize.map { .kustomize(directory: $0) } + helm.map { .helm(chart: $0, values: values) }
  }

  func validate() throws {
    if !values.isEmpty, helm.isEmpty { throw ValidationError("--values belongs to --helm.") }
  }
}
