import Findings
import Rules
import SourceTree
import Testing

/// What the rules about pods say in situations that are too many to be examples.
struct PodHardeningSituationTests {
  typealias Situation = CredentialSituationTests.Situation

  static func container(_ fields: String = "") -> String { "containers: [{name: main, image: example:1, \(fields)}]" }
  static func context(_ fields: String) -> String { container("securityContext: {\(fields)}") }
  static func pod(_ fields: String) -> String { "securityContext: {\(fields)}, " }
  static func hostPath(_ path: String, readOnly: String = "") -> String {
    container("volumeMounts: [{name: v, mountPath: /v\(readOnly)}]") + ", volumes: [{name: v, hostPath: {path: \(path)}}]"
  }

  static let situations: [Situation] = [
    Situation("privileged-container", "a wrong type", context("privileged: yes please"), [], notEvaluated: 1),
    Situation("privileged-container", "a template", container("securityContext: '${CONTEXT}'"), [], notEvaluated: 1),
    Situation("host-namespace", "all three", "hostNetwork: true, hostPID: true, hostIPC: true, " + container(), [.high, .high, .high]),
    Situation("host-namespace", "a wrong type", "hostPID: 'true', " + container(), [], notEvaluated: 1),

    Situation("host-path-volume", "root", hostPath("/"), [.critical]),
    Situation("host-path-volume", "a socket, read-only", hostPath("/var/run/docker.sock", readOnly: ", readOnly: true"), [.critical]),
    Situation("host-path-volume", "a folder with the socket", hostPath("/var/run/"), [.critical]),
    Situation("host-path-volume", "a roundabout path", hostPath("//etc/./kubernetes//pki"), [.critical]),
    Situation("host-path-volume", "pods of the kubelet", hostPath("/var/lib/kubelet/pods"), [.critical]),
    Situation("host-path-volume", "not the kubelet's", hostPath("/var/lib/kubelets"), [.high]),
    Situation("host-path-volume", "data", hostPath("/data"), [.high]),
    Situation("host-path-volume", "data, read-only", hostPath("/data", readOnly: ", readOnly: true"), [.medium]),
    Situation("host-path-volume", "the time zone", hostPath("/etc/localtime"), [.low]),
    Situation("host-path-volume", "logs", hostPath("/var/log/pods"), [.high]),
    Situation("host-path-volume", "logs, read-only", hostPath("/var/log", readOnly: ", readOnly: true"), [.medium]),
    Situation("host-path-volume", "programs, read-only", hostPath("/usr/bin", readOnly: ", readOnly: true"), [.medium]),
    Situation("host-path-volume", "programs", hostPath("/usr/bin"), [.critical]),
    Situation("host-path-volume", "services, read-only", hostPath("/etc/systemd/system", readOnly: ", readOnly: true"), [.medium]),
    Situation("host-path-volume", "users", hostPath("/etc/passwd"), [.critical]),
    Situation("host-path-volume", "password hashes, read-only", hostPath("/etc/shadow", readOnly: ", readOnly: true"), [.critical]),
    Situation("host-path-volume", "keys of an account", hostPath("/home/ci/.ssh"), [.critical]),
    Situation("host-path-volume", "data of an account", hostPath("/home/ci/data"), [.high]),
    Situation("host-path-volume", "another socket of the node", hostPath("/run/dbus/system_bus_socket"), [.critical]),
    Situation("host-path-volume", "a template", hostPath("'${DIRECTORY}'"), [.high]),

    Situation("privilege-escalation", "absent", container(), [.medium]),
    Situation("privilege-escalation", "true", context("allowPrivilegeEscalation: true"), [.medium]),
    Situation("privilege-escalation", "false", context("allowPrivilegeEscalation: false"), []),
    Situation("privilege-escalation", "privileged", context("privileged: true"), []),
    Situation("privilege-escalation", "privileged and false", context("privileged: true, allowPrivilegeEscalation: false"), []),
    Situation(
      "privilege-escalation", "SYS_ADMIN", context("allowPrivilegeEscalation: false, capabilities: {add: [SYS_ADMIN]}"), [.medium]),
    Situation(
      "privilege-escalation", "CAP_SYS_ADMIN, which is refused",
      context("allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}"), []),
    Situation("privilege-escalation", "Windows", "os: {name: windows}, " + container(), []),
    Situation("privilege-escalation", "an unknown system", "os: {name: 1}, " + container(), [], notEvaluated: 1),
    Situation("privilege-escalation", "two containers", "initContainers: [{name: i, image: x}], " + container(), [.medium, .medium]),

    Situation("runs-as-root", "absent", container(), [.medium]),
    Situation("runs-as-root", "absent for two", "initContainers: [{name: i, image: x}], " + container(), [.medium]),
    Situation(
      "runs-as-root", "absent for one of two",
      "initContainers: [{name: i, image: x, securityContext: {runAsNonRoot: true}}], " + container(), [.medium]),
    Situation("runs-as-root", "the pod's", pod("runAsNonRoot: true") + container(), []),
    Situation("runs-as-root", "the container's", context("runAsNonRoot: true"), []),
    Situation("runs-as-root", "the container undoes the pod's", pod("runAsNonRoot: true") + context("runAsNonRoot: false"), [.medium]),
    Situation(
      "runs-as-root", "user 0 at the pod, for two", pod("runAsUser: 0") + "initContainers: [{name: i, image: x}], " + container(), [.high]),
    Situation("runs-as-root", "user 0 at the container", pod("runAsNonRoot: true, runAsUser: 1") + context("runAsUser: 0"), [.high]),
    Situation(
      "runs-as-root", "user 0 at the pod, not at the container", pod("runAsUser: 0") + context("runAsUser: 1, runAsNonRoot: true"), [.info]),
    Situation("runs-as-root", "root allowed by the pod alone", pod("runAsNonRoot: false") + context("runAsNonRoot: true"), [.info]),
    Situation(
      "runs-as-root", "one of two unenforced", "initContainers: [{name: i, image: x, securityContext: {runAsUser: 1}}], " + container(),
      [.medium]),
    Situation("runs-as-root", "user 0 beside runAsNonRoot", pod("runAsNonRoot: true, runAsUser: 0") + container(), [.high]),
    Situation("runs-as-root", "another user, not enforced", pod("runAsUser: 1") + container(), [.info]),
    Situation("runs-as-root", "another user, enforced", pod("runAsUser: 1, runAsNonRoot: true") + container(), []),
    Situation("runs-as-root", "in a user namespace", "hostUsers: false, " + container(), [.low]),
    Situation("runs-as-root", "a template", pod("runAsNonRoot: '${NON_ROOT}'") + container(), [], notEvaluated: 1),
    Situation(
      "runs-as-root", "a template counts once",
      pod("runAsNonRoot: '${NON_ROOT}'") + "initContainers: [{name: i, image: x}], " + container(),
      [],
      notEvaluated: 1),

    Situation("capabilities-not-dropped", "absent", container(), [.low]),
    Situation("capabilities-not-dropped", "some", context("capabilities: {drop: [NET_RAW]}"), [.low]),
    Situation("capabilities-not-dropped", "all", context("capabilities: {drop: [NET_RAW, ALL]}"), []),
    Situation("capabilities-not-dropped", "small letters", context("capabilities: {drop: [all]}"), [.low]),
    Situation("capabilities-not-dropped", "an empty list", context("capabilities: {drop: []}"), [.low]),
    Situation("capabilities-not-dropped", "a wrong type", context("capabilities: {drop: ALL}"), [], notEvaluated: 1),
    Situation("capabilities-not-dropped", "a template among them", context("capabilities: {drop: ['${A}', ALL]}"), []),

    Situation(
      "added-capability", "by danger", context("capabilities: {add: [ALL, SYS_ADMIN, CAP_BPF, NET_RAW, CHOWN, chown, NET_BIND_SERVICE]}"),
      [.critical, .high, .high, .medium, .low, .medium]),

    Situation("missing-seccomp-profile", "absent for two", "initContainers: [{name: i, image: x}], " + container(), [.low]),
    Situation("missing-seccomp-profile", "the pod's", pod("seccompProfile: {type: RuntimeDefault}") + container(), []),
    Situation("missing-seccomp-profile", "the container's", context("seccompProfile: {type: Localhost, localhostProfile: x}"), []),
    Situation("missing-seccomp-profile", "off is another rule's", pod("seccompProfile: {type: Unconfined}") + container(), []),
    Situation("missing-seccomp-profile", "Windows", "os: {name: windows}, " + container(), []),
    Situation("missing-seccomp-profile", "a template", pod("seccompProfile: {type: '{{ x }}'}") + container(), [], notEvaluated: 1),

    Situation("writable-root-filesystem", "absent", container(), [.low]),
    Situation("writable-root-filesystem", "true", context("readOnlyRootFilesystem: true"), []),

    Situation("missing-memory-limit", "absent", container(), [.low]),
    Situation("missing-memory-limit", "another limit", container("resources: {limits: {cpu: 1}}"), [.low]),
    Situation("missing-memory-limit", "a number", container("resources: {limits: {memory: 1073741824}}"), []),
    Situation("missing-memory-limit", "a template", container("resources: '${RESOURCES}'"), [], notEvaluated: 1),
    Situation("missing-memory-limit", "the pod's", "resources: {limits: {memory: 1Gi}}, " + container(), []),
    Situation("missing-resource-requests", "absent", container(), [.info]),
    Situation("missing-resource-requests", "limits stand in", container("resources: {limits: {cpu: 1, memory: 1Gi}}"), []),
    Situation("missing-resource-requests", "one of two", container("resources: {requests: {cpu: 1}}"), [.info]),
    Situation("missing-cpu-limit", "absent", container("resources: {requests: {cpu: 1}}"), [.info]),
    Situation("missing-ephemeral-storage-limit", "absent", container("resources: {limits: {memory: 1Gi}}"), [.info]),
    Situation("missing-ephemeral-storage-limit", "set", container("resources: {limits: {ephemeral-storage: 1Gi}}"), []),

    Situation("host-port", "zero is none", container("ports: [{containerPort: 1, hostPort: 0}]"), []),
    Situation(
      "host-port", "two", container("ports: [{containerPort: 1, hostPort: 1}, {containerPort: 2, hostPort: 2}]"), [.medium, .medium]),
    Situation(
      "host-port", "implied by the host's network", "hostNetwork: true, " + container("ports: [{containerPort: 1, hostPort: 1}]"), []),

    Situation("unmasked-proc", "unmasked", context("procMount: Unmasked"), [.high]),
    Situation("unmasked-proc", "by default", context("procMount: Default"), []),
    Situation("unmasked-proc", "in a user namespace", "hostUsers: false, " + context("procMount: Unmasked"), [.medium]),
    Situation("custom-selinux-context", "a user and a role", pod("seLinuxOptions: {user: u, role: r}") + container(), [.high, .high]),
    Situation("custom-selinux-context", "an engine's type", pod("seLinuxOptions: {type: container_engine_t}") + container(), []),
    Situation("windows-host-process", "for the pod", pod("windowsOptions: {hostProcess: true}") + container(), [.critical]),

    Situation(
      "unconfined-profile", "both", context("seccompProfile: {type: Unconfined}, appArmorProfile: {type: Unconfined}"), [.high, .high]),
    Situation(
      "unconfined-profile", "overruled by every container",
      pod("seccompProfile: {type: Unconfined}") + context("seccompProfile: {type: RuntimeDefault}"), [.info]),
    Situation("unconfined-profile", "no known kind", context("seccompProfile: {}"), [.high]),
    Situation(
      "unsafe-sysctl", "safe and not", pod("sysctls: [{name: net.ipv4.tcp_syncookies}, {name: vm.swappiness}]") + container(), [.high]),
    Situation(
      "node-equivalent", "a template beside SYS_ADMIN", "hostPID: '${HOST}', " + context("capabilities: {add: [SYS_ADMIN]}"), [],
      notEvaluated: 1),
    Situation("node-equivalent", "hostPID and SYS_ADMIN", "hostPID: true, " + context("capabilities: {add: [SYS_ADMIN]}"), [.critical]),
    Situation("host-namespace", "hostPID and SYS_ADMIN", "hostPID: true, " + context("capabilities: {add: [SYS_ADMIN]}"), []),
    Situation("added-capability", "hostPID and SYS_ADMIN", "hostPID: true, " + context("capabilities: {add: [SYS_ADMIN, KILL]}"), [.low]),
    Situation(
      "node-equivalent", "hostPID and privileged", "hostPID: true, " + context("privileged: true, capabilities: {add: [SYS_ADMIN]}"), []),
    Situation("host-namespace", "hostPID and privileged", "hostPID: true, " + context("privileged: true"), [.high]),
    Situation(
      "node-equivalent", "AppArmor off and SYS_ADMIN", context("appArmorProfile: {type: Unconfined}, capabilities: {add: [CAP_SYS_ADMIN]}"),
      [.critical]),
    Situation(
      "node-equivalent", "users of its own",
      "hostUsers: false, " + context("appArmorProfile: {type: Unconfined}, capabilities: {add: [SYS_ADMIN]}"), []),
    Situation(
      "unbounded-empty-dir", "a template", container() + ", volumes: [{name: v, emptyDir: {sizeLimit: '{{ x }}'}}]", [], notEvaluated: 1),
    Situation(
      "unbounded-empty-dir", "bounded by ephemeral storage",
      container("resources: {limits: {ephemeral-storage: 1Gi}}") + ", volumes: [{name: v, emptyDir: {}}]", []),
    Situation(
      "unbounded-empty-dir", "in memory, not bounded by ephemeral storage",
      container("resources: {limits: {ephemeral-storage: 1Gi}}") + ", volumes: [{name: v, emptyDir: {medium: Memory}}]", [.low]),
    Situation("unsafe-sysctl", "a template", pod("sysctls: [{name: '{{ x }}'}]") + container(), [], notEvaluated: 1),
    Situation("probe-host", "a hook", container("lifecycle: {preStop: {httpGet: {host: a, port: 1}}}"), [.medium]),
    Situation("restricted-volume-type", "a path of the node is another rule's", hostPath("/x"), []),
    Situation("restricted-volume-type", "a git repository", container() + ", volumes: [{name: v, gitRepo: {repository: a}}]", [.low]),
  ]

