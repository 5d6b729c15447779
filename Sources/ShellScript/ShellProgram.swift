/// What is known of a builtin or a program by its name: rules ask this first, of all programs of a script at once.
@usableFromInline
package struct ShellProgram: OptionSet, Sendable {
  @usableFromInline package let rawValue: UInt16

  /// A shell carries it out itself, so that no process with arguments is started for it.
  @inlinable package static var builtin: Self { Self(rawValue: 1 << 0) }
  /// Nobody minds its failure.
  @inlinable package static var harmless: Self { Self(rawValue: 1 << 1) }
  /// Reads scripts.
  @inlinable package static var shell: Self { Self(rawValue: 1 << 2) }
  /// A word behind it is a shell's name.
  @inlinable package static var shellStarter: Self { Self(rawValue: 1 << 3) }
  /// Runs what its words say: `eval`, `.`, `source`.
  @inlinable package static var evaluator: Self { Self(rawValue: 1 << 4) }
  /// Starts a program for each of many files.
  @inlinable package static var multiplier: Self { Self(rawValue: 1 << 5) }
  /// Brings in what an address names.
  @inlinable package static var downloader: Self { Self(rawValue: 1 << 6) }
  /// Installs software, or may stand before what does.
  @inlinable package static var installer: Self { Self(rawValue: 1 << 7) }
  /// Prints its words.
  @inlinable package static var wordPrinter: Self { Self(rawValue: 1 << 8) }
  /// Prints all variables, if it is told nothing else.
  @inlinable package static var variablePrinter: Self { Self(rawValue: 1 << 9) }
  /// Does nothing else with a file than print it.
  @inlinable package static var filePrinter: Self { Self(rawValue: 1 << 10) }
  /// `set`
  @inlinable package static var setsOptions: Self { Self(rawValue: 1 << 11) }
  /// `printenv`
  @inlinable package static var readsVariables: Self { Self(rawValue: 1 << 12) }
  /// Its name is not written out.
  @inlinable package static var unknown: Self { Self(rawValue: 1 << 13) }

  /// From the bits.
  @inlinable
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// - Parameter name: Without its folder.
  package init(named name: Span<UInt8>) {
    self = Self.table[name] ?? []
    // `python3.12`
    if name.count > 6, name[0] == UInt8(ascii: "p"), ProgramTable<Self>.isEqual(name.extracting(first: 6), "python".utf8.span) {
      insert(.installer)
    }
  }

  /// - Parameter name: Without its folder.
  package init(named name: String) { self.init(named: name.utf8.span) }

  /// Package managers, and the subcommands of each that install something; none where it does nothing else.
  package static let installers: [String: Set<String>] = [
    "apk": ["add"], "apt": ["install"], "apt-get": ["install"], "aptitude": ["install"], "yum": ["install", "localinstall"],
    "dnf": ["install"], "microdnf": ["install"], "tdnf": ["install"], "zypper": ["install", "in"], "pacman": ["-S", "-Sy", "-Syu"],
    "pip": ["install"], "pip3": ["install"], "pipx": ["install"], "uv": ["add"], "poetry": ["install", "add"], "conda": ["install"],
    "npm": ["install", "i", "add", "ci"], "yarn": ["add", "install"], "pnpm": ["install", "add", "i"], "npx": [], "gem": ["install"],
    "bundle": ["install"], "go": ["install", "get"], "cargo": ["install"], "composer": ["install", "require"], "brew": ["install"],
    "git": ["clone"], "helm": ["plugin"], "krew": ["install"], "gcloud": ["components"], "dpkg": ["-i"],
    "rpm": ["-i", "-U", "-ivh", "-Uvh"],
    "easy_install": [], "cpan": [], "cpanm": [],
  ]

  private static let table: ProgramTable<Self> = {
    var table = ProgramTable<Self>()
    func insert(_ program: Self, _ names: some Sequence<String>) {
      for name in names { table.insert(program, for: name) { $0.union($1) } }
    }
    insert([.builtin, .harmless], harmlessBuiltins)
    insert(.builtin, otherBuiltins)
    insert(.harmless, harmlessPrograms)
    insert(.shell, ShellInvocation.shells)
    insert(.evaluator, ["eval", ".", "source"])
    insert(.multiplier, ["find", "xargs", "parallel"])
    insert(.downloader, ["curl", "wget", "fetch", "aria2c"])
    insert(.installer, installers.keys)
    insert(.installer, ["sudo", "exec"])
    insert(.wordPrinter, ["echo", "printf"])
    insert(.variablePrinter, ["env", "printenv", "set", "export", "declare"])
    insert(.filePrinter, ["cat", "head", "tail", "less", "more", "base64"])
    insert(.setsOptions, ["set"])
    insert(.readsVariables, ["printenv"])
    return table
  }()

  // What dash, bash and busybox have in common (XCU 2.14, and the bash manual's "Shell Builtin Commands").
  private static let harmlessBuiltins = [
    ":", "[", "alias", "bg", "bind", "break", "caller", "compgen", "complete", "continue", "declare", "dirs", "disown", "echo", "enable",
    "exit", "export", "false", "fc", "fg", "getopts", "hash", "help", "history", "jobs", "let", "local", "logout", "popd", "printf",
    "pushd",
    "pwd", "readarray", "readonly", "return", "set", "shift", "shopt", "suspend", "test", "times", "trap", "true", "type", "typeset",
    "ulimit", "umask", "unalias", "unset", "wait",
  ]
  private static let otherBuiltins = [".", "source", "cd", "eval", "exec", "command", "builtin", "read", "mapfile"]
  private static let harmlessPrograms = [
    "date", "sleep", "ls", "env", "printenv", "hostname", "whoami", "id", "uname", "df", "du", "free", "ps", "clear", "tput", "sync",
  ]
}
