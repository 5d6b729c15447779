package import Findings
package import Manifests
internal import SourceTree

/// seccomp or AppArmor is switched off for a container.
package enum UnconfinedProfile: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW515", name: "unconfined-profile", severity: .high, profile: .essential,
    summary: "seccomp or AppArmor is switched off for a container.",
    rationale: """
      Runtimes confine containers by default: AppArmor by what they may touch, seccomp (where it is on) by what they may call. `Unconfined` takes that \
      away on purpose, and with it the layer that stopped most of the known ways out of containers.

      High, because it is a deliberate opening; info where it is the pod's, and every container has a profile of its own. AppArmor's annotation is deprecated since Kubernetes 1.30, and still counts.
      """,
    remedy: "Remove the setting, or use `RuntimeDefault` or a profile of your own with `Localhost`.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .kubernetes("tutorials/security/apparmor/"), .cis("5.7.2"),
      .nsa("Hardening container environments"), .mitre("T1611"), .cwe(693),
      .peer(tool: "kubescape", id: "C-0055"), .peer(tool: "trivy", id: "KSV-0002"), .peer(tool: "trivy", id: "KSV-0104"),
      .peer(tool: "polaris", id: "linuxHardening"),
      .peer(tool: "kyverno", id: "restrict-apparmor-profiles"), .peer(tool: "kyverno", id: "restrict-seccomp"),
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
                      type: ▼Unconfined▲
                  containers:
                    - name: trace
                      image: registry.example.com/trace:1.0
                      securityContext:
                        appArmorProfile:
                          type: ▼Unconfined▲
        """),
      .flagged(
        "AppArmor off by annotation",
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
                    container.apparmor.security.beta.kubernetes.io/trace: ▼unconfined▲
                spec:
                  restartPolicy: Never
                  containers:
                    - name: trace
                      image: registry.example.com/trace:1.0
        """),
      .flagged(
        "Off for the pod, and every container overrules it",
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
                      type: ▼Unconfined▲
                  containers:
                    - name: trace
                      image: registry.example.com/trace:1.0
                      securityContext:
                        seccompProfile:
                          type: RuntimeDefault
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
                  containers:
                    - name: trace
                      image: registry.example.com/trace:1.0
        """),
    ])

  package static let controls: PodSecurityControls = [.appArmorProfile, .seccompProfileBaseline]

  package static let sharedControls: PodSecurityControls = [.seccompProfileRestricted]

  package static func covers(_ control: PodSecurityControl, _ value: String?) -> Bool {
    switch control {
    case .appArmorProfile, .seccompProfileBaseline: true
    case .seccompProfileRestricted: value != nil
    default: false
    }
  }

  package static func isWorthReporting(
    _ violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload
  ) -> Bool { level != nil && !NodeEquivalent.standsFor(violation, in: workload) }

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: Detail) {
    let isOverruled = isOverruled(violation, in: workload)
    let detail = Detail(
      kind: violation.control == .appArmorProfile ? .appArmor : .seccomp, owner: violation.owner(in: workload), type: violation.value ?? "",
      isOverruled: isOverruled)
    return (isOverruled ? .info : nil, detail)
  }

  /// Whether it is the pod's field, and every container has its own.
  private static func isOverruled(_ violation: PodSecurityViolation, in workload: Workload) -> Bool {
    let pod = workload.pod
    let isAppArmor = violation.control == .appArmorProfile
    let podType = isAppArmor ? pod.securityContext.appArmorProfileType : pod.securityContext.seccompProfileType
    guard violation.place == podType.range?.value, !pod.allContainers.isEmpty else { return false }
    return pod.allContainers.allSatisfy {
      (isAppArmor ? $0.securityContext.appArmorProfileType : $0.securityContext.seccompProfileType).value != nil
    }
  }

  /// A profile that does not confine.
  package struct Detail: SituationKey {
    enum Kind: String, StableHashable {
      case appArmor = "AppArmor"
      case seccomp
    }

    let kind: Kind
    let owner: SettingOwner
    /// As it is written; empty where it is not.
    let type: String
    /// Whether it is the pod's, and every container has its own.
    let isOverruled: Bool

    package func combine(into hash: inout StableHash) { hash.combine(kind, owner, type) }
  }

  package static func describe(_ detail: Detail) -> Explanation {
    let (what, owner, value) = (detail.kind.rawValue, detail.owner, detail.type)
    guard value == "Unconfined" || value == "unconfined" else {
      return Explanation(
        message:
          "\(owner) names \(detail.kind == .seccomp ? "a seccomp" : "an AppArmor") profile of no known kind (\(value.isEmpty ? "none" : value))",
        why: "Only RuntimeDefault and Localhost confine a container.", remedy: metadata.remedy)
    }
    if detail.isOverruled {
      return Explanation(
        message: "the pod switches \(what) off (\(value)), and every container overrules it",
        why: "The next container that is added runs without it.", remedy: metadata.remedy)
    }
    let why =
      detail.kind == .seccomp
      ? "Every system call of the kernel is open, also where nodes confine containers by default."
      : "The runtime's profile, which keeps containers from the node's sensitive files, does not apply."
    return Explanation(message: "\(owner) switches \(what) off (\(value))", why: why, remedy: metadata.remedy)
  }
}

extension UnconfinedProfile: Fixable {
  package static let fixing = FixSafety.changesBehaviour("What the runtime's profile forbids fails.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let path = defect.path, path.steps.last == .key("type") else { return nil }
    return Fix(setting: path, to: "RuntimeDefault", fixing)
  }
}
