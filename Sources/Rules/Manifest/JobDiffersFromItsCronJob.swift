package import ClusterState
package import Findings
package import Manifests

/// A Job says that a CronJob controls it, and is not what that CronJob runs.
package enum JobDiffersFromItsCronJob: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW004", name: "job-differs-from-its-cronjob", severity: .low,
    summary: "A Job says that a CronJob controls it, and is not what that CronJob runs.",
    rationale: """
      An owner reference proves nothing: whoever may create Jobs can make one with a controller reference to any CronJob. It looks like one of its runs \
      in every listing, is counted with its history, and runs whatever its author wants under whichever service account of the namespace. The only \
      trace the controller leaves is an `UnexpectedJob` event.

      So a Job is taken for a run only if its owner's uid is that of a CronJob of the input with the same name and namespace, and its template is the \
      CronJob's after defaulting, or was made by the controller before the CronJob's was last changed, as `managedFields` tell. Every other Job is judged by \
      itself.

      Low, because without `managedFields` the usual cause is that the CronJob was changed after the run. Medium where the uid belongs to a CronJob of another name or \
      namespace, or the CronJob of that name has another uid: no controller writes such a reference to a CronJob that was there all along.
      """,
    remedy: "Find out who created the Job and with what; delete it where the CronJob was changed since and the run is of no more use.",
    references: [
      .kubernetes("concepts/overview/working-with-objects/owners-dependents/"), .kubernetes("concepts/workloads/controllers/cron-jobs/"),
      .mitre("T1053.007"), .mitre("T1036"),
    ],
    examples: [
      .flagged(
        "Another image than the CronJob's",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: batch/v1
            kind: CronJob
            metadata: {name: backup, namespace: shop, uid: 5e0f1c6a-0001}
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: dump, image: "postgres:17"}]
          - apiVersion: batch/v1
            ▼kind▲: Job
            metadata:
              name: backup-29000000
              namespace: shop
              ownerReferences:
                - {apiVersion: batch/v1, kind: CronJob, name: backup, uid: 5e0f1c6a-0001, controller: true}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: dump, image: "example.com/miner:1"}]
        """),
      .flagged(
        "The uid of a CronJob in another namespace",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: batch/v1
            kind: CronJob
            metadata: {name: backup, namespace: shop, uid: 5e0f1c6a-0001}
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: dump, image: "postgres:17"}]
          - apiVersion: batch/v1
            ▼kind▲: Job
            metadata:
              name: backup-29000000
              namespace: test
              ownerReferences:
                - {apiVersion: batch/v1, kind: CronJob, name: backup, uid: 5e0f1c6a-0001, controller: true}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: dump, image: "postgres:17"}]
        """),
      .flagged(
        "Made after the template was changed",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
              namespace: shop
              uid: 5e0f1c6a-0001
              managedFields:
                - manager: kubectl
                  operation: Apply
                  time: "2026-11-23T10:00:00Z"
                  fieldsV1: {f:spec: {f:jobTemplate: {}}}
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: dump, image: "postgres:17"}]
          - apiVersion: batch/v1
            ▼kind▲: Job
            metadata:
              name: backup-29000000
              namespace: shop
              creationTimestamp: "2026-11-24T02:00:00Z"
              ownerReferences:
                - {apiVersion: batch/v1, kind: CronJob, name: backup, uid: 5e0f1c6a-0001, controller: true}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: dump, image: "postgres:16"}]
        """),
      .clean(
        "A run from before the template was changed",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
              namespace: shop
              uid: 5e0f1c6a-0001
              managedFields:
                - manager: kubectl
                  operation: Apply
                  time: "2026-11-23T10:00:00Z"
                  fieldsV1: {f:spec: {f:jobTemplate: {}}}
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: dump, image: "postgres:17"}]
          - apiVersion: batch/v1
            kind: Job
            metadata:
              name: backup-29000000
              namespace: shop
              creationTimestamp: "2026-11-23T02:00:00Z"
              managedFields:
                - manager: kube-controller-manager
                  operation: Update
                  time: "2026-11-23T02:00:00Z"
                  fieldsV1: {f:spec: {f:template: {}}}
              ownerReferences:
                - {apiVersion: batch/v1, kind: CronJob, name: backup, uid: 5e0f1c6a-0001, controller: true}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: dump, image: "postgres:16"}]
        """),
      .clean(
        "A run as the API server stores it, defaults and the controller's labels included",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: batch/v1
            kind: CronJob
            metadata: {name: backup, namespace: shop, uid: 5e0f1c6a-0001}
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: dump, image: "postgres:17"}]
          - apiVersion: batch/v1
            kind: Job
            metadata:
              name: backup-29000000
              namespace: shop
              ownerReferences:
                - {apiVersion: batch/v1, kind: CronJob, name: backup, uid: 5e0f1c6a-0001, controller: true}
            spec:
              completions: 1
              parallelism: 1
              backoffLimit: 6
              selector: {matchLabels: {batch.kubernetes.io/controller-uid: 5e0f1c6a-0002}}
              template:
                metadata: {labels: {batch.kubernetes.io/controller-uid: 5e0f1c6a-0002, job-name: backup-29000000}}
                spec:
                  restartPolicy: Never
                  dnsPolicy: ClusterFirst
                  containers: [{name: dump, image: "postgres:17", imagePullPolicy: IfNotPresent}]
        """),
    ])

  package static var reads: KindSet { KindSet(.cronJob) }
  package static var needs: KindSet { KindSet(.cronJob, .job) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard let owner = workload.object.owner, !CronJobOwners.isRun(workload.object, in: context.state),
      let ownership = context.shared(CronJobOwners.self).ownership(of: workload.object)
    else {
      return
    }
    let name = [workload.object.namespace, owner.name].compactMap { $0 }.joined(separator: "/")
    switch ownership {
    case .run: break
    case .otherTemplate(let cronJob): answer.fail(Situation(cronJob: name, difference: .template), related: cronJob)
    case .otherUID(let cronJob): answer.fail(Situation(cronJob: name, difference: .uid), severity: .medium, related: cronJob)
    case .forged(let cronJob): answer.fail(Situation(cronJob: name, difference: .name), severity: .medium, related: cronJob)
    case .unknown: answer.cannotTell(because: "the input has no CronJob with a uid that the owner reference could name")
    }
  }

  /// A CronJob that an owner reference names, and what of it differs.
  package struct Situation: SituationKey {
    enum Difference: String, StableHashable {
      case template, uid, name
    }

    /// With its namespace, where there is one.
    let cronJob: String
    let difference: Difference

    package func combine(into hash: inout StableHash) { hash.combine(cronJob, difference) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let name = situation.cronJob
    let message =
      switch situation.difference {
      case .uid: "the owner reference names the CronJob \(name), whose uid is another one"
      case .name: "the owner reference names the CronJob \(name) with the uid of another CronJob"
      case .template: "the template is not that of the CronJob \(name), which the owner reference names"
      }
    return Explanation(
      message: message,
      why: "Anyone who may create Jobs can make one that looks like a run of a CronJob, so the CronJob says nothing about this one.",
      remedy: metadata.remedy)
  }
}

extension CronJobOwners: SharedFacts {
  package static var reads: KindSet { KindSet(.cronJob) }

  /// Gathers them once for all Jobs.
  package init(_ context: JudgingContext) { self.init(context.state) }
}
