package import ClusterState
package import Findings
package import Manifests

/// A failed Job is deleted before the alert about it can fire.
package enum JobGoneBeforeAlert: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW705", name: "job-gone-before-alert", severity: .medium,
    summary: "A failed Job is deleted before the alert about it can fire.",
    rationale: """
      An alert with `for: 15m` has to see the failed Job for a quarter of an hour. With a TTL of ten minutes, or with \
      `failedJobsHistoryLimit: 0`, the Job and its series are gone before: the alert goes from pending to nothing, every time. Each of \
      the two settings is sensible by itself; together they make a failure that is never reported.

      Reported where this is true of every alert that is about the CronJob's failures. The severity is medium: the team believes that \
      failures are watched.
      """,
    remedy: "Keep failed Jobs for longer than the alert's `for`, or leave `for` out: a Job that has failed stays failed.",
    references: [
      .url("https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/job-metrics.md"),
      .kubernetes("concepts/workloads/controllers/ttlafterfinished/"),
      .url("https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/"),
    ],
    examples: [
      .flagged(
        "Gone after ten minutes",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: jobs
              namespace: monitoring
            spec:
              groups:
                - name: jobs
                  rules:
                    - alert: JobFailed
                      expr: kube_job_failed{job="kube-state-metrics"} > 0
                      for: 15m
          - apiVersion: batch/v1
            ▼kind▲: CronJob
            metadata:
              name: backup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  ttlSecondsAfterFinished: 600
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "Kept for an hour",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: jobs
              namespace: monitoring
            spec:
              groups:
                - name: jobs
                  rules:
                    - alert: JobFailed
                      expr: kube_job_failed{job="kube-state-metrics"} > 0
                      for: 15m
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  ttlSecondsAfterFinished: 3600
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "Fires at once",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: jobs
              namespace: monitoring
            spec:
              groups:
                - name: jobs
                  rules:
                    - alert: JobFailed
                      expr: kube_job_failed{job="kube-state-metrics"} > 0
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  ttlSecondsAfterFinished: 600
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
    ])

  package static var reads: KindSet { JobAlerts.reads }
  package static var needs: KindSet { KindSet(.prometheusRule) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    let alerts = context.shared(JobAlerts.self)
    let cronJob = workload.object
    guard cronJob.kind == .cronJob, !cronJob.isPatch,
      let life = cronJob.failedJobsHistoryLimit == 0 ? 0 : cronJob.ttlSecondsAfterFinished
    else { return }
    do throws(TooManyAlerts) {
      guard let alert = try alerts.lateAlert(for: cronJob, life: life) else { return }
      answer.fail(
        Situation(alert: alert.name, pending: alert.pendingSeconds ?? 0, life: cronJob.failedJobsHistoryLimit == 0 ? nil : life),
        related: alert.origin)
    } catch {
      answer.cannotTell(because: TooManyAlerts.reason)
    }
  }

  /// An alert that comes too late, with times in seconds.
  package struct Situation: SituationKey {
    let alert: String
    let pending: Int64
    /// How long failed Jobs are kept; nil: not at all.
    let life: Int64?

    package func combine(into hash: inout StableHash) { hash.combine(alert, pending, life) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let alert = "the alert \(situation.alert) has to hold for \(situation.pending) seconds"
    return Explanation(
      message: situation.life.map { "\(alert), and failed Jobs are kept for \($0)" } ?? "\(alert), and failed Jobs are not kept",
      why: "The series of the failed Job ends before the alert can fire, so no failure is ever reported.", remedy: metadata.remedy)
  }
}
