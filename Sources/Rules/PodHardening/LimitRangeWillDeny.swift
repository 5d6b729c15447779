package import ClusterState
package import Findings
package import Manifests
import SourceTree

/// A LimitRange of the namespace denies the workload's pods.
package enum LimitRangeWillDeny: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW532", name: "limit-range-will-deny", severity: .high,
    summary: "A LimitRange of the namespace denies the workload's pods.",
    rationale: """
      A LimitRange bounds what a container or a pod may ask for, and denies every pod outside of the bounds. It also gives defaults to containers that do \
      not say: a default limit below what a container requests makes a pod that the API server refuses. Both happen when the pod is created, so the \
      CronJob is accepted, its Job stays active without a pod, and only events tell.

      High: the job never does its work and never fails.
      """,
    remedy: "Ask for an amount within the bounds.",
    references: [
      .kubernetes("concepts/policy/limit-range/"), .nsa("Resource policies"), .cwe(770),
    ],
    examples: [
      .flagged(
        "More than a container may have",
        """
        apiVersion: v1
        kind: LimitRange
        metadata:
          name: bounds
          namespace: reports
        spec:
          limits:
            - type: Container
              max:
                memory: 1Gi
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
                          memory: 512Mi
                        limits:
                          memory: 2Gi
        """),
      .flagged(
        "A default limit below the request",
        """
        apiVersion: v1
        kind: LimitRange
        metadata:
          name: defaults
          namespace: reports
        spec:
          limits:
            - type: Container
              default:
                cpu: 500m
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
                          cpu: "1"
        """),
      .clean(
        "Within the bounds",
        """
        apiVersion: v1
        kind: LimitRange
        metadata:
          name: bounds
          namespace: reports
        spec:
          limits:
            - type: Container
              min:
                memory: 64Mi
              max:
                memory: 1Gi
              maxLimitRequestRatio:
                memory: "2"
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
                        requests:
                          memory: 512Mi
                        limits:
                          memory: 1Gi
        """),
    ])

  package static var reads: KindSet { KindSet(.limitRange) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    NamespaceDenial.judge(workload, by: context.state.limitRanges, in: context, &answer, entries: \.limits.items.count) {
      check(workload, $0, against: $1, &$2)
    }
  }

  private static func check(
    _ workload: Located<WorkloadFacts>, _ resources: EffectiveResources, against limitRange: Located<LimitRange>,
    _ answer: inout ClusterAnswer<Self>
  ) {
    guard workload.object.resources.isKnown else {
      return answer.cannotTell(because: "the containers' resources are not known")
    }
    let name = limitRange.object.metadata.name.value ?? "(unnamed)"
    func report(_ breaches: [Breach], of container: String?, at place: SourceRange?) {
      for breach in breaches {
        answer.fail(
          Situation(limitRange: name, container: container, breach: breach), at: place, related: limitRange.origin)
      }
    }
    for item in limitRange.object.limits.items {
      switch item.type.value {
      case "Container":
        for container in resources.containers {
          report(
            breaches(of: item, requests: container.requests, limits: container.limits, writtenLimits: container.writtenLimits),
            of: container.name, at: container.place)
        }
      case "Pod":
        var (requests, limits) = (ComputeAmounts(), ComputeAmounts())
        for resource in ComputeResource.allCases {
          requests[resource] = resources.total(resource, of: \.requests)
          limits[resource] = resources.total(resource, of: \.limits)
        }
        report(
          breaches(of: item, requests: requests, limits: limits, writtenLimits: limits), of: nil,
          at: resources.containers.first?.place)
      default: break
      }
    }
  }

  /// What a limit range denies.
  enum Problem: String, StableHashable {
    case belowMinimum, aboveMaximum, ratio, defaultBelowRequest
  }

  /// A bound that is not kept.
  struct Breach: Hashable {
    let problem: Problem
    let resource: ComputeResource
    /// As the limit range has it.
    let bound: String
  }

  /// What `plugin/pkg/admission/limitranger` denies: a bound also asks for the request or limit that it bounds.
  private static func breaches(
    of item: LimitRangeItem, requests: ComputeAmounts, limits: ComputeAmounts, writtenLimits: ComputeAmounts
  ) -> [Breach] {
    let bounds = (min: ComputeAmounts(item.min), max: ComputeAmounts(item.max), ratio: ComputeAmounts(item.maxLimitRequestRatio))
    return ComputeResource.allCases.flatMap { resource -> [Breach] in
      let (request, limit) = (requests[resource], limits[resource])
      var breaches: [Breach] = []
      func add(_ problem: Problem, _ amounts: ResourceAmounts) {
        breaches.append(Breach(problem: problem, resource: resource, bound: amounts.text(of: resource)))
      }
      if writtenLimits[resource] == nil, let request, let limit, limit < request {
        // Of several limit ranges, the one that the limit comes from.
        if let own = ComputeAmounts(item.default)[resource] {
          if own == limit { add(.defaultBelowRequest, item.default) }
        } else if bounds.max[resource] == limit {
          add(.defaultBelowRequest, item.max)
        }
        return breaches
      }
      if let min = bounds.min[resource], request.map({ $0 < min }) ?? true || limit.map({ $0 < min }) ?? false {
        add(.belowMinimum, item.min)
      }
      if let max = bounds.max[resource], limit.map({ max < $0 }) ?? true || request.map({ max < $0 }) ?? false {
        add(.aboveMaximum, item.max)
      }
      if let ratio = bounds.ratio[resource], exceeds(ratio, limit, request) { add(.ratio, item.maxLimitRequestRatio) }
      return breaches
    }
  }

  private static func exceeds(_ ratio: Quantity, _ limit: Quantity?, _ request: Quantity?) -> Bool {
    guard let limit, let request, request.nanos > 0, limit.nanos > 0 else { return true }
    return Double(limit.nanos) / Double(request.nanos) > Double(ratio.nanos) / 1e9
  }

  /// A limit range, and whose resources break it.
  package struct Situation: SituationKey {
    let limitRange: String
    /// nil for the pod.
    let container: String?
    let breach: Breach

    package func combine(into hash: inout StableHash) {
      hash.combine(limitRange, container, breach.problem, breach.resource.rawValue)
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (limitRange, subject) = (situation.limitRange, situation.container.map { "container \"\($0)\"" } ?? "the pod")
    let (resource, bound) = (situation.breach.resource.rawValue, situation.breach.bound)
    let message =
      switch situation.breach.problem {
      case .belowMinimum:
        "\(subject) asks for less \(resource) than the minimum of LimitRange \"\(limitRange)\" (\(bound)), or does not say"
      case .ratio:
        "the \(resource) limit of \(subject) is more than \(bound) times its request, or one is missing, which LimitRange \"\(limitRange)\" denies"
      case .defaultBelowRequest:
        "LimitRange \"\(limitRange)\" gives \(subject) a default \(resource) limit (\(bound)) below its request"
      case .aboveMaximum:
        "\(subject) may take more \(resource) than the maximum of LimitRange \"\(limitRange)\" (\(bound)), or does not say"
      }
    return Explanation(
      message: message,
      why: NamespaceDenial.consequence,
      remedy: situation.breach.problem == .defaultBelowRequest
        ? "Set a limit that is not below the request." : metadata.remedy)
  }
}

extension ResourceAmounts {
  fileprivate func text(of resource: ComputeResource) -> String {
    switch resource {
    case .cpu: cpu.value ?? ""
    case .memory: memory.value ?? ""
    case .ephemeralStorage: ephemeralStorage.value ?? ""
    }
  }
}
