package import ClusterState
package import Findings
package import Manifests

internal import AccessControl

/// A NetworkPolicy lets the job's pods connect to the metadata address of the cloud without need.
package enum MetadataAddressReachable: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW604", name: "metadata-address-reachable", severity: .medium,
    summary: "A NetworkPolicy lets the job's pods connect to the metadata address of the cloud without need.",
    rationale: """
      At 169.254.169.254 clouds answer any process on a machine with what it needs to act as the machine: on many clusters the \
      credentials of the node, which may pull every image, read the machine's start-up script and often more. One request from a \
      job's shell is enough. A policy that allows any address on port 80, for a package mirror or a plain web service, allows this \
      one too.

      A pod that has a cloud identity by GKE's Workload Identity asks that address for it and is left alone; where the service \
      account is not in the input this is *not evaluated*. AWS's and Azure's ways need no such connection. A rule for every port is \
      reported as unrestricted-egress.

      The severity is medium: whether the address gives credentials to pods depends on the machines' settings.
      """,
    remedy: "Except 169.254.0.0/16 from the address block, or name the addresses that the job needs.",
    references: [
      .kubernetes("concepts/services-networking/network-policies/#networkpolicy-resource"), .nsa("Network separation and hardening"),
      .mitre("T1552.005"), .cwe(918),
    ],
    examples: [
      .flagged(
        "Any address on port 80",
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
                    - port: 80
                - ports:
                    - protocol: UDP
                      port: 53
                    - protocol: TCP
                      port: 53
          - apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: backup
              namespace: shop
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
                      serviceAccountName: backup
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "With the exception",
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
                        except: [169.254.0.0/16]
                  ports:
                    - port: 80
                - ports:
                    - protocol: UDP
                      port: 53
                    - protocol: TCP
                      port: 53
          - apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: backup
              namespace: shop
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
                      serviceAccountName: backup
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "The identity comes from there",
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
                    - port: 80
                - ports:
                    - protocol: UDP
                      port: 53
                    - protocol: TCP
                      port: 53
          - apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: backup
              namespace: shop
              annotations:
                iam.gke.io/gcp-service-account: backup@project.iam.gserviceaccount.com
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
                      serviceAccountName: backup
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
    ])

  package static var reads: KindSet { NetworkPosture.reads.union(KindSet(.serviceAccount)) }
  package static var needs: KindSet { KindSet(.networkPolicy) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    context.shared(NetworkPosture.self).judge(workload, &answer) { pods, answer in
      guard let rules = pods.answer(for: Self.self, { pods in pods.restrictedEgress.flatMap { isAllowed(to: pods) ? $0 : nil } }) else {
        return
      }
      guard let account = context.shared(ServiceAccountsByName.self).account(of: workload.object) else {
        return answer.cannotTell(
          because: "the service account is not in the input: GKE's Workload Identity would need the metadata address")
      }
      if account.metadata.annotations["iam.gke.io/gcp-service-account"].isAbsent { answer.fail(related: rules.first?.policy.origin) }
    }
  }

  /// The address is the same in the clouds of Amazon, Google, Microsoft and others; that of version 6 is Amazon's.
  private static let addresses = ["169.254.169.254", "fd00:ec2::254"].compactMap { IPAddress($0) }

  private static func isAllowed(to pods: NetworkPosture.Pods) -> Bool {
    addresses.contains { pods.policies.allows(.egress, of: pods.pod, peer: .address($0), on: NetworkPort(.tcp, 80)) == .yes }
  }

  package static func explain(_ situation: NoDetail) -> Explanation {
    Explanation(
      message: "the NetworkPolicies let the job's pods connect to the metadata address of the cloud",
      why: "On many clusters it answers with the node's credentials, and nothing shows that the job needs it.", remedy: metadata.remedy)
  }
}
