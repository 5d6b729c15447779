import Foundation
import Randomness
import Testing

@testable import ShellScript

struct ShellScriptTests {
  static let bash = "/bin/bash"
  static var hasBash: Bool { FileManager.default.isExecutableFile(atPath: bash) }

  /// Runs bash on a script and gives what it prints.
  static func run(_ arguments: [String], input: String) throws -> (output: [UInt8], status: Int32) {
    let process = Process()
    process.executableURL = URL(filePath: bash)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    let (stdin, stdout) = (Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = FileHandle.nullDevice
    try process.run()
    stdin.fileHandleForWriting.write(Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (Array(output), process.terminationStatus)
  }

  private static func names(_ text: String) -> [String] { ShellScript(text).commands.map { $0.name ?? "?" } }

  static let scripts: [(String, [String])] = [
    ("a", ["a"]), ("a b; c", ["a", "c"]), ("a && b || c & d", ["a", "b", "c", "d"]), ("a | b |& c", ["a", "b", "c"]),
    ("a # b; c\nd", ["a", "d"]), ("a#b c", ["a#b"]), ("/usr/bin/a --x", ["a"]), ("A=1 B=2 c", ["c"]), ("\"a\"'b'\\c", ["abc"]),
    ("a $(b; c) d", ["b", "c", "a"]), ("a `b | c` d", ["b", "c", "a"]), ("a \"$(b \"$(c)\")\"", ["c", "b", "a"]),
    ("a <(b) >(c)", ["b", "c", "a"]), ("<(b) a", ["b", "?"]), ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
    ("while a; do b; done; until c; do d; done", ["a", "b", "c", "d"]), ("for x in a b; do c; done", ["?", "c"]),
    ("for x; do c; done", ["?", "c"]), ("for ((i=0; i<3; i++)); do c; done", ["c"]), ("{ a; b; } > f", ["a", "b"]),
    ("(a; b) | c", ["a", "b", "c"]),
    ("f() { a; }; f", ["a", "f"]), ("function f { a; }\nf", ["a", "f"]), ("case $x in a) b;; (c|d) e ;; *) f; esac", ["?", "b", "e", "f"]),
    ("a $(case x in y) b;; esac) c", ["?", "b", "a"]), ("[[ $a == b && -n $c ]] && d", ["?", "d"]), ("((a + 1)) && b", ["b"]),
    ("a $((1 + (2))) b", ["a"]), ("a $( (b) ) c", ["b", "a"]), ("a <<E\nb $(c)\nE\nd", ["a", "c", "d"]),
    ("a <<'E'\n$(c)\nE\nd", ["a", "d"]),
    ("a <<-E | b\n\tx\n\tE\nd", ["a", "b", "d"]), ("a <<< b c", ["a"]), ("a 2>&1 >f c", ["a"]), ("a &>f; b", ["a", "b"]),
    ("! a; time b", ["a", "b"]),
    ("a \\\n b\nc", ["a", "c"]), ("a=(b $(c) d) e", ["c", "e"]), ("a ${b:-$(c)} d", ["c", "a"]), ("a ${b#*)} d", ["a"]),
    ("a '${' \"}\"", ["a"]),
    ("echo if then; done2", ["echo", "done2"]), ("a @(b|c) d", ["a"]), ("", []), ("# a", []), ("\n\n", []), (";", []), ("a;;b", ["a"]),
    ("a\r\nb\r\n", ["a", "b"]), ("coproc a", ["coproc"]), ("a $'it\\'s' b", ["a"]), ("a \"b\\\"c\" d; e", ["a", "e"]),
  ]

  @Test("Commands and their order", arguments: scripts)
  func commands(_ text: String, _ names: [String]) {
    #expect(Self.names(text) == names)
  }

  @Test("bash reads the same scripts", .enabled(if: hasBash), arguments: scripts.filter { $0.0 != ";" && $0.0 != "a;;b" })
  func acceptance(_ text: String, _ names: [String]) throws {
    #expect(ShellScript(text).problem == nil)
    #expect(try Self.run(["-n", "-O", "extglob"], input: text).status == 0)
  }

  @Test(
    "What does not end is a problem at its place",
    arguments: [
      ("a 'b", 2), ("a \"b", 2), ("a $(b", 5), ("a `b", 4), ("a ${b", 2), ("a; )", 3), ("if a; then b", 12), ("a | ", 4),
      ("case a in b", 11), ("{ a", 3),
      ("[[ a", 0), ("a (b", 3), ("f() ", 4),
    ])
  func problems(_ text: String, _ offset: Int) {
    #expect(ShellScript(text).problem?.offset == offset)
  }

  @Test("Words are split and unquoted as bash does it", .enabled(if: hasBash))
  func words() throws {
    var generator = SeededGenerator(seed: 7)
    let pieces = [
      "a", "bc", " ", " ", "\t", "'x y'", "\"x y\"", "\"a'b\"", "'a\"b'", "\\ ", "\\\\", "\\'", "\"\\\"\"", "\"\\\\\"", "\"\\a\"", "é", "#",
      "a#b", "=", "-", "--x=",
      "''", "\"\"", "\\\n", "$'a\\tb'", "$'\\'q'", ":", ",", "%", "@", "+", "^", "!", "]", "{", "}", "~x",
    ]
    var scripts: [String] = []
    for _ in 0..<400 {
      let count = Int.random(in: 1...9, using: &generator)
      scripts.append("p a" + (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined())
    }
    let input = "p() { printf '%s\\0' \"$@\"; printf '\\1'; }; set +H +B; set -f\n" + scripts.joined(separator: "\n\n") + "\n"
    let output = try Self.run([], input: input).output.split(separator: 1, omittingEmptySubsequences: false)
    #expect(output.count == scripts.count + 1)
    for (script, words) in zip(scripts, output) {
      let expected = words.split(separator: 0, omittingEmptySubsequences: false).dropLast().map(Array.init)
      let found = ShellScript(script).commands.first?.words.dropFirst().map(\.value) ?? []
      #expect(found == expected, "\(script)")
    }
  }

  @Test("Each byte of a word is traced to the script")
  func offsets() throws {
    let text = "echo pa\"ss'w\"'o rd' \\$x"
    let word = try #require(ShellScript(text).commands.first?.words[1])
    #expect(word.text == "pass'wo rd")
    let bytes = Array(text.utf8)
    #expect(word.value.indices.allSatisfy { word.value[$0] == bytes[word.range(of: $0..<$0 + 1).lowerBound] })
  }

  @Test("Expansions are known by name, quoting and what they show")
  func expansions() throws {
    let script = ShellScript("a $X \"${Y:-z}\" ${#X} ${X:+set} ${!N} $1 \"$@\" $(b) $((1)) '$Q' \\$R")
    let expansions = try #require(script.commands.last).words.flatMap(\.expansions)
    #expect(
      expansions.map(\.kind) == [
        .variable("X"), .variable("Y"), .variable("X"), .variable("X"), .variable("N"), .variable("1"), .variable("@"), .command(0..<1),
        .arithmetic,
      ])
    #expect(expansions.map(\.isQuoted) == [false, true, false, false, false, false, true, false, false])
    #expect(expansions.map(\.showsValue) == [true, true, false, false, true, true, true, true, true])
  }

  @Test("The kubelet's references and escapes are its own")
  func kubelet() throws {
    let text = "echo $(NAME) $(date) $$X $$(date) $$"
    let kinds = try #require(ShellScript(text, isKubeletVariable: { $0 == "NAME" }).commands.last).words.flatMap(\.expansions).map(\.kind)
    #expect(kinds == [.kubelet("NAME"), .command(0..<1), .variable("X"), .command(1..<2)])
  }

  @Test("Output, conditions, functions and lists")
  func circumstances() {
    let script = ShellScript("a > f; b >&2; c | d; if e; then g; fi; f() { h; }; { i; } > f; x=$(j) || k; l")
    func commands(where predicate: (ShellScript.Command) -> Bool) -> [String] { script.commands.filter(predicate).map { $0.name ?? "?" } }
    #expect(commands { $0.isOutputCaptured } == ["a", "c", "i", "j"])
    #expect(commands { $0.isChecked } == ["e", "j", "?"])
    #expect(commands { $0.isInFunction } == ["h"])
    #expect(script.listCount == 8)
    #expect(script.commands.last?.list == 7)
  }

  @Test("Nesting has a limit, and any cut and any bytes are read without a trap")
  func robustness() {
    for open in ["$(", "`", "(", "{ ", "${a:-", "\"$(", "if ", "while ", "case a in b) ", "f() ", "$((", "<(", "a=(", "[[ ", "<<E "] {
      let script = ShellScript(String(repeating: open, count: 5_000))
      #expect(script.problem != nil || script.commands.count <= 5_000)
    }
    for (text, _) in Self.scripts {
      let bytes = Array(text.utf8)
      for cut in bytes.indices { _ = ShellScript(String(decoding: bytes[..<cut], as: UTF8.self)) }
    }
    var generator = SeededGenerator(seed: 3)
    let alphabet = Array("ab $(){}[]<>|&;`'\"\\\n#=!*?-1if then do done fi case esac in EOF".utf8)
    for _ in 0..<3_000 {
      let bytes = (0..<Int.random(in: 1...60, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? 0x20 }
      let script = ShellScript(String(decoding: bytes, as: UTF8.self), isKubeletVariable: { _ in false })
      for command in script.commands { #expect(command.range.upperBound <= bytes.count) }
    }
  }
}
