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
            ▼kind: CronJob
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
                      ▼labels:
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

  package static func applies(to inventory: Inventory) -> Bool { !inventory.networkPolicies.isEmpty }

  package static func check(_ inventory: Inventory, options: RuleOptions) -> [InventoryVerdict] {
    let pods = labelsOfPods(in: inventory)
    return NetworkPosture(inventory).verdicts { subject in
      let workload = subject.workload.object
      return subject.policies.policies(in: workload.namespace).compactMap { policy in
        guard !policy.object.podSelector.isEmpty, let situation = situation(policy.object, workload) else { return nil }
        let selector = policy.object.podSelector
        guard pods[workload.namespace ?? ""]?.allSatisfy({ selector.selects($0) == .no }) ?? true else { return nil }
        return InventoryVerdict(
          on: subject.workload.origin, .finding(severity: nil, arguments: [policy.object.metadata.name.value ?? "(unnamed)", situation]),
          place: workload.podLabels.isEmpty ? nil : workload.podLabelsPlace, related: policy.origin)
      }
    }
  }

  /// By namespace, empty where a manifest names none.
  private static func labelsOfPods(in inventory: Inventory) -> [String: [LabelSet]] {
    var labels: [String: [LabelSet]] = [:]
    for workload in inventory.workloads { labels[workload.object.namespace ?? "", default: []].append(LabelSet(podsOf: workload.object)) }
    for controller in inventory.podControllers {
      labels[controller.object.metadata.namespace.value ?? "", default: []].append(LabelSet(controller.object.podLabels))
    }
    return labels
  }

  /// Why the policy looks meant for the workload; nil where it does not.
  private static func situation(_ policy: NetworkPolicy, _ workload: WorkloadFacts) -> String? {
    if !workload.labelsOutsideOfPods.isEmpty {
      var labels = LabelSet(podsOf: workload)
      for label in workload.labelsOutsideOfPods { labels.values[label.key] = .exactly(label.value) }
      if policy.podSelector.selects(labels) == .yes { return "outside" }
    }
    let selector = policy.podSelector
    let values = selector.matchLabels.entries.map(\.value) + selector.matchExpressions.items.flatMap(\.values.items)
    return policy.metadata.name.value == workload.name || values.contains { $0.value == workload.name } ? "name" : nil
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
