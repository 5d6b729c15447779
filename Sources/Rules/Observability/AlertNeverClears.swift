package import ClusterState
package import Findings
package import Manifests

/// The alert about a failed run goes on firing after later runs have succeeded.
package enum AlertNeverClears: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW704", name: "alert-never-clears", severity: .low,
    summary: "The alert about a failed run goes on firing after later runs have succeeded.",
    rationale: """
      `kube_job_failed` and `kube_job_status_failed` are series of a Job object: they are there for as long as the Job is. The CronJob \
      keeps its last failed Job (`failedJobsHistoryLimit`, by default 1) until another one fails, so an alert on these series alone \
      fires from the first failure on until somebody deletes the Job by hand, however often the job has succeeded since. It is silenced, \
      or learnt to be ignored, and the next failure goes unseen.

      The severity is low: the alert does fire. With a TTL it clears when the failed Job is deleted; better is an expression that is \
      undone by a later success.
      """,
    remedy: "Set `ttlSecondsAfterFinished`, or compare with `kube_cronjob_status_last_successful_time` in the alert.",
    references: [
      .url("https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/job-metrics.md"),
      .url("https://github.com/kubernetes-monitoring/kubernetes-mixin/blob/master/alerts/apps_alerts.libsonnet"),
      .kubernetes("concepts/workloads/controllers/ttlafterfinished/"),
    ],
    examples: [
      .flagged(
        "The failed Job stays",
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
            ▼kind▲: CronJob
            metadata:
              name: backup
              namespace: shop
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
        "The failed Job is gone after a day",
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
                  ttlSecondsAfterFinished: 86400
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "Undone by the next success",
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
                    - alert: CronJobFailing
                      expr: time() - kube_cronjob_status_last_successful_time > 90000
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
              namespace: shop
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
    ])

  package static var reads: KindSet { JobAlerts.reads }
  package static var needs: KindSet { KindSet(.prometheusRule) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    let alerts = context.shared(JobAlerts.self)
    let cronJob = workload.object
    guard cronJob.kind == .cronJob, !cronJob.isPatch, cronJob.ttlSecondsAfterFinished == nil,
      (cronJob.failedJobsHistoryLimit ?? CronJobSpec.Defaults.failedJobsHistoryLimit) > 0
    else { return }
    do throws(TooManyAlerts) {
      guard let alert = try alerts.alertThatNeverClears(for: cronJob) else { return }
      answer.fail(AlertName(name: alert.name), related: alert.origin)
    } catch {
      answer.cannotTell(because: TooManyAlerts.reason)
    }
  }

  package static func explain(_ alert: AlertName) -> Explanation {
    Explanation(
      message: "the alert \(alert.name) goes on firing until the failed Job is deleted, and nothing deletes it",
      why: "The CronJob keeps its last failed Job however many later runs succeed, so people learn to ignore the alert.",
      remedy: metadata.remedy)
  }
}
