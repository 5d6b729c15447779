import ShellScript

/// Finds credentials among the words of a command line, where the program or the option says that the word is one: `mysql -pSECRET`, `sshpass -p SECRET`,
/// `curl -u user:SECRET`, `--token SECRET`.
///
/// What a word itself shows (`--password=…`, a token's shape) is ``CredentialText``'s business.
enum CommandLineCredentials {
  struct Match {
    var word: Int
    /// Offsets into the word.
    var range: Range<Int>
    var kind: String
  }

  /// How an option carries its credential.
  private enum Form {
    /// `-pSECRET`
    case attached
    /// `-p SECRET`
    case separate
    /// Both.
    case either
    /// `-u user:SECRET`, `-u user%SECRET`, `-u user,SECRET`: behind the separator.
    case behind(UInt8)
    /// `-passin pass:SECRET`
    case source
  }

  private struct Option {
    var name: String
    var form: Form
    /// A word that must stand somewhere before.
    var subcommand: String?

    init(_ name: String, _ form: Form, after subcommand: String? = nil) {
      self.name = name
      self.form = form
      self.subcommand = subcommand
    }
  }

  private static let programs: ProgramTable<[Option]> = {
    let table: [(String, [Option])] = [
      (
        "mysql mysqldump mysqladmin mysqlimport mysqlcheck mysqlshow mysqlpump mysqlbinlog mysqlslap mariadb mariadb-dump mariadb-admin"
          + " mariadb-import mariadb-check mariadb-backup mariabackup xtrabackup innobackupex mycli",
        [Option("-p", .attached)]
      ),
      (
        "mydumper myloader mongo mongosh mongodump mongorestore mongoexport mongoimport cqlsh rabbitmqadmin sshpass",
        [Option("-p", .either)]
      ),
      ("redis-cli keydb-cli valkey-cli", [Option("-a", .either), Option("--pass", .separate)]),
      (
        "curl",
        [
          Option("-u", .behind(UInt8(ascii: ":"))), Option("--user", .behind(UInt8(ascii: ":"))), Option("-U", .behind(UInt8(ascii: ":"))),
          Option("--proxy-user", .behind(UInt8(ascii: ":"))), Option("--oauth2-bearer", .separate), Option("--pass", .separate),
        ]
      ),
      ("http https", [Option("-a", .behind(UInt8(ascii: ":"))), Option("--auth", .behind(UInt8(ascii: ":")))]),
      ("ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldapcompare", [Option("-w", .either)]),
      ("ldappasswd", [Option("-w", .either), Option("-s", .either), Option("-a", .either)]),
      ("smbclient rpcclient smbmap", [Option("-U", .behind(UInt8(ascii: "%"))), Option("--user", .behind(UInt8(ascii: "%")))]),
      ("openssl", [Option("-passin", .source), Option("-passout", .source), Option("-pass", .source), Option("-k", .separate)]),
      (
        "docker podman nerdctl helm oras crane regctl buildah az",
        [Option("-p", .either, after: "login")]
      ),
      (
        "skopeo",
        [
          Option("-p", .either, after: "login"), Option("--creds", .behind(UInt8(ascii: ":"))),
          Option("--src-creds", .behind(UInt8(ascii: ":"))),
          Option("--dest-creds", .behind(UInt8(ascii: ":"))),
        ]
      ),
      ("sqlcmd bcp mosquitto_pub mosquitto_sub ipmitool", [Option("-P", .either)]),
      ("zip unzip", [Option("-P", .separate)]),
      ("7z 7za 7zr 7zz", [Option("-p", .attached)]),
      ("rar unrar", [Option("-p", .attached), Option("-hp", .attached)]),
      ("snmpget snmpwalk snmpset", [Option("-A", .separate), Option("-X", .separate)]),
      ("ncftpput ncftpget", [Option("-p", .separate)]),
      ("lftp", [Option("-u", .behind(UInt8(ascii: ",")))]),
      ("keytool jarsigner", [Option("-srcstorepass", .separate), Option("-deststorepass", .separate), Option("-destkeypass", .separate)]),
      ("htpasswd", []), ("rabbitmqctl", []), ("mc", []), ("vault", []),
    ]
    var programs = ProgramTable<[Option]>()
    for (names, options) in table {
      for name in names.utf8.split(separator: UInt8(ascii: " ")) {
        programs.insert(options, for: String(Substring(name)), combining: { $1 })
      }
    }
    return programs
  }()

