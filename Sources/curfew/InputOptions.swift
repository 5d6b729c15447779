import ArgumentParser
import Manifests

/// What to read.
struct InputOptions: ParsableArguments {
  @Argument(help: "Files and directories; - is standard input.", completion: .file())
  var paths: [String] = ["."]

  @Option(name: .customLong("stdin-filename"), help: ArgumentHelp("The name standard input has in reports.", valueName: "path"))
  var standardInputName = "<stdin>"

  @Option(help: ArgumentHelp("In directories, read only what matches this pattern (as in .gitignore); repeatable.", valueName: "pattern"))
  var include: [String] = []

  @Option(help: ArgumentHelp("In directories, leave out what matches this pattern (as in .gitignore); repeatable.", valueName: "pattern"))
  var exclude: [String] = []

  var selection: InputSelection {
    InputSelection(paths: paths, include: include, exclude: exclude, standardInputName: standardInputName)
  }
}
