package import Findings
package import Manifests
import SourceTree

/// A protection of the kernel is switched off for a container.
package enum UnconfinedProfile: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW515", name: "unconfined-profile", severity: .high,
    summary: "A protection of the kernel is switched off for a container.",
    rationale: """
      Runtimes confine containers by default: AppArmor or SELinux by what they may touch, seccomp (where it is on) by what they may call, masked parts \
      of `/proc` by what they may see. `Unconfined`, `procMount: Unmasked`, an SELinux type outside of the container types, or a Windows host process \
      take that away on purpose, and with it the layer that stopped most of the known ways out of containers.

      High, because it is a deliberate opening; for a Windows host process, which runs as a process of the node itself, critical. AppArmor's annotation \
      is deprecated since Kubernetes 1.30 and still counts where the field is not set. An SELinux user or role is never right for a container: the \
      Pod Security Standard *baseline* refuses any.
      """,
    remedy: "Remove the setting, or use `RuntimeDefault` or a profile of your own with `Localhost`.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .kubernetes("tutorials/security/apparmor/"), .cis("5.2.11"), .cis("5.7.2"),
      .nsa("Hardening container environments"), .mitre("T1611"), .cwe(693),
      .peer(tool: "kubescape", id: "C-0055"), .peer(tool: "trivy", id: "KSV-0002"), .peer(tool: "trivy", id: "KSV-0025"),
      .peer(tool: "trivy", id: "KSV-0027"), .peer(tool: "trivy", id: "KSV-0103"), .peer(tool: "trivy", id: "KSV-0104"),
      .peer(tool: "kube-linter", id: "unsafe-proc-mount"), .peer(tool: "polaris", id: "hostProcess"),
      .peer(tool: "polaris", id: "procMount"),
    ],
    examples: [
      .flagged(
        "seccomp off for the pod, AppArmor for a container",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: trace
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  securityContext:
                    seccompProfile:
                      type: ▼Unconfined
                  containers:
                    - name: trace
                      image: registry.example.com/trace:1.0
                      securityContext:
                        appArmorProfile:
                          type: ▼Unconfined
        """),
      .flagged(
        "AppArmor off by annotation, and an SELinux type that is no container's",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: trace
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                metadata:
                  annotations:
                    container.apparmor.security.beta.kubernetes.io/trace: ▼unconfined
                spec:
                  restartPolicy: Never
                  containers:
                    - name: trace
                      image: registry.example.com/trace:1.0
                      securityContext:
                        seLinuxOptions:
                          type: ▼spc_t
        """),
      .clean(
        "Profiles that confine",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: trace
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                metadata:
                  annotations:
                    container.apparmor.security.beta.kubernetes.io/trace: runtime/default
                spec:
                  restartPolicy: Never
                  securityContext:
                    seccompProfile:
                      type: RuntimeDefault
                    seLinuxOptions:
                      type: container_t
                      level: "s0:c123,c456"
                  containers:
                    - name: trace
                      image: registry.example.com/trace:1.0
                      securityContext:
                        procMount: Default
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {
    let pod = workload.pod
    let context = pod.securityContext
    check(
      of: "the pod", seccomp: context.seccompProfileType, appArmor: context.appArmorProfileType, context.seLinuxOptions,
      context.hostProcess, options, into: &findings)
    for container in findings.readContainers(of: pod) {
      let context = container.securityContext
      check(
        of: [container].displayName, seccomp: context.seccompProfileType, appArmor: context.appArmorProfileType, context.seLinuxOptions,
        context.hostProcess,
        options, into: &findings)
      if let (mount, place) = findings.readIfPresent(context.procMount), mount != "Default", !mount.isEmpty {
        findings.report(at: place, "procMount", [container].displayName)
      }
    }
    checkAnnotations(of: workload, into: &findings)
  }

  private static func check(
    of owner: @autoclosure () -> String, seccomp: Field<String>, appArmor: Field<String>, _ seLinux: SELinuxOptions,
    _ hostProcess: Field<Bool>,
    _ options: RuleOptions,
    into findings: inout FindingCollector
  ) {
    for (what, field) in [("seccomp", seccomp), ("AppArmor", appArmor)] {
      if let (type, place) = findings.readIfPresent(field), type == "Unconfined" { findings.report(at: place, what, owner()) }
    }
    if let (type, place) = findings.readIfPresent(seLinux.type), !isContainerType(type, options) {
      findings.report(at: place, "SELinux", owner(), type)
    }
    for field in [seLinux.user, seLinux.role] {
      if let (value, place) = findings.readIfPresent(field), !value.isEmpty { findings.report(at: place, "SELinux", owner(), value) }
    }
    if let (isHostProcess, place) = findings.readIfPresent(hostProcess), isHostProcess {
      findings.report(at: place, severity: .critical, "hostProcess", owner())
    }
  }

  /// The SELinux types that *baseline* allows (`policy/check_seLinuxOptions.go` of k8s.io/pod-security-admission).
  private static func isContainerType(_ type: String, _ options: RuleOptions) -> Bool {
    switch type {
    case "", "container_t", "container_init_t", "container_kvm_t": true
    case "container_engine_t": options.kubernetesMinorVersion >= 31
    default: false
    }
  }

  /// The field wins over the annotation of the same container.
  private static func checkAnnotations(of workload: Workload, into findings: inout FindingCollector) {
    let annotations = workload.podMetadata.annotations
    guard findings.canRead(annotations.presence, at: annotations.place) else { return }
    let prefix = "container.apparmor.security.beta.kubernetes.io/"
    for entry in annotations.entries where entry.key.hasPrefix(prefix) {
      let name = entry.key.dropFirst(prefix.count)
      let container = workload.pod.allContainers.first { $0.name.value.map { $0 == name } ?? false }
      if let container, !container.securityContext.appArmorProfileType.isAbsent { continue }
      if let (value, place) = findings.readIfPresent(entry.value), value == "unconfined" {
        findings.report(at: place, "AppArmor", "container \"\(name)\"")
      }
    }
  }

  package static func explain(_ arguments: [String]) -> Explanation {
    let owner = arguments.argument(1)
    switch arguments.argument(0) {
    case "seccomp":
      return Explanation(
        message: "\(owner) switches seccomp off (Unconfined)",
        why: "Every system call of the kernel is open, also where nodes confine containers by default.",
        remedy: metadata.remedy)
    case "AppArmor":
      return Explanation(
        message: "\(owner) switches AppArmor off (unconfined)",
        why: "The runtime's profile, which keeps containers from the node's sensitive files, does not apply.",
        remedy: metadata.remedy)
    case "procMount":
      return Explanation(
        message: "\(owner) unmasks /proc",
        why: "Parts of /proc that reveal or change the kernel's state are open to the container.",
        remedy: "Remove `procMount`.")
    case "hostProcess":
      return Explanation(
        message: "\(owner) runs as a process of the Windows node (hostProcess: true)",
        why: "It is not confined at all: it has the node's files, network and accounts.",
        remedy: "Remove `hostProcess` from windowsOptions.")
    default:
      return Explanation(
        message: "\(owner) takes the SELinux context of another kind of process (\(arguments.argument(2)))",
        why: "SELinux separates containers from the node and from each other only through the container types.",
        remedy: "Remove the type, user and role from seLinuxOptions, or use container_t.")
    }
  }
}
