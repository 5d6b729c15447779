package import Findings
package import Manifests
internal import SourceTree

/// The end of the log is copied into the pod's status.
package enum LogsInPodStatus: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW235", name: "logs-in-pod-status", severity: .info, profile: .strict,
    summary: "The end of the log is copied into the pod's status.",
    rationale: """
      With `terminationMessagePolicy: FallbackToLogsOnError`, a container that fails without a message has the last 80 lines or 2,048 \
      bytes of its log copied into the pod's status. Logs may be read by those who were given `pods/log`; the status is read by \
      everybody who may list pods, dashboards and kube-state-metrics among them, and is kept with the object. What a failing program \
      prints last is often the request or the connection string it failed with.

      The severity is info: it is convenient, and harmless where the program keeps credentials out of its messages.
      """,
    remedy: "Leave the policy out, and have the program write a message of its own to `/dev/termination-log`.",
    references: [
      .kubernetes("tasks/debug/debug-application/determine-reason-pod-failure/"), .cwe(532),
    ],
    examples: [
      .flagged(
        "The last lines become status",
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
                      terminationMessagePolicy: ▼FallbackToLogsOnError▲
        """),
      .clean(
        "The program says what it wants to say",
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
                      terminationMessagePolicy: File
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod) {
      guard let policy = findings.readIfPresent(container.terminationMessagePolicy), policy.value == "FallbackToLogsOnError" else {
        continue
      }
      findings.report(at: policy.place, ContainerName(container))
    }
  }

  package static func explain(_ container: ContainerName) -> Explanation {
    Explanation(
      message: "when \(container) fails, the end of its log is copied into the pod's status",
      why: "Everybody who may list pods reads it, and a failing program's last words may hold a credential.", remedy: metadata.remedy)
  }
}

extension LogsInPodStatus: Fixable {
  package static let fixing = FixSafety.changesBehaviour("The pod's status tells only what the program writes to its termination log.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.path, to: "File", fixing)
  }
}
