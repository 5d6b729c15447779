package import Findings
package import Manifests
internal import SourceTree

/// A container runs as root, or nothing keeps it from doing so.
package enum RunsAsRoot: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW505", name: "runs-as-root", severity: .medium,
    summary: "A container runs as root, or nothing keeps it from doing so.",
    rationale: """
      Most images start as root unless told otherwise, and root in a container is root to the kernel: every bug in the kernel, the runtime or a mount \
      is worth more to it, it may write whatever a writable image or volume holds, and it keeps capabilities that other users do not have. \
      `runAsNonRoot: true` makes the kubelet refuse to start an image whose user is root, so a changed image cannot undo it.

      The container's setting wins over the pod's. Nothing set is medium, and only the strict profile asks about it: the image may well name a user, \
      which the manifest does not show. A pod without any `securityContext`, which may do all that the other rules of this group ask about by themselves, \
      is told so once by default. `runAsNonRoot: false` is medium; `runAsUser: 0` is a decision for root, and high, also beside \
      `runAsNonRoot: true`, where the kubelet refuses to start the container. A `runAsUser` other than 0 without `runAsNonRoot` does not run as \
      root, but the Pod Security Standard *restricted* wants both: info. With `hostUsers: false` (since Kubernetes 1.33) root is only root within \
      the pod's own user namespace, and what would be high or medium is low, except for a container that cannot start.
      """,
    remedy: "Set `runAsNonRoot: true` in the pod's securityContext, and `runAsUser` where the image does not name a user by number.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .cis("5.2.7"),
      .nsa("“Non-root” containers and “rootless” container engines"),
      .mitre("T1611"), .cwe(250),
      .peer(tool: "checkov", id: "CKV_K8S_23"), .peer(tool: "kubescape", id: "C-0013"), .peer(tool: "trivy", id: "KSV-0012"),
      .peer(tool: "kube-linter", id: "run-as-non-root"), .peer(tool: "polaris", id: "runAsRootAllowed"),
      .peer(tool: "kyverno", id: "require-run-as-non-root-user"), .peer(tool: "kyverno", id: "require-run-as-nonroot"),
      .peer(tool: "trivy", id: "KSV-0105"),
    ],
    examples: [
      .flagged(
        "Nothing is said for any container: one finding at the pod",
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
                ▼spec▲:
                  restartPolicy: Never
                  initContainers:
                    - name: fetch
                      image: registry.example.com/fetch:1.2
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
      .flagged(
        "A container overrides what the pod asks for",
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
                  securityContext:
                    runAsNonRoot: true
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      securityContext:
                        runAsNonRoot: ▼false▲
        """),
      .flagged(
        "Root by number",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: repair
        spec:
          template:
            spec:
              restartPolicy: Never
              securityContext:
                runAsUser: ▼0▲
              containers:
                - name: repair
                  image: registry.example.com/repair:1.0
        """),
      .flagged(
        "Not root, but not enforced either",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: repair
        spec:
          template:
            spec:
              restartPolicy: Never
              ▼securityContext▲:
                runAsUser: 10001
              containers:
                - name: repair
                  image: registry.example.com/repair:1.0
        """),
      .clean(
        "Asked for once, for all containers",
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
                  securityContext:
                    runAsNonRoot: true
                    runAsUser: 10001
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
    ])

  package static let controls: PodSecurityControls = [.runAsNonRoot, .runAsUser]

  /// Also where user namespaces let the standards allow it; but a container that runs as root by number is said to do so once.
  package static func isWorthReporting(
    _ violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload
  ) -> Bool {
    if violation.control == .runAsUser { return true }
    // Hardly any pod names root by its number.
    guard workload.pod.allContainers.contains(where: { user(of: $0, in: workload) == 0 }) else { return true }
    let concerned = concerned(by: violation, in: workload)
    return concerned.isEmpty || !concerned.allSatisfy { user(of: $0, in: workload) == 0 }
  }

  /// Nothing is said: see the rationale.
  package static func isLeftToStrict(_ violation: PodSecurityViolation, in workload: Workload) -> Bool {
    violation.control == .runAsNonRoot && violation.value == nil && !workload.pod.saysNothingOfSecurity
  }

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: Detail) {
    let concerned = concerned(by: violation, in: workload)
    let cause = cause(of: violation, concerned, in: workload)
    let hasOwnUsers = options.hasUserNamespaces && workload.pod.hostUsers.value == false
    return (
      cause.severity(hasOwnUsers: hasOwnUsers),
      Detail(owner: SettingOwner(concerned), cause: cause, isUser: violation.control == .runAsUser)
    )
  }

  /// What is said of a container's user, and whether that keeps it from being root.
  enum Cause: String, StableHashable {
    case root, refused, allowed, unenforced, absent, overridden
    /// There is no security context at all.
    case silent

    fileprivate func severity(hasOwnUsers: Bool) -> Severity {
      switch self {
      case .unenforced, .overridden: .info
      case .refused: .high
      case _ where hasOwnUsers: .low
      case .root: .high
      case .allowed, .absent, .silent: .medium
      }
    }
  }

  /// The containers that the setting applies to: none where all of them overrule the pod's.
  private static func concerned(by violation: PodSecurityViolation, in workload: Workload) -> [Container] {
    if !violation.subjects.isEmpty { return violation.containers(in: workload) }
    return workload.pod.allContainers.filter {
      violation.control == .runAsUser ? $0.securityContext.runAsUser.value == nil : $0.securityContext.runAsNonRoot.value == nil
    }
  }

  /// The container's setting wins over the pod's.
  private static func user(of container: Container, in workload: Workload) -> Int64? {
    container.securityContext.runAsUser.value ?? workload.pod.securityContext.runAsUser.value
  }

  private static func cause(of violation: PodSecurityViolation, _ concerned: [Container], in workload: Workload) -> Cause {
    if concerned.isEmpty, !workload.pod.allContainers.isEmpty { return .overridden }
    if violation.control == .runAsUser {
      let isNonRoot = workload.pod.securityContext.runAsNonRoot.value
      let isRefused = concerned.allSatisfy { $0.securityContext.runAsNonRoot.value ?? isNonRoot == true }
      return isRefused && !concerned.isEmpty ? .refused : .root
    }
    if !concerned.isEmpty, concerned.allSatisfy({ user(of: $0, in: workload) ?? 0 != 0 }) { return .unenforced }
    if violation.value != nil { return .allowed }
    return workload.pod.saysNothingOfSecurity ? .silent : .absent
  }

  /// What allows a container to be root.
  package struct Detail: SituationKey {
    let owner: SettingOwner
    let cause: Cause
    /// Whether it is the user's number that is set.
    let isUser: Bool

    package func combine(into hash: inout StableHash) { hash.combine(owner, cause, isUser) }
  }

  package static func describe(_ detail: Detail) -> Explanation {
    let containers = detail.owner
    let verb = containers.isPlural ? "" : "s"
    switch detail.cause {
    case .root:
      return Explanation(
        message: "\(containers) run\(verb) as root (runAsUser: 0)",
        why: "Root in a container is root to the kernel, and every way out of the container is wider for it.",
        remedy: "Set `runAsUser` to another user and `runAsNonRoot: true`.")
    case .refused:
      return Explanation(
        message: "\(containers) cannot start: runAsUser: 0 is root, and runAsNonRoot is true",
        why: "The kubelet refuses to start the container, so the Job never gets its work done.",
        remedy: "Set `runAsUser` to another user.")
    case .overridden:
      return Explanation(
        message: "the pod sets \(detail.isUser ? "runAsUser: 0" : "runAsNonRoot: false"), and every container overrules it",
        why: "The next container that is added runs with it.",
        remedy: "Set at the pod what the containers set.")
    case .unenforced:
      return Explanation(
        message: "\(containers) run\(verb) as another user than root, but runAsNonRoot is not true",
        why: "Nothing keeps it so: a change of the user goes unnoticed.",
        remedy: "Set `runAsNonRoot: true` beside `runAsUser`.")
    case .allowed:
      return Explanation(
        message: "\(containers) may run as root (runAsNonRoot: false)",
        why: "Most images start as root, and root in a container is root to the kernel.",
        remedy: metadata.remedy)
    case .silent:
      return Explanation(
        message:
          "no securityContext: \(containers) may run as root, with the runtime's capabilities and every system call, gain privileges and "
          + "write \(containers.isPlural ? "their" : "its") file system",
        why: "Most images start as root, and each of these is a step for whoever gets into the job.",
        remedy: "Set `runAsNonRoot: true` and `seccompProfile: {type: RuntimeDefault}` for the pod, and for each container "
          + "`allowPrivilegeEscalation: false`, `readOnlyRootFilesystem: true` and `capabilities: {drop: [ALL]}`.")
    case .absent:
      return Explanation(
        message: "nothing keeps \(containers) from running as root",
        why: "Most images start as root, and root in a container is root to the kernel.",
        remedy: metadata.remedy)
    }
  }
}

extension RunsAsRoot: Fixable {
  package static let fixing = FixSafety.changesBehaviour(
    "A container whose image starts as root no longer starts: its user is then to be set.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    let detail = defect.situation.detail
    let pod = defect.workload.pod
    switch detail.cause {
    case .root, .refused:
      return Fix("set `runAsUser` to another user", .manual("Only the image's author knows which user its files are made for."), [])
    case .unenforced where !detail.isUser: return Fix(setting: pod.field("securityContext", "runAsNonRoot"), to: true, .safe)
    case .unenforced, .overridden: return nil
    case .allowed: return Fix(setting: defect.path, to: true, fixing)
    case .absent: return Fix(setting: pod.field("securityContext", "runAsNonRoot"), to: true, fixing)
    case .silent:
      return Fix(
        "harden the pod and its containers as the Pod Security Standard restricted wants it", fixing,
        [
          pod.setting("securityContext", "runAsNonRoot", to: true),
          pod.setting("securityContext", "seccompProfile", "type", to: "RuntimeDefault"),
        ]
          + defect.workload.containers.flatMap { container in
            [
              container.path.setting("securityContext", "allowPrivilegeEscalation", to: false),
              container.path.setting("securityContext", "capabilities", "drop", to: ["ALL"]),
            ]
          })
    }
  }
}
