package import Findings
package import Manifests
internal import SourceTree

/// A container can write to its own image's file system.
package enum WritableRootFilesystem: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW509", name: "writable-root-filesystem", severity: .low, profile: .strict,
    summary: "A container can write to its own image's file system.",
    rationale: """
      With a writable root file system whoever gets code to run in the container can bring tools, replace the programs and scripts that the job starts \
      next, and fill the node's disk. With a read-only one the image stays what was scanned and signed, and the places a job writes to are named: an \
      `emptyDir` for `/tmp` with a size limit, a volume for results.

      Low: it slows an attacker down and makes runs reproducible, but stops neither the first step nor the theft of credentials.
      """,
    remedy: "Set `readOnlyRootFilesystem: true` in the container's securityContext, and mount an emptyDir where the job writes.",
    references: [
      .kubernetes("tasks/configure-pod-container/security-context/"), .nsa("Immutable container file systems"), .mitre("T1105"),
      .peer(tool: "checkov", id: "CKV_K8S_22"), .peer(tool: "kubescape", id: "C-0017"), .peer(tool: "trivy", id: "KSV-0014"),
      .peer(tool: "kube-linter", id: "no-read-only-root-fs"), .peer(tool: "polaris", id: "notReadOnlyRootFilesystem"),
      .peer(tool: "kube-score", id: "container-security-context-readonlyrootfilesystem"), .peer(tool: "kyverno", id: "require-ro-rootfs"),
    ],
    examples: [
      .flagged(
        "Left to its default, and switched off",
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
                    - name: upload
                      image: registry.example.com/upload:1.1
                      securityContext:
                        readOnlyRootFilesystem: ▼false▲
        """),
      .clean(
        "Read-only, with a place to write",
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
                        readOnlyRootFilesystem: true
                      volumeMounts:
                        - name: tmp
                          mountPath: /tmp
                  volumes:
                    - name: tmp
                      emptyDir:
                        sizeLimit: 100Mi
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readLinuxContainers(of: workload.pod) {
      let field = container.securityContext.readOnlyRootFilesystem
      guard let isReadOnly = findings.read(field, default: false), !isReadOnly, !(field.isAbsent && workload.isPatch) else { continue }
      findings.report(at: field.range?.value ?? container.securityContext.place, ContainerName(container))
    }
  }

  package static func explain(_ container: ContainerName) -> Explanation {
    Explanation(
      message: "\(container) has a writable root file system",
      why: "Whoever runs code in the container can replace its programs and bring tools.",
      remedy: metadata.remedy)
  }
}

extension WritableRootFilesystem: Fixable {
  package static let fixing = FixSafety.changesBehaviour("What the program writes elsewhere than to its volumes and to /tmp fails.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let container = defect.container else { return nil }
    let pod = defect.workload.workload.pod
    var changes = [container.path.setting("securityContext", "readOnlyRootFilesystem", to: true)]
    if !container.container.volumeMounts.items.contains(where: { $0.mountPath.value == "/tmp" || $0.mountPath.value == "/tmp/" }) {
      let isFree = { (name: String) in pod.volume(named: name) == nil }
      guard let name = (["tmp"] + (2...99).map { "tmp-\($0)" }).first(where: isFree) else { return nil }
      // Without a limit it might fill the node's disk.
      let volume: TreeValue = ["name": .text(name), "emptyDir": ["sizeLimit": "1Gi"]]
      changes.append(
        Change(container.path.field("volumeMounts"), .ensure(["name": .text(name), "mountPath": "/tmp"], unique: "mountPath")))
      changes.append(Change(defect.workload.pod.field("volumes"), .ensure(volume, unique: "name")))
    }
    return Fix("make the root file system of \(ContainerName(container.container)) read-only, and /tmp a volume", fixing, changes)
  }
}
