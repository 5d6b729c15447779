package import Findings
package import Manifests
internal import SourceTree

/// A container's processes may gain more privileges than they start with.
package enum PrivilegeEscalation: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW504", name: "privilege-escalation", severity: .medium,
    summary: "A container's processes may gain more privileges than they start with.",
    rationale: """
      Unless `allowPrivilegeEscalation` is false, a set-uid program in the image (`sudo`, `su`, `mount`, the next bug in one of them) turns a non-root \
      process into root within the container, and with that undoes `runAsNonRoot`. The setting is one line, sets the kernel's `no_new_privs`, and \
      breaks no batch job that does not switch users.

      The default is true, and the Pod Security Standard *restricted* asks for false. Medium: it is the second step of an attack, not the first. \
      Nearly every manifest leaves the setting out, so only the strict profile asks about that; `true` is a decision, and is asked about by default. A \
      container with the capability `SYS_ADMIN` always has escalation allowed, so false beside it promises what is not kept. Where the API server \
      refuses such a contradiction (beside `privileged`, or the capability as `CAP_SYS_ADMIN`) it is the matter of invalid-pod-fields, and a privileged \
      container that leaves the setting out that of privileged-container.
      """,
    remedy: "Set `allowPrivilegeEscalation: false` in the container's securityContext.",
    references: [
      .kubernetes("tasks/configure-pod-container/security-context/"), .cis("5.2.6"), .nsa("Pod security enforcement"), .mitre("T1068"),
      .cwe(269),
      .peer(tool: "checkov", id: "CKV_K8S_20"), .peer(tool: "kubescape", id: "C-0016"), .peer(tool: "trivy", id: "KSV-0001"),
      .peer(tool: "kube-linter", id: "privilege-escalation-container"), .peer(tool: "polaris", id: "privilegeEscalationAllowed"),
      .peer(tool: "kyverno", id: "disallow-privilege-escalation"),
    ],
    examples: [
      .flagged(
        "Left to its default",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      ▼securityContext▲:
                        runAsNonRoot: true
        """),
      .flagged(
        "Asked for",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      securityContext:
                        allowPrivilegeEscalation: ▼true▲
        """),
      .flagged(
        "False, and SYS_ADMIN beside it",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      securityContext:
                        allowPrivilegeEscalation: ▼false▲
                        capabilities:
                          add: [SYS_ADMIN]
        """),
      .clean(
        "Switched off",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      securityContext:
                        allowPrivilegeEscalation: false
        """),
    ])

  package static let controls: PodSecurityControls = [.allowPrivilegeEscalation]

  package static func isWorthReporting(
    _ violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload
  ) -> Bool {
    level != nil && (violation.value != nil || violation.isOfContainer(in: workload) { $0.securityContext.privileged.value != true })
  }

  /// Nothing is said: see the rationale.
  package static func isLeftToStrict(_ violation: PodSecurityViolation, in workload: Workload) -> Bool { violation.value == nil }

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: Detail) {
    (nil, Detail(owner: violation.owner(in: workload), cause: violation.value == "true" ? .allowed : .notSet))
  }

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    reportViolations(in: workload, options: options, into: &findings)
    for container in workload.pod.allContainers {
      let context = container.securityContext
      guard case .present(false, let range) = context.allowPrivilegeEscalation, context.privileged.value != true,
        let added = context.addedCapabilities.items.first(where: { Capability.name($0.value ?? "") == "SYS_ADMIN" }),
        added.value != "CAP_SYS_ADMIN"
      else { continue }
      findings.report(
        at: range.value, Situation(detail: Detail(owner: SettingOwner([container]), cause: .capability), level: nil),
        related: added.range?.value)
    }
  }

  /// What allows it.
  package struct Detail: SituationKey {
    enum Cause: String, StableHashable {
      case notSet, allowed
      /// `SYS_ADMIN`, whatever the field says.
      case capability
    }

    let owner: SettingOwner
    let cause: Cause

    package func combine(into hash: inout StableHash) { hash.combine(owner, cause) }
  }

  package static func describe(_ detail: Detail) -> Explanation {
    let container = detail.owner
    let why = "A set-uid program in the image makes a non-root process root."
    switch detail.cause {
    case .capability:
      return Explanation(
        message: "\(container) sets allowPrivilegeEscalation: false, which the capability SYS_ADMIN overrides",
        why: "Escalation is always allowed beside it, so the setting promises what is not kept.",
        remedy: "Remove the capability SYS_ADMIN.")
    case .allowed: return Explanation(message: "\(container) allows privilege escalation", why: why, remedy: metadata.remedy)
    case .notSet:
      return Explanation(
        message: "\(container) does not set allowPrivilegeEscalation, so escalation is allowed", why: why, remedy: metadata.remedy)
    }
  }
}

extension PrivilegeEscalation: Fixable {
  package static let fixing = FixSafety.changesBehaviour("Programs such as sudo, su and ping no longer gain the rights of their owner.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard defect.situation.detail.cause != .capability else { return nil }
    return Fix(setting: defect.container?.path.field("securityContext", "allowPrivilegeEscalation"), to: false, fixing)
  }
}
