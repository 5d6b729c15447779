package import CronSchedule
package import Findings
package import Manifests
internal import SourceTree

/// A run that hangs goes on for ever.
package enum MissingActiveDeadline: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW104", name: "missing-active-deadline", severity: .medium,
    summary: "A run that hangs goes on for ever.",
    rationale: """
      A Job has no time limit of its own. A query that waits for a lock, a connection that is never answered, a pod that cannot be scheduled: \
      nothing ends the run. `concurrencyPolicy` decides what that costs. Under `Forbid` the hung run blocks every later one, silently, and the \
      finding is high; under `Allow` runs pile up beside it, and it is medium, as for a Job on its own; under `Replace` the next run removes it, and \
      it is low, and so it is while the CronJob is suspended. Until then its pod holds its credentials and its connections.

      The Job's deadline is the one that counts. `activeDeadlineSeconds` in the pod template ends a pod, which the Job then replaces until \
      `backoffLimit` is used up; and its clock starts only when a node takes the pod, so it never ends a Job whose pod cannot be scheduled or \
      is denied at admission. A deadline in that place alone is therefore reported too, as low.

      Choose the deadline by how long a run may take at worst, and below the interval: under `Forbid` a longer one only means that more runs are \
      skipped. Time spent Pending counts.
      """,
    remedy: "Set `activeDeadlineSeconds` in the Job's spec to the longest time a run may take, below the interval between runs.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#job-termination-and-cleanup"), .cwe(400), .cwe(835),
    ],
    examples: [
      .flagged(
        "Under Forbid a hung run blocks all later ones",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          concurrencyPolicy: Forbid
          jobTemplate:
            ▼spec▲:
              backoffLimit: 1
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .flagged(
        "A Job on its own",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
        ▼spec▲:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .flagged(
        "Only the pod has a deadline",
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
                  activeDeadlineSeconds: ▼3600▲
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "The run is ended after an hour",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          concurrencyPolicy: Forbid
          jobTemplate:
            spec:
              activeDeadlineSeconds: 3600
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod, findings.isAbsent(workload.job.activeDeadlineSeconds) else { return }
    if let podDeadline = findings.readIfPresent(workload.pod.activeDeadlineSeconds) {
      findings.report(at: podDeadline.place, severity: .low, .setForPod)
      return
    }
    guard workload.pod.activeDeadlineSeconds.isAbsent else { return }
    guard let spec = workload.cronJob else {
      findings.report(at: workload.job.place, .job)
      return
    }
    let policy = CronJobPlan.ConcurrencyPolicy(of: spec)
    let severity: Severity =
      switch policy {
      case _ where spec.suspend.value == true: .low
      case .forbid: .high
      case .replace: .low
      case .allow: .medium
      }
    findings.report(at: workload.job.place, severity: severity, .cronJob(policy))
  }

  /// What has no deadline.
  package enum Situation: SituationKey {
    /// The Job; its pod has one.
    case setForPod
    case job
    case cronJob(CronJobPlan.ConcurrencyPolicy)

    package func combine(into hash: inout StableHash) {
      switch self {
      case .setForPod: hash.combine("setForPod")
      case .job: hash.combine("job")
      case .cronJob(let policy): hash.combine("cronJob", policy)
      }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let why =
      switch situation {
      case .setForPod: "The Job starts another pod for each one that is ended, and a pod that no node takes never reaches its deadline."
      case .cronJob(.forbid): "Under Forbid a hung run blocks every later one, and nothing reports the runs that do not happen."
      case .cronJob(.replace): "A hung run holds its credentials and resources until the next run replaces it."
      case .job: "A hung run holds its credentials and resources until someone notices and deletes the Job."
      case .cronJob(.allow): "Hung runs pile up beside the new ones, each with its credentials and resources."
      }
    return Explanation(
      message: situation == .setForPod
        ? "activeDeadlineSeconds is set for the pod only, not for the Job"
        : "activeDeadlineSeconds is not set, so a run that hangs never ends",
      why: why,
      remedy: situation == .job ? "Set `activeDeadlineSeconds` in the Job's spec to the longest time it may take." : metadata.remedy)
  }
}

extension MissingActiveDeadline: Fixable {
  package static let fixing = FixSafety.changesBehaviour("A run that takes longer is ended, and counts as failed.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    switch defect.situation {
    case .cronJob:
      guard let seconds = DerivedSeconds(defect.workload.workload)?.activeDeadline else { return nil }
      return Fix(setting: defect.workload.job?.field("activeDeadlineSeconds"), to: .number(seconds), fixing)
    case .job, .setForPod:
      return Fix("set `activeDeadlineSeconds` of the Job", .manual("The manifest does not say how long the Job may take."), [])
    }
  }
}
