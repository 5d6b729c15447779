import ClusterState
import AccessControl
import Findings
import Manifests

/// The NetworkPolicies of the input and the pods they are for: the joins of the rules about them.
struct NetworkPosture: SharedFacts {
  /// Pods that are the same to all policies.
  struct Pods {
    let pod: NetworkPod
    let policies: PolicySet
    /// The policies that isolate them, or may do so, by direction.
    fileprivate let isolating: [TrafficDirection: [(policy: Located<NetworkPolicy>, certainty: Truth)]]
    /// The rules that they may connect by; nil where they may connect to everything, or it is not known whether they may.
    let egressRules: [EgressRule]?
  }

  /// A workload for whose pods all policies are known.
  struct Subject {
    let workload: Located<WorkloadFacts>
    let policies: PolicySet
    /// Which of the pods are its.
    fileprivate let pods: Int
  }

  /// A rule that a workload's pods may connect by.
  struct EgressRule {
    let policy: Located<NetworkPolicy>
    /// Which of the policy's rules, from 1.
    let number: Int
    let rule: NetworkPolicyRule

    var policyName: String { policy.object.metadata.name.value ?? "(unnamed)" }
  }

  /// What one namespace's pods differ by.
  private struct Kind: Hashable {
    let namespace: String?
    /// Where no namespace is named, as files may then be meant for different ones.
    let file: Int?
    let labels: LabelSet
  }

  private let pods: [Pods]
  let subjects: [Subject]
  /// The workloads whose namespaces' policies are not in the input.
  let withoutPolicies: [Origin]
  /// The workloads that more policies may select than are compared with them.
  private let withTooMany: [Origin]
  /// A kind of policy in the input that is not evaluated, and may allow or deny what NetworkPolicies do not.
  private let foreignKind: String?

  /// No pod is compared with more policies.
  private static var mostComparisons: Int { 1000 }

  init(_ context: JudgingContext) {
    let state = context.state
    foreignKind = state.foreignNetworkPolicies.first?.object.kind
    let policies = PolicySet(state.networkPolicies)
    let unnamed = Dictionary(grouping: state.networkPolicies.filter { $0.object.metadata.namespace.value == nil }, by: \.origin.file)
      .mapValues { PolicySet($0) }
    let isDump = state.networkPolicies.contains { $0.object.metadata.uid.value != nil }
    let namespaces = NamespaceLabels(state.namespaces)
    var pods: [Pods] = []
    var positions: [Kind: Int] = [:]
    var subjects: [Subject] = []
    var withoutPolicies: [Origin] = []
    var withTooMany: [Origin] = []
    for workload in state.workloads where workload.object.kind != .pod && !workload.object.usesHostNetwork {
      let known: PolicySet?
      if let namespace = workload.object.namespace {
        known = !policies.policies(in: namespace).isEmpty || isDump && workload.object.uid != nil ? policies : nil
      } else {
        known = unnamed[workload.origin.file]
      }
      guard let known else {
        withoutPolicies.append(workload.origin)
        continue
      }
      let pod = NetworkPod(workload.object, in: namespaces)
      let kind = Kind(
        namespace: pod.namespace, file: pod.namespace == nil ? workload.origin.file : nil,
        labels: known.essentials(of: pod.labels, in: pod.namespace))
      if let position = positions[kind] {
        subjects.append(Subject(workload: workload, policies: known, pods: position))
      } else if known.comparisons(with: pod) > Self.mostComparisons {
        withTooMany.append(workload.origin)
      } else {
        positions[kind] = pods.count
        subjects.append(Subject(workload: workload, policies: known, pods: pods.count))
        pods.append(Pods(pod, known))
      }
    }
    self.pods = pods
    self.subjects = subjects
    self.withoutPolicies = withoutPolicies
    self.withTooMany = withTooMany
  }

  /// What is to be said of each subject.
  ///
  /// - Parameters:
  ///   - answer: What there is to know of pods, worked out once for those that are the same to all policies.
  ///   - judge: What follows for a workload.
  func verdicts<Answer>(_ answer: (Pods) -> Answer, judge: (Subject, Answer) -> InventoryVerdict?) -> [InventoryVerdict] {
    let answers = pods.map(answer)
    return settled(subjects.compactMap { judge($0, answers[$0.pods]) })
  }

  /// What is left of verdicts on subjects where the input has policies that are not evaluated, and what is to be said of all other workloads.
  func settled(_ verdicts: [InventoryVerdict]) -> [InventoryVerdict] {
    let compared = Self.mostComparisons
    let rest = withTooMany.map {
      InventoryVerdict(
        on: $0, .notEvaluated(reason: "more than \(compared) NetworkPolicies may select the pods, too many to compare them all"))
    }
    guard let foreignKind else { return verdicts + rest }
    var known: Set<Origin> = []
    return rest
      + verdicts.filter { known.insert($0.workload).inserted }.map {
        InventoryVerdict(
          on: $0.workload,
          .notEvaluated(reason: "the input has policies of kind \(foreignKind), which are not evaluated and may say otherwise"))
      }
  }
}

extension NetworkPosture.Pods {
  fileprivate init(_ pod: NetworkPod, _ policies: PolicySet) {
    self.pod = pod
    self.policies = policies
    let egress = policies.isolating(pod, .egress)
    isolating = [.ingress: policies.isolating(pod, .ingress), .egress: egress]
    guard !egress.isEmpty, egress.allSatisfy({ $0.certainty == .yes && $0.policy.object.egress.isReadable }) else {
      egressRules = nil
      return
    }
    egressRules = egress.flatMap { policy, _ in
      policy.object.egress.items.enumerated().map { NetworkPosture.EgressRule(policy: policy, number: $0 + 1, rule: $1) }
    }
  }

  /// Whether the pods may do only what policies allow.
  func areIsolated(_ direction: TrafficDirection) -> Truth { isolating[direction]?.map(\.certainty).max() ?? .no }

  /// The rules that the pods may connect by, where there are no others than these and none lets everything out.
  var restrictedEgress: [NetworkPosture.EgressRule]? {
    egressRules.flatMap { rules in rules.contains { $0.rule.isUnrestricted } ? nil : rules }
  }
}

extension NetworkPosture.Subject {
  /// A finding about one of the policies.
  func finding(severity: Severity? = nil, _ arguments: [String], in rule: NetworkPosture.EgressRule) -> InventoryVerdict {
    InventoryVerdict(on: workload.origin, .finding(severity: severity, arguments: arguments), related: rule.policy.origin)
  }
}

extension NetworkPolicyRule {
  /// Whether it lets everything out.
  var isUnrestricted: Bool { isForAllPorts && isForAllAddresses }

  /// Whether the rule is for every port of TCP.
  private var isForAllPorts: Bool {
    guard ports.isReadable else { return false }
    return ports.items.isEmpty
      || ports.items.contains { port in
        port.transportProtocol == .tcp && port.numbers.map { $0.lowerBound <= 1 && $0.upperBound == 65535 } ?? false
      }
  }

  /// Whether the rule is for every address outside of the cluster, but for those it may except.
  var isForAllAddresses: Bool {
    guard peers.isReadable else { return false }
    return peers.items.isEmpty
      || peers.items.contains { $0.cidr.value.flatMap(AddressBlock.init).map { $0.prefixLength <= 1 } ?? false }
  }
}
