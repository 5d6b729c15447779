package import Findings
package import Manifests

/// The CronJob starts no runs.
package enum Suspended: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW115", name: "suspended", severity: .info, profile: .strict,
    summary: "The CronJob starts no runs.",
    rationale: """
      Suspending a CronJob is the right way to stop it for a while, and easily forgotten: a suspended backup makes no backups, and no failure is ever \
      reported. It also keeps its service account, its access and its references to Secrets, and whoever may update it can start it again. On \
      resuming, the latest missed run starts at once unless a starting deadline has passed.

      The severity is info and the rule is asked by the strict profile only, since the setting is nearly always meant. Delete what is not needed any \
      more, and its access with it.
      """,
    remedy: "Resume the CronJob, or delete it together with its access when it is not needed any more.",
    references: [.kubernetes("concepts/workloads/controllers/cron-jobs/#schedule-suspension")],
    examples: [
      .flagged(
        "No backups until someone remembers",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          suspend: ▼true▲
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "In use",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          suspend: false
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let spec = workload.cronJob, let suspend = findings.readIfPresent(spec.suspend), suspend.value else { return }
    findings.report(at: suspend.place)
  }

  package static func explain(_ situation: NoDetail) -> Explanation {
    Explanation(
      message: "suspend: true stops the schedule",
      why: "Runs that do not happen are reported by nothing, while the CronJob's access stays.", remedy: metadata.remedy)
  }
}
