package import Findings
package import Manifests
internal import SourceTree

/// Nothing deletes finished Jobs by their age.
package enum MissingTTL: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW105", name: "missing-ttl", severity: .medium,
    summary: "Nothing deletes finished Jobs by their age.",
    rationale: """
      A finished Job keeps its pods, and with them their specifications, environment and logs. Whoever may read pods or logs in the namespace mines \
      them for credentials and data of past runs.

      Two settings clear finished Jobs away, and they work side by side: the history limits of a CronJob bound their *number*, \
      `ttlSecondsAfterFinished` bounds the *time* they stay, and whichever strikes first wins. With the default limits (3 successful, 1 failed) a \
      monthly job still keeps a quarter of a year of logs, a job every minute only minutes. So the finding is info for a CronJob under moderate \
      limits (the strict profile asks about that), and low where a limit is raised beyond what the settings allow. A Job on its own has no limits at all: without a TTL it stays until \
      someone deletes it, and the finding is medium. There is one TTL for successful and failed Jobs alike, so leave enough time to look at a failure.

      A Job that Argo CD, Flux or a Helm hook keeps in place is not reported, because a TTL does harm there (see ttl-on-synced-job); its hook-delete \
      policy clears it away.
      """,
    remedy: "Set `ttlSecondsAfterFinished` in the Job's spec to the time in which someone would look at a failed run, such as 86400.",
    references: [
      .kubernetes("concepts/workloads/controllers/ttlafterfinished/"),
      .kubernetes("concepts/workloads/controllers/cron-jobs/#jobs-history-limits"), .cwe(459), .mitre("T1552.007"),
      .peer(tool: "kube-linter", id: "job-ttl-seconds-after-finished"),
      .peer(tool: "kyverno", id: "add-ttl-jobs"),
    ],
    examples: [
      .flagged(
        "A CronJob under the default history limits",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: billing
        spec:
          schedule: "0 4 1 * *"
          jobTemplate:
            ▼spec▲:
              activeDeadlineSeconds: 3600
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: bill
                      image: registry.example.com/billing:5.2
        """),
      .flagged(
        "A CronJob that keeps fifty runs",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: billing
        spec:
          schedule: "0 4 * * *"
          successfulJobsHistoryLimit: 50
          jobTemplate:
            ▼spec▲:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: bill
                      image: registry.example.com/billing:5.2
        """),
      .flagged(
        "A Job on its own stays for ever",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          generateName: import-
        ▼spec▲:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: import
                  image: registry.example.com/import:0.9
        """),
      .clean(
        "Finished Jobs go after a day",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: billing
        spec:
          schedule: "0 4 1 * *"
          jobTemplate:
            spec:
              ttlSecondsAfterFinished: 86400
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: bill
                      image: registry.example.com/billing:5.2
        """),
      .clean(
        "A Job that Argo CD keeps in sync",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
          annotations:
            argocd.argoproj.io/sync-wave: "-1"
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .clean(
        "A Helm hook is cleared away by its hook-delete policy",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
          annotations:
            helm.sh/hook: pre-upgrade
            helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod, JobDelivery(of: workload) == nil, !hasKyvernoTTL(workload.jobMetadata),
      findings.isAbsent(workload.job.ttlSecondsAfterFinished)
    else { return }
    guard let spec = workload.cronJob else {
      reportJob(workload, into: &findings)
      return
    }
    let successful = spec.successfulJobsHistoryLimit.value ?? CronJobSpec.Defaults.successfulJobsHistoryLimit
    let failed = spec.failedJobsHistoryLimit.value ?? CronJobSpec.Defaults.failedJobsHistoryLimit
    if successful == 0, failed == 0 { return }
    let severity: Severity = max(successful, failed) > options.maximumHistory ? .low : .info
    guard findings.asks(severity: severity) else { return }
    findings.report(at: workload.job.place, severity: severity, .cronJob(successful: successful, failed: failed))
  }

  /// A Job that another object owns goes with its owner, or by the owner's rules.
  private static func reportJob(_ workload: Workload, into findings: inout Answer<Self>) {
    if let holder = workload.holder {
      findings.report(at: workload.job.place, severity: .info, .owned(by: holder.kind))
    } else if let owner = workload.metadata.ownerReferences.items.first(where: { $0.controller.value == true }) {
      findings.report(at: workload.job.place, severity: .info, .owned(by: owner.kind.value))
    } else {
      findings.report(at: workload.job.place, .job)
    }
  }

  /// Kyverno deletes what carries this label.
  private static func hasKyvernoTTL(_ metadata: ObjectMeta) -> Bool {
    metadata.labels.entries.contains { $0.key == "cleanup.kyverno.io/ttl" }
  }

  /// What keeps the finished Job.
  package enum Situation: SituationKey {
    /// The history limits.
    case cronJob(successful: Int64, failed: Int64)
    /// The kind of the owner.
    case owned(by: String?)
    case job

    package func combine(into hash: inout StableHash) {
      switch self {
      case .cronJob(let successful, let failed): hash.combine("cronJob", successful, failed)
      case .owned(let owner): hash.combine("owned", owner)
      case .job: hash.combine("job")
      }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let message: String
    let why: String
    switch situation {
    case .cronJob(let successful, let failed):
      message = "ttlSecondsAfterFinished is not set, so finished Jobs stay until the history limits push them out"
      why =
        "The limits keep the last \(successful) successful and \(failed) failed runs however old they are, with the "
        + "specifications and logs of their pods; a TTL bounds the time."
    case .owned(let owner):
      message = "ttlSecondsAfterFinished is not set, so the finished Job stays as long as its owner (\(owner ?? "another object")) keeps it"
      why = "A finished Job keeps its pods with their specifications and logs, and whoever may read pods can mine them."
    case .job:
      message = "ttlSecondsAfterFinished is not set, so the finished Job stays until someone deletes it"
      why =
        "No history limit applies to a Job on its own: its pods keep their specifications and logs, and whoever may read pods can mine them."
    }
    return Explanation(message: message, why: why, remedy: metadata.remedy)
  }
}

extension MissingTTL: Fixable {
  package static let fixing = FixSafety.changesBehaviour("Finished Jobs are deleted after that time, with their pods and logs.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(
      setting: defect.workload.job?.field("ttlSecondsAfterFinished"), to: .number(min(86_400, defect.options.maximumTTLSeconds)), fixing)
  }
}
