package import Findings
package import Manifests
internal import SourceTree

/// A TTL deletes a Job that a deployment tool keeps in place.
package enum TTLOnSyncedJob: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW116", name: "ttl-on-synced-job", severity: .medium,
    summary: "A TTL deletes a Job that a deployment tool keeps in place.",
    rationale: """
      Argo CD and Flux compare what is in Git with what is in the cluster. A finished Job that its TTL has deleted is missing there: the application \
      is out of sync, and with automatic synchronisation the Job is made again and *runs again*, as often as the TTL strikes. A migration, an import \
      or a mail is repeated. That makes the finding medium.

      A Job that is a hook (of Helm or Argo CD) belongs to the release that waits for it. A TTL below a minute may delete it before the tool has seen it \
      finish, and the release then hangs or fails. A longer one is only a second way of clearing away, and no finding.

      Hooks have a policy for this: `helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded`, or \
      `argocd.argoproj.io/hook-delete-policy: HookSucceeded`. For a Job that is not a hook, make it one.
      """,
    remedy: "Remove `ttlSecondsAfterFinished`, and let a hook-delete policy clear the Job away.",
    references: [
      .url("https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/"),
      .url("https://helm.sh/docs/topics/charts_hooks/#hook-deletion-policies"),
      .url("https://github.com/argoproj/argo-cd/issues/8586"),
    ],
    examples: [
      .flagged(
        "Argo CD runs the migration again and again",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
          annotations:
            argocd.argoproj.io/tracking-id: shop:batch/Job:shop/migration
        spec:
          ttlSecondsAfterFinished: ▼600▲
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .flagged(
        "Flux misses the Job",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
          labels:
            kustomize.toolkit.fluxcd.io/name: shop
            kustomize.toolkit.fluxcd.io/namespace: flux-system
        spec:
          ttlSecondsAfterFinished: ▼86400▲
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .flagged(
        "Helm waits for a Job that is gone",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
          annotations:
            helm.sh/hook: pre-upgrade
        spec:
          ttlSecondsAfterFinished: ▼0▲
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .clean(
        "Helm deletes its hook itself",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
          annotations:
            helm.sh/hook: pre-upgrade
            helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .clean(
        "The Jobs of a synced CronJob are not in Git",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
          labels:
            argocd.argoproj.io/instance: shop
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
    ])

  /// Below this many seconds a tool that polls may never see the Job finish.
  private static var shortTTL: Int64 { 60 }

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let delivery = JobDelivery(of: workload), let ttl = findings.readIfPresent(workload.job.ttlSecondsAfterFinished) else { return }
    if delivery.isHook, ttl.value >= shortTTL { return }
    findings.report(at: ttl.place, Situation(ttl: ttl.value, delivery: delivery))
  }

  /// A Job that is deleted too early.
  package struct Situation: SituationKey {
    /// In seconds.
    let ttl: Int64
    let delivery: JobDelivery

    package func combine(into hash: inout StableHash) { hash.combine(ttl, delivery) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let delivery = situation.delivery.name
    return Explanation(
      message: "ttlSecondsAfterFinished: \(situation.ttl) deletes a Job that is kept in place by \(delivery)",
      why: situation.delivery.isHook
        ? "The release waits for this Job and hangs or fails when it is gone before it was seen to finish."
        : "\(delivery) finds the Job missing: it is out of sync, and automatic synchronisation runs it again.",
      remedy: metadata.remedy)
  }
}

extension TTLOnSyncedJob: Fixable {
  package static let fixing = FixSafety.changesBehaviour("The finished Job stays until whatever delivers it clears it away.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(removing: defect.path, fixing)
  }
}
