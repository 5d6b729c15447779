package import Findings
package import Manifests
internal import SourceTree

/// A field has no effect because of another one.
package enum IneffectiveFields: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW135", name: "ineffective-fields", severity: .info, profile: .strict,
    summary: "A field has no effect because of another one.",
    rationale: """
      Whoever reads the manifest takes the field at its word: that the pod is stopped after an hour, that ten pods run at a time, that \
      finished Jobs are kept for a day, that the names of Services resolve. None of that happens, because another field comes first. \
      Found at a change, such a field is a surprise; found during an incident, it is a wrong lead.

      The severity is info: what happens is what the other field says, which is usually fine. It is low where the pod shares the host's \
      network with `dnsPolicy: ClusterFirst`, which then means the node's own name servers: no Service is found by its name.
      """,
    remedy: "Remove the field without effect, or the one that stands in its way.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/"), .kubernetes("concepts/workloads/controllers/ttlafterfinished/"),
      .kubernetes("concepts/services-networking/dns-pod-service/#pod-s-dns-policy"),
    ],
    examples: [
      .flagged(
        "The Job ends before its pod would have to",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              activeDeadlineSeconds: 600
              template:
                spec:
                  restartPolicy: Never
                  activeDeadlineSeconds: ▼3600▲
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .flagged(
        "Ten at a time, of two",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: render
        spec:
          completions: 2
          parallelism: ▼10▲
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: render
                  image: registry.example.com/migrate:8.0
        """),
      .flagged(
        "Five retries do not fit into a minute",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              activeDeadlineSeconds: 60
              backoffLimit: ▼5▲
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "The pod's deadline leaves time for a second try",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              activeDeadlineSeconds: 3600
              backoffLimit: 2
              template:
                spec:
                  restartPolicy: Never
                  activeDeadlineSeconds: 1200
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod else { return }
    let job = workload.job
    let pod = workload.pod
    let deadline = findings.readIfPresent(job.activeDeadlineSeconds)
    if let deadline, let own = findings.readIfPresent(pod.activeDeadlineSeconds), own.value >= deadline.value {
      findings.report(at: own.place, .podDeadline(own.value, ofJob: deadline.value), related: deadline.place)
    }
    if let completions = findings.readIfPresent(job.completions), let parallelism = findings.readIfPresent(job.parallelism),
      completions.value > 0, parallelism.value > completions.value
    {
      findings.report(at: parallelism.place, .parallelism(parallelism.value, completions: completions.value), related: completions.place)
    }
    if let deadline, let limit = findings.readIfPresent(job.backoffLimit), pod.restartPolicy.value == "Never" {
      let fitting = retries(within: deadline.value)
      // An object from a cluster has the default, though nobody wrote it.
      let isWritten = limit.value != JobSpec.Defaults.backoffLimit || workload.metadata.uid.isAbsent
      if isWritten, limit.value > fitting {
        findings.report(at: limit.place, .retries(limit.value, fitting: fitting, deadline: deadline.value))
      }
    }
    if let spec = workload.cronJob, let ttl = findings.readIfPresent(job.ttlSecondsAfterFinished),
      spec.successfulJobsHistoryLimit.value == 0,
      spec.failedJobsHistoryLimit.value == 0
    {
      findings.report(at: ttl.place, .ttl)
    }
    if pod.hostNetwork.value == true, let policy = findings.readIfPresent(pod.dnsPolicy), policy.value == "ClusterFirst" {
      findings.report(at: policy.place, severity: .low, .dnsPolicy)
    }
  }

  /// How many pods can be started again before the deadline if each fails at once: the wait is 10 seconds, doubled up to 10 minutes.
  private static func retries(within deadline: Int64) -> Int64 {
    var wait: Int64 = 10
    var start: Int64 = 0
    for retry in 0..<Int64(64) {
      start += wait
      if start >= deadline { return retry }
      wait = min(wait * 2, 600)
    }
    return .max
  }

  /// Which field has no effect, and what makes it so.
  package enum Situation: SituationKey {
    case podDeadline(Int64, ofJob: Int64)
    case parallelism(Int64, completions: Int64)
    case retries(Int64, fitting: Int64, deadline: Int64)
    case ttl
    case dnsPolicy

    package func combine(into hash: inout StableHash) {
      switch self {
      case .podDeadline(let own, let job): hash.combine("podDeadline", own, job)
      case .parallelism(let parallelism, let completions): hash.combine("parallelism", parallelism, completions)
      case .retries(let limit, _, let deadline): hash.combine("retries", limit, deadline)
      case .ttl: hash.combine("ttl")
      case .dnsPolicy: hash.combine("dnsPolicy")
      }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    switch situation {
    case .podDeadline(let own, let job):
      Explanation(
        message: "the pod's activeDeadlineSeconds: \(own) has no effect: the Job ends after \(job) seconds",
        why: "The Job's deadline stops all of its pods.", remedy: "Remove the pod's field, or set it below the Job's.")
    case .retries(let limit, let fitting, let deadline):
      Explanation(
        message: "of \(limit) retries at most \(fitting) can start within \(deadline) seconds",
        why: "The wait before a retry doubles from 10 seconds on, and the deadline ends the Job whatever the limit says.",
        remedy: "Lower `backoffLimit`, or raise `activeDeadlineSeconds`.")
    case .ttl:
      Explanation(
        message: "ttlSecondsAfterFinished has no effect: both history limits are 0",
        why: "The CronJob deletes every Job as soon as it has finished, with its logs.",
        remedy: "Keep at least a failed Job (`failedJobsHistoryLimit: 1`), or remove the TTL.")
    case .dnsPolicy:
      Explanation(
        message: "dnsPolicy: ClusterFirst means Default in a pod with hostNetwork: true",
        why: "The pod asks the node's name servers, which do not know the cluster's Services.",
        remedy: "Set `dnsPolicy: ClusterFirstWithHostNet`.")
    case .parallelism(let parallelism, let completions):
      Explanation(
        message: "parallelism: \(parallelism) has no effect beyond \(completions): there are no more completions",
        why: "The Job never runs more pods than have yet to succeed.", remedy: "Set `parallelism` to at most `completions`.")
    }
  }
}

extension IneffectiveFields: Fixable {
  package static let fixing = FixSafety.safe

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    switch defect.situation {
    case .podDeadline: return Fix(removing: defect.path, fixing)
    case .parallelism(_, let completions): return Fix(setting: defect.path, to: .number(completions), fixing)
    case .dnsPolicy:
      return Fix(
        setting: defect.path, to: "ClusterFirstWithHostNet", .changesBehaviour("The pods ask the cluster's name servers, not the node's."))
    case .retries, .ttl: return nil
    }
  }
}
