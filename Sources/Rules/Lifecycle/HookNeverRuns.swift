package import Findings
package import Manifests

/// A preStop hook does not run when the container is done.
package enum HookNeverRuns: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW137", name: "hook-never-runs", severity: .info, profile: .strict,
    summary: "A preStop hook does not run when the container is done.",
    rationale: """
      The kubelet calls `preStop` when it is about to stop a container. A container of a Job that ends by itself is not stopped: its \
      hook is not called, whether it succeeded or failed. So what was put there, an upload of the result, the release of a lock, a \
      message that the run is over, happens only in the one case that nobody tests: when the run is killed at its deadline or the node \
      is drained.

      The severity is info, because a hook may be meant for exactly that case.
      """,
    remedy: "Do what has to be done at the end of the command itself, with a `trap` in a shell script.",
    references: [
      .kubernetes("concepts/containers/container-lifecycle-hooks/#container-hooks")
    ],
    examples: [
      .flagged(
        "Releases the lock only when killed",
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
                      lifecycle:
                        ▼preStop▲:
                          exec:
                            command: [release-lock]
        """),
      .clean(
        "The script cleans up behind itself",
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
                      command: [sh, -c]
                      args:
                        - trap release-lock EXIT; dump-all
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod, findings.canRead(workload.pod.containers.presence, at: workload.pod.containers.place) else { return }
    for container in workload.pod.containers.items where container.preStop == .present {
      findings.report(at: container.preStopPlace, ContainerName(container))
    }
  }

  package static func explain(_ container: ContainerName) -> Explanation {
    Explanation(
      message: "the preStop hook of \(container) does not run when the container is done",
      why: "It is called only when the container is killed, at the deadline or by a drain.", remedy: metadata.remedy)
  }
}
