import AccessControl
import Findings
import Manifests

/// The NetworkPolicies of the input and the pods they are for: the joins of the rules about them.
struct NetworkPosture {
  /// A workload for whose pods all policies are known.
  struct Subject {
    let workload: Located<WorkloadFacts>
    let pod: NetworkPod
    let policies: PolicySet
  }

  /// A rule that a workload's pods may connect by.
  struct EgressRule {
    let policy: Located<NetworkPolicy>
    /// Which of the policy's rules, from 1.
    let number: Int
    let rule: NetworkPolicyRule

    var policyName: String { policy.object.metadata.name.value ?? "(unnamed)" }
  }

  let subjects: [Subject]
  /// The workloads whose namespaces' policies are not in the input.
  let unknown: [Origin]
  /// A kind of policy in the input that is not evaluated, and may allow or deny what NetworkPolicies do not.
  private let foreignKind: String?

  init(_ inventory: Inventory) {
    foreignKind = inventory.foreignNetworkPolicies.first?.object.kind
    let policies = PolicySet(inventory.networkPolicies)
    // Files that name no namespace may be meant for different ones.
    let unnamed = Dictionary(grouping: inventory.networkPolicies.filter { $0.object.metadata.namespace.value == nil }, by: \.origin.file)
      .mapValues { PolicySet($0) }
    let isDump = inventory.networkPolicies.contains { $0.object.metadata.uid.value != nil }
    let namespaces = NamespaceLabels(inventory.namespaces)
    var subjects: [Subject] = []
    var unknown: [Origin] = []
    for workload in inventory.workloads where workload.object.kind != .pod && !workload.object.usesHostNetwork {
      let known: PolicySet?
      if let namespace = workload.object.namespace {
        known = !policies.policies(in: namespace).isEmpty || isDump && workload.object.uid != nil ? policies : nil
      } else {
        known = unnamed[workload.origin.file]
      }
      if let known {
        subjects.append(Subject(workload: workload, pod: NetworkPod(workload.object, in: namespaces), policies: known))
      } else {
        unknown.append(workload.origin)
      }
    }
    self.subjects = subjects
    self.unknown = unknown
  }

  /// What is to be said of each subject; where the input has policies that are not evaluated, no more than that.
  func verdicts(_ judge: (Subject) -> [InventoryVerdict]) -> [InventoryVerdict] {
    subjects.flatMap { subject in
      let verdicts = judge(subject)
      guard let foreignKind, let first = verdicts.first else { return verdicts }
      return [
        InventoryVerdict(
          on: first.workload,
          .notEvaluated(reason: "the input has policies of kind \(foreignKind), which are not evaluated and may say otherwise"))
      ]
    }
  }
}

extension NetworkPosture.Subject {
  /// The rules that the pods may connect by; nil where they may connect to everything, or it is not known whether they may.
  var egressRules: [NetworkPosture.EgressRule]? {
    let isolating = policies.isolating(pod, .egress)
    guard !isolating.isEmpty, isolating.allSatisfy({ $0.certainty == .yes && $0.policy.object.egress.isReadable }) else { return nil }
    return isolating.flatMap { policy, _ in
      policy.object.egress.items.enumerated().map { NetworkPosture.EgressRule(policy: policy, number: $0 + 1, rule: $1) }
    }
  }

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

extension Inventory {
  /// The service account that a workload's pods have, where it is in the input.
  func serviceAccount(of workload: WorkloadFacts) -> ServiceAccount? {
    serviceAccounts.first {
      $0.object.metadata.name.value == workload.serviceAccountName ?? "default" && $0.object.metadata.namespace.value == workload.namespace
    }?.object
  }
}
