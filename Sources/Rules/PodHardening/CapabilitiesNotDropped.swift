package import Findings
package import Manifests
internal import SourceTree

/// A container keeps the capabilities the runtime gives to every container.
package enum CapabilitiesNotDropped: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW506", name: "capabilities-not-dropped", severity: .low, profile: .strict,
    summary: "A container keeps the capabilities the runtime gives to every container.",
    rationale: """
      A container that runs as root starts with a dozen capabilities: it may override file permissions, change owners, make devices, forge packets. \
      Hardly any batch job uses one of them, and each has been a part of some way out of a container. `drop: [ALL]` takes them away; what a job needs \
      is added back by name.

      For a container that does not run as root most of them have no effect, hence low; the Pod Security Standard *restricted* asks for `ALL` \
      nevertheless, and means the word as it is written here: runtimes take `all` as well, the admission controller does not. A privileged container has \
      all capabilities whatever it drops, which is the matter of privileged-container.
      """,
    remedy: "Set `capabilities: {drop: [ALL]}` in the container's securityContext, and add back what it needs.",
    references: [
      .kubernetes("tasks/configure-pod-container/security-context/#set-capabilities-for-a-container"), .cis("5.2.10"), .mitre("T1611"),
      .cwe(250),
      .peer(tool: "checkov", id: "CKV_K8S_37"), .peer(tool: "trivy", id: "KSV-0003"),
      .peer(tool: "kube-linter", id: "drop-net-raw-capability"), .peer(tool: "polaris", id: "insecureCapabilities"),
      .peer(tool: "checkov", id: "CKV_K8S_28"), .peer(tool: "kyverno", id: "disallow-capabilities-strict"),
      .peer(tool: "kyverno", id: "require-drop-all"), .peer(tool: "kyverno", id: "require-drop-cap-net-raw"),
      .peer(tool: "trivy", id: "KSV-0004"), .peer(tool: "trivy", id: "KSV-0106"),
    ],
    examples: [
      .flagged(
        "Nothing is dropped",
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
                    - ▼name▲: report
                      image: registry.example.com/report:1.9
        """),
      .flagged(
        "Only some are dropped",
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
                        capabilities:
                          ▼drop▲: [NET_RAW, MKNOD]
        """),
      .clean(
        "All are dropped",
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
                        capabilities:
                          drop:
                            - ALL
        """),
    ])

  package static let controls: PodSecurityControls = [.capabilitiesRestricted]

  package static func covers(_ control: PodSecurityControl, _ value: String?) -> Bool {
    control == .capabilitiesRestricted && value == nil
  }

  /// Privileged containers are said to be so once.
  package static func isWorthReporting(
    _ violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload
  ) -> Bool { level != nil && !violation.isOfPrivilegedContainers(in: workload) }

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: Detail) {
    let dropped = violation.containers(in: workload).first?.securityContext.droppedCapabilities.items ?? []
    let names = dropped.compactMap(\.value)
    return (nil, Detail(owner: violation.owner(in: workload), dropped: Detail.Dropped(names)))
  }

  /// What is dropped instead of all.
  package struct Detail: SituationKey {
    enum Dropped: String, StableHashable {
      case nothing, some, allInSmallLetters

      init(_ names: [String]) {
        self = names.isEmpty ? .nothing : names.contains { $0.uppercased() == "ALL" } ? .allInSmallLetters : .some
      }
    }

    let owner: SettingOwner
    let dropped: Dropped

    package func combine(into hash: inout StableHash) { hash.combine(owner, dropped) }
  }

  package static func describe(_ detail: Detail) -> Explanation {
    let container = detail.owner
    let why = "A process that runs as root may override file permissions, change owners, make devices and forge packets."
    switch detail.dropped {
    case .allInSmallLetters:
      return Explanation(
        message: "\(container) drops all capabilities in small letters",
        why: "Runtimes understand it, but the Pod Security admission controller only knows ALL and refuses the pod under restricted.",
        remedy: "Write `ALL` in capitals.")
    case .some: return Explanation(message: "\(container) drops only some capabilities", why: why, remedy: metadata.remedy)
    case .nothing: return Explanation(message: "\(container) keeps the runtime's default capabilities", why: why, remedy: metadata.remedy)
    }
  }
}

extension CapabilitiesNotDropped: Fixable {
  package static let fixing = FixSafety.changesBehaviour(
    "Processes that run as root no longer change owners, override file permissions or open ports below 1024.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let container = defect.container else { return nil }
    return Fix(
      "drop all capabilities of \(ContainerName(container.container))", fixing,
      [container.path.setting("securityContext", "capabilities", "drop", to: ["ALL"])])
  }
}
