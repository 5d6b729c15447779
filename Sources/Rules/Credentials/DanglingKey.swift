package import ClusterState
package import Findings
package import Manifests

/// The pod needs a key that the Secret or ConfigMap does not have.
package enum DanglingKey: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW232", name: "dangling-key", severity: .high, profile: .essential,
    summary: "The pod needs a key that the Secret or ConfigMap does not have.",
    rationale: """
      The object is there, the key is not: the container stays in `CreateContainerConfigError`, or the volume cannot be mounted, just as \
      if the whole object were missing. It happens when a key is renamed in a rotation and one of its users is forgotten: everything \
      else goes on, and the one job that runs at night stays active and does nothing. Hence high.

      Judged where the object is known as the API server stored it (with a uid); a manifest may be completed by others before it is \
      applied, so a key that is missing there is *not evaluated*. References that are `optional` are left alone.
      """,
    remedy: "Correct the key's name, or mark the reference `optional: true`.",
    references: [
      .kubernetes("concepts/configuration/secret/#using-secrets-as-environment-variables"),
      .kubernetes("tasks/configure-pod-container/configure-pod-configmap/#restrictions"), .peer(tool: "kube-linter", id: "env-value-from"),
    ],
    examples: [
      .flagged(
        "The key was renamed",
        """
        apiVersion: v1
        kind: List
        items:
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
                                  key: ▼pgpassword▲
        """),
      .clean(
        "The key is there",
        """
        apiVersion: v1
        kind: List
        items:
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
    ])

  package static var reads: KindSet { KindSet(.secret, .configMap, .generatedObjects) }
  package static var needs: KindSet { KindSet(.secret, .configMap) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    DanglingReferences.reportMissingKeys(of: workload, in: context, &answer)
  }

  package static func explain(_ missing: MissingKey) -> Explanation {
    Explanation(
      message: "\(missing.kind.rawValue) \"\(missing.object)\" has no key \"\(missing.key)\"",
      why: DanglingReferences.consequence, remedy: metadata.remedy)
  }
}
