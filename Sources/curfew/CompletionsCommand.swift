import ArgumentParser

/// `curfew completions`: a script that teaches a shell the command line.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print the completion script of a shell.",
    discussion: """
      Examples:
        curfew completions bash > /etc/bash_completion.d/curfew
        curfew completions zsh > "${fpath[1]}/_curfew"
        curfew completions fish > ~/.config/fish/completions/curfew.fish
      """)

  enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

  @Argument(help: "The shell.")
  var shell: Shell

  func run() throws {
    let completionShell: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    try ReportOutput.write(Array("\(Curfew.completionScript(for: completionShell))\n".utf8))
  }
}
