package import Findings
package import Manifests

/// The job may run on every node, whatever the node says.
package enum BlanketToleration: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW146", name: "blanket-toleration", severity: .low,
    summary: "The job may run on every node, whatever the node says.",
    rationale: """
      A toleration with `operator: Exists` and no key tolerates every taint: the job may be placed on control-plane nodes, on nodes kept \
      for other tenants or for GPUs, and on nodes that are being taken out of service. If it covers the effect `NoExecute`, it also \
      undoes the eviction from nodes that no longer answer, so that a pod hangs on a dead node and its Job stays active. An attacker who \
      controls such a job waits for it to land where the credentials of the control plane are.

      The severity is low: it takes another weakness to use the place. Tools that have to be everywhere are DaemonSets, which is where \
      the line is copied from.
      """,
    remedy: "Tolerate only the taints, by key and effect, of the nodes that the job has to reach.",
    references: [
      .kubernetes("concepts/scheduling-eviction/taint-and-toleration/"), .mitre("T1610"),
    ],
    examples: [
      .flagged(
        "Every taint",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  tolerations:
                    - ▼operator▲: Exists
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "The batch nodes' taint",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  tolerations:
                    - key: example.com/batch
                      operator: Exists
                      effect: NoSchedule
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let tolerations = workload.pod.tolerations
    guard findings.canRead(tolerations.presence, at: tolerations.place) else { return }
    for toleration in tolerations.items {
      guard toleration.operator.value == "Exists", let key = findings.read(toleration.key, default: ""), key.isEmpty,
        let effect = findings.read(toleration.effect, default: "")
      else { continue }
      findings.report(at: toleration.place, Situation(effect: effect))
    }
  }

  /// What is tolerated.
  package struct Situation: SituationKey {
    /// Of the taints; empty for any.
    let effect: String

    package func combine(into hash: inout StableHash) { hash.combine(effect) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let effect = situation.effect
    return Explanation(
      message: effect.isEmpty
        ? "a toleration without a key tolerates every taint" : "a toleration without a key tolerates every taint with effect \(effect)",
      why: effect.isEmpty || effect == "NoExecute"
        ? "The job may run on any node, and its pods stay on nodes that no longer answer."
        : "The job may run on any node, control plane included.",
      remedy: metadata.remedy)
  }
}
