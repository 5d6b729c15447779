import Findings
import Rules
import SourceTree
import Testing

/// What rules about contradicting fields, and about jobs that never end, say in situations that are too many to be examples.
@Suite struct JobSituationTests {
  typealias Situation = SituationTests.Situation

  private static func cronJob(
    _ spec: String = "", job: String = "", pod: String = "restartPolicy: Never", container: String = "image: postgres"
  )
    -> String
  { SituationTests.cronJob(spec, job: job, pod: pod, container: container) }

  private static func job(_ job: String = "", metadata: String = "name: example", pod: String = "restartPolicy: Never") -> String {
    SituationTests.job(job, metadata: metadata, pod: pod)
  }

  private static let indexed = "completionMode: Indexed, completions: 3"

  static let contradictions: [Situation] = [
    Situation(
      "invalid-job-fields", "numbers below zero", job("parallelism: -1, completions: -1, backoffLimit: -1"), [.high, .high, .high]),
    Situation("invalid-job-fields", "history limits below zero", cronJob("successfulJobsHistoryLimit: -1"), [.high]),
    Situation("invalid-job-fields", "a mode that does not exist", job("completionMode: indexed"), [.high]),
    Situation("invalid-job-fields", "a policy that does not exist", cronJob("concurrencyPolicy: Sometimes"), [.high]),
    Situation(
      "invalid-job-fields", "a policy that a newer version may have", cronJob("concurrencyPolicy: Sometimes"), [], notEvaluated: 1,
      options: RuleOptions(kubernetesMinorVersion: 37)),
    Situation(
      "invalid-pod-fields", "a DNS policy that a newer version may have", cronJob(pod: "restartPolicy: Never, dnsPolicy: Sometimes"), [],
      notEvaluated: 1, options: RuleOptions(kubernetesMinorVersion: 37)),
    Situation(
      "unknown-field", "a field that a newer version may have", cronJob("newerField: 1"), [], notEvaluated: 1,
      options: RuleOptions(kubernetesMinorVersion: 37)),
    Situation(
      "unknown-field", "a field that a newer version may have in another place", cronJob("backoffLimit: 1"), [], notEvaluated: 1,
      options: RuleOptions(kubernetesMinorVersion: 37)),
    Situation(
      "unknown-field", "a misspelt field is that in every version", cronJob("concurencyPolicy: Forbid"), [.medium],
      options: RuleOptions(kubernetesMinorVersion: 37)),
    Situation("invalid-job-fields", "more failures than indexes", job("\(indexed), backoffLimitPerIndex: 1, maxFailedIndexes: 4"), [.high]),
    Situation("invalid-job-fields", "as many failures as indexes", job("\(indexed), backoffLimitPerIndex: 1, maxFailedIndexes: 3"), []),
    Situation("invalid-job-fields", "failures of indexes without retries of them", job("\(indexed), maxFailedIndexes: 1"), [.high]),
    Situation("invalid-job-fields", "a success policy without indexes", job("successPolicy: {rules: [{succeededCount: 1}]}"), [.high]),
    Situation("invalid-job-fields", "too many pods at a time", job("\(indexed), parallelism: 100001"), [.high]),
    Situation(
      "invalid-job-fields", "an index that fails for good",
      job("podFailurePolicy: {rules: [{action: FailIndex, onExitCodes: {operator: In, values: [1]}}]}"),
      [.high]),
    Situation("invalid-job-fields", "an action without a condition", job("podFailurePolicy: {rules: [{action: Ignore}]}"), [.high]),
    Situation(
      "invalid-job-fields", "an action with both",
      job("podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: [1]}, onPodConditions: [{type: A}]}]}"), [.high]),
    Situation("invalid-job-fields", "pods replaced early", job("podReplacementPolicy: TerminatingOrFailed"), []),
    Situation("invalid-job-fields", "a selector", job("selector: {matchLabels: {app: a}}"), [.high]),
    Situation("invalid-job-fields", "an empty selector", job("selector: {}"), []),
    Situation("invalid-job-fields", "a selector of one's own", job("manualSelector: true, selector: {matchLabels: {app: a}}"), []),
    Situation("invalid-job-fields", "a selector that is missing", job("manualSelector: true"), [.high]),
    Situation(
      "invalid-job-fields", "a Job from a cluster", job("selector: {matchLabels: {controller-uid: a}}", metadata: "name: a, uid: b"), []),
    Situation("invalid-job-fields", "a selector in a template", cronJob(job: "selector: {matchLabels: {app: a}}"), [.high]),
    Situation("invalid-job-fields", "a manual selector in a template", cronJob(job: "manualSelector: true"), [.high]),

    Situation("invalid-pod-fields", "a deadline of zero", cronJob(pod: "restartPolicy: Never, activeDeadlineSeconds: 0"), [.high]),
    Situation(
      "invalid-pod-fields", "shared processes", cronJob(pod: "restartPolicy: Never, hostPID: true, shareProcessNamespace: true"), [.high]),
    Situation("invalid-pod-fields", "users of its own", cronJob(pod: "restartPolicy: Never, hostPID: true, hostUsers: false"), [.high]),
    Situation(
      "invalid-pod-fields", "users before they existed", cronJob(pod: "restartPolicy: Never, hostPID: true, hostUsers: false"), [],
      options: RuleOptions(kubernetesMinorVersion: 30)),
    Situation(
      "invalid-pod-fields", "a DNS policy that does not exist", cronJob(pod: "restartPolicy: Never, dnsPolicy: clusterFirst"), [.high]),
    Situation("invalid-pod-fields", "a toleration of nothing", cronJob(pod: "restartPolicy: Never, tolerations: [{value: a}]"), [.high]),
    Situation(
      "invalid-pod-fields", "another port of the host",
      cronJob(pod: "restartPolicy: Never, hostNetwork: true", container: "image: a, ports: [{containerPort: 1, hostPort: 2}]"),
      [.high]),
    Situation(
      "invalid-pod-fields", "another port of the pod's own network",
      cronJob(container: "image: a, ports: [{containerPort: 1, hostPort: 2}]"), []),
    Situation(
      "invalid-pod-fields", "an empty value beside a source",
      cronJob(container: "image: a, env: [{name: A, value: \"\", valueFrom: {fieldRef: {fieldPath: a}}}]"),
      []),
    Situation(
      "invalid-pod-fields", "the administrator's capability",
      cronJob(container: "image: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}}"), [.high]),
    Situation(
      "invalid-pod-fields", "its usual name",
      cronJob(container: "image: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [SYS_ADMIN]}}"),
      []),
    Situation(
      "invalid-pod-fields", "names twice",
      cronJob(
        pod: "restartPolicy: Never, volumes: [{name: v, emptyDir: {}}, {name: v, emptyDir: {}}], initContainers: [{name: main, image: a}]",
        container: "image: a, volumeMounts: [{name: v, mountPath: /a}, {name: v, mountPath: /a}]"), [.high, .high, .high]),
    Situation(
      "invalid-container-fields", "a hook of an init container",
      cronJob(pod: "restartPolicy: Never, initContainers: [{name: i, image: a, lifecycle: {preStop: {sleep: {seconds: 1}}}}]"), [.high]),
    Situation(
      "invalid-container-fields", "a hook of a sidecar",
      cronJob(
        pod:
          "restartPolicy: Never, initContainers: [{name: i, image: a, restartPolicy: Always, lifecycle: {preStop: {sleep: {seconds: 1}}}}]"),
      []),
    Situation(
      "invalid-pod-fields", "a token for a minute",
      cronJob(
        pod: "restartPolicy: Never, volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 60}}]}}]"),
      [.high]),

    Situation(
      "invalid-pod-fields", "names that are none",
      cronJob(container: "image: a, env: [{name: A=B, value: c}, {name: \"\", value: c}, {name: a.b-c}]"),
      [.high, .high]),

    Situation("run-does-nothing", "no pod at a time", cronJob(job: "parallelism: 0"), [.high]),
    Situation("run-does-nothing", "a Job that is stopped by hand", job("parallelism: 0, suspend: true"), []),
    Situation("run-does-nothing", "suspended runs", cronJob(job: "suspend: true"), [.high]),
    Situation("run-does-nothing", "managed runs", cronJob(job: "suspend: true, managedBy: example.com/queue"), []),

    Situation("retry-killed-at-start", "the default limit", cronJob(pod: "restartPolicy: OnFailure"), []),
    Situation("retry-killed-at-start", "two restarts", cronJob(job: "backoffLimit: 2", pod: "restartPolicy: OnFailure"), []),

    Situation(
      "ineffective-fields", "the TTL of what is not kept",
      cronJob("successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 0", job: "ttlSecondsAfterFinished: 60"), [.info]),
    Situation(
      "ineffective-fields", "the TTL of failures", cronJob("successfulJobsHistoryLimit: 0", job: "ttlSecondsAfterFinished: 60"), []),
    Situation(
      "ineffective-fields", "the host's DNS", cronJob(pod: "restartPolicy: Never, hostNetwork: true, dnsPolicy: ClusterFirst"), [.low]),
    Situation(
      "ineffective-fields", "the cluster's DNS",
      cronJob(pod: "restartPolicy: Never, hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet"), []),
    Situation("ineffective-fields", "retries that fit", cronJob(job: "activeDeadlineSeconds: 631, backoffLimit: 6"), []),
    Situation("ineffective-fields", "one that does not", cronJob(job: "activeDeadlineSeconds: 630, backoffLimit: 6"), [.info]),
    Situation(
      "ineffective-fields", "restarts in place have a pace of their own",
      cronJob(job: "activeDeadlineSeconds: 60, backoffLimit: 6", pod: "restartPolicy: OnFailure"), []),

    Situation(
      "duplicate-variable", "built from itself",
      cronJob(container: "image: a, env: [{name: PATH, value: /bin}, {name: PATH, value: \"$(PATH):/opt\"}]"), []),
  ]

