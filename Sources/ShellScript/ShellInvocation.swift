/// How a shell is started: which one, and with which options.
package struct ShellInvocation: Sendable, Equatable {
  /// `sh`, `bash`, …
  package var shell: String
  /// `-e`
  package var hasErrexit = false
  /// `-x`
  package var hasXtrace = false
  /// `-o pipefail`
  package var hasPipefail = false

  /// The names of shells.
  package static let shells: Set<String> = ["sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "zsh", "busybox"]

  /// A shell that is started without options.
  package init(shell: String) { self.shell = shell }

  /// Where the script of a command line stands: the shell's options and the position of the script's text.
  ///
  /// Finds `sh -c SCRIPT` behind programs that start others too (`tini --`, `timeout 60`, `env A=b`). `nil` words are not known.
  package static func find(in words: [String?]) -> (invocation: ShellInvocation, script: Int, options: Range<Int>)? {
    for index in words.indices {
      guard let word = words[index], let shell = shellName(word) else { continue }
      var invocation = ShellInvocation(shell: shell)
      var next = index + 1
      if shell == "busybox" {
        guard next < words.count, let applet = words[next], let name = shellName(applet) else { continue }
        invocation.shell = name
        next += 1
      }
      let options = next
      var hasCommand = false
      while next < words.count, let option = words[next], let sign = option.utf8.first, option.utf8.count > 1,
        sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
      {
        next += 1
        if option == "--" { break }
        if option.hasPrefix("--") { continue }
        let isOn = sign == UInt8(ascii: "-")
        for letter in option.utf8.dropFirst() {
          switch letter {
          case UInt8(ascii: "c"): hasCommand = true
          case UInt8(ascii: "e"): invocation.hasErrexit = isOn
          case UInt8(ascii: "x"): invocation.hasXtrace = isOn
          case UInt8(ascii: "o"), UInt8(ascii: "O"):
            guard next < words.count else { break }
            switch ShellOption.name(ofLongOption: words[next]) {
            case .errexit: invocation.hasErrexit = isOn
            case .xtrace: invocation.hasXtrace = isOn
            case .pipefail: invocation.hasPipefail = isOn
            case nil: break
            }
            next += 1
          default: continue
          }
        }
      }
      if hasCommand, next < words.count { return (invocation, next, options..<next) }
    }
    return nil
  }

  /// The shell a script asks for in its first line; `sh` where it does not say.
  package init(ofScript text: String) {
    self.init(shell: "sh")
    guard text.hasPrefix("#!") else { return }
    let line = text.utf8.prefix { $0 != UInt8(ascii: "\n") }.dropFirst(2)
    let words = String(Substring(line)).split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).map(String.init)
    for (index, word) in words.enumerated() {
      guard let name = Self.shellName(word) else { continue }
      shell = name
      for option in words[(index + 1)...] where option.hasPrefix("-") {
        if option.utf8.contains(UInt8(ascii: "e")) { hasErrexit = true }
        if option.utf8.contains(UInt8(ascii: "x")) { hasXtrace = true }
      }
      return
    }
  }

  /// Whether a file is a shell's script: by its first line, else by its name.
  package static func isScript(_ text: String, named name: String) -> Bool {
    if text.hasPrefix("#!") {
      let line = text.utf8.prefix { $0 != UInt8(ascii: "\n") }.dropFirst(2)
      return String(Substring(line)).split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).contains {
        shellName(String($0)) != nil
      }
    }
    return name.hasSuffix(".sh") || name.hasSuffix(".bash")
  }

  /// The shell's name without its folder; nil for other programs.
  static func shellName(_ word: String) -> String? {
    guard let last = word.utf8.last, mayEndName(last) else { return nil }
    let name = word.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(word[word.utf8.index(after: $0)...]) } ?? word
    return shells.contains(name) ? name : nil
  }

  /// Whether a shell's name ends like that, which few words do.
  package static func mayEndName(_ last: UInt8) -> Bool {
    last == UInt8(ascii: "h") || last == UInt8(ascii: "x") || last == UInt8(ascii: "3")
  }
}
