import Foundation
import Testing

@testable import curfew

/// What is answered to command lines that run nothing.
struct CommandLineTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var arguments: String
    var error: String
    var testDescription: String { arguments }

    init(_ arguments: String, _ error: String) {
      self.arguments = arguments
      self.error = error
    }
  }

  static let cases = [
    Case("scna deploy", "There is no command 'scna'. Did you mean 'scan'? The commands are scan, "),
    Case("Scan", "There is no command 'Scan'. Did you mean 'scan'?"),
    Case("expl", "There is no command 'expl'. Did you mean 'explain'?"),
    Case("frobnicate", "There is no command 'frobnicate'. The commands are scan, "),
    Case("access shwo backup", "There is no command 'shwo'. Did you mean 'show'? The commands are show, who-can, "),
    Case("help shedule", "There is no command 'shedule'. Did you mean 'schedule'?"),
    Case("help access exposre", "There is no command 'exposre'. Did you mean 'exposure'?"),
    Case("--versoin", "Unknown option '--versoin'. Did you mean '--version'?\n"),
    Case("--format json scan", "The option '--format' follows its command, such as 'scan'.\n"),
    Case("scan --fromat json .", "Unknown option '--fromat'. Did you mean '--format'?\n"),
    Case("scan --severity=high .", "Unknown option '--severity'. Did you mean '--severity-threshold'?\n"),
    Case("scan --zzz", "Unknown option '--zzz'.\n"),
    Case("scan -z", "Unknown option '-z'\n"),
    Case("schedule next --fomat json", "Unknown option '--fomat'. Did you mean '--format'?\n"),
    Case("scan . --format jsno", "The value 'jsno' is invalid for '--format <format>'. Did you mean 'json'? It is one of text, concise, "),
    Case(
      "scan --color=alwys", "The value 'alwys' is invalid for '--color <color>'. Did you mean 'always'? It is one of auto, always, never.\n"
    ),
    Case("scan --profile essentials", "Did you mean 'essential'? It is one of essential, recommended, strict.\n"),
    Case("scan --profile x", "The value 'x' is invalid for '--profile <profile>'. It is one of essential, recommended, strict.\n"),
    Case("completions bsh", "The value 'bsh' is invalid for '<shell>'. Did you mean 'bash'? It is one of bash, zsh, fish.\n"),
    Case(
      "scan --group-by namspace", "The value 'namspace' is invalid for '--group-by <what>': did you mean 'namespace'?\nHelp:  --group-by"),
    Case("scan --kubernetes-version one", "The value 'one' is invalid for '--kubernetes-version <1.NN>'\nHelp:  --kubernetes-version"),
    Case("explain concurent-runs", "There is no rule 'concurent-runs'. Did you mean 'concurrent-runs'?\n"),
    Case("explain 201", "There is no rule '201'. Did you mean 'CFW201'?\n"),
    Case("Package.swift", "There is no command 'Package.swift'. Did you mean 'scan Package.swift'?\n"),
    Case("scan -f deploy", "There is no option '-f': 'scan' takes files and directories as they are.\n"),
    Case("scan --top -1", "The value '-1' is invalid for '--top "),
    Case("scan --kubernetes-version -1.36", "The value '-1.36' is invalid for '--kubernetes-version <1.NN>'. It cannot be negative.\n"),
    Case("scan --include [", "The pattern '[' can never match a path: close its brackets"),
    Case("explain nothing", "There is no rule 'nothing'. `curfew rules` lists them all.\n"),
    Case("scan --rule priviledged-container", "There is no rule 'priviledged-container'. Did you mean 'privileged-container'?\n"),
    Case("scan --exclude-rule hostpath-volume", "Did you mean 'host-path-volume'?\n"),
    Case("scan --output a --output b", "Each --output needs a --format before it.\n"),
  ]

  @Test(arguments: cases)
  func mistakesAreAnsweredWithWhatWasMeant(_ sample: Case) throws {
    let arguments = sample.arguments.split(separator: " ").map(String.init)
    let command = try Command.run(arguments, environment: ["COLUMNS": "400"])
    #expect(command.status == 64)
    #expect(command.output.isEmpty)
    #expect(command.error.hasPrefix("Error: ") && command.error.contains(sample.error), "\(command.error)")
    // How to get help, of the command that was meant to run.
    let names = ["curfew"] + arguments.prefix { ["access", "schedule", "scan", "next", "explain", "completions"].contains($0) }
    #expect(command.error.contains("\nUsage: \(names.joined(separator: " ")) "))
    #expect(command.error.hasSuffix("\n  See '\(names.joined(separator: " ")) --help' for more information.\n"))
  }

  /// Also what a command notices only when it runs.
  @Test func mistakesOfTheInputNameTheCommand() throws {
    let command = try Command.run(["schedule", "simulate", "--outage", "x", "Examples/hardened"])
    #expect(command.status == 64)
    #expect(command.error.hasPrefix("Error: --outage x: write two times"))
    #expect(command.error.hasSuffix("  See 'curfew schedule simulate --help' for more information.\n"))
  }

  @Test(arguments: [72, 100])
  func linesFitTheTerminal(_ width: Int) throws {
    func lines(_ arguments: String...) throws -> [String] {
      let command = try Command.run(arguments, environment: ["COLUMNS": "\(width)"])
      return (command.output + command.error).components(separatedBy: "\n")
    }
    for text in [
      try lines("access", "minimize"), try lines("access", "minimize", "--help"), try lines("scan", "--profile", "x"),
      try lines("scan", "--kubernetes-version", "x"), try lines("--help"), try lines("scan", "--help"),
    ] {
      #expect(text.count > 3)
      for line in text { #expect(line.count <= width, "\(line)") }
    }
  }

  @Test(arguments: [40, 72, 200])
  func reportsFitTheTerminal(_ width: Int) throws {
    let output = try Command.run(["scan", "Examples/careless"], environment: ["COLUMNS": "\(width)"]).output
    let lines = output.components(separatedBy: "\n").filter { !$0.contains("see also here") }
    // Words are not broken: a place and the severity behind it, a kind and a name, a name in backticks.
    let long = lines.filter { $0.count > width && $0.split(separator: " ").count > 2 }
    #expect(long.isEmpty, "\(long.first ?? "")")
    #expect((lines.map(\.count).max() ?? 0) > width - 20)
  }

  /// A file is the same wherever the scan was started.
  @Test func filesAreNotBrokenByTheTerminal() throws {
    let workspace = try Workspace()
    let file = workspace.folder.appending(path: "report").path
    _ = try Command.run(["scan", "--output", file, "Examples/careless"], environment: ["COLUMNS": "40"])
    let usual = try Command.run(["scan", "Examples/careless"], wrapper: ["env", "-u", "COLUMNS"])
    #expect(try workspace.read("report") == usual.output)
  }

  @Test func pagesAreMarkdownExceptOnTerminals() throws {
    let page = try Command.run(["explain", "CFW305"]).output
    #expect(page == (try Command.run(["explain", "cluster-admin", "--color", "never"]).output))
    #expect(page.hasPrefix("# CFW305 cluster-admin\n"))
    let set = try Command.run(["explain", "CFW305", "--color", "always"], environment: ["COLUMNS": "60"]).output
    let plain = set.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
    #expect(set != plain && plain.hasPrefix("CFW305 cluster-admin\n"))
    // It says the same.
    func words(_ text: String) -> [Substring] { text.split { !$0.isLetter && !$0.isNumber } }
    #expect(words(plain) == words(page.replacing(#/```yaml/#, with: "")))
  }
}
