package import Findings
package import Manifests
import SourceTree

/// Fields of a container contradict each other, and the API server refuses it.
package enum InvalidContainerFields: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW150", name: "invalid-container-fields", severity: .high, profile: .essential,
    summary: "Fields of a container contradict each other, and the API server refuses it.",
    rationale: """
      A probe on a container that runs before the pod does, a request that is greater than the limit, two ports of one name: each field has a shape that \
      the schema accepts, and together they are refused by the validation of the API server. An init container that is to have probes or hooks needs \
      `restartPolicy: Always`, which makes it a sidecar; containers of a Job's template may have a restart policy of their own since Kubernetes 1.35, and \
      ephemeral containers are only ever added to pods that run.

      The severity is high because the job is not done at all. Only what the version of the cluster refuses is reported.
      """,
    remedy: "Remove one of the fields that contradict each other.",
    references: [
      .kubernetes("concepts/workloads/pods/init-containers/#detailed-behavior"), .kubernetes("concepts/workloads/pods/sidecar-containers/"),
      .kubernetes("concepts/configuration/manage-resources-containers/"),
      .url("https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go"),
    ],
    examples: [
      .flagged(
        "An init container ends before anyone could probe it",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  initContainers:
                    - name: wait
                      image: registry.example.com/backup:1.4
                      ▼livenessProbe▲:
                        exec: {command: [pg_isready]}
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .flagged(
        "More is requested than allowed",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      resources:
                        requests: {memory: ▼1Gi▲}
                        limits: {memory: 512Mi}
        """),
      .flagged(
        "Up to Kubernetes 1.34 only the pod has a restart policy", options: RuleOptions(kubernetesMinorVersion: 34),
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: migrate}
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
                  restartPolicy: ▼OnFailure▲
        """),
      .clean(
        "A sidecar may be probed, and requests fit the limits",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  initContainers:
                    - name: proxy
                      image: registry.example.com/proxy:2.1
                      restartPolicy: Always
                      startupProbe:
                        httpGet: {port: 8080}
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      resources:
                        requests: {memory: 512Mi}
                        limits: {memory: 0.5Gi}
        """),
    ])

  private static let policies = ["Always", "OnFailure", "Never"]

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod else { return }
    let pod = workload.pod
    if pod.ephemeralContainers.presence == .present, !pod.ephemeralContainers.items.isEmpty {
      findings.report(at: pod.ephemeralContainers.place, .ephemeral)
    }
    var hostPorts: Set<HostPort> = []
    for container in findings.readContainers(of: pod) where container.role != .ephemeral {
      checkLife(of: container, options: options, into: &findings)
      checkPorts(of: container, &hostPorts, into: &findings)
      checkVariables(of: container, into: &findings)
      checkMounts(of: container, into: &findings)
      checkAmounts(container.requests, container.limits, of: .container(ContainerName(container)), into: &findings)
      if let image = findings.readIfPresent(container.image), hasSpaceAtAnEnd(image.value) {
        findings.report(at: image.place, .spaceAroundImage(ContainerName(container)))
      }
    }
    if options.hasPodLevelResources { checkAmounts(pod.requests, pod.limits, of: .pod, into: &findings) }
  }

  private static func checkLife(of container: Container, options: RuleOptions, into findings: inout Answer<Self>) {
    let name = ContainerName(container)
    let isInitial = container.role == .initialization
    if let policy = findings.readIfPresent(container.restartPolicy), !policy.value.isEmpty {
      let isKnown = policies.contains(policy.value)
      if options.hasContainerRestartPolicies ? !isKnown : !isInitial || policy.value != "Always" {
        findings.report(at: policy.place, .restartPolicy(policy.value, name, isInitial: isInitial, isKnown: isKnown))
      }
    }
    if isInitial, container.restartPolicy.isAbsent || container.restartPolicy.value.map({ $0 != "Always" }) == true {
      let fields = container.handlers.filter { $0.name != "postStart" && $0.name != "preStop" }
      if let first = fields.first?.place ?? (container.lifecycle == .present ? container.lifecyclePlace : nil) {
        let names = (container.lifecycle == .present ? ["lifecycle"] : []) + fields.map(\.name)
        return findings.report(at: first, .onlySidecars(name, fields: names))
      }
    }
    for handler in container.handlers where handler.presence == .present {
      if handler.actionCount != 1 { findings.report(at: handler.place, .actions(name, handler.name, count: handler.actionCount)) }
      if handler.name == "livenessProbe" || handler.name == "startupProbe",
        let threshold = findings.readIfPresent(handler.successThreshold), threshold.value > 1
      {
        findings.report(at: threshold.place, .successThreshold(name, handler.name))
      }
      if handler.name == "readinessProbe", let grace = findings.readIfPresent(handler.terminationGracePeriodSeconds) {
        findings.report(at: grace.place, .readinessGrace(name))
      }
    }
  }

  /// What a container asks of the node; no two of a pod may ask for the same.
  private struct HostPort: Hashable {
    let port: Int64
    let address: String
    let transport: String
  }

  private static func checkPorts(of container: Container, _ hostPorts: inout Set<HostPort>, into findings: inout Answer<Self>) {
    var names = NameSet()
    for port in container.ports.items {
      if let name = findings.readIfPresent(port.name), !name.value.isEmpty, !names.insert(name.value) {
        findings.report(at: name.place, .portName(name.value, ContainerName(container)))
      }
      // Init containers and containers run after each other.
      guard container.role == .main, let number = findings.readIfPresent(port.hostPort), number.value != 0,
        let address = findings.read(port.hostIP, default: ""), let transport = findings.read(port.transport, default: "TCP")
      else { continue }
      if !hostPorts.insert(HostPort(port: number.value, address: address, transport: transport)).inserted {
        findings.report(at: number.place, .hostPort(number.value))
      }
    }
  }

  private static func checkVariables(of container: Container, into findings: inout Answer<Self>) {
    for variable in container.env.items where variable.valueFrom == .present && variable.sourceCount != 1 {
      findings.report(at: variable.valueFromPlace, .sources(variable: variable.name.value, count: variable.sourceCount))
    }
    for source in container.envFrom.items {
      switch (source.secretRef, source.configMapRef) {
      case (.absent, .absent): findings.report(at: source.place, .bulkSources(count: 0))
      case (.present, .present): findings.report(at: source.place, .bulkSources(count: 2))
      default: break
      }
    }
  }

  private static func checkMounts(of container: Container, into findings: inout Answer<Self>) {
    for mount in container.volumeMounts.items {
      if let path = findings.readIfPresent(mount.subPathExpr), !path.value.isEmpty, mount.subPath.value?.isEmpty == false {
        findings.report(at: path.place, .subPaths)
      }
      if let propagation = findings.readIfPresent(mount.mountPropagation), propagation.value == "Bidirectional",
        let isPrivileged = findings.read(container.securityContext.privileged, default: false), !isPrivileged
      {
        findings.report(at: propagation.place, .propagation(ContainerName(container)))
      }
    }
  }

  private static func checkAmounts(
    _ requests: ResourceAmounts, _ limits: ResourceAmounts, of owner: SettingOwner, into findings: inout Answer<Self>
  ) {
    for (resource, amount) in [
      ("cpu", \ResourceAmounts.cpu), ("memory", \.memory), ("ephemeral-storage", \.ephemeralStorage),
    ] {
      let request = findings.readIfPresent(requests[keyPath: amount])
      let limit = findings.readIfPresent(limits[keyPath: amount])
      for (written, field) in [(request, "requests"), (limit, "limits")] {
        guard let written, written.value.utf8.first == UInt8(ascii: "-"), let quantity = Quantity(written.value), quantity.nanos < 0 else {
          continue
        }
        findings.report(at: written.place, .negative(owner, "\(field).\(resource)"))
      }
      guard let request, let limit, request.value != limit.value, let asked = Quantity(request.value), let allowed = Quantity(limit.value),
        asked > allowed
      else { continue }
      findings.report(
        at: request.place, .request(owner, resource: resource, asked: request.value, allowed: limit.value), related: limit.place)
    }
  }

  private static func hasSpaceAtAnEnd(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    return [first, last].contains { $0 == 0x20 || (0x09...0x0D).contains($0) }
  }

  /// What the API server refuses.
  package enum Situation: SituationKey {
    case ephemeral
    case restartPolicy(String, ContainerName, isInitial: Bool, isKnown: Bool)
    case onlySidecars(ContainerName, fields: [String])
    case actions(ContainerName, String, count: Int)
    case successThreshold(ContainerName, String)
    case readinessGrace(ContainerName)
    case portName(String, ContainerName)
    case hostPort(Int64)
    case sources(variable: String?, count: Int)
    case bulkSources(count: Int)
    case subPaths
    case propagation(ContainerName)
    case negative(SettingOwner, String)
    case request(SettingOwner, resource: String, asked: String, allowed: String)
    case spaceAroundImage(ContainerName)

    package func combine(into hash: inout StableHash) {
      switch self {
      case .ephemeral: hash.combine("ephemeral")
      case .restartPolicy(let policy, let container, _, _): hash.combine("restartPolicy", policy, container)
      case .onlySidecars(let container, let fields): hash.combine("onlySidecars", container, fields.joined(separator: " "))
      case .actions(let container, let handler, let count): hash.combine("actions", container, handler, count)
      case .successThreshold(let container, let probe): hash.combine("successThreshold", container, probe)
      case .readinessGrace(let container): hash.combine("readinessGrace", container)
      case .portName(let name, let container): hash.combine("portName", name, container)
      case .hostPort(let port): hash.combine("hostPort", port)
      case .sources(let variable, let count): hash.combine("sources", variable, count)
      case .bulkSources(let count): hash.combine("bulkSources", count)
      case .subPaths: hash.combine("subPaths")
      case .propagation(let container): hash.combine("propagation", container)
      case .negative(let owner, let field): hash.combine("negative", owner, field)
      case .request(let owner, let resource, let asked, let allowed): hash.combine("request", owner, resource, asked, allowed)
      case .spaceAroundImage(let container): hash.combine("spaceAroundImage", container)
      }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (message, remedy): (String, String) =
      switch situation {
      case .ephemeral:
        ("a template may not have ephemeralContainers", "Remove them: they are added to pods that run, as `kubectl debug` does.")
      case .restartPolicy(let policy, let container, _, false):
        ("restartPolicy: \(policy) of \(container) is not a policy", APIValues.remedy(for: policy, among: policies))
      case .restartPolicy(let policy, let container, true, true):
        (
          "init \(container) has restartPolicy: \(policy), where only Always is allowed before Kubernetes 1.35",
          "Leave it out, or set `Always` to make the container a sidecar."
        )
      case .restartPolicy(_, let container, false, true):
        (
          "\(container) has a restartPolicy of its own, which only init containers may have before Kubernetes 1.35",
          "Remove it; a sidecar stands under `initContainers`."
        )
      case .onlySidecars(let container, let fields):
        (
          "init \(container) has \(fields.enumeration), which only sidecars may have",
          "Remove \(fields.count == 1 ? "it" : "them"), or set `restartPolicy: Always` if the container is a sidecar."
        )
      case .actions(let container, let handler, let count):
        (
          "\(handler) of \(container) has \(count == 0 ? "nothing to do" : "\(count) things to do, of which only one is allowed")",
          "Give it exactly one of `exec`, `httpGet`, `tcpSocket` and the like."
        )
      case .successThreshold(let container, let probe):
        ("successThreshold of the \(probe) of \(container) may only be 1", "Leave it out.")
      case .readinessGrace(let container):
        ("the readinessProbe of \(container) may not have a terminationGracePeriodSeconds", "Remove it: nothing ends by this probe.")
      case .portName(let name, let container): ("\(container) has two ports named \"\(name)\"", "Give each port a name of its own.")
      case .hostPort(let port): ("hostPort \(port) is used twice", "Leave out `hostPort`.")
      case .sources(let variable, 0):
        ("the valueFrom of variable \(variable ?? "(unnamed)") says no source", "Name one, such as `secretKeyRef`.")
      case .sources(let variable, let count):
        ("the valueFrom of variable \(variable ?? "(unnamed)") has \(count) sources", "Keep one of them.")
      case .bulkSources(0): ("an entry of envFrom says no source", "Name a `configMapRef` or a `secretRef`.")
      case .bulkSources: ("an entry of envFrom has two sources", "Make two entries of it.")
      case .subPaths: ("subPath and subPathExpr exclude each other", "Remove one of them.")
      case .propagation(let container):
        ("\(container) mounts with Bidirectional propagation, which only privileged containers may", "Use `HostToContainer`, or none.")
      case .negative(let owner, let field): ("\(field) of \(owner) is negative", "Write a positive amount.")
      case .request(let owner, let resource, let asked, let allowed):
        ("\(owner) requests \(asked) of \(resource), and its limit is \(allowed)", "Raise the limit, or lower the request.")
      case .spaceAroundImage(let container): ("the image of \(container) has white space around it", "Remove the white space.")
      }
    return Explanation(
      message: message, why: "The API server refuses the object, so nothing runs, or an older version goes on running.", remedy: remedy)
  }
}

extension InvalidContainerFields: Fixable {
  package static let fixing = FixSafety.safe

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    // What the API server refuses runs nowhere.
    switch defect.situation {
    case .restartPolicy(let policy, _, _, isKnown: false):
      return APIValues.inItsCase(policy, among: policies).flatMap { Fix(setting: defect.path, to: .text($0), fixing) }
    case .ephemeral, .successThreshold, .readinessGrace: return Fix(removing: defect.path, fixing)
    case .onlySidecars(let container, let fields):
      guard let path = defect.container?.path else { return nil }
      return Fix("remove \(fields.map { "`\($0)`" }.enumeration) of init \(container)", fixing, fields.map { path.removing($0) })
    case .spaceAroundImage:
      guard let image = defect.container?.container.image.value else { return nil }
      return Fix(
        setting: defect.path, to: .text(String(image.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())), fixing)
    default: return nil
    }
  }
}
