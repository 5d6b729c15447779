package import Findings
package import Manifests
import SourceTree

/// A rule of the Job's failure or success policy says what cannot be.
package enum InvalidJobPolicies: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW149", name: "invalid-job-policies", severity: .high, profile: .essential,
    summary: "A rule of the Job's failure or success policy says what cannot be.",
    rationale: """
      A `podFailurePolicy` names containers and exit codes, a `successPolicy` indexes. The API server looks closely: the container has to be one of the \
      pod, codes are written in ascending order and once each, 0 is no failure that a rule could ask `In` for, and indexes have to exist. What does \
      not hold is refused as a whole, and the Job does not run.

      Most often a container was renamed and its policy was not. The severity is high because the job is not done at all.
      """,
    remedy: "Correct the rule.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#pod-failure-policy"),
      .kubernetes("concepts/workloads/controllers/job/#success-policy"),
      .url("https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/batch/validation/validation.go"),
    ],
    examples: [
      .flagged(
        "The container was renamed",
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: migrate}
        spec:
          podFailurePolicy:
            rules:
              - action: FailJob
                onExitCodes: {containerName: ▼main▲, operator: In, values: [42]}
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .flagged(
        "Success is no failure, and codes ascend",
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: migrate}
        spec:
          podFailurePolicy:
            rules:
              - action: FailJob
                onExitCodes: {operator: In, values: [▼0▲, 42, ▼3▲]}
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .flagged(
        "Three indexes, and the fourth is to succeed",
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: train}
        spec:
          completionMode: Indexed
          completions: 3
          successPolicy:
            rules:
              - succeededIndexes: ▼"0,3"▲
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: train
                  image: registry.example.com/train:2.8
        """),
      .clean(
        "Codes of a container that is there, and an index",
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: train}
        spec:
          completionMode: Indexed
          completions: 3
          successPolicy:
            rules:
              - succeededIndexes: "0-1"
                succeededCount: 1
          podFailurePolicy:
            rules:
              - action: FailJob
                onExitCodes: {containerName: train, operator: In, values: [3, 42]}
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: train
                  image: registry.example.com/train:2.8
        """),
    ])

  /// The most rules of a policy, and the most exit codes of a rule.
  private static var mostRules: Int { 20 }
  private static var mostCodes: Int { 255 }

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod else { return }
    let job = workload.job
    let rules = job.podFailurePolicyRules
    if rules.items.count > mostRules { findings.report(at: rules.place, .tooManyRules(rules.items.count, policy: "podFailurePolicy")) }
    for rule in rules.items where rule.onExitCodes == .present {
      checkContainer(of: rule, in: workload, into: &findings)
      checkCodes(of: rule, into: &findings)
    }
    checkSuccess(of: job, into: &findings)
  }

  private static func checkContainer(of rule: PodFailurePolicyRule, in workload: Workload, into findings: inout Answer<Self>) {
    let pod = workload.pod
    guard let name = findings.readIfPresent(rule.containerName), !workload.isPatch,
      findings.canRead(pod.containers.presence, at: pod.containers.place),
      findings.canRead(pod.initContainers.presence, at: pod.initContainers.place)
    else { return }
    for container in pod.containers.items + pod.initContainers.items {
      guard let other = findings.read(container.name, default: ""), other != name.value else { return }
    }
    findings.report(at: name.place, .unknownContainer(name.value))
  }

  private static func checkCodes(of rule: PodFailurePolicyRule, into findings: inout Answer<Self>) {
    let codes = rule.exitCodes
    if codes.presence == .present, codes.items.isEmpty { findings.report(at: codes.place, .noCodes) }
    if codes.items.count > mostCodes { findings.report(at: codes.place, .tooManyCodes(codes.items.count)) }
    var previous: Int64?
    for code in codes.items {
      guard let code = findings.readIfPresent(code) else { continue }
      if code.value == 0, rule.exitCodeOperator.value == "In" { findings.report(at: code.place, .success) }
      if let previous, code.value <= previous { findings.report(at: code.place, .code(code.value, behind: previous)) }
      previous = code.value
    }
  }

  private static func checkSuccess(of job: JobSpec, into findings: inout Answer<Self>) {
    guard job.successPolicy == .present else { return }
    let rules = job.successPolicyRules
    if rules.presence == .present, rules.items.isEmpty { findings.report(at: rules.place, .noRules) }
    if rules.items.count > mostRules { findings.report(at: rules.place, .tooManyRules(rules.items.count, policy: "successPolicy")) }
    let completions = findings.readIfPresent(job.completions)?.value
    for rule in rules.items {
      var limit = completions
      if let indexes = findings.readIfPresent(rule.succeededIndexes) {
        switch IndexList.count(indexes.value, below: completions) {
        case .success(let count): limit = min(limit ?? .max, count)
        case .failure(let problem): findings.report(at: indexes.place, .indexes(problem, completions: completions))
        }
      } else if rule.succeededCount.isAbsent, rule.succeededIndexes.isAbsent {
        findings.report(at: rule.place, .emptyRule)
      }
      if let count = findings.readIfPresent(rule.succeededCount), count.value < 0 || count.value > limit ?? .max {
        findings.report(at: count.place, .count(count.value, of: limit))
      }
    }
  }

  /// What the API server refuses.
  package enum Situation: SituationKey {
    case unknownContainer(String)
    /// The code 0 under `In`.
    case success
    case code(Int64, behind: Int64)
    case noCodes
    case tooManyCodes(Int)
    case tooManyRules(Int, policy: String)
    case noRules
    case emptyRule
    case indexes(IndexList.Problem, completions: Int64?)
    /// So many are to succeed, of fewer; nil where it is negative and nothing else is known.
    case count(Int64, of: Int64?)

    package func combine(into hash: inout StableHash) {
      switch self {
      case .unknownContainer(let name): hash.combine("unknownContainer", name)
      case .success: hash.combine("success")
      case .code(let code, let previous): hash.combine("code", code, previous)
      case .noCodes: hash.combine("noCodes")
      case .tooManyCodes: hash.combine("tooManyCodes")
      case .tooManyRules(_, let policy): hash.combine("tooManyRules", policy)
      case .noRules: hash.combine("noRules")
      case .emptyRule: hash.combine("emptyRule")
      case .indexes(let problem, _): hash.combine("indexes", problem.rawValue)
      case .count(let count, _): hash.combine("count", count)
      }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (message, remedy): (String, String) =
      switch situation {
      case .unknownContainer(let name): ("onExitCodes names the container \"\(name)\", which the pod does not have", "Correct the name.")
      case .success: ("the exit code 0 is no failure, and may not be listed under operator: In", "Remove the 0.")
      case .code(let code, let previous) where code == previous:
        ("the exit code \(code) is listed twice", "List each code once, in ascending order.")
      case .code(let code, let previous):
        ("the exit code \(code) stands behind \(previous)", "List each code once, in ascending order.")
      case .noCodes: ("onExitCodes lists no code", "List the codes that the rule is about.")
      case .tooManyCodes(let count): ("onExitCodes lists \(count) codes, of at most \(mostCodes)", "List fewer.")
      case .tooManyRules(let count, let policy): ("\(policy) has \(count) rules, of at most \(mostRules)", "Join some of them.")
      case .noRules: ("successPolicy has no rules", "Add a rule, or remove the policy.")
      case .emptyRule:
        (
          "a rule of the successPolicy has neither succeededIndexes nor succeededCount",
          "Say which indexes have to succeed, or how many."
        )
      case .indexes(.malformed, _), .indexes(.descending, _):
        ("succeededIndexes is no list of ascending indexes", "Write it as `0,2-4,7`.")
      case .indexes(.beyond, let completions):
        ("succeededIndexes goes beyond the last index\(completions.map { ", \($0 - 1)" } ?? "")", "Name indexes below `completions`.")
      case .count(let count, let limit) where count < 0 || limit == nil: ("succeededCount: \(count) is negative", "Set a positive number.")
      case .count(let count, let limit):
        ("succeededCount: \(count) is more than the \(limit ?? 0) indexes that count", "Set it to at most so many.")
      }
    return Explanation(
      message: message, why: "The API server refuses the object, so nothing runs, or an older version goes on running.", remedy: remedy)
  }
}
