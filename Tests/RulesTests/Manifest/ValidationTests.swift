import Findings
import Manifests
import SourceTree
import Testing

@testable import Rules

/// What the API server's validation refuses, beyond the examples of the rules.
@Suite struct ValidationTests {
  /// A Job as flow style has it, with more fields of its spec, its pod and its container.
  private static func job(name: String = "backup", job: String = "", pod: String = "", container: String = "") -> String {
    """
    apiVersion: batch/v1
    kind: Job
    metadata: {name: \(name)}
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: dump, image: "backup:1.4"\(container.isEmpty ? "" : ", " + container)}]
    \(pod.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n"))
    \(job.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))

    """
  }

  private static func messages(_ text: String, version: Int = RuleOptions.newestKubernetesMinorVersion) throws -> [String] {
    let source = try Source(name: "example", bytes: Array(text.utf8))
    let rules: [any Rule.Type] = [
      InvalidValue.self, InvalidJobFields.self, InvalidJobPolicies.self, InvalidPodFields.self, InvalidContainerFields.self,
      InvalidRestartPolicy.self,
    ]
    return try rules.flatMap { rule in
      let found = try rule.check(manifest: source, options: RuleOptions(kubernetesMinorVersion: version)).findings
      return found.map { rule.explanation(of: $0) }.map { "\($0.message) | \($0.remedy)" }
    }
  }

  @Test(
    "Values of fields, and what was meant",
    arguments: [
      ("imagePullPolicy: ifnotpresent", "Write `IfNotPresent`"), ("terminationMessagePolicy: file", "Write `File`"),
      ("ports: [{containerPort: 80, protocol: tcp}]", "Write `TCP`"), ("ports: [{containerPort: 80800}]", "not between 1 and 65535"),
      ("ports: [{containerPort: 80, name: a-very-long-name}]", "no name of a port"),
      ("ports: [{containerPort: 80, name: Web}]", "no name of a port"),
      ("livenessProbe: {httpGet: {port: 80, scheme: https}}", "Write `HTTPS`"),
      ("securityContext: {runAsUser: -1}", "`-1`"), ("securityContext: {seccompProfile: {type: runtimedefault}}", "Write `RuntimeDefault`"),
      ("volumeMounts: [{name: a, mountPath: /a, subPath: ../b}]", "not relative, or leads out"),
      ("resizePolicy: [{resourceName: cpu, restartPolicy: never}]", "not one of NotRequired"),
      ("restartPolicy: always", "Write `Always`"),
    ])
  func valuesOfContainers(container: String, words: String) throws {
    let messages = try Self.messages(Self.job(container: container))
    #expect(messages.contains { $0.contains(words) }, "\(messages)")
  }

  @Test(
    "Values of pods",
    arguments: [
      ("volumes: [{name: My_Volume, emptyDir: {}}]", "`my-volume`"),
      ("volumes: [{name: a, secret: {secretName: b, defaultMode: 600}}]", "Write `0600` in YAML, or 384"),
      ("volumes: [{name: a, configMap: {name: b, items: [{key: c, path: c, mode: 755}]}}]", "Write `0755` in YAML, or 493"),
      ("volumes: [{name: a, configMap: {name: b, items: [{key: c, path: /c}]}}]", "not relative"),
      ("volumes: [{name: a, hostPath: {path: /a, type: directory}}]", "Write `Directory`"),
      ("volumes: [{name: a, emptyDir: {}, hostPath: {path: /a}}]", "more than one source"),
      ("tolerations: [{key: a, operator: exists}]", "Write `Exists`"),
      ("tolerations: [{key: a, operator: Exists, value: b}]", "may not have a value"),
      ("tolerations: [{key: a, operator: Exists, tolerationSeconds: 5}]", "only with effect: NoExecute"),
      ("dnsPolicy: clusterfirst", "Write `ClusterFirst`"), ("dnsPolicy: None", "needs a name server"),
      ("serviceAccountName: Backup", "`backup`"), ("ephemeralContainers: [{name: a, image: b}]", "may not have ephemeralContainers"),
      ("initContainers: [{name: a, image: b, readinessProbe: {tcpSocket: {port: 1}}}]", "readinessProbe, which only sidecars"),
      ("initContainers: [{name: a, image: b, lifecycle: {preStop: {sleep: {seconds: 1}}}}]", "lifecycle, which only sidecars"),
    ])
  func valuesOfPods(pod: String, words: String) throws {
    let messages = try Self.messages(Self.job(pod: pod))
    #expect(messages.contains { $0.contains(words) }, "\(messages)")
  }

