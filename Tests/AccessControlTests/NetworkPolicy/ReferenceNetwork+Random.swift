import Randomness

extension ReferenceNetwork {
  /// Few names and numbers, so that most things meet.
  init(using random: inout SeededGenerator) {
    namespaces = [:]
    for name in ["one", "two", "three"] {
      namespaces[name] = Self.labels(&random).merging(["kubernetes.io/metadata.name": name]) { $1 }
    }
    policies = (0..<Int.random(in: 1...4, using: &random)).map { _ in Self.policy(&random) }
  }

  static func end(_ random: inout SeededGenerator) -> End {
    if random.chance(25) { return .outside(address(&random)) }
    let ports = [("web", "TCP", 80), ("web", "TCP", 81), ("dns", "UDP", 53), ("dns", "TCP", 53)].filter { _ in random.chance(50) }
    return .pod(
      Pod(
        namespace: random.pick(["one", "two", "three"]), labels: labels(&random), bits: address(&random),
        ports: ports.map { (name: $0.0, transport: $0.1, number: $0.2) }))
  }

  private static func labels(_ random: inout SeededGenerator) -> [String: String] {
    var labels: [String: String] = [:]
    for key in ["a", "b"] where random.chance(60) { labels[key] = random.pick(["x", "z"]) }
    return labels
  }

  /// `10.0.0.0` to `10.0.0.3`, or `fd00::` to `fd00::3`, as bits.
  private static func address(_ random: inout SeededGenerator) -> String {
    let prefix = random.chance(70) ? version4 : version6
    return prefix + (random.chance(50) ? "0" : "1") + (random.chance(50) ? "0" : "1")
  }

  private static let version4 = "00001010" + String(repeating: "0", count: 22)
  private static let version6 = "11111101" + String(repeating: "0", count: 118)

  /// The address as people write it.
  static func text(of bits: String) -> String {
    let last = Int(bits.suffix(2), radix: 2) ?? 0
    return bits.count == 32 ? "10.0.0.\(last)" : "fd00::\(last)"
  }

  private static func selector(_ random: inout SeededGenerator) -> Selector {
    var selector = Selector()
    if random.chance(40) { selector.labels = labels(&random) }
    for key in ["a", "b"] where random.chance(25) {
      let operation = random.pick(["In", "NotIn", "Exists", "DoesNotExist"])
      let values = operation.hasSuffix("In") ? random.pick([["x"], ["z"], ["x", "z"]]) : []
      selector.expressions.append((key, operation, values))
    }
    return selector
  }

  private static func block(_ random: inout SeededGenerator) -> Block {
    let bits = address(&random)
    let text = text(of: bits)
    let free = random.pick([0, 1, 2, bits.count])
    var block = Block(text: "\(text)/\(bits.count - free)", bits: String(bits.dropLast(free)), size: bits.count)
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      let except = address(&random)
      block.except.append(("\(Self.text(of: except))/\(except.count)", except))
    }
    return block
  }

  private static func peer(_ random: inout SeededGenerator) -> Peer {
    if random.chance(30) { return Peer(block: block(&random)) }
    let kinds = random.pick([(true, false), (false, true), (true, true)])
    return Peer(pods: kinds.0 ? selector(&random) : nil, namespaces: kinds.1 ? namespaceSelector(&random) : nil)
  }

  private static func namespaceSelector(_ random: inout SeededGenerator) -> Selector {
    random.chance(40) ? Selector(labels: ["kubernetes.io/metadata.name": random.pick(["one", "two"])]) : selector(&random)
  }

  private static func port(_ random: inout SeededGenerator) -> Port {
    var port = Port(transport: random.pick([nil, "TCP", "UDP", "SCTP"]))
    switch random.pick([0, 1, 1, 2]) {
    case 0: break
    case 1:
      port.number = random.pick([53, 79, 80, 81])
      if random.chance(40) { port.end = (port.number ?? 0) + random.pick([0, 1, 30]) }
    default: port.name = random.pick(["web", "dns"])
    }
    return port
  }

  private static func rules(_ random: inout SeededGenerator) -> [Rule]? {
    if random.chance(25) { return random.pick([nil, []]) }
    return (0..<Int.random(in: 1...2, using: &random)).map { _ in
      Rule(
        peers: random.chance(25) ? random.pick([nil, []]) : (0..<Int.random(in: 1...2, using: &random)).map { _ in peer(&random) },
        ports: random.chance(40) ? random.pick([nil, []]) : (0..<Int.random(in: 1...2, using: &random)).map { _ in port(&random) })
    }
  }

  private static func policy(_ random: inout SeededGenerator) -> Policy {
    Policy(
      namespace: random.pick(["one", "one", "two"]), pods: random.chance(10) ? nil : selector(&random),
      types: random.pick([nil, [], ["Ingress"], ["Egress"], ["Ingress", "Egress"]]), ingress: rules(&random), egress: rules(&random))
  }
}
