package import ClusterState
import AccessControl
package import Manifests

/// A NetworkPolicy for the pods of one workload: nothing comes in, and out goes what its manifests name.
package struct NetworkPolicyDraft: Sendable {
  /// A block of `egress`.
  struct Rule {
    /// What stands above the rule.
    var comments: [String]
    /// The items of the `to` list; empty: every peer.
    var peers: [YAMLValue]
    var ports: [(transport: TransportProtocol, port: String)]
  }

  /// The policy, with comments.
  package let yaml: String
  /// How many comments ask a human to confirm something.
  package let confirmations: Int
  /// What is let out besides DNS.
  package let destinations: Int
  /// Whether names may be looked up: not where only addresses are needed.
  package let allowsDNS: Bool
  /// The label that the pod template has to get, as it has none; nil where the policy selects the pods as they are.
  package let missingLabel: String?

  /// - Parameters:
  ///   - needs: Those of the workload.
  ///   - state: All that is known, the workload among it.
  /// - Throws: ``DraftFailure`` where no policy applies to the pods, or where the evaluator says that the draft does not do what it should.
  package init(for workload: Workload, needs: NetworkNeeds, in state: ClusterState) throws(DraftFailure) {
    let facts = WorkloadFacts(workload)
    let title = "\(workload.kind.rawValue) \"\(workload.name)\""
    if facts.usesHostNetwork {
      throw DraftFailure(description: "the pods of \(title) use the node's network (hostNetwork), to which most plugins apply no policy")
    }
    let name = Self.name(of: workload)
    let ownLabels = Self.selector(of: facts)
    let labels = ownLabels.isEmpty ? ["app.kubernetes.io/name": name] : ownLabels
    missingLabel = ownLabels.isEmpty ? YAMLValue.mapping(labels).lines.first : nil
    var rules = Self.rules(for: needs, from: facts.namespace)
    allowsDNS = needs.needs.contains { if case .address = $0.destination { false } else { true } }
    if allowsDNS { rules.append(Self.dns) }
    destinations = Set(needs.needs.map(\.destination)).count

    var notes = ["Drafted from what the manifests of \(title) name. Read it before you apply it."]
    if let missingLabel {
      notes.append("First: add the label \(missingLabel) to the pod template, which has none; without it this policy selects nothing.")
    }
    notes += Self.notes(facts, workload, needs, labels, state)
    let policy: YAMLValue = [
      "apiVersion": "networking.k8s.io/v1",
      "kind": "NetworkPolicy",
      "metadata": ["name": .text(name), "namespace": facts.namespace.map { .text($0) }],
      "spec": [
        "podSelector": Self.selector(labels),
        "policyTypes": .texts(["Ingress", "Egress"]),
        "ingress": .commented(["Nothing has to connect to a job."], []),
        "egress": .list(rules.map(\.value)),
      ],
    ]
    // Behind the list, as items of it that are not there yet.
    yaml =
      [YAMLValue.commented(notes, policy)].yaml
      + Self.apiServer(needs.apiServerSources).map { "    # \(YAMLScalar.comment($0))\n" }.joined()
    confirmations = yaml.split(separator: "\n").count { $0.drop { $0 == " " }.hasPrefix("# Confirm: ") }
    try DraftReview(of: yaml, for: facts, labels: labels, needs: needs, in: state, allowsDNS: allowsDNS).confirm()
  }

  private static func name(of workload: Workload) -> String {
    workload.name.hasSuffix("*") ? "\(workload.name.dropLast())jobs" : workload.name
  }

  /// The labels to select the pods by: those of the template that stay the same from release to release.
  private static func selector(of facts: WorkloadFacts) -> [String: String] {
    let changing = ["app.kubernetes.io/version", "app.kubernetes.io/managed-by", "helm.sh/chart", "heritage", "chart", "version"]
    let labels = facts.podLabels.filter { !changing.contains($0.key) && !$0.key.contains("checksum") }
    return Dictionary(labels.map { ($0.key, $0.value) }) { $1 }
  }

  /// What a human has to look at that belongs to no rule.
  private static func notes(
    _ facts: WorkloadFacts, _ workload: Workload, _ needs: NetworkNeeds, _ labels: [String: String], _ state: ClusterState
  ) -> [String] {
    var lines = needs.unknownSources.map { "Confirm: \($0) may name further hosts." }
    if needs.needs.isEmpty, needs.apiServerSources.isEmpty {
      lines.append("Confirm: nothing in the manifests names a host; is there none?")
    }
    for container in workload.pod.allContainers where !container.ports.items.isEmpty {
      lines.append("Confirm: container \"\(container.displayName)\" opens ports; nothing may connect to them.")
    }
    let others = state.podControllers.filter { controller in
      controller.object.metadata.namespace.value == facts.namespace
        && labels.allSatisfy { controller.object.podLabels[$0.key].value == $0.value }
    }
    lines += others.map { "Confirm: the selector takes the pods of \($0.object.kind) \"\($0.object.metadata.name.value ?? "")\", too." }
    let policies = PolicySet(state.networkPolicies)
    let pod = NetworkPod(facts, in: NamespaceLabels(state.namespaces))
    for policy in policies.policies(in: facts.namespace) where policy.object.selects(pod) == .yes {
      lines.append(
        "NetworkPolicy \"\(policy.object.metadata.name.value ?? "")\" selects the pods already; what it allows is allowed beside this.")
    }
    return lines
  }

  private static func rules(for needs: NetworkNeeds, from namespace: String?) -> [Rule] {
    var rules: [Rule] = []
    var outside: [(port: String, comments: [String])] = []
    var outsideByPort: [String: Int] = [:]
    var seen: Set<NetworkNeeds.Destination> = []
    let byDestination = Dictionary(grouping: needs.needs, by: \.destination)
    for need in needs.needs {
      switch need.destination {
      case .host(let name), .cloud(let name):
        var comments = ["\(name): \(need.sources.joined(separator: ", "))"]
        if need.port == nil { comments.append("Confirm: that its port is 443.") }
        let port = need.port ?? "443"
        if let index = outsideByPort[port] {
          outside[index].comments += comments
        } else {
          outsideByPort[port] = outside.count
          outside.append((port, comments))
        }
      case .service, .address:
        guard seen.insert(need.destination).inserted else { continue }
        rules.append(rule(for: need.destination, byDestination[need.destination] ?? [], from: namespace))
      }
    }
    for (port, comments) in outside {
      let confirm = "Confirm: narrow this to the addresses of the hosts, where they keep them."
      rules.append(Rule(comments: comments + [confirm], peers: anywhere, ports: [(.tcp, port)]))
    }
    return rules
  }

  private static func rule(for destination: NetworkNeeds.Destination, _ needs: [NetworkNeeds.Need], from own: String?) -> Rule {
    let sources = needs.flatMap(\.sources).joined(separator: ", ")
    let ports = needs.allSatisfy { $0.port != nil } ? needs.compactMap(\.port) : []
    var rule = Rule(comments: [], peers: [], ports: ports.map { (.tcp, $0) })
    switch destination {
    case .service(let name, let namespace, let labels):
      rule.comments = ["Service \"\(name)\"\(namespace == own ? "" : " of namespace \"\(namespace ?? "")\""): \(sources)"]
      if labels == nil {
        rule.comments.append(
          "Confirm: the Service is not in the input, or has no selector; name the labels of its pods, and their own port.")
      }
      let other = namespace == own ? nil : namespace.map { selector([NamespaceLabels.nameKey: $0]) }
      rule.peers = [["namespaceSelector": other, "podSelector": labels.map(selector) ?? (other == nil ? [:] : nil)]]
    case .address(let address, let text):
      rule.comments = ["\(text): \(sources)"]
      rule.peers = [["ipBlock": ["cidr": .text("\(text)/\(address.isVersion6 ? 128 : 32)")]]]
    case .host, .cloud: break
    }
    if ports.isEmpty { rule.comments.append("Confirm: name the port.") }
    return rule
  }

  /// The internet: every address but those of networks of one's own, of machines themselves (which the metadata address is among), and of carriers.
  private static let anywhere: [YAMLValue] = [
    [
      "ipBlock": [
        "cidr": .plain("0.0.0.0/0"),
        "except": .row(["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"].map { .plain($0) }),
      ]
    ],
    ["ipBlock": ["cidr": "::/0", "except": .texts(["fc00::/7", "fe80::/10"])]],
  ]

  private static let dns = Rule(
    comments: [
      "DNS, by TCP too: an answer that does not fit into a datagram is asked for again.",
      "Confirm: NodeLocal DNSCache needs an ipBlock of its address here, and OpenShift namespace openshift-dns and port 5353.",
    ],
    peers: [
      ["namespaceSelector": selector([NamespaceLabels.nameKey: "kube-system"]), "podSelector": selector(["k8s-app": "kube-dns"])]
    ],
    ports: [(.udp, "53"), (.tcp, "53")])

  /// The address of the API server cannot be told, and policies see it after that of its Service is replaced.
  private static func apiServer(_ sources: [String]) -> [String] {
    if sources.isEmpty { return [] }
    let rule = Rule(
      comments: [
        "The API server: \(sources.joined(separator: ", "))",
        "Confirm: put in what `kubectl get endpointslices -n default` says of the Service kubernetes.",
      ],
      peers: [["ipBlock": ["cidr": "ADDRESS/32"]]], ports: [(.tcp, "6443")])
    return rule.comments + YAMLValue.list([rule.item]).lines
  }

  private static func selector(_ labels: [String: String]) -> YAMLValue { ["matchLabels": .mapping(labels)] }
}

extension NetworkPolicyDraft.Rule {
  /// The rule as an item of `egress`.
  fileprivate var value: YAMLValue { .commented(comments, item) }

  fileprivate var item: YAMLValue {
    let ports = ports.map { transport, port -> YAMLValue in
      ["protocol": .text(transport.rawValue), "port": Int(port) == nil ? .text(port) : .plain(port)]
    }
    return ["to": peers.isEmpty ? nil : .list(peers), "ports": ports.isEmpty ? nil : .list(ports)]
  }
}