  @Test("Situations", arguments: situations)
  func situation(_ situation: Situation) throws {
    let rule = try #require(Registry.rule(named: situation.rule))
    let source = try Source(name: situation.title, bytes: Array(CredentialSituationTests.job(situation.pod).utf8))
    let collector = try rule.check(manifest: source, options: RuleOptions())
    #expect(collector.findings.map(\.severity) == situation.severities)
    #expect(collector.notEvaluated.count == situation.notEvaluated)
  }

  @Test(
    "What newer clusters do counts only for them",
    arguments: [
      ("runs-as-root", "hostUsers: false, " + container(), 33, [.low], [.medium]),
      ("missing-memory-limit", "resources: {limits: {memory: 1Gi}}, " + container(), 34, [], [.low]),
      ("missing-cpu-limit", "resources: {limits: {cpu: 1}}, " + container(), 34, [], [.info]),
      ("missing-resource-requests", "resources: {requests: {cpu: 1, memory: 1Gi}}, " + container(), 34, [], [.info]),
      ("custom-selinux-context", pod("seLinuxOptions: {type: container_engine_t}") + container(), 31, [], [.high]),
    ] as [(String, String, Int, [Severity], [Severity])])
  func versions(_ name: String, _ pod: String, _ since: Int, _ now: [Severity], _ before: [Severity]) throws {
    let rule = try #require(Registry.rule(named: name))
    let source = try Source(name: name, bytes: Array(CredentialSituationTests.job(pod).utf8))
    for (version, expected) in [(since, now), (since - 1, before)] {
      let findings = try rule.check(manifest: source, options: RuleOptions(kubernetesMinorVersion: version)).findings
      #expect(findings.map(\.severity) == expected, "1.\(version)")
    }
  }

