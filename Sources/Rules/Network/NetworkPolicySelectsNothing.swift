package import ClusterState
package import Findings
package import Manifests

internal import AccessControl

/// A NetworkPolicy that looks meant for the job selects none of its pods.
package enum NetworkPolicySelectsNothing: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW602", name: "network-policy-selects-nothing", severity: .medium,
    summary: "A NetworkPolicy that looks meant for the job selects none of its pods.",
    rationale: """
      A NetworkPolicy selects pods by the labels that the pods have: those of the pod template, and those that the Job controller \
      adds. Labels of the CronJob or of its `jobTemplate` do not reach the pods, so a policy written by them matches nothing. \
      Neither does one that takes the CronJob's name for the value of `job-name`, which is the name of a Job: `backup-29391840`. \
      Such a policy is accepted without a word and restricts nobody, and everybody believes that it does.

      Said of a policy that selects no pod of the input, if its selector fits labels of the CronJob or Job that the pods do not get, \
      or if it names the workload. Pods of Deployments and their like count. Where policies of Cilium, Calico or \
      AdminNetworkPolicies are in the input this is *not evaluated*.

      The severity is medium, as that of having no policy at all.
      """,
    remedy: "Put the labels on the pod template, `spec.jobTemplate.spec.template.metadata.labels`, or select by labels that the pods have.",
    references: [
      .kubernetes("concepts/services-networking/network-policies/#the-networkpolicy-resource"),
      .kubernetes("concepts/overview/working-with-objects/labels/"), .peer(tool: "kube-linter", id: "dangling-networkpolicy"),
      .peer(tool: "kube-score", id: "networkpolicy-targets-pod"), .nsa("Network separation and hardening"),
    ],
    examples: [
      .flagged(
        "The labels are those of the CronJob",
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
              podSelector:
                matchLabels:
                  app: backup
              policyTypes: [Ingress, Egress]
          - apiVersion: batch/v1
            ▼kind▲: CronJob
            metadata:
              name: backup
              namespace: shop
              labels:
                app: backup
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
        "The CronJob's name is not the Job's",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: isolate
              namespace: shop
            spec:
              podSelector:
                matchLabels:
                  batch.kubernetes.io/job-name: backup
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
                    metadata:
                      ▼labels▲:
                        tier: batch
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "The labels are those of the pods",
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
              podSelector:
                matchLabels:
                  app: backup
              policyTypes: [Ingress, Egress]
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
              namespace: shop
              labels:
                app: backup
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
        "The policy is for the pods of a Deployment",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: shop
              namespace: shop
            spec:
              podSelector:
                matchLabels:
                  app: shop
              policyTypes: [Ingress]
          - apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: shop
              namespace: shop
            spec:
              template:
                metadata:
                  labels:
                    app: shop
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
              namespace: shop
              labels:
                app: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    metadata:
                      labels:
                        tier: batch
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
    ])

  package static var reads: KindSet { NetworkPosture.reads.union(KindSet(.podController, .cronJob, .job, .pod)) }
  package static var needs: KindSet { KindSet(.networkPolicy) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    let posture = context.shared(NetworkPosture.self)
    if workload.object.kind == .pod || workload.object.usesHostNetwork { return }
    guard let policies = posture.policies(for: workload) else { return answer.notInInput() }
    let place = Place(of: workload)
    switch context.shared(IdlePolicies.self).meant(for: workload, in: place, policies) {
    case .tooMany:
      posture.settle(&answer) {
        $0.cannotTell(because: "the namespace has more policies and labels than are compared with each other")
      }
    case .found(let found):
      posture.settle(&answer) { answer in
        for (policy, reason) in found {
          answer.fail(
            Situation(policy: PolicyName(policy.object), reason: reason),
            at: workload.object.podLabels.isEmpty ? nil : workload.object.podLabelsPlace, related: policy.origin)
        }
      }
    }
  }

  /// What has the same policies.
  fileprivate struct Place: Hashable {
    let namespace: String?
    /// Files that name no namespace may be meant for different ones.
    let file: Int?

    init(of workload: Located<WorkloadFacts>) {
      namespace = workload.object.namespace
      file = workload.object.namespace == nil ? workload.origin.file : nil
    }
  }

  /// Why a policy looks meant for a workload.
  enum Reason: String, StableHashable {
    /// The workload has the name that the policy has, or selects.
    case name
    /// The labels stand at the workload, and not at its pods.
    case outside
  }

  /// No more labels than these are compared with selectors, in one place.
  fileprivate static var mostComparisons: Int { 4_000_000 }
  /// Policies that are named for one workload.
  fileprivate static var mostFindings: Int { 20 }

  /// A policy that selects nothing, and why it looks meant for the workload.
  package struct Situation: SituationKey {
    let policy: PolicyName
    let reason: Reason

    package func combine(into hash: inout StableHash) { hash.combine(policy, reason) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "\(situation.policy) looks meant for the job and selects none of its pods",
      why: situation.reason == .outside
        ? "Its selector fits labels of the CronJob or Job itself, which the pods do not get, so it restricts nobody."
        : "Its selector fits neither the labels of the pod template nor those that the Job controller adds, so it restricts nobody.",
      remedy: metadata.remedy)
  }
}

