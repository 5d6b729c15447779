import Manifests
import SourceTree
import Testing

/// From which policy version to which a setting is denied; the versions are those that `k8s.io/pod-security-admission` registers.
struct PodSecurityEvaluationTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var pod: String
    var annotations: String
    var baseline: Range<UInt8>
    var restricted: Range<UInt8>

    init(
      _ title: String, _ pod: String, annotations: String = "", baseline: Range<UInt8> = never, restricted: Range<UInt8> = never
    ) {
      testDescription = title
      self.pod = pod
      self.annotations = annotations
      self.baseline = baseline
      self.restricted = restricted
    }
  }

  static let never: Range<UInt8> = 0..<0
  static let always: Range<UInt8> = 0..<255
  static func since(_ version: UInt8) -> Range<UInt8> { version..<255 }

  /// What the newest *restricted* asks for, in a container's context.
  static let hardened = "allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}"
  static let hardenedPod = "runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}"

  static func pod(
    _ fields: String = "", context: String = hardenedPod, container: String = hardened, containerFields: String = "",
    kind: String = "containers"
  ) -> String {
    let main = "{name: main, image: example:1, securityContext: {\(container)}\(containerFields)}"
    let other = "{name: other, image: example:1, securityContext: {\(hardened)}}"
    let containers = kind == "containers" ? "containers: [\(main)]" : "containers: [\(other)], \(kind): [\(main)]"
    return "\(fields)securityContext: {\(context)}, \(containers)"
  }

  static func volume(_ source: String) -> String { pod("volumes: [{name: v\(source)}], ") }
  static func sysctl(_ name: String) -> String { pod(context: "\(hardenedPod), sysctls: [{name: \(name), value: '1'}]") }
  static func add(_ name: String, os: String = "") -> String {
    pod(os, container: "allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [\(name)]}")
  }

  static let windows = "os: {name: windows}, "
  static let ownUsers = "hostUsers: false, "
  static let appArmor = "container.apparmor.security.beta.kubernetes.io/main"

  static let cases: [Case] = [
    Case("hardened", pod()),
    Case("hardened, as an init container", pod(kind: "initContainers")),
    Case("hardened, as an ephemeral container", pod(kind: "ephemeralContainers")),
    Case("hostNetwork", pod("hostNetwork: true, "), baseline: always, restricted: always),
    Case("hostPID", pod("hostPID: true, "), baseline: always, restricted: always),
    Case("hostIPC", pod("hostIPC: true, "), baseline: always, restricted: always),
    Case("namespaces of its own", pod("hostNetwork: false, hostPID: false, hostIPC: false, ")),
    Case("privileged", pod(container: "\(hardened), privileged: true"), baseline: always, restricted: always),
    Case(
      "privileged init container", pod(container: "\(hardened), privileged: true", kind: "initContainers"), baseline: always,
      restricted: always),
    Case(
      "privileged ephemeral container", pod(container: "\(hardened), privileged: true", kind: "ephemeralContainers"), baseline: always,
      restricted: always),

    Case("a capability of the default set", add("CHOWN"), restricted: since(22)),
    Case("a capability beyond it", add("NET_RAW"), baseline: always, restricted: always),
    Case("spelled with CAP_", add("CAP_CHOWN"), baseline: always, restricted: always),
    Case("in small letters", add("chown"), baseline: always, restricted: always),
    Case("NET_BIND_SERVICE", add("NET_BIND_SERVICE")),
    Case("a capability under Windows", add("SYS_ADMIN", os: windows), baseline: always, restricted: 0..<25),
    Case("nothing dropped", pod(container: "allowPrivilegeEscalation: false"), restricted: since(22)),
    Case("one dropped", pod(container: "allowPrivilegeEscalation: false, capabilities: {drop: [NET_RAW]}"), restricted: since(22)),
    Case("dropped in small letters", pod(container: "allowPrivilegeEscalation: false, capabilities: {drop: [all]}"), restricted: since(22)),
    Case("nothing dropped under Windows", pod(windows, container: "allowPrivilegeEscalation: false"), restricted: 22..<25),

    Case("a path of the node", volume(", hostPath: {path: /x}"), baseline: always, restricted: always),
    Case("a path of the node without a path", volume(", hostPath: {}"), baseline: always, restricted: always),
    Case("no path of the node", volume(", hostPath: null, emptyDir: {}")),
    Case("a file server", volume(", nfs: {server: a, path: /}"), restricted: always),
    Case("a git repository", volume(", gitRepo: {repository: a}"), restricted: always),
    Case("an image", volume(", image: {reference: a}")),
    Case("a claim", volume(", persistentVolumeClaim: {claimName: a}")),
    Case("a CSI volume", volume(", csi: {driver: a}")),
    Case("an ephemeral volume", volume(", ephemeral: {}")),
    Case("a volume without a source", volume("")),
    Case("a volume with a field that does not exist", volume(", emptydir: {}")),

    Case("a host port", pod(containerFields: ", ports: [{containerPort: 1, hostPort: 1}]"), baseline: always, restricted: always),
    Case("host port 0", pod(containerFields: ", ports: [{containerPort: 1, hostPort: 0}]")),

    Case("AppArmor off", pod(container: "\(hardened), appArmorProfile: {type: Unconfined}"), baseline: always, restricted: always),
    Case(
      "AppArmor off for the pod", pod(context: "\(hardenedPod), appArmorProfile: {type: Unconfined}"), baseline: always, restricted: always),
    Case("AppArmor of the runtime", pod(container: "\(hardened), appArmorProfile: {type: RuntimeDefault}")),
    Case("AppArmor of the node", pod(container: "\(hardened), appArmorProfile: {type: Localhost, localhostProfile: a}")),
    Case("AppArmor without a type", pod(container: "\(hardened), appArmorProfile: {}"), baseline: always, restricted: always),
    Case("AppArmor off by annotation", pod(), annotations: "\(appArmor): unconfined", baseline: always, restricted: always),
    Case("AppArmor off for none", pod(), annotations: "\(appArmor)x: unconfined", baseline: always, restricted: always),
    Case("AppArmor by annotation, empty", pod(), annotations: "\(appArmor): ''"),
    Case("AppArmor by annotation, the runtime's", pod(), annotations: "\(appArmor): runtime/default"),
    Case("AppArmor by annotation, the node's", pod(), annotations: "\(appArmor): localhost/a"),

    Case("an SELinux type", pod(context: "\(hardenedPod), seLinuxOptions: {type: spc_t}"), baseline: always, restricted: always),
    Case("a container's SELinux type", pod(context: "\(hardenedPod), seLinuxOptions: {type: container_init_t, level: 's0:c1'}")),
    Case(
      "an engine's SELinux type", pod(container: "\(hardened), seLinuxOptions: {type: container_engine_t}"), baseline: 0..<31,
      restricted: 0..<31),
    Case("an SELinux user", pod(context: "\(hardenedPod), seLinuxOptions: {user: a}"), baseline: always, restricted: always),
    Case("an SELinux role", pod(container: "\(hardened), seLinuxOptions: {role: a}"), baseline: always, restricted: always),

    Case("/proc unmasked", pod(container: "\(hardened), procMount: Unmasked"), baseline: always, restricted: always),
    Case(
      "/proc unmasked for users of its own", pod(ownUsers, container: "\(hardened), procMount: Unmasked"), baseline: 0..<35,
      restricted: always),
    Case("/proc as usual", pod(container: "\(hardened), procMount: Default")),

    Case(
      "seccomp off for the pod", pod(context: "runAsNonRoot: true, seccompProfile: {type: Unconfined}"), baseline: since(19),
      restricted: since(19)),
    Case(
      "seccomp off for a container", pod(container: "\(hardened), seccompProfile: {type: Unconfined}"), baseline: since(19),
      restricted: since(19)),
    Case(
      "seccomp off under Windows", pod(windows, container: "\(hardened), seccompProfile: {type: Unconfined}"), baseline: since(19),
      restricted: 19..<25),
    Case("no seccomp profile", pod(context: "runAsNonRoot: true"), restricted: since(19)),
    Case("no seccomp profile under Windows", pod(windows, context: "runAsNonRoot: true"), restricted: 19..<25),
    Case(
      "a seccomp profile of the container", pod(context: "runAsNonRoot: true", container: "\(hardened), seccompProfile: {type: Localhost}")),
    Case(
      "seccomp off by annotation", pod(), annotations: "seccomp.security.alpha.kubernetes.io/pod: unconfined", baseline: 0..<19,
      restricted: 0..<19),
    Case(
      "seccomp off by a container's annotation", pod(), annotations: "container.seccomp.security.alpha.kubernetes.io/main: unconfined",
      baseline: 0..<19, restricted: 0..<19),
    Case("seccomp off for none", pod(), annotations: "container.seccomp.security.alpha.kubernetes.io/other: unconfined"),
    Case("seccomp by annotation", pod(), annotations: "seccomp.security.alpha.kubernetes.io/pod: docker/default"),

    Case("a sysctl of the pod", sysctl("net.ipv4.ip_unprivileged_port_start")),
    Case("a sysctl of the node", sysctl("kernel.msgmax"), baseline: always, restricted: always),
    Case("a sysctl of 1.27", sysctl("net.ipv4.ip_local_reserved_ports"), baseline: 0..<27, restricted: 0..<27),
    Case("a sysctl of 1.29", sysctl("net.ipv4.tcp_keepalive_time"), baseline: 0..<29, restricted: 0..<29),
    Case("another of 1.29", sysctl("net.ipv4.tcp_fin_timeout"), baseline: 0..<29, restricted: 0..<29),
    Case("a sysctl of 1.32", sysctl("net.ipv4.tcp_wmem"), baseline: 0..<32, restricted: 0..<32),

    Case("a host process", pod(context: "\(hardenedPod), windowsOptions: {hostProcess: true}"), baseline: always, restricted: always),
    Case(
      "a host process's container", pod(container: "\(hardened), windowsOptions: {hostProcess: true}"), baseline: always, restricted: always
    ),
    Case("no host process", pod(context: "\(hardenedPod), windowsOptions: {hostProcess: false}")),

    Case(
      "a probe of a host", pod(containerFields: ", livenessProbe: {httpGet: {host: a, port: 1}}"), baseline: since(34),
      restricted: since(34)),
    Case(
      "a TCP probe of a host", pod(containerFields: ", startupProbe: {tcpSocket: {host: a, port: 1}}"), baseline: since(34),
      restricted: since(34)),
    Case(
      "a hook to a host", pod(containerFields: ", lifecycle: {preStop: {httpGet: {host: a, port: 1}}}"), baseline: since(34),
      restricted: since(34)),
    Case(
      "a hook to a host by TCP", pod(containerFields: ", lifecycle: {postStart: {tcpSocket: {host: a, port: 1}}}"), baseline: since(34),
      restricted: since(34)),
    Case("a probe of the pod", pod(containerFields: ", readinessProbe: {httpGet: {host: '', port: 1}}")),

    Case("escalation by default", pod(container: "capabilities: {drop: [ALL]}"), restricted: since(8)),
    Case("escalation", pod(container: "capabilities: {drop: [ALL]}, allowPrivilegeEscalation: true"), restricted: since(8)),
    Case("escalation under Windows", pod(windows, container: "capabilities: {drop: [ALL]}"), restricted: 8..<25),
    Case("escalation under Linux", pod("os: {name: linux}, ", container: "capabilities: {drop: [ALL]}"), restricted: since(8)),

    Case("root by default", pod(context: "seccompProfile: {type: RuntimeDefault}"), restricted: always),
    Case("root by default, users of its own", pod(ownUsers, context: "seccompProfile: {type: RuntimeDefault}"), restricted: 0..<35),
    Case(
      "root by default, the host's users", pod("hostUsers: true, ", context: "seccompProfile: {type: RuntimeDefault}"), restricted: always),
    Case(
      "not root, in the container", pod(context: "seccompProfile: {type: RuntimeDefault}", container: "\(hardened), runAsNonRoot: true")),
    Case("root allowed by the container", pod(container: "\(hardened), runAsNonRoot: false"), restricted: always),
    Case(
      "root allowed by the pod, not by the container",
      pod(context: "seccompProfile: {type: RuntimeDefault}, runAsNonRoot: false", container: "\(hardened), runAsNonRoot: true"),
      restricted: always),
    Case("user 0", pod(context: "\(hardenedPod), runAsUser: 0"), restricted: since(23)),
    Case(
      "user 0 of the pod, not of the container", pod(context: "\(hardenedPod), runAsUser: 0", container: "\(hardened), runAsUser: 1"),
      restricted: since(23)),
    Case("user 0 of the container, users of its own", pod(ownUsers, container: "\(hardened), runAsUser: 0"), restricted: 23..<35),
    Case("another user", pod(context: "\(hardenedPod), runAsUser: 1")),
  ]

  static func workload(_ pod: String, annotations: String) throws -> Workload {
    let manifest = "{apiVersion: v1, kind: Pod, metadata: {name: example, annotations: {\(annotations)}}, spec: {\(pod)}}"
    var reader = ManifestReader(try Source(name: "pod", bytes: Array(manifest.utf8)))
    guard case .object(.workload(let workload)) = reader.next() else { throw NoWorkload() }
    return workload
  }

  struct NoWorkload: Error {}

  @Test("Versions in which a pod is denied", arguments: cases)
  func versions(_ item: Case) throws {
    let evaluation = try Self.workload(item.pod, annotations: item.annotations).podSecurity
    #expect(evaluation.unknowns.isEmpty)
    for version: UInt8 in 0...40 {
      #expect(
        evaluation.violations.contains { $0.versions.baseline.contains(version) } == item.baseline.contains(version),
        "baseline v1.\(version)")
      #expect(
        evaluation.violations.contains { $0.versions.restricted.contains(version) } == item.restricted.contains(version),
        "restricted v1.\(version)")
    }
  }

  @Test("A control has at most one violation at a place")
  func aliases() throws {
    let pod = "containers: [{name: a, image: x, securityContext: &c {privileged: true}}, {name: b, image: x, securityContext: *c}]"
    let violations = try Self.workload(pod, annotations: "").podSecurity.violations
    #expect(violations.count { $0.control == .privileged } == 1)
    #expect(violations.first { $0.control == .privileged }?.subjects == [0, 1])
  }

  @Test(
    "What cannot be read is not passed",
    arguments: [
      ("hostPID: '{{ x }}', containers: [{name: a, image: x}]", PodSecurityControl.hostNamespaces),
      ("containers: '{{ x }}'", .privileged),
      ("containers: ['{{ x }}']", .privileged),
      ("containers: [{name: a, image: x, securityContext: '{{ x }}'}]", .allowPrivilegeEscalation),
      ("containers: [{name: a, image: x}], os: {name: 1}", .capabilitiesRestricted),
      ("containers: [{name: a, image: x}], hostUsers: '{{ x }}'", .runAsNonRoot),
      ("containers: [{name: a, image: x}], volumes: '{{ x }}'", .restrictedVolumes),
      ("containers: [{name: a, image: x}], securityContext: {sysctls: [{name: 1}]}", .sysctls),
    ])
  func unknowns(_ pod: String, _ control: PodSecurityControl) throws {
    #expect(try Self.workload(pod, annotations: "").podSecurity.unknowns.contains { $0.control == control })
  }
}
