package import Findings
package import Manifests

/// A proxy or agent beside the job never ends, so the Job never does.
package enum SidecarKeepsJobAlive: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW140", name: "sidecar-keeps-job-alive", severity: .high,
    summary: "A proxy or agent beside the job never ends, so the Job never does.",
    rationale: """
      A pod is done when all of its containers are. A proxy, a log shipper or a Docker daemon beside the job serves until somebody stops \
      it, and as an ordinary container nobody does: the work is finished, the pod goes on running. The Job stays active, is never \
      counted as a success, and never reaches its TTL; under `Forbid` the schedule stops after the first run, under `Allow` a pod more \
      is left behind by each.

      Since Kubernetes 1.29 an init container with `restartPolicy: Always` is what such a helper should be: the kubelet starts it first \
      and stops it when the ordinary containers are done. Where that is not possible, the job has to end the proxy itself \
      (`/quitquitquit`); a pod in which some command does so is left alone, and so is a pod of nothing but helpers, as there the agent \
      is the job.

      The severity is high, and medium where `activeDeadlineSeconds` ends the run: it then fails every time, after its work was done. \
      Helpers are known by the names of common containers and images, by what they run (`tail -F`, `sleep infinity`, a loop without a way out, a \
      server), and by a restart policy of their own, which clusters have since Kubernetes 1.35: `Always` on an ordinary container is not a sidecar.
      """,
    remedy: "Make it a sidecar: move it to `initContainers` with `restartPolicy: Always`.",
    references: [
      .kubernetes("concepts/workloads/pods/sidecar-containers/#sidecar-containers-and-jobs"),
      .kubernetes("concepts/workloads/controllers/job/#job-termination-and-cleanup"),
      .url("https://github.com/kubernetes/kubernetes/issues/25908"),
    ],
    examples: [
      .flagged(
        "The proxy outlives the dump",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                    - ▼name▲: cloud-sql-proxy
                      image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
        """),
      .flagged(
        "Somebody waits for logs that no longer come",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                    - ▼name▲: logs
                      image: registry.example.com/shell:2.0
                      command: [sh, -c, "tail -n+1 -F /logs/dump.log"]
        """),
      .clean(
        "The kubelet stops the sidecar behind the job",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  initContainers:
                    - name: cloud-sql-proxy
                      image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
                      restartPolicy: Always
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "The job ends the proxy itself",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      command: [sh, -c]
                      args:
                        - dump-all; wget -qO- --post-data= http://localhost:9091/quitquitquit
                    - name: cloud-sql-proxy
                      image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let pod = workload.pod
    guard workload.kind != .pod, findings.canRead(pod.containers.presence, at: pod.containers.place) else { return }
    let severity: Severity? = workload.job.activeDeadlineSeconds.isAbsent ? nil : .medium
    if options.hasContainerRestartPolicies {
      for container in pod.containers.items {
        guard case .present("Always", let range) = container.restartPolicy else { continue }
        let others = pod.containers.items.filter { $0 !== container }
        findings.report(
          at: range.value, severity: severity,
          Situation(helper: ContainerName(container), cause: .restart, workers: [ContainerName](others), hasSidecars: true))
      }
    }
    guard pod.containers.items.count > 1 else { return }
    let (workers, endless) = findings.split(workload)
    guard !endless.isEmpty, !pod.endsProxies else { return }
    for (helper, cause) in endless where helper.restartPolicy.value != "Always" {
      findings.report(
        at: helper.place, severity: severity,
        Situation(
          helper: ContainerName(helper), cause: cause, workers: [ContainerName](workers), hasSidecars: options.hasSidecarContainers))
    }
  }

  /// A container that outlives the work.
  package struct Situation: SituationKey {
    let helper: ContainerName
    let cause: EndlessCause
    /// Those that do the work.
    let workers: [ContainerName]
    /// Whether the cluster's version has sidecars.
    let hasSidecars: Bool

    package func combine(into hash: inout StableHash) { hash.combine(helper) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let helper = situation.helper
    let workers = situation.workers
    let done = "when \(workers.inWords) \(workers.count == 1 ? "has" : "have") done \(workers.count == 1 ? "its" : "their") work"
    let message =
      switch situation.cause {
      case .helper: "\(helper) goes on running \(done)"
      case .program(let program): "\(helper) runs `\(program)`, which never ends, and goes on \(done)"
      case .image(let image): "\(helper) runs the server of its image, \(image), and goes on \(done)"
      case .loop: "\(helper) runs a loop without end, and goes on \(done)"
      case .restart: "\(helper) is started again whenever it ends (restartPolicy: Always)"
      }
    return Explanation(
      message: message,
      why: "The pod is done only when all of its containers are, so the Job stays active until something kills it.",
      remedy: situation.hasSidecars
        ? metadata.remedy : "Have the job end it when its work is done: the cluster's version has no sidecars.")
  }
}
