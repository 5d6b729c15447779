import SourceTree
import Testing

@testable import Manifests

@Suite struct TemplateDigestTests {
  private func digest(_ spec: String) throws -> TemplateDigest {
    var reader = DocumentReader(try Source(name: "test.yaml", bytes: Array(spec.utf8)))
    let root = try #require(try reader.next()?.get()).root
    return try #require(TemplateDigest(root))
  }

  private static func container(_ fields: String) -> String { "{template: {spec: {containers: [{name: c, \(fields)}]}}}" }
  private static func pod(_ fields: String) -> String { "{template: {spec: {\(fields)}}}" }
  private static func volume(_ fields: String) -> String { pod("volumes: [{name: v, \(fields)}]") }

  @Test(arguments: [
    ("{}", "{parallelism: 1, completions: 1, backoffLimit: 6, completionMode: NonIndexed, podReplacementPolicy: TerminatingOrFailed}"),
    ("{}", "{manualSelector: false, suspend: true, selector: {matchLabels: {a: b}}, ttlSecondsAfterFinished: null}"),
    ("{completions: 1}", "{parallelism: 1, completions: 1}"),
    ("{backoffLimitPerIndex: 1}", "{backoffLimitPerIndex: 1, backoffLimit: 2147483647}"),
    ("{podFailurePolicy: {rules: []}}", "{podFailurePolicy: {}, podReplacementPolicy: Failed}"),
    ("{a: 1, b: 2}", "{b: 2, a: 1}"),
    ("{a: 1}", "{\"a\": 1.0}"),
    ("{a: 16, b: 'x'}", "{a: 0x10, b: \"x\"}"),
    (
      "{template: {metadata: {labels: {app: a}}}}",
      "{template: {metadata: {creationTimestamp: null, labels: {app: a, job-name: j, controller-uid: u, batch.kubernetes.io/job-name: j}}}}"
    ),
    ("{template: {spec: {}}}", "{template: {metadata: {labels: {job-name: j}}, spec: {}}}"),
    (
      pod("containers: []"),
      pod(
        "restartPolicy: Always, dnsPolicy: ClusterFirst, schedulerName: default-scheduler, terminationGracePeriodSeconds: 30, securityContext: {}, hostNetwork: false"
      )
    ),
    (pod("serviceAccountName: s"), pod("serviceAccountName: s, serviceAccount: s")),
    (pod("serviceAccountName: s"), pod("serviceAccount: s")),
    (
      container("image: i"),
      container(
        "image: i, imagePullPolicy: Always, resources: {}, terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File")
    ),
    (container("image: 'i:latest'"), container("image: 'i:latest', imagePullPolicy: Always")),
    (container("image: 'r:5000/i'"), container("image: 'r:5000/i', imagePullPolicy: Always")),
    (container("image: 'i:1'"), container("image: 'i:1', imagePullPolicy: IfNotPresent, command: [], args: null, env: []")),
    (container("image: i@sha256:aa"), container("image: i@sha256:aa, imagePullPolicy: IfNotPresent")),
    (container("resources: {limits: {cpu: 1}}"), container("resources: {limits: {cpu: '1'}, requests: {}}")),
    (container("ports: [{containerPort: 80}]"), container("ports: [{containerPort: 80, protocol: TCP}]")),
    (
      container("env: [{name: a, valueFrom: {fieldRef: {fieldPath: x}}}, {name: b}]"),
      container("env: [{name: a, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: x}}}, {name: b, value: ''}]")
    ),
    (
      container("livenessProbe: {httpGet: {port: 80}}"),
      container(
        "livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3}"
      )
    ),
    (volume("secret: {secretName: s}"), volume("secret: {secretName: s, defaultMode: 420}")),
    (volume("secret: {secretName: s}"), volume("secret: {secretName: s, defaultMode: 0644}")),
    (volume("emptyDir: {}"), "{template: {spec: {volumes: [{name: v}]}}}"),
    (volume("hostPath: {path: /x}"), volume("hostPath: {path: /x, type: ''}")),
    (
      volume("projected: {sources: [{serviceAccountToken: {path: t}}]}"),
      volume("projected: {defaultMode: 420, sources: [{serviceAccountToken: {path: t, expirationSeconds: 3600}}]}")
    ),
    (
      volume("downwardAPI: {items: [{path: p, fieldRef: {fieldPath: x}}]}"),
      volume("downwardAPI: {defaultMode: 420, items: [{path: p, fieldRef: {apiVersion: v1, fieldPath: x}}]}")
    ),
    ("{template: &t {spec: {x: y}}}", "{template: {spec: {x: y}}}"),
    ("{template: {spec: {a: &a {x: y}, b: *a}}}", "{template: {spec: {a: {x: y}, b: {x: y}}}}"),
  ])
  func isEqualAfterDefaulting(_ left: String, _ right: String) throws {
    #expect(try digest(left) == digest(right))
  }

