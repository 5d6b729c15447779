package import Findings
package import Manifests
import ShellScript

/// A shell is given a command word by word, and runs the first alone.
package enum IgnoredScriptArgument: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW153", name: "ignored-script-argument", severity: .high, profile: .essential,
    summary: "A shell is given a command word by word, and runs the first alone.",
    rationale: """
      `sh -c` takes one string as its script. What stands behind it becomes `$0`, `$1` and so on, which a script has to ask for; one that does not runs \
      as if they were not there. `["sh", "-c", "pg_dump", "-h", "db"]` is `pg_dump` without a host: it fails, or worse, does something else, \
      as an `rm` or a `mysql` without its arguments, a `./backup.sh` without `--all`. The manifest reads as if all were well.

      The severity is high because the job does not do what is written, and may well report success.
      """,
    remedy:
      "Write the whole command as one string behind `-c`, or leave the shell out; a script that is to have arguments reads them as \"$@\".",
    references: [
      .url("https://pubs.opengroup.org/onlinepubs/9799919799/utilities/sh.html"),
      .kubernetes("tasks/inject-data-application/define-command-argument-container/"),
    ],
    examples: [
      .flagged(
        "pg_dump runs without arguments",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      command: [/bin/sh, -c, pg_dump, ▼-h▲, db, ledger]
        """),
      .flagged(
        "The second command is no part of the script",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
                  command: [bash, -c]
                  args:
                    - ./migrate up
                    - ▼./migrate verify▲
        """),
      .clean(
        "A script with arguments, and one with a name for its messages",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
                  command: [sh, -c, 'exec migrate "$@"', --, up, --all]
                - name: verify
                  image: registry.example.com/migrate:8.0
                  command: [sh, -c, migrate verify && echo done, verify]
        """),
      .clean(
        "One string, and no shell",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: dump
                  image: registry.example.com/backup:1.4
                  command: [sh, -c, pg_dump -h db ledger]
                - name: load
                  image: registry.example.com/backup:1.4
                  command: [pg_restore, -h, db, ledger.dump]
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod) {
      let command = ContainerCommand(container)
      guard let position = command.script, position + 1 < command.items.count, let script = command.items[position].value else { continue }
      let behind = command.items[(position + 1)...]
      guard case .present(_, let place)? = behind.first, !mayRead(behind, script) else { continue }
      findings.report(at: place.value, Situation(container: ContainerName(container), words: behind.count))
    }
  }

  /// Whether a script may ask for what stands behind it, or that is only a name for its messages.
  private static func mayRead(_ words: ArraySlice<Field<String>>, _ script: String) -> Bool {
    let parsed = ShellScript(script)
    var reads = parsed.problem != nil
    parsed.forEachVariable { name in
      if name.count == 1, !isNameByte(name[0]) || isDigit(name[0]) { reads = true }
      if name.count > 1, isDigit(name[0]) { reads = true }
    }
    if reads || parsed.commands.contains(where: { ["shift", "getopts", "for"].contains($0.name ?? "") }) { return true }
    guard words.count == 1, let word = words.first?.value else { return false }
    // `sh -c '… && …' NAME`, with what calls the shell itself by custom: `sh`, `--`, `_`.
    return ShellInvocation.shells.contains(String(EndlessProgram.lastComponent(of: word))) || ["--", "-", "_"].contains(word)
      || script.contains(where: \.isWhitespace) && !word.contains(where: \.isWhitespace)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || isDigit(byte) || byte == UInt8(ascii: "_")
  }

  /// How many words stand behind a script.
  package struct Situation: SituationKey {
    let container: ContainerName
    let words: Int

    package func combine(into hash: inout StableHash) { hash.combine(container) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let words = situation.words == 1 ? "the word" : "the \(situation.words) words"
    return Explanation(
      message: "\(situation.container) runs its script without \(words) behind it",
      why: "`-c` takes one string; what stands behind it is $0, $1 and so on, and the script asks for none of them.",
      remedy: metadata.remedy)
  }
}