  @Test(
    "Fields of containers that do not go together",
    arguments: [
      ("livenessProbe: {periodSeconds: 5}", "has nothing to do"),
      ("startupProbe: {exec: {command: [a]}, successThreshold: 2}", "may only be 1"),
      ("env: [{name: A, valueFrom: {}}]", "says no source"), ("envFrom: [{prefix: A_}]", "says no source"),
      ("ports: [{containerPort: 1, name: a}, {containerPort: 2, name: a}]", "two ports"),
      ("ports: [{containerPort: 1, hostPort: 9}, {containerPort: 2, hostPort: 9}]", "used twice"),
      ("resources: {requests: {cpu: 2}, limits: {cpu: 1500m}}", "requests 2 of cpu"),
      ("resources: {limits: {memory: -1Gi}}", "is negative"),
      ("volumeMounts: [{name: a, mountPath: /a, mountPropagation: Bidirectional}]", "only privileged"),
    ])
  func contradictions(container: String, words: String) throws {
    let messages = try Self.messages(Self.job(container: container))
    #expect(messages.contains { $0.contains(words) }, "\(messages)")
  }

  @Test(
    "Fields of Jobs",
    arguments: [
      ("managedBy: kueue", "no domain in front"), ("completionMode: indexed", "Write `Indexed`"),
      ("podReplacementPolicy: failed", "Write `Failed`"),
      ("podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [2, 2]}}]}", "listed twice"),
      ("podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: in, values: [2]}}]}", "Write `In`"),
      ("podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: []}}]}", "lists no code"),
      ("completionMode: Indexed\ncompletions: 3\nsuccessPolicy: {rules: [{}]}", "neither succeededIndexes nor"),
      ("completionMode: Indexed\ncompletions: 3\nsuccessPolicy: {rules: [{succeededCount: 4}]}", "more than the 3"),
      ("completionMode: Indexed\ncompletions: 3\nsuccessPolicy: {rules: [{succeededIndexes: '2,1'}]}", "ascending indexes"),
      ("completionMode: Indexed\ncompletions: 200000\nbackoffLimitPerIndex: 1", "maxFailedIndexes is required"),
    ])
  func jobs(job: String, words: String) throws {
    let messages = try Self.messages(Self.job(job: job))
    #expect(messages.contains { $0.contains(words) }, "\(messages)")
  }

  @Test(
    "What the API server takes is not reported",
    arguments: [
      "imagePullPolicy: \"\"", "ports: [{containerPort: 80, hostPort: 0}, {containerPort: 81, protocol: UDP}]",
      "resources: {requests: {memory: 1Gi}, limits: {memory: 1024Mi}}", "restartPolicy: OnFailure",
      "volumeMounts: [{name: a, mountPath: /a, subPath: a/..b/c}]", "livenessProbe: {exec: {command: [a]}, successThreshold: 1}",
      "env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]", "envFrom: [{secretRef: {name: a}}]",
    ])
  func fine(container: String) throws {
    let pod = "volumes: [{name: a, emptyDir: {}}]"
    #expect(try Self.messages(Self.job(pod: pod, container: container)).isEmpty)
  }

  @Test("A text that is still to be rendered is no name, and not judged")
  func templates() throws {
    #expect(try Self.messages(Self.job(name: "\"{{ .Values.name }}\"", container: "imagePullPolicy: \"${POLICY}\"")).isEmpty)
  }

  @Test("A restart policy of a container's own, by version")
  func restartPolicies() throws {
    let text = Self.job(container: "restartPolicy: Always")
    #expect(try Self.messages(text, version: 34).count == 1)
    #expect(try Self.messages(text, version: 35).isEmpty)
  }

  @Test func everyFieldOfTheTableExists() {
    for (types, field) in FieldValues.known {
      for type in types {
        let fields = FieldTable.type(named: type).map { FieldTable.type($0).fields.map(FieldTable.fieldName) }
        #expect(fields?.contains(field) == true, "\(type).\(field)")
      }
    }
  }
}
