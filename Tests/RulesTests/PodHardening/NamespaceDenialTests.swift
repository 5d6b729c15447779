import Findings
import Rules
import SourceTree
import Testing

/// What a namespace denies: its Pod Security labels, quotas and limit ranges.
struct NamespaceDenialTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var rule: String
    /// Objects of the namespace, and the workload's resources.
    var objects: String
    var workload: String
    /// What the messages of the findings say: a kind of denial in front, of those in ``words``.
    var findings: [[String]]
    var notEvaluated: Int

    init(_ rule: String, _ title: String, _ objects: String, _ workload: String, _ findings: [[String]], notEvaluated: Int = 0) {
      testDescription = "\(rule): \(title)"
      self.rule = rule
      self.objects = objects
      self.workload = workload
      self.findings = findings
      self.notEvaluated = notEvaluated
    }
  }

  static func namespace(_ labels: String, name: String = "a") -> String {
    "{apiVersion: v1, kind: Namespace, metadata: {name: \(name), labels: {\(labels)}}}"
  }

  static func quota(_ hard: String, spec: String = "") -> String {
    "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: a}, spec: {hard: {\(hard)}\(spec)}}"
  }

  static func limitRange(_ item: String) -> String {
    "{apiVersion: v1, kind: LimitRange, metadata: {name: l, namespace: a}, spec: {limits: [{\(item)}]}}"
  }

  static func cronJob(_ resources: String = "", pod: String = "", spec: String = "", namespace: String = "a") -> String {
    "{apiVersion: batch/v1, kind: CronJob, metadata: {name: c, namespace: \(namespace)}, spec: {schedule: '@daily', \(spec)"
      + "jobTemplate: {spec: {template: {spec: {\(pod)containers: [{name: m, image: i, resources: {\(resources)}}]}}}}}}"
  }

  static let enforce = "pod-security.kubernetes.io/enforce"
  static let hostPID = cronJob(pod: "hostPID: true, ")

  static let cases: [Case] = [
    Case("pod-security-will-deny", "no label", namespace(""), hostPID, []),
    Case("pod-security-will-deny", "a warning only", namespace("pod-security.kubernetes.io/warn: restricted"), hostPID, []),
    Case("pod-security-will-deny", "privileged", namespace("\(enforce): privileged"), hostPID, []),
    Case("pod-security-will-deny", "baseline", namespace("\(enforce): baseline"), hostPID, [["a", "baseline", "v1.36", "hostNamespaces"]]),
    Case("pod-security-will-deny", "baseline allows it", namespace("\(enforce): baseline"), cronJob(), []),
    Case(
      "pod-security-will-deny", "restricted of 1.8", namespace("\(enforce): restricted, \(enforce)-version: v1.8"), cronJob(),
      [["a", "restricted", "v1.8", "allowPrivilegeEscalation and runAsNonRoot"]]),
    Case(
      "pod-security-will-deny", "a version to come", namespace("\(enforce): baseline, \(enforce)-version: v1.99"), hostPID,
      [["a", "baseline", "v1.36", "hostNamespaces"]]),
    Case(
      "pod-security-will-deny", "no version", namespace("\(enforce): baseline, \(enforce)-version: '1.8'"), hostPID,
      [["a", "baseline", "v1.36", "hostNamespaces"]]),
    Case(
      "pod-security-will-deny", "no level is restricted", namespace("\(enforce): Baseline, \(enforce)-version: v1.7"), cronJob(),
      [["a", "restricted", "v1.7", "runAsNonRoot"]]),
    Case("pod-security-will-deny", "another namespace", namespace("\(enforce): baseline", name: "b"), hostPID, []),
    Case(
      "pod-security-will-deny", "a template", namespace("\(enforce): baseline"), cronJob(pod: "hostPID: '{{ x }}', "), [], notEvaluated: 1),
    Case("pod-security-will-deny", "a label by template", namespace("\(enforce): '{{ x }}'"), hostPID, [], notEvaluated: 1),

    Case(
      "quota-will-deny", "nothing named", quota("limits.cpu: 1, cpu: 1, persistentvolumeclaims: 1"), cronJob(),
      [["missing", "q", "limits.cpu and cpu"]]),
    Case("quota-will-deny", "limits stand in for requests", quota("cpu: 1"), cronJob("limits: {cpu: 1}"), []),
    Case(
      "quota-will-deny", "requests do not stand in for limits", quota("limits.cpu: 1"), cronJob("requests: {cpu: 1}"),
      [["missing", "q", "limits.cpu"]]),
    Case("quota-will-deny", "ephemeral storage need not be named", quota("requests.ephemeral-storage: 1Gi"), cronJob(), []),
    Case(
      "quota-will-deny", "too much of it", quota("requests.ephemeral-storage: 1Gi"), cronJob("requests: {ephemeral-storage: 2Gi}"),
      [["exceeded", "q", "requests.ephemeral-storage"]]),
    Case("quota-will-deny", "just enough", quota("memory: 1Gi"), cronJob("requests: {memory: 1024Mi}"), []),
    Case("quota-will-deny", "a little more", quota("memory: 1G"), cronJob("requests: {memory: 1Gi}"), [["exceeded", "q", "memory"]]),
    Case(
      "quota-will-deny", "init containers run before", quota("cpu: 2"),
      cronJob("requests: {cpu: 1500m}", pod: "initContainers: [{name: i, image: i, resources: {requests: {cpu: 2}}}], "), []),
    Case(
      "quota-will-deny", "sidecars run beside", quota("cpu: 2"),
      cronJob(
        "requests: {cpu: 1500m}", pod: "initContainers: [{name: i, image: i, restartPolicy: Always, resources: {requests: {cpu: 1}}}], "),
      [["exceeded", "q", "cpu"]]),
    Case("quota-will-deny", "no Jobs", quota("count/jobs.batch: '0'"), cronJob(), [["none", "q", "count/jobs.batch"]]),
    Case("quota-will-deny", "fewer than the history", quota("count/jobs.batch: 4"), cronJob(), [["history", "q", "count/jobs.batch"]]),
    Case("quota-will-deny", "one more than the history", quota("count/jobs.batch: 5"), cronJob(), []),
    Case(
      "quota-will-deny", "a short history", quota("count/pods: 2"),
      cronJob(spec: "successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0, "), []),
    Case("quota-will-deny", "finished pods do not count", quota("pods: 1"), cronJob(), []),
    Case("quota-will-deny", "a scope of others", quota("cpu: 1", spec: ", scopes: [Terminating]"), cronJob(), []),
    Case(
      "quota-will-deny", "a scope of its own", quota("cpu: 1", spec: ", scopes: [NotTerminating]"), cronJob(), [["missing", "q", "cpu"]]),
    Case("quota-will-deny", "a selector", quota("cpu: 1", spec: ", scopeSelector: {matchExpressions: []}"), cronJob(), [], notEvaluated: 1),
    Case("quota-will-deny", "a template", quota("cpu: 1"), cronJob("requests: '{{ x }}'"), [], notEvaluated: 1),
    Case("quota-will-deny", "another namespace", quota("cpu: 1"), cronJob(namespace: "b"), []),
    Case(
      "quota-will-deny", "a default request", quota("cpu: 1") + "\n---\n" + limitRange("type: Container, defaultRequest: {cpu: 100m}"),
      cronJob(), []),

    Case(
      "limit-range-will-deny", "below", limitRange("type: Container, min: {cpu: 1}"), cronJob("requests: {cpu: 999m}"),
      [["belowMinimum", "l", "container \"m\"", "cpu"]]),
    Case("limit-range-will-deny", "the minimum is the default request", limitRange("type: Container, min: {cpu: 1}"), cronJob(), []),
    Case(
      "limit-range-will-deny", "above", limitRange("type: Container, max: {memory: 1Gi}"), cronJob("limits: {memory: 1.1Gi}"),
      [["aboveMaximum", "l", "container \"m\"", "memory"]]),
    Case("limit-range-will-deny", "the maximum is the default limit", limitRange("type: Container, max: {memory: 1Gi}"), cronJob(), []),
    Case(
      "limit-range-will-deny", "a pod has no default limit", limitRange("type: Pod, max: {memory: 1Gi}"), cronJob(),
      [["aboveMaximum", "l", "the pod", "memory"]]),
    Case(
      "limit-range-will-deny", "the ratio", limitRange("type: Container, maxLimitRequestRatio: {cpu: 2}"),
      cronJob("requests: {cpu: 100m}, limits: {cpu: 201m}"), [["ratio", "l", "container \"m\"", "cpu"]]),
    Case(
      "limit-range-will-deny", "within the ratio", limitRange("type: Container, maxLimitRequestRatio: {cpu: 2}"),
      cronJob("requests: {cpu: 100m}, limits: {cpu: 200m}"), []),
    Case(
      "limit-range-will-deny", "a default below the request", limitRange("type: Container, default: {cpu: 500m}"),
      cronJob("requests: {cpu: 1}"), [["defaultBelowRequest", "l", "container \"m\"", "cpu"]]),
    Case(
      "limit-range-will-deny", "a default of one range, and another range",
      limitRange("type: Container, min: {cpu: 10m}") + "\n---\n" + limitRange("type: Container, default: {cpu: 500m}"),
      cronJob("requests: {cpu: 1}"), [["defaultBelowRequest", "l", "container \"m\"", "cpu"]]),
    Case(
      "limit-range-will-deny", "a maximum that is the default, below the request",
      limitRange("type: Container, max: {cpu: 500m}"), cronJob("requests: {cpu: 1}"),
      [["defaultBelowRequest", "l", "container \"m\"", "cpu"]]),
    Case(
      "limit-range-will-deny", "claims are another matter", limitRange("type: PersistentVolumeClaim, max: {storage: 1Gi}"), cronJob(), []),
  ]

  /// How messages tell kinds of denials.
  static let words = [
    "missing": "requires", "exceeded": "asks for more than", "none": "allows none", "history": "the history alone keeps",
    "belowMinimum": "less", "aboveMaximum": "may take more", "ratio": "times its request", "defaultBelowRequest": "a default",
  ]

  @Test("Denials", arguments: cases)
  func denials(_ item: Case) throws {
    let rule = try #require(Registry.rule(named: item.rule))
    let source = try Source(name: "namespace", bytes: Array("\(item.objects)\n---\n\(item.workload)".utf8))
    let collector = try rule.check(manifest: source, options: RuleOptions())
    #expect(collector.findings.count == item.findings.count)
    for (finding, parts) in zip(collector.findings, item.findings) {
      let message = rule.explanation(of: finding).message
      for part in parts { #expect(message.contains(Self.words[part] ?? part)) }
    }
    #expect(collector.notEvaluated.count == item.notEvaluated)
  }

  @Test("The finding points at the setting, and at the label beside it")
  func places() throws {
    let text = "\(Self.namespace("\(Self.enforce): baseline"))\n---\n\(Self.hostPID)"
    let scan = Scan(ScanSettings(version: "1", catalogue: Registry.catalogue))
    let files = scan.reports(on: [text])
    let workload = try #require(files.first?.workloads.first)
    let name = "pod-security-will-deny"
    let finding = try #require(workload.findings.first { Registry.catalogue[$0.rule].metadata.name == name })
    func excerpt(_ place: Place?) -> String { place.map { String(decoding: Array(text.utf8)[$0.range.bounds], as: UTF8.self) } ?? "" }
    #expect(excerpt(finding.place) == "true")
    #expect(excerpt(finding.related) == "baseline")
    #expect(finding.place.start.line == 3)
  }
}