/// The policies of each namespace that select no pod, and what they look meant for.
private struct IdlePolicies: SharedFacts {
  static var reads: KindSet { NetworkPolicySelectsNothing.reads }

  typealias Place = NetworkPolicySelectsNothing.Place
  typealias Reason = NetworkPolicySelectsNothing.Reason

  enum Answer {
    case tooMany
    case found([(policy: Located<NetworkPolicy>, reason: Reason)])
  }

  /// Those of one place, in order.
  private struct Idle: Sendable {
    var policies = PolicySet([])
    /// By a name of theirs.
    var byName: [String: [Int]] = [:]
    var isTooMany = false
  }

  private let state: ClusterState
  private let places = JudgingContext.Cache<Place, Idle>()

  init(_ context: JudgingContext) { state = context.state }

  /// The policies that look meant for a workload and select none of the pods of its namespace.
  func meant(for workload: Located<WorkloadFacts>, in place: Place, _ policies: PolicySet) -> Answer {
    let idle = places.value(for: place) { unused(in: place, policies) }
    if idle.isTooMany { return .tooMany }
    var reasons: [Int: Reason] = [:]
    for position in idle.byName[workload.object.name] ?? [] { reasons[position] = .name }
    if let labels = labelsWithOthers(of: workload.object) {
      guard idle.policies.comparisons(with: labels, in: place.namespace) <= NetworkPosture.mostComparisons else { return .tooMany }
      for position in idle.policies.positions(selecting: labels, in: place.namespace) { reasons[position] = .outside }
    }
    let all = idle.policies.policies(in: place.namespace)
    return .found(
      reasons.sorted { $0.key < $1.key }.prefix(NetworkPolicySelectsNothing.mostFindings).map { (all[$0.key], $0.value) })
  }

  private func unused(in place: Place, _ set: PolicySet) -> Idle {
    var idle = Idle()
    let policies = set.policies(in: place.namespace).filter { !$0.object.podSelector.isEmpty }
    if policies.isEmpty { return idle }
    let pods = Set(labelsOfPods(in: Scope(namespace: place.namespace)).map { set.essentials(of: $0, in: place.namespace) })
    guard policies.count.multipliedReportingOverflow(by: pods.count).partialValue <= NetworkPolicySelectsNothing.mostComparisons else {
      idle.isTooMany = true
      return idle
    }
    let unused = policies.filter { policy in pods.allSatisfy { policy.object.podSelector.selects($0) == .no } }
    idle.policies = PolicySet(unused)
    for (position, policy) in unused.enumerated() {
      for name in Set(names(in: policy.object)) { idle.byName[name, default: []].append(position) }
    }
    return idle
  }

  /// Of workloads and of Deployments and their like.
  private func labelsOfPods(in scope: Scope) -> [LabelSet] {
    (state.workloads.part(scope)?.objects ?? []).map { LabelSet(podsOf: $0.object) }
      + (state.podControllers.part(scope)?.objects ?? []).map { LabelSet($0.object.podLabels) }
  }

  /// The labels that pods would have if those of the workload were theirs; nil where it has none of its own.
  private func labelsWithOthers(of workload: WorkloadFacts) -> LabelSet? {
    if workload.labelsOutsideOfPods.isEmpty { return nil }
    var labels = LabelSet(podsOf: workload)
    for label in workload.labelsOutsideOfPods { labels.values[label.key] = .exactly(label.value) }
    return labels
  }

  /// The name of a policy and the values that it selects: what is called so looks like what it is for.
  private func names(in policy: NetworkPolicy) -> [String] {
    let values = policy.podSelector.matchLabels.entries.map(\.value) + policy.podSelector.matchExpressions.items.flatMap(\.values.items)
    return values.compactMap(\.value) + [policy.metadata.name.value].compactMap { $0 }
  }
}
