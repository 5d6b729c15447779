package import ClusterState
package import Findings
package import Manifests

/// The pod needs a ConfigMap that its namespace does not have.
package enum DanglingConfigMap: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW231", name: "dangling-config-map", severity: .high, profile: .essential,
    summary: "The pod needs a ConfigMap that its namespace does not have.",
    rationale: """
      A pod that mounts a ConfigMap which does not exist stays in `ContainerCreating`; one that takes a variable from it stays in \
      `CreateContainerConfigError`. Neither is a failure: no retry, no `Failed` condition, no alert. The Job is active until its \
      deadline, and without one for ever, so that under `Forbid` the schedule stops without a word. Where the ConfigMap holds the script \
      that the job runs, whoever may create ConfigMaps in the namespace decides what that is. Hence high.

      A missing object is a finding only where all ConfigMaps of the namespace are known: where the input holds `kube-root-ca.crt`, which every \
      namespace has, as the API server stored it (with a uid), or where a document of kind `Coverage` in the input or `complete` in the \
      configuration says so. Otherwise the object may exist where it was not looked for, and the summary says that it is *not in the input*. \
      A trust-manager Bundle counts as the ConfigMap it makes. References that are `optional` are left alone.
      """,
    remedy: "Create the ConfigMap, correct its name, or mark the reference `optional: true`.",
    references: [
      .kubernetes("concepts/configuration/configmap/"), .kubernetes("tasks/configure-pod-container/configure-pod-configmap/#restrictions"),
      .peer(tool: "kube-linter", id: "env-value-from"),
    ],
    examples: [
      .flagged(
        "The script is gone",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: v1
            kind: ConfigMap
            metadata: {name: kube-root-ca.crt, namespace: shop, uid: 5e0f1c6a-0001}
            data: {ca.crt: example}
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
                      volumes:
                        - name: script
                          configMap:
                            name: ▼backup-script▲
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "It may be missing",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: v1
            kind: ConfigMap
            metadata: {name: kube-root-ca.crt, namespace: shop, uid: 5e0f1c6a-0001}
            data: {ca.crt: example}
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
                      volumes:
                        - name: script
                          configMap:
                            name: backup-script
                            optional: true
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
    ])

  package static var reads: KindSet { KindSet(.configMap, .generatedObjects) }
  package static var needs: KindSet { KindSet(.configMap) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    DanglingReferences.reportMissingObjects(.configMap, of: workload, in: context, &answer)
  }

  package static func explain(_ object: MissingObject) -> Explanation {
    object.explanation(remedy: metadata.remedy)
  }
}
