package import ClusterState
package import Findings
package import Manifests

/// The alert about a run that takes too long can never fire.
package enum AlertNeverFires: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW703", name: "alert-never-fires", severity: .medium,
    summary: "The alert about a run that takes too long can never fire.",
    rationale: """
      The Job controller kills a run at `activeDeadlineSeconds`. An alert on Jobs that have been active for longer than that waits for \
      something that does not happen: the team believes that hanging runs are watched, and learns of them by other means. Whether the \
      controller or the alert was there first, nobody compares the two numbers again.

      Reported for an alert that picks this CronJob's Jobs by name; a general limit of twelve hours for all Jobs is there for those \
      without a deadline. The severity is medium: the run still fails at the deadline, if there is an alert for that.
      """,
    remedy:
      "Alert at a fraction of the deadline (`kube_job_spec_active_deadline_seconds`), and on `kube_job_status_failed{reason=\"DeadlineExceeded\"}`.",
    references: [
      .url("https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/job-metrics.md"),
      .kubernetes("concepts/workloads/controllers/job/#job-termination-and-cleanup"),
    ],
    examples: [
      .flagged(
        "Killed after half an hour, reported after two",
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
                    - alert: BackupHangs
                      expr: time() - max by (namespace, job_name) (kube_job_status_start_time{job_name=~"backup-.+"} and kube_job_status_active > 0) > 7200
          - apiVersion: batch/v1
            ▼kind▲: CronJob
            metadata:
              name: backup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  activeDeadlineSeconds: 1800
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "Reported after twenty minutes",
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
                    - alert: BackupHangs
                      expr: time() - max by (namespace, job_name) (kube_job_status_start_time{job_name=~"backup-.+"} and kube_job_status_active > 0) > 1200
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  activeDeadlineSeconds: 1800
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "A general limit",
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
                    - alert: JobNotCompleted
                      expr: time() - max by (namespace, job_name) (kube_job_status_start_time and kube_job_status_active > 0) > 43200
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  activeDeadlineSeconds: 1800
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
    guard workload.object.kind == .cronJob, let deadline = workload.object.activeDeadlineSeconds else { return }
    do throws(TooManyAlerts) {
      guard let alert = try alerts.alertThatNeverFires(for: workload.object, deadline: deadline) else { return }
      answer.fail(Situation(alert: alert.name, deadline: deadline), related: alert.origin)
    } catch {
      answer.cannotTell(because: TooManyAlerts.reason)
    }
  }

  /// An alert, and the deadline that comes before it, in seconds.
  package struct Situation: SituationKey {
    let alert: String
    let deadline: Int64

    package func combine(into hash: inout StableHash) { hash.combine(alert, deadline) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "the alert \(situation.alert) waits for longer than the \(situation.deadline) seconds that a run may take",
      why: "The Job is killed at its deadline before the alert can fire.", remedy: metadata.remedy)
  }
}
