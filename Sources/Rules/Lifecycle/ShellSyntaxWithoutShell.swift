package import Findings
package import Manifests
import ShellScript
import SourceTree

/// A command is written for a shell, and no shell reads it.
package enum ShellSyntaxWithoutShell: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW154", name: "shell-syntax-without-shell", severity: .high,
    summary: "A command is written for a shell, and no shell reads it.",
    rationale: """
      `command` and `args` start a program with exactly these words. There is nobody who would make a pipe of `|`, open a file for `>`, wait for `&&`, fill in \
      `$NAME` or find the files of `*.tmp`: the program gets the characters. `["pg_dump", "db", "|", "gzip", ">", "/backup/db.gz"]` writes the dump to the log; \
      `["rm", "-rf", "/scratch/*"]` looks for a file called `*`, finds none and ends well, every night, until the volume is full. A command line in one word, \
      or one of the shell's own commands (`cd`, `source`, `export`), is no program at all, so that the container does not start.

      The severity is high because the job does not do what is written. It is medium for `$NAME`, which some programs fill in themselves: what is known to do \
      that, and code in other languages, is left alone.
      """,
    remedy:
      "Give the command to a shell, as one string: `command: [sh, -c, \"…\"]`; a variable of the container alone is `$(NAME)` without one.",
    references: [
      .kubernetes("tasks/inject-data-application/define-command-argument-container/#run-a-command-in-a-shell"),
      .kubernetes("tasks/inject-data-application/define-command-argument-container/#use-environment-variables-to-define-arguments"),
    ],
    examples: [
      .flagged(
        "The dump goes to the log, and gzip is a table",
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
                      command: [pg_dump, -h, db, ▼"|"▲, gzip, ">", /backup/db.gz]
        """),
      .flagged(
        "The host is called $DB_HOST",
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
                      command: [pg_dump, -h, ▼$DB_HOST▲]
                      env:
                        - {name: DB_HOST, value: db}
        """),
      .flagged(
        "Nothing is called so, and nothing is removed",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: tidy
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: tidy
                      image: registry.example.com/tools:1.4
                      command: [rm, -rf, ▼/scratch/*▲]
        """),
      .flagged(
        "No program is called so",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: report
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: report
                  image: registry.example.com/report:2.0
                  command: ["▼python report.py --all▲"]
        """),
      .clean(
        "A shell reads it",
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
                      command: [sh, -c, "pg_dump -h $DB_HOST | gzip > /backup/db-$(date +%F).gz"]
        """),
      .clean(
        "What programs make of such characters themselves",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: tidy
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: tidy
                  image: registry.example.com/tools:1.4
                  command: [find, /scratch, -name, "*.tmp", -exec, rm, "{}", ;]
                - name: sum
                  image: registry.example.com/tools:1.4
                  command: [awk, "{ s += $1 } END { print s }", /data/amounts]
                - name: report
                  image: registry.example.com/report:2.0
                  command: [java, -jar, report.jar, "--url=${DB_URL}"]
                - name: dump
                  image: registry.example.com/backup:1.4
                  command: [pg_dump, -h, $(DB_HOST), -T, "audit_*"]
                  env:
                    - {name: DB_HOST, value: db}
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod) {
      let command = ContainerCommand(container)
      guard command.script == nil, !command.items.isEmpty, !isForEntryPointShell(command) else { continue }
      guard let (position, syntax) = ShellSyntax(of: command).first else { continue }
      guard case .present(_, let place) = command.items[position] else { continue }
      findings.report(
        at: place.value, severity: syntax.isCertain ? nil : .medium, Situation(container: ContainerName(container), syntax: syntax))
    }
  }

  /// `args: [-c, SCRIPT]`: the image's own program is a shell, most likely.
  private static func isForEntryPointShell(_ command: ContainerCommand) -> Bool {
    guard !command.hasProgram, let option = command.items.first?.value else { return false }
    return option.hasPrefix("-") && option.hasSuffix("c") && option.utf8.count < 6
  }

  /// What a container's command has that only a shell understands.
  package struct Situation: SituationKey {
    let container: ContainerName
    let syntax: ShellSyntax.Part

    package func combine(into hash: inout StableHash) { hash.combine(container, syntax.name) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let container = situation.container
    return switch situation.syntax {
    case .operation(let word):
      Explanation(
        message: "\(container) gives \(word) to a program as an argument",
        why: "No shell reads the command: nothing is piped, written to a file or run after it.", remedy: metadata.remedy)
    case .variable(let name):
      Explanation(
        message: "\(container) gives \(name) to a program as it is written",
        why: "No shell reads the command, and the kubelet replaces only $(NAME).", remedy: metadata.remedy)
    case .substitution:
      Explanation(
        message: "\(container) gives a command to a program as an argument, not its output",
        why: "No shell reads the command, and the kubelet replaces only $(NAME) of variables.", remedy: metadata.remedy)
    case .pattern:
      Explanation(
        message: "\(container) gives a pattern to a program that takes names of files",
        why: "No shell reads the command: the file would have to be called so.", remedy: metadata.remedy)
    case .commandLine:
      Explanation(
        message: "\(container) has a whole command line as the name of its program",
        why: "There is no file of that name, so that the container does not start.",
        remedy: "Write each word as one of the list, or give the line to a shell: `command: [sh, -c, \"…\"]`.")
    case .builtin(let name):
      Explanation(
        message: "\(container) starts \(name), which is a word of the shell and no program",
        why: "There is no such file, so that the container does not start, or what it changes is gone when it ends.",
        remedy: metadata.remedy)
    }
  }
}
