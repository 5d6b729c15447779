package import Findings
package import Manifests

/// The name leaves no room for what controllers append to it.
package enum NameTooLong: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW113", name: "name-too-long", severity: .high, profile: .essential,
    summary: "The name leaves no room for what controllers append to it.",
    rationale: """
      A CronJob's name may have 52 characters, because the controller appends the time of the run and the Job's name goes into a label of its pods, \
      which holds 63. The API server checks this when a CronJob is created, not when it is updated, so a prefix that a Kustomize overlay or a longer \
      Helm release name adds is noticed on the first installation only. A Job's name may have 63 characters for the same reason. Indexed Jobs \
      append the index to the host name of each pod, so they have less; for a CronJob with many indexes that shows at the first run, when every \
      Job is refused.

      The severity is high: the object is refused, or its runs are, and the work is not done.
      """,
    remedy: "Shorten the name, and count the prefixes and suffixes that overlays and releases add.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/"),
      .kubernetes("concepts/overview/working-with-objects/names/#dns-label-names"),
    ],
    examples: [
      .flagged(
        "A CronJob's name of 57 characters",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: ▼orders-database-nightly-full-backup-to-the-object-storage▲
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
        """),
      .flagged(
        "An indexed Job needs room for the index",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: ▼render-the-complete-picture-archive-of-the-year-twenty-twenty▲
        spec:
          completionMode: Indexed
          completions: 100
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: render
                  image: registry.example.com/render:2.8
        """),
      .clean(
        "52 characters fit",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: orders-database-nightly-full-backup-to-object-store1
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
        """),
      .clean(
        "The server shortens a generated name of a Job",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          generateName: import-of-the-complete-customer-database-from-the-old-system-
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: import
                  image: registry.example.com/import:0.9
        """),
    ])

  /// What the API server's validation allows (`pkg/apis/batch/validation`).
  private enum Limit {
    static let cronJobName = 52
    static let label = 63
    /// `-` and the scheduled time in minutes since 1970, as the CronJob controller appends it.
    static let runSuffix = 9
    /// What `generateName` appends; the API server cuts the prefix so that the whole fits a label.
    static let generatedSuffix = 5
  }

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod, workload.holder == nil else { return }
    let isCronJob = workload.kind == .cronJob
    let indexSuffix = indexSuffix(of: workload.job)
    let jobLimit = Limit.label - indexSuffix
    let limit = isCronJob ? min(Limit.cronJobName, jobLimit - Limit.runSuffix) : jobLimit
    func situation(_ length: Int) -> Situation {
      Situation(kind: workload.kind, isIndexed: limit != (isCronJob ? Limit.cronJobName : Limit.label), length: length, limit: limit)
    }
    if let name = findings.readIfPresent(workload.metadata.name) {
      let length = name.value.utf8.count
      if length > limit { findings.report(at: name.place, situation(length)) }
    } else if let prefix = findings.readIfPresent(workload.metadata.generateName) {
      let length = min(prefix.value.utf8.count, Limit.label - Limit.generatedSuffix) + Limit.generatedSuffix
      if length > limit { findings.report(at: prefix.place, situation(length)) }
    }
  }

  /// How many characters the highest index and its `-` add to the host name of a pod of an indexed Job.
  private static func indexSuffix(of job: JobSpec) -> Int {
    guard job.completionMode.value == "Indexed", let completions = job.completions.value, completions > 0 else { return 0 }
    return 1 + String(completions - 1).utf8.count
  }

  /// A name that is too long.
  package struct Situation: SituationKey {
    let kind: Workload.Kind
    /// Whether the numbers of pods leave less room.
    let isIndexed: Bool
    let length: Int
    let limit: Int

    package func combine(into hash: inout StableHash) { hash.combine(kind.rawValue, isIndexed, length) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let kind = (situation.isIndexed ? "indexed " : "") + situation.kind.rawValue
    return Explanation(
      message: "the name has \(situation.length) characters; at most \(situation.limit) are allowed for this \(kind)",
      why: situation.isIndexed && situation.kind == .cronJob
        ? "The CronJob is accepted, but each of its Jobs is refused, because the host names of the last pods get too long."
        : "The API server refuses to create it, since what controllers append has to fit into 63 characters.",
      remedy: metadata.remedy)
  }
}
