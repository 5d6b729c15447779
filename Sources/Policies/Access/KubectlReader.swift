import AccessControl
import ShellScript

/// What `kubectl` commands ask of the API server.
struct KubectlReader {
  private(set) var needs = AccessNeeds()
  /// What could not be understood; each a clause for people.
  private(set) var confirmations: [String] = []
  private let namespace: String
  private let resources: NamedResources
  /// What the last command only printed (`--dry-run=client -o yaml`), for another to apply.
  private var printed: KubectlCall.Target?

  /// Stands in words for what is only known at run time.
  static let unknown = "\0"

  /// - Parameter namespace: Where commands work that name no other.
  init(namespace: String, resources: NamedResources) {
    self.namespace = namespace
    self.resources = resources
  }

  mutating func read(_ script: ShellScript) {
    for command in script.commands where command.kind == .simple {
      read(command.words.map { String(decoding: $0.value, as: UTF8.self) })
    }
  }

  /// Programs that run the command behind their own words.
  private static let starters: Set<String> = [
    "xargs", "timeout", "env", "exec", "command", "nice", "ionice", "time", "nohup", "sudo", "setsid", "stdbuf", "tini", "dumb-init",
  ]

  /// - Parameter words: Of one command, its name first.
  mutating func read(_ words: [String]) {
    func name(_ word: String) -> String { word.split(separator: "/").last.map(String.init) ?? "" }
    guard let first = words.first.map(name) else { return }
    let start = Self.starters.contains(first) ? words.firstIndex { Self.isKubectl(name($0)) } : Self.isKubectl(first) ? 0 : nil
    guard let start else { return }
    var call = KubectlCall(words[(start + 1)...])
    if first == "xargs" { call.operands.append(Self.unknown) }
    read(call)
  }

  private static func isKubectl(_ name: String) -> Bool { name == "kubectl" || name == "oc" }

  private mutating func read(_ call: KubectlCall) {
    guard !call.command.isEmpty else { return }
    if let user = call.user { return addImpersonation(of: user, call.groups) }
    if call.hasUnknownNamespace {
      confirmations.append("kubectl \(call.command) is run in a namespace that is only known at run time; \"\(namespace)\" is taken")
    }
    if call.operands.contains(where: { $0.contains(Self.unknown) }) {
      confirmations.append("kubectl \(call.command) is run with words that are put together at run time")
    }
    let isPrinted = call.isDryRun
    let former = printed
    printed = nil
    switch call.command {
    case "get": get(call)
    case "describe": for target in call.targets { add([target.isNamed ? "get" : "list"], target, call) }
    case "delete": for target in call.targets { add([target.isNamed ? "get" : "list", "delete"], target, call) }
    case "patch", "annotate", "label", "edit", "taint", "cordon", "uncordon": change(call.targets, call)
    case "set": set(call)
    case "scale": scale(call)
    case "autoscale", "expose":
      for target in call.targets { add(["get"], target, call) }
      add(["create"], KubectlCall.Target(call.command == "expose" ? "services" : "horizontalpodautoscalers"), call)
    case "rollout": rollout(call)
    case "wait":
      for target in call.targets { add(target.isNamed ? ["get", "list", "watch"] : ["list", "get", "watch"], target, call) }
    case "logs": use("log", of: call.firstTarget(of: "pods"), ["get"], call)
    case "exec": use("exec", of: call.firstTarget(of: "pods"), ["get", "create"], call)
    case "attach": use("attach", of: call.firstTarget(of: "pods"), ["get", "create"], call)
    case "port-forward": use("portforward", of: call.firstTarget(of: "pods"), ["get", "create"], call)
    case "cp": use("exec", of: call.copiedPod, ["get", "create"], call)
    case "run" where !isPrinted:
      add(["create"], KubectlCall.Target("pods"), call)
      if call.attaches { use("attach", of: KubectlCall.Target("pods", call.operands.first), ["get", "create"], call) }
      if call.removes { add(["delete"], KubectlCall.Target("pods", call.operands.first), call) }
    case "run": printed = KubectlCall.Target("pods", call.operands.first)
    case "create" where !call.operands.isEmpty: create(call)
    case "apply", "replace":
      guard call.readsStandardInput, let former else { return confirmFiles(call) }
      add(["get", call.command == "apply" ? "patch" : "update"], former, call)
      if call.command == "apply" { add(["create"], KubectlCall.Target(former.type), call) }
    case "create", "diff": confirmFiles(call)
    case "top":
      for target in call.targets { add([target.isNamed ? "get" : "list"], target.of(group: "metrics.k8s.io"), call) }
    case "drain":
      change(call.firstTarget(of: "nodes").map { [$0] } ?? [], call)
      for (verb, resource) in [("list", "pods"), ("get", "pods"), ("get", "daemonsets.apps"), ("create", "pods/eviction")] {
        add([verb], KubectlCall.Target(resource), call, isEverywhere: true)
      }
    case "certificate":
      let target = call.operands.dropFirst().first.map { KubectlCall.Target("certificatesigningrequests", $0) }
      if let target {
        add(["get"], target, call)
        add(["update"], target.part("approval"), call)
        confirmations.append("kubectl certificate needs \"approve\" on the signer, too")
      }
    case "events": add(["list"], KubectlCall.Target("events"), call)
    case "version", "config", "auth", "api-resources", "api-versions", "explain", "kustomize", "completion", "options", "plugin", "help":
      return
    default: confirmations.append("kubectl \(call.command) is run; add what it takes")
    }
    if call.targets.isEmpty, ["get", "describe", "delete", "patch", "annotate", "label", "edit", "scale"].contains(call.command),
      call.path == nil
    {
      call.readsFiles ? confirmFiles(call) : confirmations.append("kubectl \(call.command) is run; add what it takes")
    }
  }

