import Manifests
import SourceTree

/// What only a shell understands, in words that none reads.
package struct ShellSyntax {
  /// A part of the command that a shell would have read.
  package enum Part: Hashable, Sendable {
    /// `|`, `&&`, `>`: a word of its own.
    case operation(String)
    /// `$NAME` or `${NAME}`, as it is written.
    case variable(String)
    /// `$(…)` or backquotes.
    case substitution
    /// `*.sql` for a program that takes names.
    case pattern
    /// `pg_dump -h db` in the place of a program.
    case commandLine
    /// `cd` or `NAME=VALUE` in the place of a program.
    case builtin(String)

    /// Whether no program knows what to make of it.
    var isCertain: Bool { if case .variable = self { false } else { true } }

    /// A stable name, with what tells two of them apart.
    var name: String {
      switch self {
      case .operation(let word): "operation \(word)"
      case .variable(let name): "variable \(name)"
      case .substitution: "substitution"
      case .pattern: "pattern"
      case .commandLine: "commandLine"
      case .builtin(let name): "builtin \(name)"
      }
    }
  }

  /// The first part, and the position of its word.
  let first: (position: Int, part: Part)?

  init(of command: ContainerCommand) {
    let program = command.program
    if let (_, position) = program, let word = command.items[position].value, let part = Self.noProgram(word) {
      first = (position, part)
      return
    }
    let name = program?.name ?? ""
    let start = program.map { $0.position + 1 } ?? 0
    guard start <= command.items.count, !Self.joiners.contains(name) else {
      first = nil
      return
    }
    lazy var variables = Set(command.container.env.items.compactMap { $0.name.value })
    let isKnown = Self.plain.contains(name)
    let readsCode = Self.interpreters.contains(name)
    var isCode = false
    var found: (Int, Part)?
    // The gravest counts: what is certain comes before what is not.
    for position in command.items.indices[start...] {
      guard let word = command.items[position].value else { continue }
      defer { isCode = readsCode && ["-c", "-e", "-E", "-r", "-n", "-p", "--eval", "--command"].contains(word) }
      if isCode { continue }
      if let part = Self.operation(word, at: position - start, of: name) {
        first = (position, part)
        return
      }
      guard found == nil || found?.1.isCertain == false, !word.contains("\n") else { continue }
      if Self.isPattern(word, of: name) {
        found = (position, .pattern)
      } else if !Self.expanders.contains(name), Self.hasSubstitution(word, variables) {
        found = (position, .substitution)
      } else if found == nil, !Self.expanders.contains(name),
        let variable = Self.variable(in: word, isCertain: isKnown || readsCode, hasProgram: command.hasProgram, { variables.contains($0) })
      {
        found = (position, .variable(variable))
      }
    }
    first = found
  }

  /// Why a word is no program, if it cannot be one.
  private static func noProgram(_ word: String) -> Part? {
    if words.contains(word) { return .builtin(word) }
    if let equals = word.firstIndex(of: "="), word[..<equals].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }),
      equals != word.startIndex
    {
      return .builtin("an assignment")
    }
    let trimmed = word.split(whereSeparator: \.isWhitespace)
    return trimmed.count > 1 && trimmed.count < 200 ? .commandLine : nil
  }

  private static func operation(_ word: String, at position: Int, of program: String) -> Part? {
    guard position > 0 || program != "", !evaluators.contains(program) else { return nil }
    if operators.contains(word) {
      // `find … -exec … ;`
      return word == ";" && ["find", "xargs", "parallel"].contains(program) ? nil : .operation(word)
    }
    // `2>/dev/null`, `>>/backup/log`
    var rest = word.drop { $0.isNumber || $0 == "&" }
    guard word.distance(from: word.startIndex, to: rest.startIndex) <= 1, rest.first == ">" else { return nil }
    rest = rest.drop { $0 == ">" }
    return rest.first == "/" || rest.hasPrefix("&1") || rest.hasPrefix("&2") || rest.hasPrefix("./")
      ? .operation(String(word[..<rest.startIndex])) : nil
  }

  /// `/tmp/*`, `~/x` for a program that opens what it is given by name.
  private static func isPattern(_ word: String, of program: String) -> Bool {
    guard fileTakers.contains(program), !word.hasPrefix("-"), !word.contains(":") else { return false }
    return word.contains("*") || word.hasPrefix("~/")
  }

  /// `$(date +%F)` and, of the commands that are known for it, `$(date)` and backquotes.
  private static func hasSubstitution(_ word: String, _ variables: @autoclosure () -> Set<String>) -> Bool {
    let bytes = word.utf8.span
    var index = 0
    while let dollar = bytes.offset(of: UInt8(ascii: "$"), from: index), dollar + 1 < bytes.count {
      index = dollar + 2
      guard bytes[dollar + 1] == UInt8(ascii: "("), let end = bytes.offset(of: UInt8(ascii: ")"), from: index) else { continue }
      let text = String(decoding: (index..<end).map { bytes[$0] }, as: UTF8.self)
      let command = text.split(separator: " ").first.map(String.init) ?? ""
      let isCommand = command.utf8.allSatisfy {
        $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") || $0 == UInt8(ascii: "/")
      }
      if text.contains(" "), isCommand, !command.isEmpty { return true }
      if outputCommands.contains(text), !variables().contains(text) { return true }
      index = end + 1
    }
    let parts = word.split(separator: "`", omittingEmptySubsequences: false)
    return parts.count > 2 && outputCommands.contains(parts[1].split(separator: " ").first.map(String.init) ?? "")
  }

  /// `$NAME` or `${NAME}` as it is written.
  ///
  /// - Parameters:
  ///   - isCertain: Whether the program is known to take it as it is, so that the container need not have the variable.
  ///   - hasProgram: Whether it is not the image that says which program it is.
  private static func variable(
    in word: String, isCertain: Bool, hasProgram: Bool, _ isDefined: (String) -> Bool
  ) -> String? {
    let bytes = word.utf8.span
    var index = 0
    while let dollar = bytes.offset(of: UInt8(ascii: "$"), from: index), dollar + 1 < bytes.count {
      index = dollar + 2
      let isBraced = bytes[dollar + 1] == UInt8(ascii: "{")
      // `$$` is the kubelet's way to write a `$` that is meant.
      if bytes[dollar + 1] == UInt8(ascii: "$") { continue }
      var end = dollar + (isBraced ? 2 : 1)
      let start = end
      while end < bytes.count, isNameByte(bytes[end]) { end += 1 }
      guard end > start, !isDigit(bytes[start]) else { continue }
      index = end
      if isBraced, end >= bytes.count || bytes[end] != UInt8(ascii: "}") && bytes[end] != UInt8(ascii: ":") { continue }
      let name = String(decoding: (start..<end).map { bytes[$0] }, as: UTF8.self)
      let isUpper = name.utf8.count > 1 && !name.utf8.contains { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
      // Programs of which nothing is known fill in `${NAME}` themselves often enough.
      guard isCertain ? isUpper || isDefined(name) : isDefined(name) && (hasProgram || !isBraced) else { continue }
      return isBraced ? "${\(name)}" : "$\(name)"
    }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || isDigit(byte) || byte == UInt8(ascii: "_")
  }

  private static let operators: Set<String> = [
    "|", "||", "&&", ";", ">", ">>", "2>", "2>>", "1>", "&>", "2>&1", "1>&2", ">&2", "|&", "<<", "<<<", "&",
  ]

  /// Words of the shell that no image has a program for (XCU 2.14 and 2.4).
  private static let words: Set<String> = [
    "cd", "source", ".", "export", "set", "eval", "exec", "unset", "alias", "if", "for", "while", "until", "case", "{", "(", "[[", "shift",
    "trap",
    "local", "declare", "function", "!", "then",
  ]

  /// What makes a command line of its words, or gives them to a shell, here or elsewhere.
  private static let joiners: Set<String> = [
    "ssh", "su", "runuser", "watch", "parallel", "script", "chroot", "nsenter", "cmd", "cmd.exe", "powershell", "pwsh", "concurrently",
    "sudo",
    "flock", "xargs", "busybox", "entrypoint.sh", "docker-entrypoint.sh", "s6-envdir", "with-contenv", "execlineb",
  ]

  /// Programs for whose expressions these words are operators.
  private static let evaluators: Set<String> = ["expr", "test", "[", "bc", "dc", "jq", "yq", "sqlite3"]

  /// Programs that know variables of their own, or fill in those of the environment.
  private static let expanders: Set<String> = [
    "java", "envsubst", "awk", "gawk", "mawk", "nawk", "jq", "yq", "make", "expect", "tclsh", "mvn", "mvnw", "gradle", "gradlew", "nginx",
    "vector",
    "fluent-bit", "fluentd", "logstash", "telegraf", "otelcol", "benthos", "gomplate", "confd", "dockerize", "consul-template", "promtail",
    "alloy",
    "spark-submit", "mongo", "mongosh",
  ]

  /// Programs whose arguments may be code in a language that has such variables.
  private static let interpreters: Set<String> = [
    "python", "python3", "node", "ruby", "perl", "php", "groovy", "Rscript", "psql", "mysql", "mariadb", "bash", "sh", "dash", "ash", "sed",
  ]

  /// Programs that take what they are given.
  private static let plain: Set<String> = fileTakers.union([
    "pg_dump", "pg_dumpall", "pg_restore", "mysqldump", "mariadb-dump", "mongodump", "mongorestore", "mongoexport", "redis-cli", "curl",
    "wget", "aws",
    "gsutil", "gcloud", "az", "s3cmd", "mc", "rclone", "restic", "borg", "kubectl", "oc", "helm", "tar", "zip", "unzip", "echo", "printf",
    "find",
    "sleep", "date", "git", "openssl", "velero", "etcdctl", "vault", "skopeo", "crane", "trivy", "npm", "yarn", "dotnet", "go", "sqlcmd",
    "sqlite3",
    "influx", "influxd", "nc", "grep", "tee", "dd", "ldapsearch", "certbot",
  ])

  /// Of these, programs that open each of their arguments as a file.
  private static let fileTakers: Set<String> = [
    "rm", "cp", "mv", "ls", "cat", "chmod", "chown", "chgrp", "gzip", "gunzip", "bzip2", "xz", "zstd", "touch", "du", "wc", "md5sum",
    "sha256sum",
    "stat", "rmdir", "shred", "ln", "rsync", "scp", "truncate", "unlink",
  ]

  private static let outputCommands: Set<String> = [
    "date", "hostname", "whoami", "pwd", "uname", "id", "nproc", "cat", "ls", "echo", "basename", "dirname", "uuidgen", "mktemp",
  ]
}
