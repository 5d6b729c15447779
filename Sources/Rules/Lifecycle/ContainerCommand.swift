import Manifests
import ShellScript

/// The words that a container starts, as its `command` and `args` have them.
struct ContainerCommand {
  let container: Container
  /// Those of `command`, then those of `args`.
  let items: [Field<String>]
  /// Whether the program is the first word, rather than the image's own.
  let hasProgram: Bool
  /// The script that a shell is given with `-c`: its position among the words.
  let script: Int?

  init(_ container: Container) {
    self.container = container
    let (command, arguments) = (container.command.items, container.args.items)
    items = arguments.isEmpty ? command : command + arguments
    hasProgram = !command.isEmpty
    script = ShellInvocation.find(in: items.map(\.value))?.script
  }

  /// The program behind those that only start another (`tini --`, `timeout 60`), and its position; nil where it is the image's own, or not known.
  var program: (name: String, position: Int)? {
    guard hasProgram else { return nil }
    var position = 0
    while position < items.count, let word = items[position].value {
      let name = String(EndlessProgram.lastComponent(of: word))
      guard Self.starters.contains(name) else { return (name, position) }
      position += 1
      // Their options, durations and assignments.
      while position < items.count, let word = items[position].value,
        word.hasPrefix("-") || word.contains("=") || word.utf8.first.map({ $0 >= 0x30 && $0 <= 0x39 }) == true
      {
        position += 1
      }
    }
    return nil
  }

  private static let starters: Set<String> = [
    "tini", "dumb-init", "catatonit", "timeout", "nice", "ionice", "nohup", "setsid", "stdbuf", "time", "env",
  ]
}