  @Test(arguments: [
    ("{}", "{parallelism: 1}"), ("{completions: 1}", "{parallelism: 1}"), ("{}", "{completions: 2}"), ("{}", "{backoffLimit: 0}"),
    ("{backoffLimitPerIndex: 1}", "{backoffLimitPerIndex: 1, backoffLimit: 6}"), ("{}", "{activeDeadlineSeconds: 6}"),
    ("{podFailurePolicy: {}}", "{podFailurePolicy: {}, podReplacementPolicy: TerminatingOrFailed}"),
    ("{template: {metadata: {labels: {app: a}}}}", "{template: {metadata: {labels: {app: b}}}}"),
    ("{template: {metadata: {labels: {a: b}}}}", "{template: {metadata: {annotations: {a: b}}}}"),
    ("{template: {metadata: {annotations: {dnsPolicy: ClusterFirst}}}}", "{template: {metadata: {}}}"),
    (pod("restartPolicy: Never"), pod("")), (pod("hostNetwork: true"), pod("")), (pod("serviceAccountName: s"), pod("")),
    (pod("automountServiceAccountToken: false"), pod("")), (pod("serviceAccount: t, serviceAccountName: s"), pod("serviceAccount: t")),
    (container("image: i"), container("image: 'i:latest'")), (container("image: i"), container("image: i, imagePullPolicy: Never")),
    (container("image: 'i:1'"), container("image: 'i:1', imagePullPolicy: Always")),
    (container("command: [a, b]"), container("command: [b, a]")), (container("command: [a, b]"), container("command: ['a, b']")),
    (container("command: [ab, c]"), container("command: [a, bc]")), (container("command: [a]"), container("args: [a]")),
    (container("args: [[a], b]"), container("args: [[a, b]]")), (container("args: ['1']"), container("args: [1]")),
    (container("args: ['true']"), container("args: [true]")), (container("args: ['']"), container("args: []")),
    (container("args: [é]"), container("args: [e\u{301}]")),
    (container("env: [{name: a, value: b}]"), container("env: [{name: a}]")),
    (container("securityContext: {privileged: true}"), container("securityContext: {}")),
    (container("securityContext: {privileged: false}"), container("securityContext: {}")),
    (container("resources: {limits: {cpu: 1}}"), container("resources: {requests: {cpu: 1}}")),
    (volume("emptyDir: {}"), volume("emptyDir: {medium: Memory}")), (volume("secret: {secretName: s}"), volume("configMap: {name: s}")),
    (volume("secret: {secretName: s, defaultMode: 256}"), volume("secret: {secretName: s}")),
    (pod("affinity: {x: {}}"), pod("affinity: {}")),
  ])
  func tellsTemplatesApart(_ left: String, _ right: String) throws {
    #expect(try digest(left) != digest(right))
  }

  /// Aliases can nest deeper than the document: no digest, no overflow.
  @Test func refusesBottomlessTemplates() throws {
    var text = "{l0: &l0 [x], "
    for level in 1...300 { text += "l\(level): &l\(level) [[[[[[*l\(level - 1)]]]]]], " }
    let source = try Source(name: "test.yaml", bytes: Array((text + "end: *l300}").utf8))
    var reader = DocumentReader(source)
    let root = try #require(try reader.next()?.get()).root
    #expect(TemplateDigest(root) == nil)
  }
}
