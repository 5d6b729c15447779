package import ClusterState
package import Findings
package import Manifests

internal import AccessControl

/// NetworkPolicies let the job's pods out but not to DNS, or by one of its protocols only.
package enum DNSIncomplete: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW606", name: "dns-incomplete", severity: .medium,
    summary: "NetworkPolicies let the job's pods out but not to DNS, or by one of its protocols only.",
    rationale: """
      A pod that is restricted in egress may ask DNS only if a policy says so, on port 53 by UDP and by TCP. Without any of them no \
      name resolves, and a job fails with a message about its database. Without TCP it works until an answer does not fit into a \
      datagram: a service that has grown to many addresses, or a record with signatures. That night the job fails, and nobody \
      remembers the policy.

      Said where a policy lets the pods out to other pods or to any address, which are reached by names; rules for single address \
      blocks need none. A rule counts for DNS if it is for port 53, or 5353 as OpenShift has it, or for every port of peers that DNS \
      servers may be among.

      The severity is medium, and low where only TCP is missing.
      """,
    remedy:
      "Allow port 53 by UDP and TCP, to the pods of kube-dns in kube-system, to the address of NodeLocal DNSCache where that runs, or port 5353 to openshift-dns.",
    references: [
      .kubernetes("concepts/services-networking/network-policies/#networkpolicy-resource"),
      .kubernetes("concepts/services-networking/dns-pod-service/"), .kubernetes("tasks/administer-cluster/nodelocaldns/"),
      .url("https://www.rfc-editor.org/rfc/rfc7766"),
    ],
    examples: [
      .flagged(
        "No rule for DNS",
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
        "By UDP only",
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
        "By both protocols",
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
        "The API server, whose address pods are told",
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
                    - namespaceSelector:
                        matchLabels:
                          kubernetes.io/metadata.name: kube-system
                  ports:
                    - port: 6443
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
        "A single address has no name to ask for",
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
                        cidr: 192.0.2.10/32
                  ports:
                    - port: 5432
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
      let found = pods.answer(for: Self.self) { pods -> (asks: NetworkPosture.EgressRule, answered: [TransportProtocol])? in
        guard let rules = pods.egressRules, rules.allSatisfy({ $0.rule.ports.isReadable && $0.rule.peers.isReadable }),
          let first = rules.first(where: { $0.rule.needsNames })
        else { return nil }
        return (first, [.udp, .tcp].filter { transport in rules.contains { $0.rule.mayReachDNS(by: transport) } })
      }
      guard let (rule, answered) = found, answered.count < 2 else { return }
      answer.fail(Situation(answered: answered.first), severity: answered == [.udp] ? .low : nil, related: rule.policy.origin)
    }
  }

  /// How DNS can be asked.
  package struct Situation: SituationKey {
    /// The only protocol; nil: not at all.
    let answered: TransportProtocol?

    package func combine(into hash: inout StableHash) { hash.combine(answered?.rawValue) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    guard let present = situation.answered?.rawValue else {
      return Explanation(
        message: "the NetworkPolicies let the job's pods out, but not to DNS",
        why: "No name resolves, so the job cannot find what it is allowed to connect to.", remedy: metadata.remedy)
    }
    let missing = present == "UDP" ? "TCP" : "UDP"
    return Explanation(
      message: "the NetworkPolicies let the job's pods ask DNS by \(present), but not by \(missing)",
      why: missing == "TCP"
        ? "An answer that does not fit into a datagram is asked for again by TCP; the job fails on the day one has grown too long."
        : "Resolvers ask by UDP first, so names resolve late or not at all.",
      remedy: metadata.remedy)
  }
}

extension NetworkPolicyRule {
  /// Whether what the rule is for is reached by names: other pods, and any address. Pods know the API server by its address.
  fileprivate var needsNames: Bool {
    let takesNoNames = !ports.items.isEmpty && ports.items.allSatisfy { $0.isForDNS || $0.numbers == 6443...6443 }
    return !takesNoNames && (isForAllAddresses || peers.items.contains { $0.cidr.isAbsent })
  }

  /// Whether a DNS server may be among what the rule lets the pods ask by a protocol.
  fileprivate func mayReachDNS(by transport: TransportProtocol) -> Bool {
    let ports = ports.items.filter { $0.transportProtocol == nil || $0.transportProtocol == transport }
    if ports.contains(where: \.isForDNS) { return true }
    let isForRange = self.ports.items.isEmpty || ports.contains { $0.numbers?.contains(53) ?? true }
    return isForRange && (peers.items.isEmpty || peers.items.contains { !$0.cidr.isAbsent || $0.namespaceSelector.presence != .absent })
  }
}

extension NetworkPolicyPort {
  /// Whether it is a port of DNS and no other; OpenShift's servers have 5353, and CoreDNS's pods call theirs `dns` and `dns-tcp`.
  fileprivate var isForDNS: Bool {
    if let numbers { return numbers == 53...53 || numbers == 5353...5353 }
    return port.value == "dns" || port.value == "dns-tcp"
  }
}
