package import ClusterState
package import Findings
package import Manifests

internal import AccessControl

/// A NetworkPolicy that looks meant for the job selects none of its pods.
package enum NetworkPolicySelectsNothing: InventoryRule {
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

  package static func applies(to state: ClusterState) -> Bool { !state.networkPolicies.isEmpty }

  package static func check(_ context: JudgingContext) -> [InventoryVerdict] {
    let posture = context.shared(NetworkPosture.self)
    let pods = labelsOfPods(in: context.state)
    // Files that name no namespace may be meant for different ones.
    let places = Dictionary(grouping: posture.subjects.indices) { index -> Place in
      let workload = posture.subjects[index].workload
      return Place(namespace: workload.object.namespace, file: workload.object.namespace == nil ? workload.origin.file : nil)
    }
    let verdicts = places.sorted { $0.value[0] < $1.value[0] }.flatMap { place, subjects in
      check(subjects.map { posture.subjects[$0] }, in: place, pods: pods[place.namespace ?? ""] ?? [])
    }
    return posture.settled(verdicts)
  }

  /// What has the same policies.
  private struct Place: Hashable {
    let namespace: String?
    let file: Int?
  }

  /// Why a policy looks meant for a workload.
  private enum Situation: String {
    /// The workload has the name that the policy has, or selects.
    case name
    /// The labels stand at the workload, and not at its pods.
    case outside
  }

  /// No more labels than these are compared with selectors, in one place.
  private static var mostComparisons: Int { 4_000_000 }
  /// Policies that are named for one workload.
  private static var mostFindings: Int { 20 }

  private static func check(_ subjects: [NetworkPosture.Subject], in place: Place, pods: [LabelSet]) -> [InventoryVerdict] {
    guard let set = subjects.first?.policies else { return [] }
    let policies = set.policies(in: place.namespace).filter { !$0.object.podSelector.isEmpty }
    let pods = Set(pods.map { set.essentials(of: $0, in: place.namespace) })
    let byName = Dictionary(grouping: subjects.indices) { subjects[$0].workload.object.name }
    let byLabels = Dictionary(grouping: subjects.indices) { labelsWithOthers(of: subjects[$0], in: place.namespace) }
    guard policies.count.multipliedReportingOverflow(by: max(pods.count, byLabels.count)).partialValue <= mostComparisons else {
      return subjects.map {
        InventoryVerdict(
          on: $0.workload.origin, .notEvaluated(reason: "the namespace has more policies and labels than are compared with each other"))
      }
    }
    var counts = [Int](repeating: 0, count: subjects.count)
    /// Of each set of labels, which all of its workloads have been told of.
    var countsByLabels: [LabelSet?: Int] = [:]
    return policies.flatMap { policy -> [InventoryVerdict] in
      let selector = policy.object.podSelector
      var meant: [Int: Situation] = [:]
      for name in Set(names(in: policy.object)) { for subject in byName[name] ?? [] { meant[subject] = .name } }
      let selected = byLabels.keys.filter { labels in
        labels.map { countsByLabels[$0, default: 0] < mostFindings && selector.selects($0) == .yes } == true
      }
      if meant.isEmpty && selected.isEmpty || !pods.allSatisfy({ selector.selects($0) == .no }) { return [] }
      for labels in selected {
        countsByLabels[labels, default: 0] += 1
        for subject in byLabels[labels] ?? [] { meant[subject] = .outside }
      }
      return meant.sorted { $0.key < $1.key }.compactMap { subject, situation in
        counts[subject] += 1
        if counts[subject] > mostFindings { return nil }
        let workload = subjects[subject].workload
        return InventoryVerdict(
          on: workload.origin,
          .finding(severity: nil, arguments: [policy.object.metadata.name.value ?? "(unnamed)", situation.rawValue]),
          place: workload.object.podLabels.isEmpty ? nil : workload.object.podLabelsPlace, related: policy.origin)
      }
    }
  }

  /// The labels that pods would have if those of the workload were theirs, as far as policies look at them; nil where it has none of its own.
  private static func labelsWithOthers(of subject: NetworkPosture.Subject, in namespace: String?) -> LabelSet? {
    let workload = subject.workload.object
    if workload.labelsOutsideOfPods.isEmpty { return nil }
    var labels = LabelSet(podsOf: workload)
    for label in workload.labelsOutsideOfPods { labels.values[label.key] = .exactly(label.value) }
    return subject.policies.essentials(of: labels, in: namespace)
  }

  /// By namespace, empty where a manifest names none.
  private static func labelsOfPods(in state: ClusterState) -> [String: [LabelSet]] {
    var labels: [String: [LabelSet]] = [:]
    for workload in state.workloads { labels[workload.object.namespace ?? "", default: []].append(LabelSet(podsOf: workload.object)) }
    for controller in state.podControllers {
      labels[controller.object.metadata.namespace.value ?? "", default: []].append(LabelSet(controller.object.podLabels))
    }
    return labels
  }

  /// The name of a policy and the values that it selects: what is called so looks like what it is for.
  private static func names(in policy: NetworkPolicy) -> [String] {
    let values = policy.podSelector.matchLabels.entries.map(\.value) + policy.podSelector.matchExpressions.items.flatMap(\.values.items)
    return values.compactMap(\.value) + [policy.metadata.name.value].compactMap { $0 }
  }

  package static func explain(_ arguments: [String]) -> Explanation {
    let isOutside = arguments.argument(1) == "outside"
    return Explanation(
      message: "NetworkPolicy \"\(arguments.argument(0))\" looks meant for the job and selects none of its pods",
      why: isOutside
        ? "Its selector fits labels of the CronJob or Job itself, which the pods do not get, so it restricts nobody."
        : "Its selector fits neither the labels of the pod template nor those that the Job controller adds, so it restricts nobody.",
      remedy: metadata.remedy)
  }
}