  private mutating func confirmFiles(_ call: KubectlCall) {
    confirmations.append("kubectl \(call.command) is run on files that cannot be seen; add what they hold")
  }

  private mutating func get(_ call: KubectlCall) {
    if let path = call.path {
      let isResource = path.hasPrefix("/api/") || path.hasPrefix("/apis/") || path.contains(Self.unknown)
      if isResource {
        confirmations.append("kubectl get --raw is run; add what it takes")
      } else {
        needs.add(AccessNeed(verb: "get", nonResourceURL: path))
      }
    }
    for target in call.targets {
      add([target.isNamed ? "get" : "list"], target, call)
      if call.watches { add(["watch"], target, call) }
    }
  }

  private mutating func change(_ targets: [KubectlCall.Target], _ call: KubectlCall) {
    for target in targets {
      add([target.isNamed ? "get" : "list"], target, call)
      add(["patch"], call.subresource.map { target.part($0) } ?? target, call)
    }
  }

  private mutating func set(_ call: KubectlCall) {
    var operands = call.operands.dropFirst()
    // `set serviceaccount deploy web NAME`
    if ["serviceaccount", "sa"].contains(call.operands.first ?? "") { operands = operands.dropLast() }
    change(KubectlCall.targets(operands), call)
    if let source = call.source { add(["get"], KubectlCall.Target(path: source), call) }
  }

  private mutating func scale(_ call: KubectlCall) {
    for target in call.targets {
      add([target.isNamed ? "get" : "list"], target, call)
      add(call.hasPrecondition ? ["get", "update"] : ["patch"], target.part("scale"), call)
    }
  }

  private mutating func rollout(_ call: KubectlCall) {
    let action = call.operands.first ?? ""
    for target in KubectlCall.targets(call.operands.dropFirst()) {
      add([target.isNamed ? "get" : "list"], target, call)
      if ["restart", "undo", "pause", "resume"].contains(action) { add(["patch"], target, call) }
      if action == "status" { add(["list", "watch"], target, call) }
      if action == "undo" || action == "history" {
        let isDeployment = resources.resource(target.type).resource == "deployments"
        add(["list"], KubectlCall.Target(isDeployment ? "replicasets.apps" : "controllerrevisions.apps"), call)
      }
    }
  }

  /// A part of a pod, which kubectl finds first.
  private mutating func use(_ subresource: String, of target: KubectlCall.Target?, _ verbs: [String], _ call: KubectlCall) {
    let pods = KubectlCall.Target("pods")
    guard let target, resources.resource(target.type).resource == "pods", target.isNamed else {
      // `logs deploy/web`, `logs -l app=web`: any of its pods.
      if let target, target.isNamed { add(["get"], target, call) }
      add(["list"], pods, call)
      if subresource != "log" { add(["get"], pods, call) }
      return add(verbs, pods.part(subresource), call)
    }
    add(["get"], target, call)
    add(verbs, target.part(subresource), call)
  }

  private mutating func create(_ call: KubectlCall) {
    let kind = call.operands.first ?? ""
    let name = call.operands.last ?? ""
    switch kind {
    case "token": add(["create"], KubectlCall.Target("serviceaccounts", call.operands.dropFirst().first).part("token"), call)
    case "job", "jobs":
      if let source = call.source { add(["get"], KubectlCall.Target(path: source), call) }
      fallthrough
    default:
      if call.isDryRun {
        printed = KubectlCall.Target(kind, name)
      } else {
        add(["create"], KubectlCall.Target(kind), call)
      }
    }
  }

  private mutating func addImpersonation(of user: String, _ groups: [String]) {
    guard !user.contains(Self.unknown), !user.isEmpty else {
      confirmations.append("kubectl is run as somebody who is only known at run time (--as); add whom it may impersonate")
      return
    }
    if let account = ServiceAccountName(userName: user) {
      needs.add(AccessNeed(verb: "impersonate", resource: "serviceaccounts", namespace: account.namespace, name: account.name))
    } else {
      needs.add(AccessNeed(verb: "impersonate", resource: "users", name: user))
    }
    for group in groups where !group.contains(Self.unknown) { needs.add(AccessNeed(verb: "impersonate", resource: "groups", name: group)) }
  }

  private mutating func add(_ verbs: [String], _ target: KubectlCall.Target, _ call: KubectlCall, isEverywhere: Bool = false) {
    guard !target.type.contains(Self.unknown), target.type != "all" else {
      confirmations.append(
        "kubectl \(call.command) is run on \(target.type == "all" ? "\"all\"" : "kinds that are only known at run time"); add what it takes"
      )
      return
    }
    var resource = resources.resource(target.type)
    if !resource.isKnown, !resource.hasGroup, target.group == nil {
      confirmations.append("the API group of \(resource.resource) is not known; \"\" is taken, unless a role of the input names it")
    }
    resource.apiGroup = target.group ?? resource.apiGroup
    let isForAll = call.isForAllNamespaces || isEverywhere
    for verb in verbs {
      // Of what is created anew, the request names nothing.
      let subresource = target.subresource ?? resource.subresource
      let isNamed = verb != "create" || !subresource.isEmpty
      needs.add(
        AccessNeed(
          verb: verb, apiGroup: resource.apiGroup, resource: resource.resource, subresource: subresource,
          namespace: !resource.isNamespaced || isForAll ? "" : call.namespace ?? namespace,
          name: isNamed ? target.name.flatMap { $0.contains(Self.unknown) ? nil : $0 } ?? "" : ""))
    }
  }
}
