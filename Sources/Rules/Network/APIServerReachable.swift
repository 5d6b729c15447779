package import ClusterState
package import Findings
package import Manifests

internal import AccessControl

/// A NetworkPolicy lets the job's pods connect to the API server, for which they have no token.
package enum APIServerReachable: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW605", name: "api-server-reachable", severity: .low, profile: .strict,
    summary: "A NetworkPolicy lets the job's pods connect to the API server, for which they have no token.",
    rationale: """
      A pod without a token of its service account is nobody to the API server, and has no business there. A rule that opens the way \
      all the same is a leftover of a job that had one, or of another policy it was copied from. It keeps open what a stolen token, \
      or the next flaw that anonymous requests can reach, needs.

      Said where an egress rule is for port 6443 alone, or reaches the address of the Service `kubernetes` in the namespace \
      `default`, if that is in the input, and where the pod or its service account says that no token is mounted.

      The severity is low: without a token the API server answers little.
      """,
    remedy: "Remove the rule; or, if the job needs the API server, mount the token it needs for it.",
    references: [
      .kubernetes("concepts/services-networking/network-policies/#networkpolicy-resource"),
      .kubernetes("tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting"),
      .nsa("Network separation and hardening"),
    ],
    examples: [
      .flagged(
        "A way without a token",
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
                    - port: 6443
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
                      automountServiceAccountToken: false
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "The job has a token",
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
                      automountServiceAccountToken: true
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "Another port",
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
                    - port: 443
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
                      automountServiceAccountToken: false
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
    ])

  package static var reads: KindSet { NetworkPosture.reads.union(KindSet(.service, .serviceAccount)) }
  package static var needs: KindSet { KindSet(.networkPolicy) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    context.shared(NetworkPosture.self).judge(workload, &answer) { pods, answer in
      let found = pods.answer(for: Self.self) { rule(allowing: $0, at: addressOfAPIServer(in: context.state)) }
      guard let rule = found, hasNoToken(workload.object, context.shared(ServiceAccountsByName.self)) else { return }
      answer.fail(PolicyName(rule.policy.object), related: rule.policy.origin)
    }
  }

  private static func addressOfAPIServer(in state: ClusterState) -> IPAddress? {
    state.services.objects(named: "kubernetes", in: .namespace("default")).first?.object.clusterIP.value.flatMap { IPAddress($0) }
  }

  /// A rule that lets the pods connect to the API server.
  private static func rule(allowing pods: NetworkPosture.Pods, at address: IPAddress?) -> NetworkPosture.EgressRule? {
    guard let rules = pods.restrictedEgress else { return nil }
    if let rule = rules.first(where: { $0.rule.isForAPIServer }) { return rule }
    // Any address on port 443 is meant for others.
    guard let address, let first = rules.first, !rules.contains(where: { $0.rule.isForAllAddresses }),
      pods.policies.allows(.egress, of: pods.pod, peer: .address(address), on: NetworkPort(.tcp, 443)) == .yes
    else { return nil }
    return first
  }

  private static func hasNoToken(_ workload: WorkloadFacts, _ accounts: ServiceAccountsByName) -> Bool {
    if workload.hasProjectedToken { return false }
    return (workload.automountServiceAccountToken ?? accounts.account(of: workload)?.automountServiceAccountToken.value) == false
  }

  package static func explain(_ policy: PolicyName) -> Explanation {
    Explanation(
      message: "\(policy) lets the job's pods connect to the API server, for which they have no token",
      why: "Without a token there is nothing to ask it for; only what takes the job over has a use for the way.", remedy: metadata.remedy)
  }
}

extension NetworkPolicyRule {
  /// Whether the rule is for the port that API servers have and hardly anything else.
  fileprivate var isForAPIServer: Bool {
    ports.items.contains { $0.transportProtocol == .tcp && $0.numbers == 6443...6443 }
  }
}
