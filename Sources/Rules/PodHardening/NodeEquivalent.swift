package import Findings
package import Manifests
import SourceTree

/// Settings that are harmless enough apart amount to root on the node together.
package enum NodeEquivalent: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW534", name: "node-equivalent", severity: .critical, profile: .essential,
    summary: "Settings of a container amount to root on the node together.",
    rationale: """
      Some settings are high by themselves, and the last step out of the container together. With `hostPID` a container sees the node's processes: \
      `SYS_PTRACE` lets it take one over, or read its files by `/proc/<pid>/root`, and `SYS_ADMIN` lets it enter their namespaces, which is one call \
      of `nsenter`. `SYS_ADMIN` with AppArmor switched off mounts what the container must not mount, and has the kernel start a program outside of it.

      Critical, as a privileged container is. It stands for the findings on its parts, which are not reported beside it. Privileged containers and host \
      paths that are worth the node are critical by themselves, and stay with their own rules.
      """,
    remedy: "Take at least one of them away; most often the job needs neither.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .cis("5.2.3"), .cis("5.2.9"), .nsa("Pod security enforcement"),
      .mitre("T1611"), .cwe(250), .peer(tool: "kubescape", id: "C-0038"), .peer(tool: "trivy", id: "KSV-0005"),
    ],
    examples: [
      .flagged(
        "The node's processes, and the right to take them over",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: inspect
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  hostPID: true
                  containers:
                    - name: inspect
                      image: registry.example.com/inspect:1.0
                      securityContext:
                        capabilities:
                          drop: [ALL]
                          add: [▼SYS_PTRACE▲]
        """),
      .clean(
        "The pod's own processes",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: inspect
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  shareProcessNamespace: true
                  containers:
                    - name: inspect
                      image: registry.example.com/inspect:1.0
                      securityContext:
                        capabilities:
                          drop: [ALL]
                          add: [SYS_PTRACE]
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod) {
      let added = container.securityContext.addedCapabilities
      guard findings.canRead(added.presence, at: added.place), !added.items.isEmpty else { continue }
      _ = findings.readIfPresent(workload.pod.hostPID)
      for item in added.items {
        guard let (capability, place) = findings.readIfPresent(item),
          let companion = companion(of: capability, in: container, of: workload.pod)
        else { continue }
        findings.report(
          at: place,
          Situation(companion: companion.setting, container: ContainerName(container), capability: Capability.name(capability)),
          related: companion.place, podSecurity: PodSecurityBreach(level: .baseline, control: .capabilitiesBaseline))
      }
    }
  }

  /// What makes a capability worth the node.
  enum Companion: String, StableHashable {
    case hostPID, appArmor
  }

  private static func companion(
    of capability: String, in container: Container, of pod: PodSpec
  ) -> (setting: Companion, place: SourceRange)? {
    let name = Capability.name(capability)
    // In a user namespace of the pod's own, capabilities end there.
    guard name == "SYS_ADMIN" || name == "SYS_PTRACE", pod.hostUsers.value != false, container.securityContext.privileged.value != true
    else {
      return nil
    }
    if case .present(true, let range) = pod.hostPID { return (.hostPID, range.value) }
    let appArmor = container.securityContext.appArmorProfileType.overriding(pod.securityContext.appArmorProfileType)
    guard name == "SYS_ADMIN", case .present("Unconfined", let range) = appArmor else { return nil }
    return (.appArmor, range.value)
  }

  /// Whether a finding of this rule stands for the one about a violation.
  static func standsFor(_ violation: PodSecurityViolation, in workload: Workload) -> Bool {
    let pod = workload.pod
    func isPart(_ container: Container) -> Bool {
      container.securityContext.addedCapabilities.items.contains { item in
        item.value.flatMap { companion(of: $0, in: container, of: pod) }?.place == violation.place
      }
    }
    switch violation.control {
    case .capabilitiesBaseline, .capabilitiesRestricted:
      return violation.isOfContainer(in: workload) { companion(of: violation.value ?? "", in: $0, of: pod) != nil }
    case .hostNamespaces: return pod.allContainers.contains(where: isPart)
    case .appArmorProfile:
      return violation.subjects.isEmpty ? pod.allContainers.contains(where: isPart) : violation.isOfContainer(in: workload, where: isPart)
    default: return false
    }
  }

  /// A capability, and what makes it worth the node.
  package struct Situation: SituationKey {
    let companion: Companion
    let container: ContainerName
    let capability: String

    package func combine(into hash: inout StableHash) { hash.combine(companion, container, capability) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (container, capability) = (situation.container, situation.capability)
    let denied = " The Pod Security Standard baseline denies it."
    if situation.companion == .appArmor {
      return Explanation(
        message: "\(container) has \(capability) and no AppArmor profile, which is root on the node",
        why: "It mounts the kernel's control groups and has the kernel start a program outside of the container.\(denied)",
        remedy: metadata.remedy)
    }
    return Explanation(
      message: "\(container) has \(capability) and sees the node's processes (hostPID: true), which is root on the node",
      why: capability == "SYS_ADMIN"
        ? "It enters the namespaces of any process of the node, those of root among them.\(denied)"
        : "It takes over any process of the node, those of root among them.\(denied)",
      remedy: metadata.remedy)
  }
}
