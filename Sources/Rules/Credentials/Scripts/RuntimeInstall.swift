package import Findings
import ShellScript

/// A script installs software at every start.
package enum RuntimeInstall: ScriptRule {
  package static let metadata = RuleMetadata(
    code: "CFW220", name: "runtime-install", severity: .medium,
    summary: "A script installs software at every start.",
    rationale: """
      What is installed when the job starts is not in the image: its digest, its scan and its signature are those of something else. \
      Each run gets whatever the repository serves at that moment, so a package that was taken over runs with the job's service account \
      and Secrets that night, and nobody sees a change. The job also fails when the repository is down or a limit is reached, needs \
      network access to the world, a writable root filesystem and often root.

      Reported once per script: package managers (`apk add`, `apt-get install`, `pip install`, `npm install`, `gem install`, `go \
      install`, …), `git clone`, and a download that is made executable. Restoring from a lock file (`npm ci`, `pip install \
      --require-hashes`) is reported as low.
      """,
    remedy: "Build an image that has everything in it, and run that by its digest.",
    references: [
      .mitre("T1195.002"), .cwe(494), .cwe(829), .nsa("Kubernetes Pod security"),
    ],
    examples: [
      .flagged(
        "Packages for every run",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: upload
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: upload
                      image: registry.example.com/backup:1.4
                      command: [/bin/sh, -c]
                      args:
                        - |
                          ▼apk add --no-cache curl jq▲
                          curl -fsS -T /backup/orders.sql https://storage.example.com/orders
        """),
      .flagged(
        "A program that is downloaded and run",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: upload
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: upload
                      image: registry.example.com/backup:1.4
                      command: [/bin/sh, -c]
                      args:
                        - |
                          ▼curl -fsSLo /tmp/uploader https://get.example.com/uploader▲
                          chmod +x /tmp/uploader
                          /tmp/uploader /backup
        """),
      .clean(
        "Everything is in the image",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: upload
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: upload
                      image: registry.example.com/backup:1.4
                      command: [/bin/sh, -c]
                      args:
                        - |
                          curl -fsSLo /tmp/orders.csv https://example.com/orders.csv
                          pip list
                          git pull --ff-only
                          import-orders /tmp/orders.csv
        """),
    ])

  package static func findings(in script: ReviewedScript) -> [ScriptFinding<Detail>] {
    guard !script.script.programs.isDisjoint(with: [.installer, .downloader]) else { return [] }
    let commands = script.script.commands
    lazy var madeExecutable = filesMadeExecutable(by: commands)
    for (index, command) in commands.enumerated() where command.kind == .simple {
      if let install = install(command) {
        return [ScriptFinding(at: command.range, severity: install.isLocked ? .low : nil, Detail(command: install.name))]
      }
      guard command.name == "curl" || command.name == "wget", let file = downloadedFile(command),
        madeExecutable[name(ofFile: file), default: 0] > index
      else { continue }
      return [ScriptFinding(at: command.range, Detail(command: command.name ?? ""))]
    }
    return []
  }

  private static func install(_ command: ShellScript.Command) -> (name: String, isLocked: Bool)? {
    guard command.program.contains(.installer) else { return nil }
    var words = command.words.map { $0.text ?? "" }[...]
    while let first = words.first, first == "sudo" || first == "exec" || first.contains("=") { words.removeFirst() }
    guard let name = words.popFirst()?.split(separator: "/").last.map(String.init) else { return nil }
    var installer = name
    if name.hasPrefix("python"), words.first == "-m", words.dropFirst().first == "pip" {
      installer = "pip"
      words.removeFirst(2)
    }
    guard let subcommands = ShellProgram.installers[installer] else { return nil }
    if installer == "git", words.contains("--mirror") || words.contains("--bare") { return nil }
    if subcommands.isEmpty { return words.isEmpty ? nil : (installer, false) }
    // Options with a value of their own may stand before the subcommand: the first words are enough.
    guard let subcommand = words.prefix(4).first(where: subcommands.contains) else { return nil }
    let isLocked = subcommand == "ci" || words.contains("--require-hashes") || words.contains("--frozen-lockfile")
    return ("\(installer) \(subcommand)", isLocked)
  }

  /// Where the download is written, if that is said.
  private static func downloadedFile(_ command: ShellScript.Command) -> String? {
    let words = command.words.map { $0.text ?? "" }
    if let output = command.redirections.first(where: \.isOutput)?.target.text { return output }
    for (index, word) in words.enumerated().dropFirst() {
      if word.hasPrefix("--output=") || word.hasPrefix("--output-document=") { return word.split(separator: "=").last.map(String.init) }
      let isOutput =
        word == "--output" || word == "--output-document" || word.hasPrefix("-") && !word.hasPrefix("--") && word.hasSuffix("o")
        || command.name == "wget" && word.hasPrefix("-") && !word.hasPrefix("--") && word.hasSuffix("O")
      if isOutput, index + 1 < words.count { return words[index + 1] }
      if command.name == "curl", word == "--remote-name" || word.hasPrefix("-") && !word.hasPrefix("--") && word.hasSuffix("O") {
        return nameOfLastAddress(words)
      }
    }
    return command.name == "wget" ? nameOfLastAddress(words) : nil
  }

  private static func nameOfLastAddress(_ words: [String]) -> String? {
    words.dropFirst().last { !$0.hasPrefix("-") }?.split(separator: "/").last.map(String.init)
  }

  /// The names of files that are made executable, in whatever folder, and the position of the last command that does it.
  private static func filesMadeExecutable(by commands: ShellScript.Parts<ShellScript.Command>) -> [String: Int] {
    var files: [String: Int] = [:]
    for (index, command) in commands.enumerated() where command.name == "chmod" || command.name == "install" {
      let words = command.words.dropFirst().map { $0.text ?? "" }
      let isExecutable =
        command.name == "install" || words.contains { ($0.hasPrefix("+") || $0.contains("+")) && $0.contains("x") || isExecutableMode($0) }
      if isExecutable { for word in words { files[name(ofFile: word)] = index } }
    }
    return files
  }

  private static func name(ofFile path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  /// `755`, `0700`
  private static func isExecutableMode(_ text: String) -> Bool {
    (3...4).contains(text.utf8.count) && text.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 8 } && text.utf8.contains { $0 & 1 == 1 }
  }

  /// What installs: a program, or one of its subcommands.
  package struct Detail: SituationKey {
    let command: String

    package func combine(into hash: inout StableHash) { hash.combine(command) }
  }

  package static func explain(_ situation: ScriptSituation<Detail>) -> Explanation {
    Explanation(
      message: "\(situation.holder) installs software when it starts: \(situation.detail.command)",
      why: "The image's digest and scan do not cover it, and every run may get something else.",
      remedy: metadata.remedy)
  }
}
