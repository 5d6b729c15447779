import AccessControl
import ClusterState
import Findings
import Manifests
import Synchronization

/// The NetworkPolicies of a cluster and the pods they are for: the joins of the rules about them.
struct NetworkPosture: SharedFacts {
  static var reads: KindSet { KindSet(.networkPolicy, .foreignNetworkPolicy, .namespace) }

  /// Pods that are the same to all policies.
  final class Pods: Sendable {
    let pod: NetworkPod
    let policies: PolicySet
    /// The policies that isolate them, or may do so, by direction.
    private let isolating: [TrafficDirection: [(policy: Located<NetworkPolicy>, certainty: Truth)]]
    /// The rules that they may connect by; nil where they may connect to everything, or it is not known whether they may.
    let egressRules: [EgressRule]?
    private let answers = Mutex<[ObjectIdentifier: any Sendable]>([:])

    /// An answer, which may be that there is none.
    private struct Given<Answer: Sendable>: Sendable {
      let answer: Answer
    }

    init(_ pod: NetworkPod, _ policies: PolicySet) {
      self.pod = pod
      self.policies = policies
      let egress = policies.isolating(pod, .egress)
      isolating = [.ingress: policies.isolating(pod, .ingress), .egress: egress]
      guard !egress.isEmpty, egress.allSatisfy({ $0.certainty == .yes && $0.policy.object.egress.isReadable }) else {
        egressRules = nil
        return
      }
      egressRules = egress.flatMap { policy, _ in
        policy.object.egress.items.enumerated().map { EgressRule(policy: policy, number: $0 + 1, rule: $1) }
      }
    }

    /// Whether the pods may do only what policies allow.
    func areIsolated(_ direction: TrafficDirection) -> Truth { isolating[direction]?.map(\.certainty).max() ?? .no }

    /// The rules that the pods may connect by, where there are no others than these and none lets everything out.
    var restrictedEgress: [EgressRule]? {
      egressRules.flatMap { rules in rules.contains { $0.rule.isUnrestricted } ? nil : rules }
    }

    /// What a rule wants to know of them, worked out once.
    func answer<Answer: Sendable>(for rule: any ClusterRule.Type, _ make: (Pods) -> Answer) -> Answer {
      let key = ObjectIdentifier(rule)
      if let known = answers.withLock({ $0[key] as? Given<Answer> }) { return known.answer }
      let answer = make(self)
      answers.withLock { $0[key] = Given(answer: answer) }
      return answer
    }
  }

  /// A rule that a workload's pods may connect by.
  struct EgressRule: Sendable {
    let policy: Located<NetworkPolicy>
    /// Which of the policy's rules, from 1.
    let number: Int
    let rule: NetworkPolicyRule
  }

  /// What is known of the policies for a workload's pods.
  enum Standing {
    /// All of them.
    case known(Pods)
    /// The input has none of the namespace, and may lack them.
    case notInInput
    /// More policies may select the pods than are compared with them.
    case tooMany
    /// Policies say nothing of them.
    case exempt
  }

  /// What one namespace's pods differ by.
  private struct Kind: Hashable {
    let namespace: String?
    /// Where no namespace is named, as files may then be meant for different ones.
    let file: Int?
    /// Where policies that name no namespace count, too.
    let folder: String?
    let labels: LabelSet
  }

  private let state: ClusterState
  private let policies: PolicySet
  /// The policies that leave their namespace open, by the file that they stand in.
  private let unnamed: [Int: PolicySet]
  /// The same, by the folder: they may be meant for the namespace that others name there.
  private let unnamedOfFolders: [String: [Located<NetworkPolicy>]]
  private let adopting = JudgingContext.Cache<Adoption, PolicySet>()

  /// A namespace with what a folder leaves open.
  private struct Adoption: Hashable {
    let namespace: String
    let folder: String
  }

  private let namespaces: NamespaceLabels
  /// A kind of policy in the input that is not evaluated, and may allow or deny what NetworkPolicies do not.
  private let foreignKind: String?
  private let pods = JudgingContext.Cache<Kind, Pods>()

  /// No pod is compared with more policies.
  static var mostComparisons: Int { 1000 }

  init(_ context: JudgingContext) {
    state = context.state
    foreignKind = state.foreignNetworkPolicies.first?.object.kind
    policies = PolicySet(state.networkPolicies)
    let open = state.networkPolicies.part(.leftOpen)?.objects ?? []
    unnamed = Dictionary(grouping: open, by: \.origin.file).mapValues { PolicySet($0) }
    unnamedOfFolders = Dictionary(grouping: open) { [state] in state.folder(of: $0.origin) }
    namespaces = NamespaceLabels(state.namespaces)
  }

  /// The policies that may be for a workload; nil where none is known, and not all are.
  func policies(for workload: Located<WorkloadFacts>) -> PolicySet? {
    guard let namespace = workload.object.namespace else { return unnamed[workload.origin.file] }
    if !unnamedOfFolders.isEmpty, policies.policies(in: namespace).count <= Self.mostComparisons {
      let adoption = Adoption(namespace: namespace, folder: state.folder(of: workload.origin))
      if let open = unnamedOfFolders[adoption.folder] {
        return adopting.value(for: adoption) { PolicySet(policies.policies(in: namespace) + open, namespaceOfOthers: namespace) }
      }
    }
    let areKnown =
      !policies.policies(in: namespace).isEmpty || state.coverage(of: .networkPolicy, in: .namespace(namespace)).isComplete
    return areKnown ? policies : nil
  }

  /// What the policies say of a workload's pods.
  func standing(of workload: Located<WorkloadFacts>) -> Standing {
    if workload.object.kind == .pod || workload.object.usesHostNetwork { return .exempt }
    guard let policies = policies(for: workload) else { return .notInInput }
    let pod = NetworkPod(workload.object, in: namespaces)
    let kind = Kind(
      namespace: pod.namespace, file: pod.namespace == nil ? workload.origin.file : nil,
      folder: unnamedOfFolders.isEmpty ? nil : state.folder(of: workload.origin),
      labels: policies.essentials(of: pod.labels, in: pod.namespace))
    if policies.comparisons(with: pod.labels, in: pod.namespace) > Self.mostComparisons { return .tooMany }
    return .known(pods.value(for: kind) { Pods(pod, policies) })
  }

  /// Lets a rule say what is wrong with a workload whose policies are known, and says of any other why it does not.
  func judge<Asked: Rule>(
    _ workload: Located<WorkloadFacts>, _ answer: inout ClusterAnswer<Asked>, _ judge: (Pods, inout ClusterAnswer<Asked>) -> Void
  ) {
    switch standing(of: workload) {
    case .exempt: break
    case .notInInput: answer.notInInput()
    case .tooMany:
      answer.cannotTell(because: "more than \(Self.mostComparisons) NetworkPolicies may select the pods, too many to compare them all")
    case .known(let pods): settle(&answer) { judge(pods, &$0) }
    }
  }

  /// Takes what a rule says back to *not evaluated* where the input has policies that may say otherwise.
  func settle<Asked: Rule>(_ answer: inout ClusterAnswer<Asked>, _ judge: (inout ClusterAnswer<Asked>) -> Void) {
    guard let foreignKind else { return judge(&answer) }
    var found = ClusterAnswer<Asked>()
    judge(&found)
    if !found.verdicts.all.isEmpty {
      answer.cannotTell(because: "the input has policies of kind \(foreignKind), which are not evaluated and may say otherwise")
    }
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
