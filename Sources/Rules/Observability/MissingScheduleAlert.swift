package import ClusterState
package import Findings
package import Manifests

/// No alert fires when a run does not take place.
package enum MissingScheduleAlert: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW702", name: "missing-schedule-alert", severity: .medium,
    summary: "No alert fires when a run does not take place.",
    rationale: """
      An alert about failed Jobs needs a Job. A run that never started makes none: the CronJob is suspended and forgotten, a run that \
      hangs blocks the next under `Forbid`, a quota or an admission policy denies the Job, a schedule is changed to one that never \
      fires. All of them leave every failure alert silent. Only the time since the last start, or better since the last success, tells.

      Judged where the input holds PrometheusRules. An alert counts by the series of kube-state-metrics that it asks for, recording \
      rules included, and by its matchers for namespace, CronJob, Job and owner; one about a metric of the job's own that has the \
      CronJob's name in it, or that cannot be read, makes the answer *not evaluated*. A suspended CronJob is left alone.

      The severity is medium, and low where none of the alerts in the input is about Jobs at all, since those may be kept elsewhere.
      """,
    remedy: "Add an alert on the age of `kube_cronjob_status_last_successful_time`, with a limit above the schedule's interval.",
    references: [
      .url("https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/cronjob-metrics.md"),
      .kubernetes("concepts/workloads/controllers/cron-jobs/#cron-job-limitations"), .cwe(778),
    ],
    examples: [
      .flagged(
        "Only failures are watched",
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
        "The age of the last success",
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
                    - alert: CronJobLate
                      expr: time() - kube_cronjob_status_last_successful_time{namespace="shop"} > 90000
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
      .clean(
        "Suspended on purpose",
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
              suspend: true
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
    if alerts.alerts.isEmpty { return }
    guard workload.object.kind == .cronJob, !workload.object.isPatch, !workload.object.isSuspended else { return }
    if JobAlerts.isProvided(.missedRun, by: context.options.providedAlerts.names) { return }
    switch alerts.covers(.missedRun, of: workload.object) {
    case .yes: return
    case .unknown:
      answer.cannotTell(because: "an alert may be about its runs, but what it selects cannot be told")
    case .no:
      answer.fail(severity: alerts.watchesJobs ? nil : .low)
    }
  }

  package static func explain(_ situation: NoDetail) -> Explanation {
    Explanation(
      message: "no alert of the input fires when a run does not take place",
      why: "A run that was blocked or never started makes no Job that could fail, so alerts about failures stay silent.",
      remedy: metadata.remedy)
  }
}
