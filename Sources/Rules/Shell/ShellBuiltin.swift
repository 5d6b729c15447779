/// Commands that a shell carries out itself, so that no process with arguments is started for them.
///
/// What dash, bash and busybox have in common (XCU 2.14, and the bash manual's "Shell Builtin Commands").
enum ShellBuiltin {
  static let names: Set<String> = [
    ".", ":", "[", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "command", "compgen", "complete", "continue", "declare",
    "dirs",
    "disown", "echo", "enable", "eval", "exec", "exit", "export", "false", "fc", "fg", "getopts", "hash", "help", "history", "jobs", "let",
    "local", "logout", "mapfile", "popd", "printf", "pushd", "pwd", "read", "readarray", "readonly", "return", "set", "shift", "shopt",
    "source", "suspend", "test", "times", "trap", "true", "type", "typeset", "ulimit", "umask", "unalias", "unset", "wait",
  ]

  /// Those, and a few programs, whose failure nobody minds.
  static let harmless: Set<String> = names.subtracting([".", "source", "cd", "eval", "exec", "command", "builtin", "read", "mapfile"])
    .union([
      "date", "sleep", "ls", "env", "printenv", "hostname", "whoami", "id", "uname", "df", "du", "free", "ps", "clear", "tput", "sync",
    ])
}

/// A shell's option that matters to rules.
enum ShellOption {
  enum Name { case errexit, xtrace, pipefail }

  struct Change {
    var name: Name
    var isOn: Bool
    var range: Range<Int>
  }

  /// What `set` switches on and off: `set -ex`, `set +x`, `set -o pipefail`.
  static func changes(of command: ShellScript.Command) -> [Change] {
    guard command.name == "set" else { return [] }
    var changes: [Change] = []
    var arguments = command.words.dropFirst()
    while let word = arguments.popFirst() {
      guard let text = word.text, let sign = text.utf8.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { return changes }
      if text == "--" || text == "-" { return changes }
      let isOn = sign == UInt8(ascii: "-")
      for letter in text.utf8.dropFirst() {
        switch letter {
        case UInt8(ascii: "e"): changes.append(Change(name: .errexit, isOn: isOn, range: word.range))
        case UInt8(ascii: "x"): changes.append(Change(name: .xtrace, isOn: isOn, range: word.range))
        case UInt8(ascii: "o"):
          guard let option = arguments.popFirst() else { return changes }
          let range = word.range.lowerBound..<option.range.upperBound
          if let name = name(ofLongOption: option.text) { changes.append(Change(name: name, isOn: isOn, range: range)) }
        default: continue
        }
      }
    }
    return changes
  }

  static func name(ofLongOption text: String?) -> Name? {
    switch text {
    case "errexit": .errexit
    case "xtrace": .xtrace
    case "pipefail": .pipefail
    default: nil
    }
  }
}
