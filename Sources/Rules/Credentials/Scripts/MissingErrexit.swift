package import Findings
import ShellScript

/// A script goes on after a command has failed.
package enum MissingErrexit: ScriptRule {
  package static let metadata = RuleMetadata(
    code: "CFW215", name: "missing-errexit", severity: .info, profile: .strict,
    summary: "A script goes on after a command has failed.",
    rationale: """
      A shell's exit status is that of its last command, and that is all a Job knows: a backup whose dump failed and whose last line is \
      `echo done` has succeeded, is not retried, and raises no alert. With `set -e` the script ends at the first command that fails and \
      is not asked for its status.

      It is info because `set -e` has gaps of its own, and because some scripts mean to go on. Reported once per script, at the first \
      command whose failure is lost.
      """,
    remedy: "Begin the script with `set -eu`, and write `|| true` behind what may fail.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/"), .cwe(390),
      .url("https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html"),
    ],
    examples: [
      .flagged(
        "A failed dump is uploaded",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: dump
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
                      command: [/bin/sh, -c]
                      args:
                        - |
                          ▼dump-orders▲ > /backup/orders.sql
                          upload /backup/orders.sql
        """),
      .clean(
        "The script ends where it fails",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: dump
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
                      command: [/bin/sh, -c]
                      args:
                        - |
                          set -eu
                          dump-orders > /backup/orders.sql
                          upload /backup/orders.sql
        """),
      .clean(
        "Every status is asked for",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: dump
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
                      command: [/bin/sh, -c]
                      args:
                        - |
                          dump-orders > /backup/orders.sql && upload /backup/orders.sql
        """),
    ])

  package static func findings(in script: ReviewedScript) -> [ScriptFinding<NoDetail>] {
    guard !script.hasErrexit, script.script.problem == nil else { return [] }
    let lost = script.script.commands.first { command in
      guard command.kind == .simple, !command.words.isEmpty, !command.isChecked, !command.isInFunction,
        command.list + 1 < script.script.listCount
      else { return false }
      return !command.program.contains(.harmless)
    }
    return lost.map { [ScriptFinding(at: $0.range)] } ?? []
  }

  package static func explain(_ situation: ScriptSituation<NoDetail>) -> Explanation {
    Explanation(
      message: "\(situation.holder) goes on after this command has failed",
      why: "The Job has succeeded if the last command has, so the failure is neither retried nor noticed.",
      remedy: metadata.remedy)
  }
}
