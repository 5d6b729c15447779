import CronSchedule
package import Findings
package import Manifests

/// A run that fails is still being tried again when the next one is due.
package enum RetriesExceedInterval: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW124", name: "retries-exceed-interval", severity: .low, profile: .strict,
    summary: "A run that fails is still being tried again when the next one is due.",
    rationale: """
      A failed pod is replaced after 10 s, the next after 20 s, and so on; the default of six retries waits for more than ten minutes \
      in all, the runs themselves not counted. If the next run is due before, one that fails is not over: under `Forbid` it holds the \
      next, under `Allow` both work at once, and under `Replace` it is deleted before it counts as failed, so that an alert on failed \
      Jobs never sees it.

      Where `activeDeadlineSeconds` is set, it decides, and this rule passes. The severity is low: the job fails anyway, this makes it \
      worse.
      """,
    remedy: "Lower `backoffLimit`, or set `activeDeadlineSeconds` below the interval: the next run is the retry.",
    references: [.kubernetes("concepts/workloads/controllers/job/#pod-backoff-failure-policy")],
    examples: [
      .flagged(
        "Ten minutes of retries every five minutes",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: poll
        spec:
          schedule: "*/5 * * * *"
          concurrencyPolicy: Forbid
          jobTemplate:
            spec:
              backoffLimit: ▼6▲
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: poll
                      image: registry.example.com/poll:1.9
        """),
      .clean(
        "One retry",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: poll
        spec:
          schedule: "*/5 * * * *"
          concurrencyPolicy: Forbid
          jobTemplate:
            spec:
              backoffLimit: 1
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: poll
                      image: registry.example.com/poll:1.9
        """),
      .clean(
        "The deadline ends it",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: poll
        spec:
          schedule: "*/5 * * * *"
          concurrencyPolicy: Forbid
          jobTemplate:
            spec:
              backoffLimit: 6
              activeDeadlineSeconds: 240
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: poll
                      image: registry.example.com/poll:1.9
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let job = workload.job
    guard let spec = workload.cronJob, findings.isAbsent(job.activeDeadlineSeconds), job.backoffLimitPerIndex.isAbsent,
      let schedule = findings.schedule(of: workload), let gap = schedule.shortestGap,
      let limit = findings.read(job.backoffLimit, default: JobSpec.Defaults.backoffLimit),
      let restartPolicy = findings.read(workload.pod.restartPolicy, default: "Never"),
      findings.read(spec.concurrencyPolicy, default: "") != nil
    else { return }
    let wait = shortestWait(retries: limit, longest: restartPolicy == "OnFailure" ? 300 : 600, upTo: gap)
    guard wait > gap else { return }
    findings.report(
      at: job.backoffLimit.range?.value ?? job.place,
      Situation(retries: limit, gap: gap, policy: CronJobPlan.ConcurrencyPolicy(of: spec)), related: schedule.place)
  }

  /// How long the controller waits at least before so many retries, in all, as far as that is of interest.
  private static func shortestWait(retries: Int64, longest: Int64, upTo limit: Int64) -> Int64 {
    var sum: Int64 = 0
    var wait: Int64 = 10
    var retries = retries
    while retries > 0, wait < longest, sum <= limit {
      sum += wait
      wait *= 2
      retries -= 1
    }
    if retries > 0, sum <= limit { sum += min(retries, (limit - sum) / longest + 1) * longest }
    return sum
  }

  /// Retries that take longer than the time to the next run.
  package struct Situation: SituationKey {
    let retries: Int64
    /// In seconds.
    let gap: Int64
    let policy: CronJobPlan.ConcurrencyPolicy

    package func combine(into hash: inout StableHash) { hash.combine(retries, gap, policy) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let why =
      switch situation.policy {
      case .forbid: "The waits between the retries alone take longer; until the last has failed, Forbid holds the next run."
      case .replace: "The waits between the retries alone take longer; Replace then deletes the run before it counts as failed."
      case .allow: "The waits between the retries alone take longer, and the next run works beside the one that fails."
      }
    return Explanation(
      message: "\(situation.retries) retries do not fit into the \(DurationText.of(seconds: situation.gap)) to the next run", why: why,
      remedy: metadata.remedy)
  }
}