  private static func pod(_ containers: String, _ more: String = "") -> String {
    "{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {\(more)template: {spec: {restartPolicy: Never, containers: [\(containers)]}}}}"
  }

  /// A container that works, and one with this script.
  private static func script(_ text: String) -> String {
    pod("{name: main, image: a}, {name: x, image: b, command: [sh, -c, \"\(text)\"]}")
  }

  private static func annotated(_ annotations: String) -> String {
    """
    {apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {template: {metadata: {annotations: {\(annotations)}}, spec: {
      restartPolicy: Never, containers: [{name: main, image: a}]}}}}
    """
  }

  private static func toleration(_ toleration: String) -> String { cronJob(pod: "restartPolicy: Never, tolerations: [{\(toleration)}]") }

  private static func token(seconds: Int) -> String {
    cronJob(
      pod:
        "restartPolicy: Never, volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t, audience: a, expirationSeconds: \(seconds)}}]}}]"
    )
  }

  static let hanging: [Situation] = [
    Situation("sidecar-keeps-job-alive", "by its name", pod("{name: main, image: a}, {name: vault-agent, image: b}"), [.high]),
    Situation(
      "sidecar-keeps-job-alive", "by its image", pod("{name: main, image: a}, {name: x, image: \"docker.io/istio/proxyv2:1.26\"}"), [.high]),
    Situation("sidecar-keeps-job-alive", "the Docker daemon", pod("{name: main, image: a}, {name: x, image: \"docker:28-dind\"}"), [.high]),
    Situation("sidecar-keeps-job-alive", "the Docker client", pod("{name: main, image: a}, {name: x, image: \"docker:28-cli\"}"), []),
    Situation("sidecar-keeps-job-alive", "something else called proxy", pod("{name: main, image: a}, {name: x, image: acme/proxy}"), []),
    Situation("sidecar-keeps-job-alive", "a server by its image", pod("{name: main, image: a}, {name: x, image: \"redis:7\"}"), [.high]),
    Situation(
      "sidecar-keeps-job-alive", "a client by its command",
      pod("{name: main, image: a}, {name: x, image: \"redis:7\", command: [redis-cli, ping]}"),
      []),
    Situation(
      "sidecar-keeps-job-alive", "a client by its arguments", pod("{name: main, image: a}, {name: x, image: postgres, args: [pg_dump, b]}"),
      []),
    Situation(
      "sidecar-keeps-job-alive", "a server with options",
      pod("{name: main, image: a}, {name: x, image: postgres, args: [-c, max_connections=9]}"),
      [.high]),
    Situation(
      "sidecar-keeps-job-alive", "waiting", pod("{name: main, image: a}, {name: x, image: b, command: [sleep, infinity]}"), [.high]),
    Situation("sidecar-keeps-job-alive", "waiting a while", pod("{name: main, image: a}, {name: x, image: b, command: [sleep, 1h]}"), []),
    Situation(
      "sidecar-keeps-job-alive", "a proxy to the API server", pod("{name: main, image: a}, {name: x, image: acme/kubectl, args: [proxy]}"),
      [.high]),
    Situation(
      "sidecar-keeps-job-alive", "an agent that ends",
      pod("{name: main, image: a}, {name: x, image: b, command: [vault, agent, -exit-after-auth]}"), []),
    Situation("sidecar-keeps-job-alive", "a loop", script("while true; do date; sleep 5; done"), [.high]),
    Situation("sidecar-keeps-job-alive", "another loop", script("while :; do date; sleep 5; done"), [.high]),
    Situation("sidecar-keeps-job-alive", "a loop with a way out", script("while true; do [ -f /d ] && exit 0; sleep 5; done"), []),
    Situation("sidecar-keeps-job-alive", "a loop that waits for a file", script("while [ ! -f /d ]; do sleep 5; done"), []),
    Situation("sidecar-keeps-job-alive", "logs in the background", script("tail -F /l & until [ -f /d ]; do sleep 1; done"), []),
    Situation("sidecar-keeps-job-alive", "logs behind a folder", script("cd /l && exec tail -n 0 -f a.log"), [.high]),
    Situation("sidecar-keeps-job-alive", "logs if there are any", script("if [ -f /l ]; then tail -f /l; fi"), []),
    Situation("sidecar-keeps-job-alive", "logs until a line", script("tail -f /l | grep -q done"), []),
    Situation("sidecar-keeps-job-alive", "logs of a process", script("tail --pid=1 -f /l"), []),
    Situation("sidecar-keeps-job-alive", "started again", pod("{name: main, image: a, restartPolicy: Always}"), [.high]),
    Situation(
      "sidecar-keeps-job-alive", "refused anyway", pod("{name: main, image: a, restartPolicy: Always}"), [],
      options: RuleOptions(kubernetesMinorVersion: 34)),
    Situation("sidecar-keeps-job-alive", "the agent is the job", pod("{name: fluent-bit, image: fluent/fluent-bit}"), []),
    Situation(
      "sidecar-keeps-job-alive", "with a deadline",
      pod("{name: main, image: a}, {name: envoy-proxy, image: b}", "activeDeadlineSeconds: 60, "),
      [.medium]),
    Situation(
      "sidecar-keeps-job-alive", "killed by the job",
      pod("{name: main, image: a, args: [\"run; pkill envoy\"]}, {name: envoy-proxy, image: b}"), []),

    Situation(
      "injected-sidecar-keeps-job-alive", "Istio on an old cluster", annotated("sidecar.istio.io/inject: \"true\""), [.high],
      options: RuleOptions(kubernetesMinorVersion: 32)),
    Situation("injected-sidecar-keeps-job-alive", "Istio on a new one", annotated("sidecar.istio.io/inject: \"true\""), []),
    Situation(
      "injected-sidecar-keeps-job-alive", "Istio told otherwise",
      annotated("sidecar.istio.io/inject: \"true\", sidecar.istio.io/nativeSidecar: \"false\""),
      [.high]),
    Situation("injected-sidecar-keeps-job-alive", "not injected", annotated("linkerd.io/inject: disabled, dapr.io/enabled: \"false\""), []),
    Situation("injected-sidecar-keeps-job-alive", "Dapr", annotated("dapr.io/enabled: \"true\""), [.high]),

    Situation(
      "native-sidecar-unsupported", "1.28",
      cronJob(pod: "restartPolicy: Never, initContainers: [{name: p, image: a, restartPolicy: Always}]"), [.high],
      options: RuleOptions(kubernetesMinorVersion: 28)),

    Situation("blanket-toleration", "one effect", toleration("operator: Exists, effect: NoSchedule"), [.low]),
    Situation("blanket-toleration", "a key", toleration("operator: Exists, key: a"), []),
    Situation(
      "system-priority", "in kube-system",
      job(metadata: "name: a, namespace: kube-system", pod: "restartPolicy: Never, priorityClassName: system-node-critical"), [.info]),
    Situation(
      "disruption-burns-retries", "an old cluster", cronJob(job: "backoffLimit: 0"), [], options: RuleOptions(kubernetesMinorVersion: 25)),
    Situation(
      "disruption-burns-retries", "a policy about something else",
      cronJob(job: "backoffLimit: 1, podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [2]}}]}"), [.info]),

    Situation("long-lived-token", "a day", token(seconds: 86_400), []),
    Situation("long-lived-token", "more than a day", token(seconds: 86_401), [.low]),
    Situation("long-lived-token", "a month", token(seconds: 2_592_000), [.medium]),
  ]

  @Test("Rules know their situations", arguments: contradictions + hanging)
  func situation(_ situation: Situation) throws {
    let rule = try #require(Registry.rule(named: situation.rule))
    let source = try Source(name: "situation", bytes: Array(situation.manifest.utf8))
    let collector = try rule.check(manifest: source, options: situation.options)
    #expect(collector.findings.map(\.severity) == situation.severities)
    #expect(collector.notEvaluated.count == situation.notEvaluated)
  }
}