  /// Whether a word may be what a credential comes behind: most command lines hold none such.
  static func mayComeBefore(_ word: Span<UInt8>) -> Bool {
    guard word.count > 0 else { return false }
    if word[0] == UInt8(ascii: "-") { return word.count > 4 && CredentialVariable.mayBeSensitive(word) }
    return CredentialShapes.isEqual(word, to: "set") || program(word) != nil
  }

  /// - Parameter words: The bytes of each word, with a 0 where something is expanded.
  static func matches(in words: [[UInt8]]) -> [Match] {
    var matches: [Match] = []
    var options: [Option] = []
    var program: String?
    var programIndex = 0
    /// Of the subcommands that the program's options stand behind, those that were met.
    var seen: Set<String> = []
    for index in words.indices {
      let word = words[index]
      if let first = word.first, first != UInt8(ascii: "-"), let known = Self.program(word.span) {
        (program, programIndex, options) = (String(decoding: word[known.name], as: UTF8.self), index, known.options)
        seen = []
        continue
      }
      for option in options where option.subcommand.map(seen.contains) ?? true { append(option, at: index, in: words, to: &matches) }
      for option in options { if let name = option.subcommand, word.elementsEqual(name.utf8) { seen.insert(name) } }
      appendNamedOption(at: index, in: words, to: &matches)
    }
    if let program { appendPositional(program, Array(words[programIndex...]), from: programIndex, to: &matches) }
    return matches
  }

  /// The program that the word is the name or the path of, if it is a known one.
  private static func program(_ word: Span<UInt8>) -> (name: Range<Int>, options: [Option])? {
    var start = word.count
    while start > 0, word[start - 1] != UInt8(ascii: "/") {
      start -= 1
      if word.count - start > longestProgram { return nil }
    }
    guard start < word.count, let options = programs[word.extracting(start...)] else { return nil }
    for index in word.indices where word[index] == 0 { return nil }
    return (start..<word.count, options)
  }

  private static var longestProgram: Int { 20 }

  private static func append(_ option: Option, at index: Int, in words: [[UInt8]], to matches: inout [Match]) {
    let word = words[index]
    let name = Array(option.name.utf8)
    guard word.starts(with: name) else { return }
    let isWhole = word.count == name.count
    let isLong = option.name.hasPrefix("--")
    /// The word that holds the credential and where it begins there.
    let place: (word: Int, start: Int)?
    switch option.form {
    case .attached: place = isWhole || isLong ? nil : (index, name.count)
    case .separate: place = isWhole ? (index + 1, 0) : nil
    case .either, .behind, .source:
      if isWhole {
        place = (index + 1, 0)
      } else if isLong {
        place = word[name.count] == UInt8(ascii: "=") ? (index, name.count + 1) : nil
      } else if case .source = option.form {
        place = nil
      } else {
        place = (index, name.count)
      }
    }
    guard let place, place.word < words.count else { return }
    let holder = words[place.word]
    var start = place.start
    switch option.form {
    case .behind(let separator):
      guard let found = holder[start...].firstIndex(of: separator) else { return }
      start = found + 1
    case .source:
      guard holder[start...].starts(with: "pass:".utf8) else { return }
      start += 5
    default:
      if start == 0, holder.first == UInt8(ascii: "-") { return }
    }
    append(Match(word: place.word, range: start..<holder.count, kind: "password on a command line"), in: words, to: &matches)
  }

