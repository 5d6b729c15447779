package import ClusterState
package import Findings
package import Manifests

internal import AccessControl

/// No NetworkPolicy restricts what the job's pods may reach, or who may reach them.
package enum NoNetworkPolicy: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW601", name: "no-network-policy", severity: .medium,
    summary: "No NetworkPolicy restricts what the job's pods may reach, or who may reach them.",
    rationale: """
      Where no NetworkPolicy selects a pod, it may connect to everything: each database and each pod of the cluster, the API server, \
      the metadata address of the cloud with the node's credentials, and any host of the internet that takes what a backup has just \
      read. A job that is taken over, by an image, a package or a shell injection, is as far from all of them as its script wants it \
      to be. A job knows the few hosts it talks to better than most servers, and nothing has to connect to it.

      A pod is restricted in a direction as soon as one policy of its namespace selects it there; `policyTypes` says which, and \
      leaves egress out where it is not written and the policy has no egress rules. Said where the input holds \
      policies of the workload's namespace, or all policies of it by what a document of kind `Coverage` or `complete` in the configuration says. \
      Where it has none of the namespace, the summary says that they are *not in the input*; where it has policies of Cilium, Calico or \
      AdminNetworkPolicies, this is *not evaluated*. Pods on the node's network are left alone, as most \
      plugins apply no policy to them.

      The severity is medium: a policy stops nothing by itself, but decides how far everything else gets. Where only ingress is open \
      it is low, as few jobs listen.
      """,
    remedy: "Add a NetworkPolicy that selects the pods and lets out what the job needs; `curfew generate network-policy` drafts one.",
    references: [
      .kubernetes("concepts/services-networking/network-policies/"), .nsa("Network separation and hardening"), .cis("5.3.2"),
      .peer(tool: "kube-linter", id: "non-isolated-pod"), .peer(tool: "kube-score", id: "pod-networkpolicy"),
      .peer(tool: "polaris", id: "missingNetworkPolicy"), .peer(tool: "checkov", id: "CKV2_K8S_6"),
      .peer(tool: "kubescape", id: "C-0030"), .peer(tool: "kubescape", id: "C-0049"), .peer(tool: "kubescape", id: "C-0054"),
      .peer(tool: "kubescape", id: "C-0206"), .peer(tool: "kubescape", id: "C-0260"), .mitre("T1046"),
    ],
    examples: [
      .flagged(
        "The policies of the namespace are for others",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: web
              namespace: shop
            spec:
              podSelector:
                matchLabels:
                  app: web
              policyTypes: [Ingress, Egress]
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
                    metadata:
                      labels:
                        app: backup
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .flagged(
        "Nothing comes in, everything goes out",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: closed
              namespace: shop
            spec:
              podSelector: {}
              policyTypes: [Ingress]
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
                    metadata:
                      labels:
                        app: backup
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "Nothing is let through that is not named",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: closed
              namespace: shop
            spec:
              podSelector: {}
              policyTypes: [Ingress, Egress]
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
        "A label that the Job controller adds",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: jobs
              namespace: shop
            spec:
              podSelector:
                matchExpressions:
                  - key: batch.kubernetes.io/job-name
                    operator: Exists
              policyTypes: [Ingress, Egress]
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

  package static var reads: KindSet { NetworkPosture.reads }
  package static var needs: KindSet { KindSet(.networkPolicy) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    context.shared(NetworkPosture.self).judge(workload, &answer) { pods, answer in
      let isolation = TrafficDirection.allCases.map { pods.areIsolated($0) }
      let open = zip(TrafficDirection.allCases, isolation).filter { $1 == .no }.map { $0.0 }
      if !open.isEmpty {
        answer.fail(open == [.ingress] ? .ingress : open == [.egress] ? .egress : .both, severity: open == [.ingress] ? .low : nil)
      } else if !isolation.allSatisfy({ $0 == .yes }) {
        answer.cannotTell(because: "the labels of the pods or the selector of a NetworkPolicy cannot be told")
      }
    }
  }

  /// What nothing restricts.
  package enum Situation: String, SituationKey {
    case ingress, egress, both
  }

  package static func explain(_ situation: Situation) -> Explanation {
    switch situation {
    case .ingress:
      Explanation(
        message: "no NetworkPolicy restricts who may connect to the job's pods",
        why: "Nothing has to connect to a job; what listens in it all the same, a debugger or a proxy, is open to the whole cluster.",
        remedy: "Let a policy that selects the pods have Ingress among its `policyTypes`, without ingress rules.")
    case .egress:
      Explanation(
        message: "no NetworkPolicy restricts what the job's pods may connect to",
        why: "Whoever takes the job over reaches every pod, the API server and the internet, with all that the job has read.",
        remedy: "Let a policy that selects the pods have Egress among its `policyTypes`, and let out what the job needs.")
    case .both:
      Explanation(
        message: "no NetworkPolicy selects the job's pods",
        why: "Whoever takes the job over reaches every pod, the API server and the internet, with all that the job has read.",
        remedy: metadata.remedy)
    }
  }
}
