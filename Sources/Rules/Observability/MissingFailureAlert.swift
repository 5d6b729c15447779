package import ClusterState
package import Findings
package import Manifests

/// No alert fires when a run fails.
package enum MissingFailureAlert: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW701", name: "missing-failure-alert", severity: .medium,
    summary: "No alert fires when a run fails.",
    rationale: """
      A server that fails is noticed by those who use it. A backup, a clean-up or a certificate renewal that fails is noticed when its \
      work is needed. With `failedJobsHistoryLimit: 1` and a TTL even the failed Job is soon gone, and what is left is an event of an \
      hour's life. An attacker who stops the job that rotates credentials, or the one that ships audit logs, counts on just that.

      Judged where the input holds PrometheusRules. An alert counts by the series of kube-state-metrics that it asks for, recording \
      rules included, and by its matchers for namespace, CronJob, Job and owner; one about a metric of the job's own that has the \
      CronJob's name in it, or that cannot be read, makes the answer *not evaluated*. A suspended CronJob is left alone.

      The severity is medium, and low where none of the alerts in the input is about Jobs at all, since those may be kept elsewhere.
      """,
    remedy: "Add an alert on `kube_job_failed` joined with `kube_job_owner`, or on the age of `kube_cronjob_status_last_successful_time`.",
    references: [
      .url("https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/job-metrics.md"),
      .url("https://github.com/kubernetes-monitoring/kubernetes-mixin/blob/master/alerts/apps_alerts.libsonnet"), .cwe(778),
    ],
    examples: [
      .flagged(
        "The alert is for another namespace",
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
                      expr: kube_job_failed{namespace="billing"} > 0
                    - alert: CronJobLate
                      expr: time() - kube_cronjob_status_last_schedule_time > 90000
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
      .flagged(
        "Only servers are watched",
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
                    - alert: DeploymentDown
                      expr: kube_deployment_status_replicas_available == 0
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
        "One alert for the Jobs of all CronJobs",
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
                    - alert: CronJobFailed
                      expr: kube_job_failed > 0 and on (namespace, job_name) kube_job_owner{owner_kind="CronJob"}
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
    ])

  package static var reads: KindSet { JobAlerts.reads }
  package static var needs: KindSet { KindSet(.prometheusRule) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    let alerts = context.shared(JobAlerts.self)
    if alerts.alerts.isEmpty { return }
    guard workload.object.kind == .cronJob, !workload.object.isPatch, !workload.object.isSuspended else { return }
    if JobAlerts.isProvided(.failure, by: context.options.providedAlerts.names) { return }
    switch alerts.covers(.failure, of: workload.object) {
    case .yes: return
    case .unknown:
      answer.cannotTell(because: "an alert may be about its failures, but what it selects cannot be told")
    case .no:
      answer.fail(severity: alerts.watchesJobs ? nil : .low)
    }
  }

  package static func explain(_ situation: NoDetail) -> Explanation {
    Explanation(
      message: "no alert of the input fires when a run fails",
      why: "Nobody uses a job, so nobody notices that it has failed until its work is needed.", remedy: metadata.remedy)
  }
}
