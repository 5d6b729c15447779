package import Findings
package import Manifests

internal import AccessControl

/// A NetworkPolicy lets the job's pods connect to the API server, for which they have no token.
package enum APIServerReachable: InventoryRule {
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
            ▼kind: CronJob
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

  package static func applies(to inventory: Inventory) -> Bool { !inventory.networkPolicies.isEmpty }

  package static func check(_ inventory: Inventory, options: RuleOptions) -> [InventoryVerdict] {
    let service = inventory.services.first {
      $0.object.metadata.name.value == "kubernetes" && $0.object.metadata.namespace.value == "default"
    }
    let address = service?.object.clusterIP.value.flatMap { IPAddress($0) }
    return NetworkPosture(inventory).verdicts { subject in
      guard hasNoToken(subject.workload.object, in: inventory), let rules = subject.egressRules,
        !rules.contains(where: { $0.rule.isUnrestricted })
      else { return [] }
      if let rule = rules.first(where: { $0.rule.isForAPIServer }) { return [subject.finding([rule.policyName], in: rule)] }
      // Any address on port 443 is meant for others.
      guard let address, let first = rules.first, !rules.contains(where: { $0.rule.isForAllAddresses }),
        subject.policies.allows(.egress, of: subject.pod, peer: .address(address), on: NetworkPort(.tcp, 443)) == .yes
      else { return [] }
      return [subject.finding([first.policyName], in: first)]
    }
  }

  private static func hasNoToken(_ workload: WorkloadFacts, in inventory: Inventory) -> Bool {
    if workload.hasProjectedToken { return false }
    let mounts = workload.automountServiceAccountToken ?? inventory.serviceAccount(of: workload)?.automountServiceAccountToken.value
    return mounts == false
  }

  package static func explain(_ arguments: [String]) -> Explanation {
    Explanation(
      message: "NetworkPolicy \"\(arguments.argument(0))\" lets the job's pods connect to the API server, for which they have no token",
      why: "Without a token there is nothing to ask it for; only what takes the job over has a use for the way.", remedy: metadata.remedy)
  }
}

extension NetworkPolicyRule {
  /// Whether the rule is for the port that API servers have and hardly anything else.
  fileprivate var isForAPIServer: Bool {
    ports.items.contains { $0.transportProtocol == .tcp && $0.numbers == 6443...6443 }
  }
}
