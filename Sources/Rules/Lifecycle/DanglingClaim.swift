package import ClusterState
package import Findings
package import Manifests

/// The pod needs a PersistentVolumeClaim that its namespace does not have.
package enum DanglingClaim: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW156", name: "dangling-claim", severity: .high, profile: .essential,
    summary: "The pod needs a PersistentVolumeClaim that its namespace does not have.",
    rationale: """
      A pod whose claim does not exist is not scheduled: it stays Pending, with an event that nobody reads, and its Job stays active and never fails by itself. Under \
      `Forbid` no later run starts. It happens when a claim is deleted to make room, is spelt otherwise, or is in the namespace that the job was moved from. \
      Nothing says so until somebody misses the work, hence high.

      Judged only where all claims of the namespace are known, as from a dump, or as the configuration states; where a claim may exist that the input does not \
      have, it is *not in the input*.
      """,
    remedy: "Create the claim, or correct its name.",
    references: [.kubernetes("concepts/storage/persistent-volumes/#claims-as-volumes")],
    examples: [
      .flagged(
        "The namespace has another claim",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: curfew.dev/v1
            kind: Coverage
            complete:
              - kind: PersistentVolumeClaim
          - apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: backups, namespace: shop}
          - apiVersion: batch/v1
            kind: CronJob
            metadata: {name: backup, namespace: shop}
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
                          volumeMounts: [{name: target, mountPath: /backup}]
                      volumes:
                        - name: target
                          persistentVolumeClaim:
                            claimName: ▼backup▲
        """),
      .clean(
        "The claim is there",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: curfew.dev/v1
            kind: Coverage
            complete:
              - kind: PersistentVolumeClaim
          - apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: backup, namespace: shop}
          - apiVersion: batch/v1
            kind: CronJob
            metadata: {name: backup, namespace: shop}
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
                          volumeMounts: [{name: target, mountPath: /backup}]
                      volumes:
                        - name: target
                          persistentVolumeClaim:
                            claimName: backup
        """),
    ])

  package static var reads: KindSet { KindSet(.persistentVolumeClaim) }
  package static var needs: KindSet { KindSet(.persistentVolumeClaim) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    DanglingReferences.reportMissingObjects(.persistentVolumeClaim, of: workload, in: context, &answer)
  }

  package static func explain(_ object: MissingObject) -> Explanation {
    object.explanation(remedy: metadata.remedy)
  }
}
