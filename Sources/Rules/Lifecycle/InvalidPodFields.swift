package import Findings
package import Manifests
import SourceTree

/// Fields of the pod contradict each other, and the API server refuses it.
package enum InvalidPodFields: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW131", name: "invalid-pod-fields", severity: .high, profile: .essential,
    summary: "Fields of the pod contradict each other, and the API server refuses it.",
    rationale: """
      What a schema cannot see, the API server's validation does: two volumes of one name, a mount of a volume that is not there, a \
      variable with a value and a source of its value, a privileged container that may not gain privileges. A CronJob with such a \
      template is refused; applied among many other objects, that is one line in a long log, and the old version of the job goes on \
      running, or none.

      The severity is high because the job is not done at all. Only what is refused in every supported version is reported, and only \
      where all of the template is known: in a patch the volume may come from its base.
      """,
    remedy: "Remove one of the fields that contradict each other.",
    references: [
      .kubernetes("reference/kubernetes-api/workload-resources/pod-v1/"), .kubernetes("tasks/configure-pod-container/security-context/"),
      .url("https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go"),
    ],
    examples: [
      .flagged(
        "A toleration that names a time and not the effect",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  tolerations:
                    - key: spot
                      operator: Exists
                      tolerationSeconds: ▼300▲
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .flagged(
        "A mount of a volume that is not there",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  volumes:
                    - name: work
                      emptyDir: {}
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts:
                        - name: ▼scratch▲
                          mountPath: /tmp
        """),
      .flagged(
        "Privileged, without gaining privileges",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
                  securityContext:
                    privileged: true
                    allowPrivilegeEscalation: ▼false▲
        """),
      .flagged(
        "A value, and where to take it from",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
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
                      env:
                        - name: REGION
                          value: eu-west-1
                          ▼valueFrom▲:
                            configMapKeyRef: {name: backup, key: region}
        """),
      .clean(
        "Each mount has its volume, each variable one value",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  volumes:
                    - name: work
                      emptyDir: {}
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      env:
                        - name: REGION
                          valueFrom:
                            configMapKeyRef: {name: backup, key: region}
                      volumeMounts:
                        - name: work
                          mountPath: /tmp
        """),
    ])

  /// The shortest and the longest life of a projected token, in seconds.
  private static var tokenSeconds: ClosedRange<Int64> { 600...(1 << 32) }

  private static let dnsPolicies = ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod else { return }
    let pod = workload.pod
    let containers = findings.readContainers(of: pod)
    checkPod(pod, options: options, into: &findings)
    var names = NameSet()
    for container in containers {
      if let name = findings.readIfPresent(container.name), !names.insert(name.value) {
        findings.report(at: name.place, .duplicateContainer(name.value))
      }
      check(container, in: pod, into: &findings)
    }
    checkVolumes(of: workload, containers: containers, into: &findings)
  }

  private static func checkPod(_ pod: PodSpec, options: RuleOptions, into findings: inout Answer<Self>) {
    if let deadline = findings.readIfPresent(pod.activeDeadlineSeconds), deadline.value < 1 {
      findings.report(at: deadline.place, .deadline(deadline.value))
    }
    if let shared = findings.readIfPresent(pod.shareProcessNamespace), shared.value, pod.hostPID.value == true {
      findings.report(at: shared.place, .sharedNamespace)
    }
    if options.hasUserNamespaces, let users = findings.readIfPresent(pod.hostUsers), !users.value {
      if pod.hostPID.value == true { findings.report(at: users.place, .hostUsers(with: "hostPID")) }
      if pod.hostIPC.value == true { findings.report(at: users.place, .hostUsers(with: "hostIPC")) }
    }
    if let policy = findings.readIfPresent(pod.dnsPolicy),
      !policy.value.isEmpty, !dnsPolicies.contains(policy.value)
    {
      if options.isKubernetesNewerThanKnown {
        findings.cannotEvaluate(at: policy.place, because: options.newerVersionReason)
      } else {
        findings.report(at: policy.place, .dnsPolicy(policy.value))
      }
    }
    if let policy = findings.readIfPresent(pod.dnsPolicy), policy.value == "None", !pod.hasNameServers {
      findings.report(at: policy.place, .noNameServers)
    }
    for toleration in pod.tolerations.items { check(toleration, into: &findings) }
  }

  private static func check(_ toleration: Toleration, into findings: inout Answer<Self>) {
    if let seconds = findings.readIfPresent(toleration.tolerationSeconds),
      let effect = findings.read(toleration.effect, default: ""), effect != "NoExecute"
    {
      findings.report(at: seconds.place, .tolerationSeconds)
    }
    guard let operation = findings.read(toleration.operator, default: "Equal") else { return }
    if operation == "Exists" {
      guard let value = findings.readIfPresent(toleration.value), !value.value.isEmpty else { return }
      findings.report(at: value.place, .tolerationValue)
    } else if let key = findings.read(toleration.key, default: ""), key.isEmpty {
      findings.report(at: toleration.place, .tolerationWithoutKey)
    }
  }

  private static func check(_ container: Container, in pod: PodSpec, into findings: inout Answer<Self>) {
    let context = container.securityContext
    if let escalation = findings.readIfPresent(context.allowPrivilegeEscalation), !escalation.value {
      if context.privileged.value == true {
        findings.report(at: escalation.place, .privileged(ContainerName(container)))
      } else if context.addedCapabilities.items.contains(where: { $0.value == "CAP_SYS_ADMIN" }) {
        findings.report(at: escalation.place, .admin(ContainerName(container)))
      }
    }
    if pod.hostNetwork.value == true, container.role == .main {
      for port in container.ports.items {
        guard let hostPort = findings.readIfPresent(port.hostPort), let containerPort = port.containerPort.value,
          hostPort.value != 0, hostPort.value != containerPort
        else { continue }
        findings.report(at: hostPort.place, .hostPort(hostPort.value))
      }
    }
    for variable in container.env.items {
      if case .present = variable.valueFrom, case .present(let value, _) = variable.value, !value.isEmpty {
        findings.report(at: variable.valueFromPlace, .valueAndSource(variable: variable.name.value))
      }
      if case .present(let name, let range) = variable.name, !isVariableName(name) {
        findings.report(at: range.value, .variableName(name))
      }
    }
  }

  /// What newer versions allow; older ones are stricter.
  private static func isVariableName(_ name: String) -> Bool {
    let bytes = name.utf8.span
    for index in bytes.indices where !(0x20...0x7E).contains(bytes[index]) || bytes[index] == UInt8(ascii: "=") { return false }
    return !bytes.isEmpty
  }

  private static func checkVolumes(of workload: Workload, containers: [Container], into findings: inout Answer<Self>) {
    let volumes = workload.pod.volumes
    var names = NameSet()
    for volume in volumes.items {
      if let name = findings.readIfPresent(volume.name), !names.insert(name.value) {
        findings.report(at: name.place, .duplicateVolume(name.value))
      }
      if volume.sources.count > 1, let place = volume.sources[1].range?.key {
        findings.report(at: place, .twoSources(VolumeName(volume)))
      }
      for source in volume.projected.items {
        guard let seconds = findings.readIfPresent(source.tokenExpirationSeconds), !tokenSeconds.contains(seconds.value) else { continue }
        findings.report(at: seconds.place, .tokenLife(seconds: seconds.value))
      }
    }
    let areKnown =
      !workload.isPatch && findings.canRead(volumes.presence, at: volumes.place) && volumes.items.allSatisfy { $0.name.value != nil }
    for container in containers {
      let mounts = container.volumeMounts.items
      var paths = NameSet()
      for mount in mounts {
        if areKnown, let name = findings.readIfPresent(mount.name), workload.pod.volume(named: name.value) == nil {
          findings.report(at: name.place, .missingVolume(name.value))
        }
        if let path = findings.readIfPresent(mount.mountPath), !paths.insert(path.value) {
          findings.report(at: path.place, .duplicateMount(path: path.value))
        }
      }
    }
  }

  /// What the API server refuses.
  package enum Situation: SituationKey {
    case privileged(ContainerName)
    case admin(ContainerName)
    case sharedNamespace
    /// The other field that is true.
    case hostUsers(with: String)
    case hostPort(Int64)
    case valueAndSource(variable: String?)
    case variableName(String)
    case duplicateContainer(String)
    case duplicateVolume(String)
    case duplicateMount(path: String)
    case missingVolume(String)
    case deadline(Int64)
    case tolerationWithoutKey
    case tolerationValue
    case tolerationSeconds
    case noNameServers
    case twoSources(VolumeName)
    case dnsPolicy(String)
    case tokenLife(seconds: Int64)

    package func combine(into hash: inout StableHash) {
      switch self {
      case .privileged(let container): hash.combine("privileged", container)
      case .admin(let container): hash.combine("admin", container)
      case .sharedNamespace: hash.combine("sharedNamespace")
      case .hostUsers(let field): hash.combine("hostUsers", field)
      case .hostPort(let port): hash.combine("hostPort", port)
      case .valueAndSource(let variable): hash.combine("valueAndSource", variable)
      case .variableName(let name): hash.combine("variableName", name)
      case .duplicateContainer(let name): hash.combine("duplicateContainer", name)
      case .duplicateVolume(let name): hash.combine("duplicateVolume", name)
      case .duplicateMount(let path): hash.combine("duplicateMount", path)
      case .missingVolume(let name): hash.combine("missingVolume", name)
      case .deadline(let seconds): hash.combine("deadline", seconds)
      case .tolerationWithoutKey: hash.combine("tolerationWithoutKey")
      case .tolerationValue: hash.combine("tolerationValue")
      case .tolerationSeconds: hash.combine("tolerationSeconds")
      case .noNameServers: hash.combine("noNameServers")
      case .twoSources(let volume): hash.combine("twoSources", volume)
      case .dnsPolicy(let policy): hash.combine("dnsPolicy", policy)
      case .tokenLife(let seconds): hash.combine("tokenLife", seconds)
      }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (message, remedy): (String, String) =
      switch situation {
      case .privileged(let container):
        ("\(container) is privileged, and allowPrivilegeEscalation is false", "Remove `privileged: true`.")
      case .admin(let container):
        ("\(container) adds CAP_SYS_ADMIN, and allowPrivilegeEscalation is false", "Do not add the capability.")
      case .sharedNamespace: ("shareProcessNamespace and hostPID exclude each other", "Remove `hostPID: true`.")
      case .hostUsers(let name): ("hostUsers: false and \(name): true exclude each other", "Remove `\(name): true`.")
      case .hostPort(let port):
        (
          "hostPort \(port) is not the containerPort, though the pod is in the host's network",
          "Give both the same number, or leave out `hostPort`."
        )
      case .valueAndSource(let name): ("variable \(name ?? "(unnamed)") has both a value and a valueFrom", "Remove one of them.")
      case .variableName(let name):
        ("\"\(name)\" is not a variable's name: it is empty, or has an equals sign or no printable ASCII", "Correct the name.")
      case .duplicateContainer(let name): ("there are two containers named \"\(name)\"", "Give each container a name of its own.")
      case .duplicateVolume(let name): ("there are two volumes named \"\(name)\"", "Give each volume a name of its own.")
      case .duplicateMount(let path): ("two volumes are mounted at \(path)", "Mount each volume at a path of its own.")
      case .deadline(let seconds):
        ("the pod's activeDeadlineSeconds: \(seconds) is less than 1", "Set a positive number, or use the Job's field.")
      case .tolerationWithoutKey: ("a toleration without a key needs operator: Exists", "Name the key of the taint.")
      case .tolerationValue: ("a toleration with operator: Exists may not have a value", "Remove the value, or use `operator: Equal`.")
      case .tolerationSeconds:
        ("tolerationSeconds goes only with effect: NoExecute", "Remove it, or set `effect: NoExecute`.")
      case .noNameServers: ("dnsPolicy: None needs a name server in dnsConfig", "Name one in `dnsConfig.nameservers`.")
      case .twoSources(let volume): ("\(volume) has more than one source", "Make a volume of each.")
      case .dnsPolicy(let policy):
        ("dnsPolicy: \(policy) is not a policy", APIValues.remedy(for: policy, among: dnsPolicies))
      case .tokenLife(let seconds):
        ("expirationSeconds: \(seconds) is not between 10 minutes and 2^32 seconds", "Set it to the time that a run takes, at least 600.")
      case .missingVolume(let name): ("the volume \"\(name)\" that is mounted is not there", "Add the volume, or correct the mount's name.")
      }
    return Explanation(
      message: message, why: "The API server refuses the object, so nothing runs, or an older version goes on running.", remedy: remedy)
  }
}

extension InvalidPodFields: Fixable {
  package static let fixing = FixSafety.safe

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    // What the API server refuses runs nowhere.
    switch defect.situation {
    case .tolerationValue, .tolerationSeconds: return Fix(removing: defect.path, fixing)
    case .dnsPolicy(let policy):
      return APIValues.inItsCase(policy, among: dnsPolicies).flatMap { Fix(setting: defect.path, to: .text($0), fixing) }
    default: return nil
    }
  }
}
