package import Findings
package import Manifests

/// The job displaces workloads as if the cluster depended on it.
package enum SystemPriority: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW147", name: "system-priority", severity: .low,
    summary: "The job displaces workloads as if the cluster depended on it.",
    rationale: """
      `system-node-critical` and `system-cluster-critical` are for what a cluster cannot live without: its DNS, its network, its \
      proxies. A job that takes one of them preempts everything else when a node is full, all applications included, is evicted last \
      when a node runs out of memory, and starts even where a quota for ordinary priorities is used up. A mistake in the job then takes \
      the applications with it.

      The severity is low: the job has to misbehave first. In `kube-system` it is info, since jobs of the cluster itself live there.
      """,
    remedy: "Use a PriorityClass of your own, with `preemptionPolicy: Never` where the job can wait.",
    references: [
      .kubernetes("concepts/scheduling-eviction/pod-priority-preemption/"),
      .kubernetes("tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/"),
    ],
    examples: [
      .flagged(
        "A report before the DNS server's neighbours",
        """
        apiVersion: batch/v1
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
                  priorityClassName: ▼system-cluster-critical▲
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "A class for batch work",
        """
        apiVersion: batch/v1
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
                  priorityClassName: batch
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let name = findings.readIfPresent(workload.pod.priorityClassName), let priorityClass = Situation(rawValue: name.value) else {
      return
    }
    findings.report(at: name.place, severity: workload.metadata.namespace.value == "kube-system" ? .info : nil, priorityClass)
  }

  /// The priority class that the pods have.
  package enum Situation: String, SituationKey {
    case node = "system-node-critical"
    case cluster = "system-cluster-critical"
  }

  package static func explain(_ priorityClass: Situation) -> Explanation {
    Explanation(
      message: "the job's pods have the priority \(priorityClass.rawValue)",
      why: "They displace applications from full nodes, and are the last to be evicted.", remedy: metadata.remedy)
  }
}
