package import Findings
package import Manifests
import SourceTree

/// Fields of the Job contradict each other, and the API server refuses it.
package enum InvalidJobFields: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW130", name: "invalid-job-fields", severity: .high, profile: .essential,
    summary: "Fields of the Job contradict each other, and the API server refuses it.",
    rationale: """
      A schema knows the type of each field and nothing of how they go together. So a manifest that limits the retries of each index, \
      and does not say that the Job has indexes, passes every check of its shape and is refused by the API server: nothing is scheduled, \
      or an upgrade half applied leaves the old schedule in place. In a pipeline that applies many objects the message is easily lost.

      These are the combinations that the validation of `batch/v1` refuses: what needs `completionMode: Indexed` without it, limits that \
      need another limit, negative numbers, policies with values that it does not know, actions of a `podFailurePolicy` without their \
      condition, and selectors of one's own. The severity is high because the job is not done at all.
      """,
    remedy: "Remove one of the fields that contradict each other.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/"), .kubernetes("tasks/job/indexed-parallel-processing-static/"),
      .url("https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/batch/validation/validation.go"),
    ],
    examples: [
      .flagged(
        "A policy in small letters",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          concurrencyPolicy: ▼forbid▲
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
        "A limit for each index of a Job without indexes",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: render
        spec:
          completions: 20
          parallelism: 5
          backoffLimitPerIndex: ▼1▲
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: render
                  image: registry.example.com/render:2.8
        """),
      .flagged(
        "Indexes that are not counted",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: render
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              completionMode: ▼Indexed▲
              parallelism: 5
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: render
                      image: registry.example.com/render:2.8
        """),
      .flagged(
        "A failure policy that replaces pods before they have failed",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              podReplacementPolicy: ▼TerminatingOrFailed▲
              podFailurePolicy:
                rules:
                  - action: Ignore
                    onPodConditions:
                      - type: DisruptionTarget
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Twenty indexes, each tried twice",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: render
        spec:
          completionMode: Indexed
          completions: 20
          parallelism: 5
          backoffLimitPerIndex: 1
          maxFailedIndexes: 3
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: render
                  image: registry.example.com/render:2.8
        """),
    ])

  /// The most pods of an Indexed Job that may run at a time, and the most indexes that may fail.
  private static var largestIndexedNumber: Int64 { 100_000 }

  /// From so many completions on, what may fail and what may run at a time is limited more.
  private static var manyCompletions: Int64 { 100_000 }
  private static var largestNumberForMany: Int64 { 10_000 }

  private static var longestManager: Int { 63 }

  /// What is wrong with a field.
  package struct Situation: SituationKey {
    let problem: Problem
    /// Its name, or that of the field and its value.
    let field: String
    /// The values that the API knows, and the one that is written, where that is another.
    var values: [String] = []
    var value: String?

    package func combine(into hash: inout StableHash) { hash.combine(problem, field) }
  }

  /// What may be wrong with a field.
  enum Problem: String, StableHashable {
    case negative, unknownValue, indexesNotCounted, tooManyIndexes, moreFailuresThanIndexes, needsIndexes, needsLimitPerIndex
    case foreignManager, longManager, failuresNotCounted, tooManyForIndexes
    case needsFailedReplacement, noCondition, twoConditions, ownSelector, ownSelectorInTemplate, missingSelector
  }

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod else { return }
    let job = workload.job
    checkNumbers(workload, into: &findings)
    checkIndexes(job, options, into: &findings)
    checkPolicies(workload, options, into: &findings)
    checkSelector(workload, into: &findings)
  }

  private static func report(
    _ problem: Problem, _ field: String, at place: SourceRange, related: SourceRange? = nil, into findings: inout Answer<Self>
  ) {
    findings.report(at: place, Situation(problem: problem, field: field), related: related)
  }

  /// Reports a value that is not among those that the API knows.
  ///
  /// - Returns: Whether it is one of them.
  @discardableResult
  private static func checkValue(
    _ written: (value: String, place: SourceRange), of field: String, among values: [String], _ options: RuleOptions,
    into findings: inout Answer<Self>
  ) -> Bool {
    if values.contains(written.value) { return true }
    if options.isKubernetesNewerThanKnown {
      findings.cannotEvaluate(at: written.place, because: options.newerVersionReason)
    } else {
      findings.report(at: written.place, Situation(problem: .unknownValue, field: field, values: values, value: written.value))
    }
    return false
  }

  private static func checkNumbers(_ workload: Workload, into findings: inout Answer<Self>) {
    let job = workload.job
    func check(_ field: Field<Int64>, _ name: String) {
      guard let number = findings.readIfPresent(field), number.value < 0 else { return }
      report(.negative, name, at: number.place, into: &findings)
    }
    check(job.parallelism, "parallelism")
    check(job.completions, "completions")
    check(job.activeDeadlineSeconds, "activeDeadlineSeconds")
    check(job.backoffLimit, "backoffLimit")
    check(job.backoffLimitPerIndex, "backoffLimitPerIndex")
    check(job.maxFailedIndexes, "maxFailedIndexes")
    check(job.ttlSecondsAfterFinished, "ttlSecondsAfterFinished")
    guard let spec = workload.cronJob else { return }
    check(spec.successfulJobsHistoryLimit, "successfulJobsHistoryLimit")
    check(spec.failedJobsHistoryLimit, "failedJobsHistoryLimit")
  }

  private static func checkIndexes(_ job: JobSpec, _ options: RuleOptions, into findings: inout Answer<Self>) {
    let maximum = findings.readIfPresent(job.maxFailedIndexes)
    if let maximum, findings.isAbsent(job.backoffLimitPerIndex) {
      report(.needsLimitPerIndex, "maxFailedIndexes", at: maximum.place, into: &findings)
    }
    guard let mode = findings.read(job.completionMode, default: "NonIndexed") else { return }
    switch mode {
    case "Indexed":
      let completions = findings.readIfPresent(job.completions)
      if let place = job.completionMode.range?.value, completions == nil, findings.isAbsent(job.completions) {
        report(.indexesNotCounted, "completionMode", at: place, into: &findings)
      }
      if let parallelism = findings.readIfPresent(job.parallelism), parallelism.value > largestIndexedNumber {
        report(.tooManyIndexes, "parallelism", at: parallelism.place, into: &findings)
      }
      if let maximum, maximum.value > min(completions?.value ?? .max, largestIndexedNumber) {
        report(.moreFailuresThanIndexes, "maxFailedIndexes", at: maximum.place, related: completions?.place, into: &findings)
      } else if let completions, completions.value > manyCompletions, job.backoffLimitPerIndex.value != nil {
        checkMany(completions, job, maximum, into: &findings)
      }
    case "NonIndexed":
      if let limit = findings.readIfPresent(job.backoffLimitPerIndex) {
        report(.needsIndexes, "backoffLimitPerIndex", at: limit.place, into: &findings)
      }
      if job.successPolicy == .present { report(.needsIndexes, "successPolicy", at: job.successPolicyPlace, into: &findings) }
    default:
      if let place = job.completionMode.range?.value {
        checkValue((mode, place), of: "completionMode", among: ["Indexed", "NonIndexed"], options, into: &findings)
      }
    }
  }

  private static func checkMany(
    _ completions: (value: Int64, place: SourceRange), _ job: JobSpec, _ maximum: (value: Int64, place: SourceRange)?,
    into findings: inout Answer<Self>
  ) {
    if maximum == nil, job.maxFailedIndexes.isAbsent {
      report(.failuresNotCounted, "completions", at: completions.place, into: &findings)
    }
    if let maximum, maximum.value > largestNumberForMany {
      report(.tooManyForIndexes, "maxFailedIndexes", at: maximum.place, related: completions.place, into: &findings)
    }
    if let parallelism = findings.readIfPresent(job.parallelism), parallelism.value > largestNumberForMany {
      report(.tooManyForIndexes, "parallelism", at: parallelism.place, related: completions.place, into: &findings)
    }
  }

  private static func checkPolicies(_ workload: Workload, _ options: RuleOptions, into findings: inout Answer<Self>) {
    let job = workload.job
    if let spec = workload.cronJob, let policy = findings.readIfPresent(spec.concurrencyPolicy) {
      if !policy.value.isEmpty {
        checkValue(policy, of: "concurrencyPolicy", among: ["Allow", "Forbid", "Replace"], options, into: &findings)
      }
    }
    if let manager = findings.readIfPresent(job.managedBy) { checkManager(manager, into: &findings) }
    if let policy = findings.readIfPresent(job.podReplacementPolicy), policy.value != "Failed" {
      if job.podFailurePolicy == .present {
        report(.needsFailedReplacement, "podReplacementPolicy", at: policy.place, into: &findings)
      } else {
        checkValue(policy, of: "podReplacementPolicy", among: ["Failed", "TerminatingOrFailed"], options, into: &findings)
      }
    }
    for rule in job.podFailurePolicyRules.items {
      guard let action = findings.readIfPresent(rule.action) else { continue }
      if checkValue(action, of: "action", among: ["FailJob", "FailIndex", "Ignore", "Count"], options, into: &findings),
        action.value == "FailIndex", findings.isAbsent(job.backoffLimitPerIndex)
      {
        report(.needsLimitPerIndex, "action: FailIndex", at: action.place, into: &findings)
      }
      let hasConditions = !rule.conditionTypes.items.isEmpty
      if rule.onExitCodes == .absent, rule.conditionTypes.presence != .present {
        if rule.conditionTypes.presence == .absent { report(.noCondition, "action", at: action.place, into: &findings) }
      } else if rule.onExitCodes == .present, hasConditions {
        report(.twoConditions, "action", at: action.place, into: &findings)
      }
    }
  }

  private static func checkManager(_ manager: (value: String, place: SourceRange), into findings: inout Answer<Self>) {
    let parts = manager.value.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count < 2 || parts[1].isEmpty || parts[0].isEmpty || !FieldValues.subdomain.allows(String(parts[0]).utf8.span) {
      report(.foreignManager, manager.value, at: manager.place, into: &findings)
    } else if manager.value.utf8.count > longestManager {
      report(.longManager, manager.value, at: manager.place, into: &findings)
    }
  }

  private static func checkSelector(_ workload: Workload, into findings: inout Answer<Self>) {
    let job = workload.job
    guard let isManual = findings.read(job.manualSelector, default: false) else { return }
    if workload.kind == .cronJob {
      if isManual, let place = job.manualSelector.range?.value {
        report(.ownSelectorInTemplate, "manualSelector", at: place, into: &findings)
      } else if job.selector.presence == .present {
        report(.ownSelectorInTemplate, "selector", at: job.selector.place, into: &findings)
      }
    } else if isManual, job.selector.presence == .absent, let place = job.manualSelector.range?.value {
      report(.missingSelector, "manualSelector", at: place, into: &findings)
    } else if !isManual, !job.selector.isEmpty, workload.metadata.uid.isAbsent, workload.metadata.ownerReferences.items.isEmpty {
      // A Job that comes from a cluster has the selector that was made for it.
      report(.ownSelector, "selector", at: job.selector.place, into: &findings)
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let field = situation.field
    let refusal = "The API server refuses the object, so nothing runs, or an older version goes on running."
    switch situation.problem {
    case .unknownValue:
      return Explanation(
        message: "\(field): \(situation.value ?? "") is not one of \(situation.values.enumeration)", why: refusal,
        remedy: APIValues.remedy(for: situation.value, among: situation.values))
    case .foreignManager:
      return Explanation(
        message: "managedBy: \(field) has no domain in front, as in kueue.x-k8s.io/multikueue", why: refusal,
        remedy: "Write the name by which the controller says it knows its Jobs, or leave the field out.")
    case .longManager:
      return Explanation(
        message: "managedBy has more than \(longestManager) characters", why: refusal,
        remedy: "Write the name by which the controller says it knows its Jobs, or leave the field out.")
    case .failuresNotCounted:
      return Explanation(
        message: "with backoffLimitPerIndex and more than \(manyCompletions) completions, maxFailedIndexes is required", why: refusal,
        remedy: "Set `maxFailedIndexes` to at most \(largestNumberForMany).")
    case .tooManyForIndexes:
      return Explanation(
        message: "with backoffLimitPerIndex and more than \(manyCompletions) completions, \(field) may be at most \(largestNumberForMany)",
        why: refusal, remedy: "Lower `\(field)`.")
    case .indexesNotCounted:
      return Explanation(
        message: "completionMode: Indexed without completions does not say how many indexes there are", why: refusal,
        remedy: "Set `completions`.")
    case .tooManyIndexes:
      return Explanation(
        message: "an Indexed Job may not run more than \(largestIndexedNumber) pods at a time", why: refusal, remedy: "Lower `parallelism`."
      )
    case .moreFailuresThanIndexes:
      return Explanation(
        message: "maxFailedIndexes is greater than there may be indexes", why: refusal, remedy: "Set it to at most `completions`.")
    case .needsIndexes:
      return Explanation(
        message: "\(field) goes only with completionMode: Indexed", why: refusal,
        remedy: "Set `completionMode: Indexed` with `completions`, or remove `\(field)`.")
    case .needsLimitPerIndex:
      return Explanation(
        message: "\(field) goes only with backoffLimitPerIndex", why: refusal, remedy: "Set `backoffLimitPerIndex`, or remove this.")
    case .needsFailedReplacement:
      return Explanation(
        message: "with a podFailurePolicy, podReplacementPolicy may only be Failed", why: refusal,
        remedy: "Set `podReplacementPolicy: Failed`, or leave it out.")
    case .noCondition:
      return Explanation(
        message: "a rule of the podFailurePolicy has neither onExitCodes nor onPodConditions", why: refusal,
        remedy: "Say when the action applies.")
    case .twoConditions:
      return Explanation(
        message: "a rule of the podFailurePolicy has both onExitCodes and onPodConditions", why: refusal, remedy: "Make two rules of it.")
    case .ownSelector:
      return Explanation(
        message: "the Job has a selector of its own, and manualSelector is not true", why: refusal,
        remedy: "Remove `selector` and the labels that go with it: each Job gets its own.")
    case .ownSelectorInTemplate:
      return Explanation(
        message: "\(field) is not allowed in the template of a CronJob", why: refusal,
        remedy: "Remove it: each Job gets a selector of its own.")
    case .missingSelector:
      return Explanation(
        message: "manualSelector: true without a selector", why: refusal,
        remedy: "Remove `manualSelector`: the Job gets a selector of its own.")
    case .negative:
      return Explanation(
        message: "\(field) is negative", why: refusal, remedy: "Set a number that is not negative, or leave the field out.")
    }
  }
}

extension InvalidJobFields: Fixable {
  package static let fixing = FixSafety.safe

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    // What the API server refuses runs nowhere.
    APIValues.inItsCase(defect.situation.value, among: defect.situation.values).flatMap {
      Fix(setting: defect.path, to: .text($0), fixing)
    }
  }
}
