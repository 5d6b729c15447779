package import Findings
package import Manifests
import SourceTree

/// Settings that are harmless enough apart amount to root on the node together.
package enum NodeEquivalent: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW534", name: "node-equivalent", severity: .critical, profile: .baseline,
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
                          add: [▼SYS_PTRACE]
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

  /// A capability and the setting beside it that makes it worth the node.
  struct Combination {
    var container: Container
    var capability: String
    var place: SourceRange
    var other: SourceRange
    var situation: String
  }

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {
    for combination in combinations(in: workload) {
      findings.report(
        at: combination.place, severity: nil,
        [combination.situation, [combination.container].displayName, combination.capability, PodSecurityLevel.baseline.name],
        related: combination.other,
        podSecurity: PodSecurityBreach(level: .baseline, control: PodSecurityControl.capabilitiesBaseline.rawValue))
    }
  }

  /// Whether a finding about a combination stands for the one at this place.
  static func coversFinding(at place: SourceRange, in workload: Workload) -> Bool {
    combinations(in: workload).contains { $0.place == place || $0.other == place }
  }

  private static func combinations(in workload: Workload) -> [Combination] {
    let pod = workload.pod
    // In a user namespace of the pod's own, capabilities end there.
    if pod.hostUsers.value == false { return [] }
    return pod.allContainers.flatMap { container -> [Combination] in
      let context = container.securityContext
      if context.privileged.value == true || context.addedCapabilities.items.isEmpty { return [] }
      return context.addedCapabilities.items.compactMap { item -> Combination? in
        guard let text = item.value, let place = item.range?.value else { return nil }
        let capability = Capability.name(text)
        guard capability == "SYS_ADMIN" || capability == "SYS_PTRACE" else { return nil }
        if case .present(true, let range) = pod.hostPID {
          return Combination(
            container: container, capability: capability, place: place, other: range.value, situation: "hostPID")
        }
        let appArmor = context.appArmorProfileType.overriding(pod.securityContext.appArmorProfileType)
        guard capability == "SYS_ADMIN", case .present("Unconfined", let range) = appArmor else { return nil }
        return Combination(
          container: container, capability: capability, place: place, other: range.value, situation: "appArmor")
      }
    }
  }

  package static func explain(_ arguments: [String]) -> Explanation {
    let (container, capability) = (arguments.argument(1), arguments.argument(2))
    let denied = " The Pod Security Standard baseline denies it."
    if arguments.argument(0) == "appArmor" {
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
