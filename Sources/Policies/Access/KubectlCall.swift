/// The words of a `kubectl` command, sorted into what they mean.
struct KubectlCall {
  /// What a command works on.
  struct Target {
    /// As it is typed: `deploy`, `certificates.cert-manager.io`.
    let type: String
    /// nil: those that are listed.
    let name: String?
    private(set) var subresource: String?
    /// Whose resource it is, where kubectl knows that better than the type does.
    private(set) var group: String?

    init(_ type: String, _ name: String? = nil) {
      self.type = type
      self.name = name
    }

    /// `TYPE/NAME`
    init(path: String) {
      let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      self.init(parts.first ?? "", parts.count > 1 ? parts[1] : nil)
    }

    var isNamed: Bool { name != nil }

    func part(_ subresource: String) -> Target {
      var part = self
      part.subresource = subresource
      return part
    }

    func of(group: String) -> Target {
      var target = self
      target.group = group
      return target
    }
  }

  private(set) var command = ""
  var operands: [String] = []
  private(set) var namespace: String?
  private(set) var hasUnknownNamespace = false
  private(set) var isForAllNamespaces = false
  private(set) var watches = false
  private(set) var isDryRun = false
  private(set) var attaches = false
  private(set) var removes = false
  private(set) var hasPrecondition = false
  private(set) var readsFiles = false
  private(set) var readsStandardInput = false
  /// `--from`
  private(set) var source: String?
  private(set) var subresource: String?
  /// `--raw`
  private(set) var path: String?
  /// `--as`
  private(set) var user: String?
  private(set) var groups: [String] = []

  /// - Parameter words: Behind `kubectl`; zero bytes stand for what is only known at run time.
  init(_ words: ArraySlice<String>) {
    var words = words
    while let word = words.popFirst() {
      if word == "--" { break }
      guard word.hasPrefix("-"), word != "-" else {
        if command.isEmpty { command = word } else { operands.append(word) }
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      var name = parts.first ?? word
      var value = parts.count > 1 ? parts[1] : nil
      if !name.hasPrefix("--"), name.utf8.count > 2, ["-n", "-o", "-l", "-f", "-c", "-k"].contains(String(name.prefix(2))) {
        // `-nshop`
        value = value.map { "\(name.dropFirst(2))=\($0)" } ?? String(name.dropFirst(2))
        name = String(name.prefix(2))
      }
      if value == nil, takesValue(name) { value = words.popFirst() ?? "" }
      take(name, value)
    }
  }

  /// Whether the next word belongs to an option.
  private func takesValue(_ name: String) -> Bool {
    // `logs -f -p` follows, and is for the container before.
    if command == "logs", name == "-f" || name == "-p" { return false }
    return Self.optionsWithValue.contains(name)
  }

  private mutating func take(_ name: String, _ value: String?) {
    switch name {
    case "-n", "--namespace":
      let value = value ?? ""
      if value.contains(KubectlReader.unknown) || value.isEmpty { hasUnknownNamespace = true } else { namespace = value }
    case "-A", "--all-namespaces": isForAllNamespaces = value != "false"
    case "-w", "--watch", "--watch-only": watches = value != "false"
    case "--dry-run": isDryRun = value != "server" && value != "none" && value != "false"
    case "-i", "-it", "-ti", "--stdin", "--attach": attaches = value != "false"
    case "--rm": (removes, attaches) = (value != "false", true)
    case "--current-replicas", "--resource-version": hasPrecondition = true
    case "-f", "--filename":
      readsFiles = true
      readsStandardInput = value == "-"
    case "-k", "--kustomize": readsFiles = true
    case "--from": source = value
    case "--subresource": subresource = value
    case "--raw": path = value
    case "--as": user = value ?? ""
    case "--as-group": groups.append(value ?? "")
    default: break
    }
  }

  /// What the words name that stand behind the command.
  var targets: [Target] {
    switch command {
    case "cordon", "uncordon": operands.map { Target("nodes", $0) }
    case "taint": Self.targets(Array(operands.filter { !$0.contains(":") })[...])
    default: Self.targets(operands[...])
    }
  }

  /// Reads `TYPE[,TYPE] [NAME …]` and `TYPE/NAME …`; values that are to be set stand behind and have a `=`, or end in `-`.
  static func targets(_ operands: ArraySlice<String>) -> [Target] {
    let words = operands.filter { !$0.contains("=") && !$0.hasSuffix("-") }
    guard let first = words.first else { return [] }
    if first.contains("/") { return words.map { Target(path: $0) } }
    let types = first.split(separator: ",").map(String.init)
    return words.count == 1 ? types.map { Target($0) } : types.flatMap { type in words.dropFirst().map { Target(type, $0) } }
  }

  /// Reads `NAME` or `TYPE/NAME`; nil where there is neither.
  func firstTarget(of type: String) -> Target? {
    operands.first.map { $0.contains("/") ? Target(path: $0) : Target(type, $0) }
  }

  /// Reads `[NAMESPACE/]POD:PATH` of `cp`.
  var copiedPod: Target? {
    operands.first { $0.contains(":") }.map { operand in
      Target("pods", operand.prefix { $0 != ":" }.split(separator: "/").last.map(String.init))
    }
  }

  private static let optionsWithValue: Set<String> = [
    "-n", "--namespace", "-o", "--output", "-l", "--selector", "-f", "--filename", "-k", "--kustomize", "-c", "--container", "-p",
    "--patch",
    "--patch-file", "--type", "--context", "--cluster", "--user", "--kubeconfig", "--field-selector", "--for", "--timeout", "-s",
    "--server",
    "--from", "--image", "--as", "--as-group", "--as-uid", "--as-user-extra", "--token", "--replicas", "--current-replicas",
    "--resource-version", "--since", "--since-time", "--tail", "--limit-bytes", "--sort-by", "-L", "--label-columns", "--template",
    "--chunk-size", "--grace-period", "--field-manager", "--overrides", "--port", "--protocol", "--target-port", "--env", "-e", "--restart",
    "--request-timeout", "--subresource", "--to-revision", "--revision", "--min", "--max", "--cpu-percent", "--from-literal", "--from-file",
    "--from-env-file", "--duration", "--audience", "--bound-object-kind", "--bound-object-name", "--schedule", "--class", "--rule",
    "--certificate-authority", "--client-certificate", "--client-key", "--cache-dir", "--tls-server-name", "-v", "--v", "--labels",
    "--limits",
    "--requests", "--serviceaccount", "--docker-server", "--docker-username", "--docker-password", "--docker-email", "--cert", "--key",
    "--verb", "--resource", "--resource-name", "--clusterrole", "--role", "--group", "--raw", "--pod-running-timeout", "--max-log-requests",
  ]
}
