package import Findings
import ShellScript

/// A pipeline hides that its first part has failed.
package enum MissingPipefail: ScriptRule {
  package static let metadata = RuleMetadata(
    code: "CFW216", name: "missing-pipefail", severity: .info, profile: .strict,
    summary: "A pipeline hides that its first part has failed.",
    rationale: """
      A pipeline's status is that of its last command: `pg_dump orders | gzip > orders.gz` succeeds with an empty archive when the dump \
      fails, with `set -e` as without. `set -o pipefail` makes any failure count. bash, ksh, zsh and busybox know it, POSIX has it since \
      2024, older versions of dash do not.

      It is info, and reported once per script, at the first pipeline that begins with a program: `echo`, `cat` and the like hardly \
      fail. Without `set -e` only the script's last command has a say in its status, so that `pipefail` changes nothing for pipelines \
      before it.
      """,
    remedy: "Begin the script with `set -euo pipefail` and run it by bash, or write to a file first.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/"), .cwe(390),
      .url("https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html"),
    ],
    examples: [
      .flagged(
        "An empty archive counts as a backup",
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
                          ▼pg_dump orders▲ | gzip > /backup/orders.gz
        """),
      .clean(
        "Any failure counts",
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
                      command: [/bin/bash, -c]
                      args:
                        - |
                          set -euo pipefail
                          pg_dump orders | gzip > /backup/orders.gz
        """),
      .clean(
        "Nothing is lost",
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
                          echo "$ORDERS" | import-orders
                          if pg_isready | grep -q accepting; then import-orders; fi
        """),
    ])

  package static func findings(in script: ReviewedScript) -> [ScriptFinding<NoDetail>] {
    guard !script.hasPipefail, script.script.problem == nil else { return [] }
    for pipe in script.script.pipes where !pipe.isChecked {
      guard let producer = script.script.commands[pipe.producer].last, producer.kind == .simple, !producer.words.isEmpty,
        mayFail(producer)
      else { continue }
      // Nobody asks for the status of others.
      guard script.hasErrexit || pipe.consumer.upperBound == script.script.commands.count else { continue }
      return [ScriptFinding(at: producer.range)]
    }
    return []
  }

  private static func mayFail(_ command: ShellScript.Command) -> Bool {
    guard var name = command.name else { return true }
    if name == "exec" || name == "command", let program = command.words.dropFirst().first?.text {
      name = program.split(separator: "/").last.map(String.init) ?? name
    }
    return !ShellProgram(named: name).contains(.harmless) && !hardlyFails.contains(name)
  }

  private static let hardlyFails: Set<String> = [
    "cat", "yes", "seq", "sort", "head", "tail", "grep", "egrep", "cut", "tr", "sed", "awk", "jq", "yq", "rev", "uniq", "wc", "ls", "find",
    "xargs", "base64", "tee",
  ]

  package static func explain(_ situation: ScriptSituation<NoDetail>) -> Explanation {
    Explanation(
      message: "\(situation.holder) loses the failure of this command to the pipeline behind it",
      why: "The pipeline has succeeded if its last command has.",
      remedy: metadata.remedy)
  }
}
