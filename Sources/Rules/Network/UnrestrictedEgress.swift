package import ClusterState
package import Findings
package import Manifests

/// A NetworkPolicy lets the job's pods connect to any address on any port.
package enum UnrestrictedEgress: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW603", name: "unrestricted-egress", severity: .medium,
    summary: "A NetworkPolicy lets the job's pods connect to any address on any port.",
    rationale: """
      A policy with an egress rule that names neither peers nor ports allows all connections, and so does one with the address block \
      0.0.0.0/0 and no port. Rules add up: beside such a rule, every narrower one means nothing. It is how people silence a policy \
      that broke something, and it stays. What the job has read, a dump with users' data, can then be sent anywhere; and what runs \
      in it can fetch more.

      Exceptions of the block do not change that, as long as the internet is left. Rules for a port, such as 443 to any address, are \
      not reported: with NetworkPolicies alone there is often no narrower way to a service whose addresses change. Where policies of \
      Cilium, Calico or AdminNetworkPolicies are in the input this is *not evaluated*.

      The severity is medium, as that of having no policy at all.
      """,
    remedy:
      "Name the peers, and the ports, that the job needs; `curfew generate network-policy` drafts a policy from what the manifests name.",
    references: [
      .kubernetes("concepts/services-networking/network-policies/#allow-all-egress-traffic"), .nsa("Network separation and hardening"),
      .mitre("T1048"), .cwe(1327),
    ],
    examples: [
      .flagged(
        "A rule without peers and ports",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: backup
              namespace: shop
            spec:
              podSelector: {}
              policyTypes: [Ingress, Egress]
              egress:
                - {}
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
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .flagged(
        "Every address but the private ones",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: backup
              namespace: shop
            spec:
              podSelector: {}
              policyTypes: [Ingress, Egress]
              egress:
                - to:
                    - ipBlock:
                        cidr: 0.0.0.0/0
                        except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]
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
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "The database and DNS",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: backup
              namespace: shop
            spec:
              podSelector: {}
              policyTypes: [Ingress, Egress]
              egress:
                - to:
                    - podSelector:
                        matchLabels:
                          app: database
                  ports:
                    - port: 5432
                - ports:
                    - protocol: UDP
                      port: 53
                    - protocol: TCP
                      port: 53
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
        "Any address on one port",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: backup
              namespace: shop
            spec:
              podSelector: {}
              policyTypes: [Ingress, Egress]
              egress:
                - to:
                    - ipBlock:
                        cidr: 0.0.0.0/0
                  ports:
                    - port: 443
                - ports:
                    - protocol: UDP
                      port: 53
                    - protocol: TCP
                      port: 53
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
      guard let rule = pods.answer(for: Self.self, { pods in pods.egressRules?.first { $0.rule.isUnrestricted } }) else { return }
      answer.fail(Situation(policy: PolicyName(rule.policy.object), rule: rule.number), related: rule.policy.origin)
    }
  }

  /// A rule that lets everything out.
  package struct Situation: SituationKey {
    let policy: PolicyName
    /// Which of the policy's, from 1.
    let rule: Int

    package func combine(into hash: inout StableHash) { hash.combine(policy) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message:
        "egress rule \(situation.rule) of \(situation.policy) lets the job's pods connect to any address on any port",
      why: "The other rules mean nothing beside it: whatever the job has read can be sent anywhere.", remedy: metadata.remedy)
  }
}