  @Test("AppArmor's annotation counts beside the field")
  func annotations() throws {
    let rule = try #require(Registry.rule(named: "unconfined-profile"))
    for (field, count) in [("RuntimeDefault", 1), ("Unconfined", 2), ("", 1)] {
      let context = field.isEmpty ? "" : ", securityContext: {appArmorProfile: {type: \(field)}}"
      let manifest = """
        {apiVersion: batch/v1, kind: Job, metadata: {name: example}, spec: {template: {
          metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/main: unconfined}},
          spec: {restartPolicy: Never, containers: [{name: main, image: x\(context)}]}}}}
        """
      let source = try Source(name: "annotation", bytes: Array(manifest.utf8))
      #expect(try rule.check(manifest: source, options: RuleOptions()).findings.count == count)
    }
  }

  @Test(
    "A patch is not blamed for what it leaves out, and does not pass either",
    arguments: Registry.rules.filter { $0.metadata.code >= "CFW501" && $0.metadata.code < "CFW600" })
  func patches(_ rule: any Rule.Type) throws {
    for pod in ["containers: [{name: main, args: [x]}]", "serviceAccountName: x", ""] {
      let manifest = "{apiVersion: batch/v1, kind: CronJob, metadata: {name: x}, spec: {jobTemplate: {spec: {template: {spec: {\(pod)}}}}}}"
      let source = try Source(name: "patch", bytes: Array(manifest.utf8))
      let collector = try rule.check(manifest: source, options: RuleOptions())
      #expect(collector.findings.isEmpty)
      // Nothing but what the rule joins the workload with is in question there.
      if !(rule is any ClusterRule.Type) { #expect(!collector.notEvaluated.isEmpty, "\(pod)") }
    }
  }
}
