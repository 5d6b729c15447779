package import ClusterState
package import Findings
package import Manifests

/// A ResourceQuota of the namespace denies the workload's pods or Jobs.
package enum QuotaWillDeny: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW531", name: "quota-will-deny", severity: .high,
    summary: "A ResourceQuota of the namespace denies the workload's pods or Jobs.",
    rationale: """
      A quota on compute resources obliges every container to say what it asks for: a pod with one that does not is denied. So is a pod that alone asks \
      for more than the quota's hard limit. Both happen when the pod is created, so the CronJob is accepted, its Job stays active without a pod, and \
      only events tell. A quota of zero Jobs or pods is as final; one of no more Jobs than the history keeps works until the history is full, and then \
      no run starts any more.

      High: the job never does its work and never fails. What other workloads use of the quota is not known and not counted; defaults that a LimitRange \
      of the input gives are.
      """,
    remedy: "Set requests and limits for what the quota names, or give the namespace a LimitRange with defaults; else raise the quota.",
    references: [
      .kubernetes("concepts/policy/resource-quotas/"), .nsa("Resource policies"), .cwe(770),
    ],
    examples: [
      .flagged(
        "A quota on memory, and a container that names none",
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata:
          name: compute
          namespace: reports
        spec:
          hard:
            requests.memory: 4Gi
            limits.memory: 8Gi
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
          namespace: reports
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      resources:
                        ▼requests▲:
                          memory: 1Gi
        """),
      .flagged(
        "More than there is",
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata:
          name: compute
          namespace: reports
        spec:
          hard:
            requests.cpu: "2"
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
          namespace: reports
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      resources:
                        ▼requests▲:
                          cpu: 2500m
        """),
      .clean(
        "A LimitRange says what the container does not",
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata:
          name: compute
          namespace: reports
        spec:
          hard:
            limits.memory: 8Gi
        ---
        apiVersion: v1
        kind: LimitRange
        metadata:
          name: defaults
          namespace: reports
        spec:
          limits:
            - type: Container
              default:
                memory: 256Mi
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
          namespace: reports
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
    ])

  package static var reads: KindSet { KindSet(.resourceQuota, .limitRange) }
  package static var needs: KindSet { KindSet(.resourceQuota) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    NamespaceDenial.judge(
      workload, by: context.state.resourceQuotas, in: context, &answer, entries: { $0.hard.entries.count + $0.scopes.items.count }
    ) {
      check(workload, $0, against: $1, &$2)
    }
  }

  private static func check(
    _ workload: Located<WorkloadFacts>, _ resources: EffectiveResources, against quota: Located<ResourceQuota>,
    _ answer: inout ClusterAnswer<Self>
  ) {
    let facts = workload.object
    let name = quota.object.metadata.name.value ?? "(unnamed)"
    let place = resources.containers.first?.place
    func cannotTell(because reason: String) { answer.cannotTell(because: reason, at: place, related: quota.origin) }
    guard quota.object.scopeSelector == .absent else { return cannotTell(because: "the ResourceQuota has a scopeSelector") }
    for denial in countsThatDeny(facts, quota.object) { answer.fail(Situation(quota: name, denial: denial), related: quota.origin) }
    guard facts.resources.isKnown else { return cannotTell(because: "the containers' resources are not known") }
    if facts.resources.areOfPod { return cannotTell(because: "the pod has resources of its own") }
    guard tracks(quota.object.scopes, facts, resources) else { return }

    var missing: [String] = []
    var lacking: [String] = []
    var met = NameSet()
    for entry in quota.object.hard.entries {
      guard let (resource, amounts) = compute(entry.key) else { continue }
      let without = resources.containers.filter { $0[keyPath: amounts][resource] == nil }
      if resource != .ephemeralStorage, !without.isEmpty {
        missing.append(entry.key)
        for container in without where met.insert(container.name) { lacking.append(container.name) }
      } else if let total = resources.total(resource, of: amounts), let hard = entry.value.value.flatMap(Quantity.init), hard < total {
        let denial = Situation.Denial.exceeded(entry.key, allowed: entry.value.value ?? "")
        answer.fail(Situation(quota: name, denial: denial), at: place, related: quota.origin)
      }
    }
    if !missing.isEmpty {
      answer.fail(Situation(quota: name, denial: .missing(missing, containers: lacking)), at: place, related: quota.origin)
    }
  }

  /// The compute resource that an entry of `hard` is about (`pkg/quota/v1/evaluator/core/pods.go`).
  private static func compute(_ key: String) -> (ComputeResource, KeyPath<EffectiveResources.ContainerAmounts, ComputeAmounts>)? {
    let isLimit = key.hasPrefix("limits.")
    let name = isLimit ? key.dropFirst(7) : key.hasPrefix("requests.") ? key.dropFirst(9) : Substring(key)
    guard let resource = ComputeResource(rawValue: String(name)) else { return nil }
    return (resource, isLimit ? \.limits : \.requests)
  }

  /// The counts that keep Jobs or pods from being created.
  private static func countsThatDeny(_ facts: WorkloadFacts, _ quota: ResourceQuota) -> [Situation.Denial] {
    quota.hard.entries.compactMap { entry in
      switch entry.key {
      case "pods", "count/pods", "count/jobs.batch": break
      case "count/cronjobs.batch" where facts.kind == .cronJob: break
      default: return nil
      }
      guard let count = entry.value.value.flatMap({ Int64($0) }) else { return nil }
      if count == 0 { return Situation.Denial.none(entry.key) }
      // Quotas on `pods` do not count finished ones.
      guard entry.key == "count/jobs.batch" || entry.key == "count/pods", let kept = facts.keptJobs, count <= kept else { return nil }
      return .history(entry.key, allowed: count, kept: kept)
    }
  }

  /// Whether the quota counts such pods.
  private static func tracks(_ scopes: List<Field<String>>, _ facts: WorkloadFacts, _ resources: EffectiveResources) -> Bool {
    scopes.items.allSatisfy { scope in
      let isBestEffort = resources.containers.allSatisfy { container in
        [ComputeResource.cpu, .memory].allSatisfy { container.requests[$0] == nil && container.limits[$0] == nil }
      }
      return switch scope.value {
      case "Terminating": facts.resources.hasActiveDeadline
      case "NotTerminating": !facts.resources.hasActiveDeadline
      case "BestEffort": isBestEffort
      case "NotBestEffort": !isBestEffort
      default: false
      }
    }
  }

  /// A quota, and what it denies.
  package struct Situation: SituationKey {
    /// By a resource or count of the quota.
    enum Denial: Hashable, StableHashable {
      case none(String)
      case history(String, allowed: Int64, kept: Int64)
      case exceeded(String, allowed: String)
      /// Resources that containers do not ask for.
      case missing([String], containers: [String])

      func combine(into hash: inout StableHash) {
        switch self {
        case .none(let resource): hash.combine("none", resource)
        case .history(let resource, _, _): hash.combine("history", resource)
        case .exceeded(let resource, _): hash.combine("exceeded", resource)
        case .missing: hash.combine("missing")
        }
      }
    }

    let quota: String
    let denial: Denial

    package func combine(into hash: inout StableHash) { hash.combine(quota, denial) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let quota = situation.quota
    switch situation.denial {
    case .none(let resource):
      return Explanation(
        message: "ResourceQuota \"\(quota)\" allows none (\(resource): 0)", why: "Nothing of the workload is ever created.",
        remedy: "Raise the quota, or run the job in another namespace.")
    case .history(let resource, let allowed, let kept):
      return Explanation(
        message: "ResourceQuota \"\(quota)\" allows \(allowed) (\(resource)), and the history alone keeps \(kept) finished Jobs",
        why: "Once the history is full, no run starts any more.",
        remedy: "Lower the history limits or set a TTL, or raise the quota.")
    case .exceeded(let resource, let allowed):
      return Explanation(
        message: "the pod alone asks for more than ResourceQuota \"\(quota)\" allows (\(resource): \(allowed))",
        why: NamespaceDenial.consequence,
        remedy: "Ask for less, or raise the quota.")
    case .missing(let resources, let containers):
      let names = containers.map { "\"\($0)\"" }.enumeration
      let subject = containers.count == 1 ? "container \(names) has" : "containers \(names) have"
      return Explanation(
        message: "\(subject) no \(resources.enumeration), which ResourceQuota \"\(quota)\" requires", why: NamespaceDenial.consequence,
        remedy: metadata.remedy)
    }
  }
}
