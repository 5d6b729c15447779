import ClusterState
import Manifests
import Randomness
import SourceTree
import Testing

@testable import AccessControl

@Suite struct PolicySetTests {
  /// The policies of a text.
  static func policies(_ text: String) throws -> PolicySet {
    var objects = GatheredObjects()
    var reader = ManifestReader(try Source(name: "policies.yaml", bytes: Array(text.utf8)))
    while let element = reader.next() {
      if case .object(let manifest) = element { objects.gather(manifest, file: 0) } else { Issue.record("\(element)") }
    }
    return PolicySet(objects.settled().networkPolicies)
  }

  @Test("Random policies say what loops over everything say")
  func randomNetworks() throws {
    var random = SeededGenerator(seed: 6)
    var (allowed, denied) = (0, 0)
    for world in 0..<800 {
      let network = ReferenceNetwork(using: &random)
      let text = network.policies.map(\.text).joined(separator: "\n---\n")
      let policies = try Self.policies(text)
      for _ in 0..<40 {
        let (source, destination) = (ReferenceNetwork.end(&random), ReferenceNetwork.end(&random))
        let transport = random.pick(["TCP", "UDP"])
        let number = random.pick([53, 79, 80, 81, 110])
        let expected = network.allows(from: source, to: destination, transport, number)
        let answer = policies.allows(
          from: try endpoint(source, in: network), to: try endpoint(destination, in: network),
          on: NetworkPort(try #require(TransportProtocol(rawValue: transport)), number))
        if expected { allowed += 1 } else { denied += 1 }
        guard answer == Truth(expected) else {
          Issue.record("world \(world): \(answer), not \(expected): \(source) to \(destination) on \(transport) \(number)\n\(text)")
          return
        }
      }
    }
    #expect(allowed > 3_000)
    #expect(denied > 3_000)
  }

  private func endpoint(_ end: ReferenceNetwork.End, in network: ReferenceNetwork) throws -> NetworkEndpoint {
    let address = try #require(IPAddress(ReferenceNetwork.text(of: end.bits)))
    guard case .pod(let pod) = end else { return .address(address) }
    return .pod(
      NetworkPod(
        namespace: pod.namespace, namespaceLabels: LabelSet(network.namespaces[pod.namespace] ?? [:]), labels: LabelSet(pod.labels),
        address: address,
        ports: try pod.ports.map {
          NetworkPod.NamedPort(name: $0.name, protocol: try #require(TransportProtocol(rawValue: $0.transport)), number: $0.number)
        }))
  }

  /// A pod `app: a` in namespace `shop`, of which only that much is known.
  static let pod = NetworkPod(
    namespace: "shop", namespaceLabels: LabelSet(["kubernetes.io/metadata.name": "shop"], isComplete: false),
    labels: LabelSet(["app": "a"], isComplete: false))

  static func policy(_ spec: String, namespace: String = "shop") -> String {
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: \(namespace)}, spec: {\(spec)}}"
  }

  @Test(
    "Which directions a policy isolates",
    arguments: [
      ("", Truth.yes, Truth.no),
      ("egress: []", .yes, .no),
      ("egress: [{}]", .yes, .yes),
      ("policyTypes: [], egress: [{}]", .yes, .yes),
      ("policyTypes: [Ingress], egress: [{}]", .yes, .no),
      ("policyTypes: [Egress]", .no, .yes),
      ("policyTypes: [Egress, Ingress]", .yes, .yes),
      ("policyTypes: [egress]", .unknown, .unknown),
      ("policyTypes: {}", .unknown, .unknown),
      ("podSelector: {matchLabels: {app: b}}", .no, .no),
      ("podSelector: {matchLabels: {app: a, tier: x}}", .unknown, .no),
      ("podSelector: {matchLabels: 1}", .unknown, .no),
      ("podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [b]}]}", .yes, .no),
      ("podSelector: {matchExpressions: [{key: app, operator: In}]}", .unknown, .no),
      ("podSelector: {matchExpressions: [{key: app, operator: in, values: [a]}]}", .unknown, .no),
      ("podSelector: {matchExpressions: [{key: app, operator: Exists, values: [a]}]}", .unknown, .no),
      ("podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}", .unknown, .no),
    ])
  func isolation(_ spec: String, _ ingress: Truth, _ egress: Truth) throws {
    let policies = try Self.policies(Self.policy(spec))
    #expect(policies.isolates(Self.pod, .ingress) == ingress)
    #expect(policies.isolates(Self.pod, .egress) == egress)
    let elsewhere = try Self.policies(Self.policy(spec, namespace: "test"))
    #expect(elsewhere.isolates(Self.pod, .ingress) == .no)
  }

  @Test(
    "What an egress rule lets through to an address outside, TCP port 443 of 192.0.2.7",
    arguments: [
      ("{}", Truth.yes),
      ("{to: [], ports: []}", .yes),
      ("{ports: [{}]}", .yes),
      ("{ports: [{protocol: UDP}]}", .no),
      ("{ports: [{protocol: tcp}]}", .unknown),
      ("{ports: [{port: 443}]}", .yes),
      ("{ports: [{port: 400, endPort: 443}]}", .yes),
      ("{ports: [{port: 444, endPort: 443}]}", .unknown),
      ("{ports: [{endPort: 443}]}", .unknown),
      ("{ports: [{port: 70000}]}", .unknown),
      ("{ports: [{port: https}]}", .no),
      ("{ports: [{port: https, endPort: 500}]}", .unknown),
      ("{to: [{}]}", .unknown),
      ("{to: [{podSelector: {}}]}", .no),
      ("{to: [{namespaceSelector: {}}]}", .no),
      ("{to: [{ipBlock: {cidr: 192.0.2.0/24}}]}", .yes),
      ("{to: [{ipBlock: {cidr: 192.0.2.0/24, except: [192.0.2.0/28]}}]}", .no),
      ("{to: [{ipBlock: {cidr: 192.0.2.0/24, except: [192.0.2.0/33]}}]}", .unknown),
      ("{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}", .yes),
      ("{to: [{ipBlock: {cidr: \"::/0\"}}]}", .no),
      ("{to: [{ipBlock: {cidr: 192.0.2.7}}]}", .unknown),
      ("{to: [{ipBlock: {cidr: 192.0.2.0/24}, podSelector: {}}]}", .unknown),
      ("{to: [{ipBlock: {cidr: 198.51.100.0/24}}, {ipBlock: {cidr: 192.0.2.7/32}}]}", .yes),
    ])
  func egress(_ rule: String, _ answer: Truth) throws {
    let policies = try Self.policies(Self.policy("podSelector: {}, egress: [\(rule)]"))
    let address = try #require(IPAddress("192.0.2.7"))
    #expect(policies.allows(.egress, of: Self.pod, peer: .address(address), on: NetworkPort(.tcp, 443)) == answer)
  }

  @Test("What no policy is about is allowed")
  func withoutPolicies() throws {
    let policies = try Self.policies(Self.policy("podSelector: {matchLabels: {app: b}}"))
    #expect(policies.allows(.ingress, of: Self.pod, peer: .pod(Self.pod), on: NetworkPort(.tcp, 80)) == .yes)
  }

  @Test("An address block is no statement about a pod whose address is not known")
  func podWithoutAddress() throws {
    let policies = try Self.policies(Self.policy("podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]"))
    #expect(policies.allows(.egress, of: Self.pod, peer: .pod(Self.pod), on: NetworkPort(.tcp, 80)) == .unknown)
  }
}
