import ClusterState
package import AccessControl
package import Manifests
import Rules
import ShellScript

/// What a workload says to need of the API server, or is seen to ask it for.
package struct DeclaredNeeds: Sendable {
  /// What they ask of the API.
  package private(set) var needs = AccessNeeds()
  /// What could not be understood, or only guessed; each a clause for people.
  package private(set) var confirmations: [String] = []

  /// On the workload or its pod template: a line for each permission, `VERB[,VERB] RESOURCE[.GROUP][/SUBRESOURCE][/NAME] [in NAMESPACE]`.
  package static var annotation: String { "access.curfew.dev/needs" }

  /// Reads the annotation; nil where the workload has none.
  ///
  /// - Parameter namespace: Where the permissions are needed that name no other.
  package init?(annotationOf workload: Workload, namespace: String) {
    guard
      let text = workload.metadata.annotations[Self.annotation].value ?? workload.podMetadata.annotations[Self.annotation].value
    else { return nil }
    for line in text.split(whereSeparator: { $0.isNewline || $0 == ";" }) {
      let words = line.split(separator: " ").map(String.init)
      if words.isEmpty { continue }
      guard words.count == 2 || words.count == 4 && words[2] == "in" else {
        confirmations.append("the annotation's line \"\(Self.shown(line))\" is not VERB RESOURCE, and was left out")
        continue
      }
      for verb in words[0].split(separator: ",") { add(String(verb), words[1], in: words.count == 4 ? words[3] : namespace) }
    }
  }

  /// Without credentials: anything may stand in a line that is no permission.
  private static func shown(_ line: Substring) -> String {
    CredentialLook.isHarmless(line.utf8.span, 0..<line.utf8.count) ? CredentialHints.masking(String(line)) : "•••"
  }

  private mutating func add(_ verb: String, _ resource: String, in namespace: String) {
    if resource.hasPrefix("/") { return needs.add(AccessNeed(verb: verb, nonResourceURL: resource)) }
    let target = ResourceName(resource)
    needs.add(
      AccessNeed(
        verb: verb, apiGroup: target.apiGroup, resource: target.resource, subresource: target.subresource,
        namespace: target.isNamespaced ? namespace : "", name: target.name))
  }

  /// Looks for `kubectl` in command lines, and in scripts of ConfigMaps.
  package init(scriptsOf workload: Workload, configMaps: [ConfigMap], namespace: String) {
    for container in workload.pod.allContainers where container.presence == .present {
      let words = (container.command.items + container.args.items).compactMap(\.value)
      read(words, namespace)
      for word in words where word.contains(" ") { read(script: word, namespace) }
    }
    let facts = WorkloadFacts(workload)
    for configMap in configMaps where configMap.metadata.namespace.value == workload.metadata.namespace.value {
      guard let name = configMap.metadata.name.value, facts.configMaps.contains(name) else { continue }
      for text in configMap.texts where text.text.contains("kubectl") { read(script: text.text, namespace) }
    }
  }

  private mutating func read(script: String, _ namespace: String) {
    for command in ShellScript(script).commands where command.kind == .simple { read(command.words.map { $0.text ?? "" }, namespace) }
  }

  private mutating func read(_ words: [String], _ namespace: String) {
    guard let program = words.first?.split(separator: "/").last, program == "kubectl" || program == "oc" else { return }
    var call = KubectlCall(words.dropFirst())
    let place = call.namespace ?? (call.isForAllNamespaces ? "" : namespace)
    let command = call.operands.isEmpty ? "" : call.operands.removeFirst()
    let target = call.operands.first ?? ""
    let named = call.operands.count > 1 ? "\(target)/\(call.operands[1])" : target
    let isNamed = named.contains("/")
    func add(_ verbs: String..., to resource: String) { for verb in verbs { self.add(verb, resource, in: place) } }
    switch command {
    case "get" where !target.isEmpty:
      add(isNamed ? "get" : "list", to: named)
      if call.watches { add("watch", to: isNamed ? target : named) }
    case "describe" where !target.isEmpty: add(isNamed ? "get" : "list", to: named)
    case "delete" where !target.isEmpty:
      if isNamed { add("get", "delete", to: named) } else { add("list", "delete", to: named) }
    case "patch", "annotate", "label", "edit", "set", "scale":
      if !target.isEmpty { add("get", "patch", to: named) }
    case "rollout":
      let object = call.operands.dropFirst().joined(separator: "/")
      if !object.isEmpty { add("get", to: object) }
      if target == "restart", !object.isEmpty { add("patch", to: object) }
      if target == "status", !object.isEmpty { add("list", "watch", to: object.split(separator: "/").first.map(String.init) ?? object) }
    case "wait":
      if let kind = target.split(separator: "/").first { add("get", "list", "watch", to: String(kind)) }
    case "logs": add("get", to: "pods/log")
    case "exec", "cp", "attach":
      add("get", to: "pods")
      add("get", "create", to: "pods/exec")
    case "create" where target == "job": add("create", to: "jobs")
    case "create" where !target.isEmpty: add("create", to: target == "secret" ? "secrets" : target)
    case "apply", "replace", "create":
      confirmations.append("kubectl \(command) is run on files that cannot be seen; add what they hold")
      return
    case "", "version", "config", "auth", "api-resources", "api-versions", "explain", "kustomize": return
    default:
      confirmations.append("kubectl \(command) is run; add what it takes")
      return
    }
    if words.contains("") { confirmations.append("kubectl \(command) is run with words that are put together at run time") }
  }
}

/// The words of a `kubectl` command, sorted into what they mean here.
private struct KubectlCall {
  var operands: [String] = []
  var namespace: String?
  var isForAllNamespaces = false
  var watches = false

  init(_ words: ArraySlice<String>) {
    var words = words
    while let word = words.popFirst() {
      switch word {
      case "-n", "--namespace": namespace = words.popFirst()
      case "-A", "--all-namespaces": isForAllNamespaces = true
      case "-w", "--watch": watches = true
      case "-o", "--output", "-l", "--selector", "-f", "--filename", "-c", "--container", "-p", "--patch", "--type", "--context",
        "--kubeconfig", "--field-selector", "--for", "--timeout", "-s", "--server", "--from":
        _ = words.popFirst()
      case "--": return
      default:
        if word.hasPrefix("--namespace=") { namespace = String(word.dropFirst(12)) }
        if !word.hasPrefix("-") { operands.append(word) }
      }
    }
  }
}