  /// `--db-password SECRET`, `-token SECRET`: any program's option whose name says credential, with the value as a word of its own.
  private static func appendNamedOption(at index: Int, in words: [[UInt8]], to matches: inout [Match]) {
    let word = words[index]
    guard word.count > 4, word[0] == UInt8(ascii: "-"), !word.contains(UInt8(ascii: "=")), !word.contains(0), index + 1 < words.count,
      let first = words[index + 1].first, first != UInt8(ascii: "-")
    else { return }
    let name = String(decoding: word.drop { $0 == UInt8(ascii: "-") }, as: UTF8.self)
    let value = words[index + 1]
    // `-pass pass:SECRET` is openssl's, which says so itself.
    guard !value.contains(0), !value.starts(with: "pass:".utf8), CredentialVariable.isSensitive(name) else { return }
    let text = String(decoding: value, as: UTF8.self)
    if CredentialVariable.isCredential(name: name, value: text, secretNames: []), text.utf8.count >= 4 {
      matches.append(Match(word: index + 1, range: 0..<value.count, kind: "value whose name says credential"))
    }
  }

  /// `aws configure set NAME SECRET`, `mc alias set ALIAS URL KEY SECRET`, `htpasswd -b FILE NAME SECRET`, `rabbitmqctl add_user NAME SECRET`.
  private static func appendPositional(_ program: String, _ words: [[UInt8]], from offset: Int, to matches: inout [Match]) {
    func position(of text: String) -> Int? { words.firstIndex { $0.elementsEqual(text.utf8) } }
    let place: Int?
    switch program {
    case "mc": place = (position(of: "alias") ?? position(of: "host")).map { $0 + 5 }
    case "rabbitmqctl": place = (position(of: "add_user") ?? position(of: "change_password")).map { $0 + 2 }
    case "htpasswd":
      place = words.dropFirst().contains { $0.first == UInt8(ascii: "-") && $0.contains(UInt8(ascii: "b")) } ? words.count - 1 : nil
    default: place = nil
    }
    guard let place, words.indices.contains(place) else { return }
    let match = Match(word: place + offset, range: 0..<words[place].count, kind: "password on a command line")
    guard !words[place].contains(0), words[place].first != UInt8(ascii: "-") else { return }
    let text = String(decoding: words[place], as: UTF8.self)
    if CredentialVariable.mayBeValue(text) { matches.append(match) }
  }

  private static func append(_ match: Match, in words: [[UInt8]], to matches: inout [Match]) {
    let value = words[match.word][match.range]
    guard !value.isEmpty, !value.contains(0) else { return }
    let text = String(decoding: value, as: UTF8.self)
    if CredentialVariable.mayBeValue(text) { matches.append(match) }
  }
}

extension CommandLineCredentials {
  /// `aws configure set aws_secret_access_key SECRET`, `npm config set //registry/:_authToken SECRET`: a word that names a credential, and the next one.
  static func settings(in words: [[UInt8]]) -> [Match] {
    guard let set = words.firstIndex(where: { $0.elementsEqual("set".utf8) }), set > 0,
      words[..<set].contains(where: { $0.elementsEqual("configure".utf8) || $0.elementsEqual("config".utf8) }), set + 2 < words.count
    else { return [] }
    let value = words[set + 2]
    guard !words[set + 1].contains(0), !value.contains(0) else { return [] }
    let name = String(decoding: words[set + 1][((words[set + 1].lastIndex(of: UInt8(ascii: ":")) ?? -1) + 1)...], as: UTF8.self)
    let text = String(decoding: value, as: UTF8.self)
    guard CredentialVariable.isCredential(name: name, value: text, secretNames: []) else { return [] }
    return [Match(word: set + 2, range: 0..<value.count, kind: "value whose name says credential")]
  }
}

extension ShellScript.Command {
  /// Whether any word may be what a credential comes behind.
  var mayHoldCredential: Bool {
    // `aws configure set` is meant, and not the builtin.
    words.count > 1 && hasWord(ofAtLeast: 2, from: program.contains(.setsOptions) ? 1 : 0, where: CommandLineCredentials.mayComeBefore)
  }
}
