package import ClusterState
package import Findings
package import Manifests

/// The pod needs a Secret that its namespace does not have.
package enum DanglingSecret: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW230", name: "dangling-secret", severity: .high, profile: .essential,
    summary: "The pod needs a Secret that its namespace does not have.",
    rationale: """
      A pod that mounts a Secret which does not exist stays in `ContainerCreating`; one that takes a variable from it stays in \
      `CreateContainerConfigError`. Neither is a failure: no retry, no `Failed` condition, no alert. The Job is active until its \
      deadline, and without one for ever, so that under `Forbid` the schedule stops without a word. Usually the Secret was renamed, or \
      lives in another namespace; whoever may create Secrets there can also supply one of their own and so choose the job's credentials. \
      Hence high.

      A missing object is a finding only where all Secrets of the namespace are known: where a document of kind `Coverage` in the input or \
      `complete` in the configuration says so. Otherwise the object may exist where it was not looked for, and the summary says that it is \
      *not in the input*. What an ExternalSecret, a SealedSecret, a cert-manager Certificate and their like make counts as present, and so \
      does any manifest of the input. References that are \
      `optional` are left alone.
      """,
    remedy: "Create the Secret, correct its name, or mark the reference `optional: true`.",
    references: [
      .kubernetes("concepts/configuration/secret/#restriction-secret-must-exist"),
      .kubernetes("concepts/configuration/secret/#restriction-secret-optional"),
      .peer(tool: "kube-linter", id: "env-value-from"),
    ],
    examples: [
      .flagged(
        "The Secret has another name",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: curfew.dev/v1
            kind: Coverage
            complete: [{kind: Secret, namespaces: [shop]}]
          - apiVersion: v1
            kind: Secret
            metadata: {name: backup-v2, namespace: shop, uid: 5e0f1c6a-0002}
            data: {password: ZXhhbXBsZQ==}
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
                          env:
                            - name: PGPASSWORD
                              valueFrom:
                                secretKeyRef:
                                  name: ▼backup▲
                                  key: password
        """),
      .clean(
        "The Secret is there",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: curfew.dev/v1
            kind: Coverage
            complete: [{kind: Secret, namespaces: [shop]}]
          - apiVersion: v1
            kind: Secret
            metadata: {name: backup, namespace: shop, uid: 5e0f1c6a-0002}
            data: {password: ZXhhbXBsZQ==}
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
                          env:
                            - name: PGPASSWORD
                              valueFrom:
                                secretKeyRef:
                                  name: backup
                                  key: password
        """),
      .clean(
        "A controller makes it",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: curfew.dev/v1
            kind: Coverage
            complete: [{kind: Secret, namespaces: [shop]}]
          - apiVersion: v1
            kind: Secret
            metadata: {name: other, namespace: shop, uid: 5e0f1c6a-0002}
            data: {password: ZXhhbXBsZQ==}
          - apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: backup, namespace: shop}
            spec:
              secretStoreRef: {name: vault}
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
                          env:
                            - name: PGPASSWORD
                              valueFrom:
                                secretKeyRef:
                                  name: backup
                                  key: password
        """),
    ])

  package static var reads: KindSet { KindSet(.secret, .generatedObjects) }
  package static var needs: KindSet { KindSet(.secret) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    DanglingReferences.reportMissingObjects(.secret, of: workload, in: context, &answer)
  }

  package static func explain(_ object: MissingObject) -> Explanation {
    object.explanation(remedy: metadata.remedy)
  }
}
