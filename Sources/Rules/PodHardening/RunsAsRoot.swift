package import Findings
package import Manifests
import SourceTree

/// A container runs as root, or nothing keeps it from doing so.
package enum RunsAsRoot: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW505", name: "runs-as-root", severity: .medium,
    summary: "A container runs as root, or nothing keeps it from doing so.",
    rationale: """
      Most images start as root unless told otherwise, and root in a container is root to the kernel: every bug in the kernel, the runtime or a mount \
      is worth more to it, it may write whatever a writable image or volume holds, and it keeps capabilities that other users do not have. \
      `runAsNonRoot: true` makes the kubelet refuse to start an image whose user is root, so a changed image cannot undo it.

      The container's setting wins over the pod's. Nothing set is medium; `runAsUser: 0` is a decision for root, and high, also beside \
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
                ▼spec:
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
                        runAsNonRoot: ▼false
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
                runAsUser: ▼0
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
              securityContext:
                runAsUser: ▼10001
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

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {
    let pod = workload.pod
    let containers = findings.readContainers(of: pod)
    var lacking: [Container] = []
    var written: [(place: SourceRange, situation: Situation, containers: [Container])] = []
    for container in containers {
      let user = container.securityContext.runAsUser.overriding(pod.securityContext.runAsUser)
      let nonRoot = container.securityContext.runAsNonRoot.overriding(pod.securityContext.runAsNonRoot)
      guard let finding = judge(user, nonRoot, into: &findings) else { continue }
      guard let place = finding.place else {
        lacking.append(container)
        continue
      }
      if let index = written.firstIndex(where: { $0.place == place }) {
        written[index].containers.append(container)
      } else {
        written.append((place, finding.situation, [container]))
      }
    }
    let hasOwnUsers = options.hasUserNamespaces && pod.hostUsers.value == false
    for (place, situation, containers) in written {
      findings.report(at: place, severity: situation.severity(hasOwnUsers: hasOwnUsers), situation.rawValue, containers.displayName)
    }
    guard !workload.isPatch else { return }
    let situation = Situation.absent
    findings.reportMissing(
      situation.rawValue, from: lacking, of: containers, pod: pod, severity: situation.severity(hasOwnUsers: hasOwnUsers))
  }

  private enum Situation: String {
    case root, refused, allowed, unenforced, absent

    func severity(hasOwnUsers: Bool) -> Severity {
      switch self {
      case .unenforced: .info
      case .refused: .high
      case _ where hasOwnUsers: .low
      case .root: .high
      case .allowed, .absent: .medium
      }
    }
  }

  /// - Returns: What is wrong, and where it is written; no place where it is missing.
  private static func judge(
    _ user: Field<Int64>, _ nonRoot: Field<Bool>, into findings: inout FindingCollector
  ) -> (situation: Situation, place: SourceRange?)? {
    let userID = findings.readIfPresent(user)
    if userID == nil, !user.isAbsent { return nil }
    if let userID, userID.value == 0 { return (nonRoot.value == true ? .refused : .root, userID.place) }
    let isNonRoot = findings.readIfPresent(nonRoot)
    if isNonRoot == nil, !nonRoot.isAbsent { return nil }
    if let isNonRoot {
      if isNonRoot.value { return nil }
      return (userID == nil ? .allowed : .unenforced, isNonRoot.place)
    }
    return userID.map { (.unenforced, $0.place) } ?? (.absent, nil)
  }

  package static func explain(_ arguments: [String]) -> Explanation {
    let containers = arguments.argument(1)
    let verb = containers.hasPrefix("containers") ? "" : "s"
    switch arguments.argument(0) {
    case "root":
      return Explanation(
        message: "\(containers) run\(verb) as root (runAsUser: 0)",
        why: "Root in a container is root to the kernel, and every way out of the container is wider for it.",
        remedy: "Set `runAsUser` to another user and `runAsNonRoot: true`.")
    case "refused":
      return Explanation(
        message: "\(containers) cannot start: runAsUser: 0 is root, and runAsNonRoot is true",
        why: "The kubelet refuses to start the container, so the Job never gets its work done.",
        remedy: "Set `runAsUser` to another user.")
    case "unenforced":
      return Explanation(
        message: "\(containers) run\(verb) as another user than root, but runAsNonRoot is not true",
        why: "A namespace with the Pod Security Standard restricted refuses the pod without it.",
        remedy: "Set `runAsNonRoot: true` beside `runAsUser`.")
    case "allowed":
      return Explanation(
        message: "\(containers) may run as root (runAsNonRoot: false)",
        why: "Most images start as root, and root in a container is root to the kernel.",
        remedy: metadata.remedy)
    default:
      return Explanation(
        message: "nothing keeps \(containers) from running as root",
        why: "Most images start as root, and root in a container is root to the kernel.",
        remedy: metadata.remedy)
    }
  }
}
