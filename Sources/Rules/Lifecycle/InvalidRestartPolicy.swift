package import Findings
package import Manifests
internal import SourceTree

/// The restart policy is one that Jobs cannot have.
package enum InvalidRestartPolicy: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW114", name: "invalid-restart-policy", severity: .high, profile: .essential,
    summary: "The restart policy is one that Jobs cannot have.",
    rationale: """
      A Job's pods must have `restartPolicy: Never` or `OnFailure`. The default for pods is `Always`, so leaving the field out is as wrong as writing \
      it: the API server refuses the object, and in a pipeline that applies many files that is easily overlooked. With a `podFailurePolicy` or a \
      `backoffLimitPerIndex` only `Never` is allowed.

      Prefer `Never`: each attempt is a pod of its own whose logs stay. Under `OnFailure` the container restarts in place, and when `backoffLimit` is \
      reached the pod is deleted together with the logs that would explain why. The severity is high because the job is not created at all.
      """,
    remedy: "Set `restartPolicy: Never`, or `OnFailure` where the container is to restart in place.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#handling-pod-and-container-failures"),
      .peer(tool: "kube-score", id: "cronjob-restartpolicy"),
    ],
    examples: [
      .flagged(
        "The default of pods is Always",
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
                ▼spec▲:
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .flagged(
        "Always is for services",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
        spec:
          template:
            spec:
              restartPolicy: ▼Always▲
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .flagged(
        "A pod failure policy needs Never",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
        spec:
          podFailurePolicy:
            rules:
              - action: FailJob
                onExitCodes: {operator: In, values: [42]}
          template:
            spec:
              restartPolicy: ▼OnFailure▲
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .clean(
        "Each attempt is a pod of its own",
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
        """),
      .clean(
        "The container restarts in place",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
        spec:
          template:
            spec:
              restartPolicy: OnFailure
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod else { return }
    guard let policy = findings.readIfPresent(workload.pod.restartPolicy) else {
      guard workload.pod.restartPolicy.isAbsent else { return }
      if let holder = workload.holder {
        findings.cannotEvaluate(at: workload.pod.place, because: "the controller of a \(holder.kind) may set restartPolicy")
      } else {
        findings.report(at: workload.pod.place, .notSet)
      }
      return
    }
    switch policy.value {
    case "Never": break
    case "OnFailure":
      let job = workload.job
      if job.podFailurePolicy != .absent {
        findings.report(at: policy.place, .excluded(by: "podFailurePolicy"))
      } else if let limit = job.backoffLimitPerIndex.range {
        findings.report(at: policy.place, .excluded(by: "backoffLimitPerIndex"), related: limit.value)
      }
    default: findings.report(at: policy.place, .notAllowed(policy.value))
    }
  }

  /// What is wrong with the policy.
  package enum Situation: SituationKey {
    case notSet
    case notAllowed(String)
    /// `OnFailure`, beside a field that it does not go with.
    case excluded(by: String)

    package func combine(into hash: inout StableHash) {
      switch self {
      case .notSet: hash.combine("notSet")
      case .notAllowed(let policy): hash.combine("notAllowed", policy)
      case .excluded(let field): hash.combine("excluded", field)
      }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let message: String
    switch situation {
    case .excluded(let field):
      return Explanation(
        message: "restartPolicy: OnFailure does not go with \(field)",
        why: "The API server refuses the object: \(field) needs a pod for each attempt.", remedy: "Set `restartPolicy: Never`.")
    case .notSet: message = "restartPolicy is not set, and the default, Always, is not allowed in a Job"
    case .notAllowed(let policy):
      return Explanation(
        message: "restartPolicy: \(policy) is not allowed in a Job", why: "The API server refuses the object, so nothing runs.",
        remedy: policy == "Always" ? metadata.remedy : APIValues.remedy(for: policy, among: ["Never", "OnFailure"]))
    }
    return Explanation(message: message, why: "The API server refuses the object, so nothing runs.", remedy: metadata.remedy)
  }
}

extension InvalidRestartPolicy: Fixable {
  package static let fixing = FixSafety.safe

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.workload.pod.field("restartPolicy"), to: "Never", fixing)
  }
}
