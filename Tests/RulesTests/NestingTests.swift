import Findings
import Reports
import ShellScript
import SmallStack
import Testing

@testable import Rules

/// A scan takes no room on the stack for each level of what it reads: it runs on the threads of Swift's pool.
struct NestingTests {
  struct Input: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    let isRead: Bool

    init(_ name: String, _ text: String, _ isRead: Bool) {
      testDescription = name
      self.text = text
      self.isRead = isRead
    }
  }

  private static let cronJob = """
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {schedule: "* * * * *", \
    jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}}}
    """

  /// A text of many levels around another one.
  private static func nested(_ opening: String, _ content: String, _ closing: String, _ count: Int) -> String {
    String(repeating: opening, count: count) + content + String(repeating: closing, count: count)
  }

  /// A CronJob with something deep in it.
  private static func cronJob(_ metadata: String = "", spec: String = "", pod: String = "", container: String = "") -> String {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: a, \(metadata)}
    spec: {schedule: "* * * * *", \(spec) jobTemplate: {spec: {template: {spec: {\(pod) containers: [{name: c, image: i, \(container)}]}}}}}

    """
  }

  /// A Job that is the run of a CronJob, with the same in both templates: they are compared.
  private static func ownedJob(_ pod: String) -> String {
    cronJob("uid: u", pod: pod) + """
      ---
      apiVersion: batch/v1
      kind: Job
      metadata: {name: b, ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: a, uid: u, controller: true}]}
      spec: {template: {spec: {\(pod) containers: [{name: c, image: i}]}}}

      """
  }

  /// Mappings each of which takes in the one before with a merge key.
  private static func mergeChain(_ count: Int) -> String {
    "a0: &a0 {x: y}\n" + (1..<count).map { "a\($0): &a\($0) {<<: *a\($0 - 1)}\n" }.joined()
  }

  private static func script(_ text: String) -> String {
    cronJob(container: "command: [/bin/sh, -c], args: ['\(text)']")
  }

  /// Scripts are read with recursion, which has its own limit; frames of an unoptimised build are twenty times those of a release.
  private static var shellLevels: Int {
    #if DEBUG
      8
    #else
      ShellScript.deepestNesting - 1
    #endif
  }

  static let inputs: [Input] = [
    Input("lists", nested("[", cronJob, "]", 990), true),
    Input("lists of lists", nested("{apiVersion: v1, kind: List, items: [", cronJob, "]}", 490), true),
    Input("reviews", nested("{apiVersion: admission.k8s.io/v1, kind: AdmissionReview, request: {object: ", cronJob, "}}", 490), true),
    Input("unknown kinds", nested("{apiVersion: x/v1, kind: X, spec: ", cronJob, "}", 990), true),
    Input(
      "ladder", (0..<990).map { String(repeating: " ", count: $0) + "a:\n" }.joined() + String(repeating: " ", count: 990) + cronJob, true),
    Input("dashes", String(repeating: "- ", count: 990) + cronJob, true),
    Input("annotations", cronJob("annotations: {a: \(nested("[{b: ", "c", "}]", 490))}"), true),
    Input("unknown fields", cronJob(spec: "unknown: \(nested("{a: ", "b", "}", 990)),"), true),
    Input("values", cronJob(container: "env: [{name: PASSWORD, value: \(nested("[", "x", "]", 980))}]"), true),
    Input("labels", cronJob("labels: \(nested("{a: ", "b", "}", 990))"), true),
    Input("volumes", cronJob(pod: "volumes: \(nested("[{secret: ", "x", "}]", 490)),"), true),
    Input("affinity", ownedJob("affinity: \(nested("{nodeAffinity: ", "x", "}", 56)),"), true),
    Input("deep affinity", ownedJob("affinity: \(nested("{nodeAffinity: ", "x", "}", 980)),"), true),
    Input("credentials", "token: \(nested("[{data: ", "x", "}]", 490))\n---\n\(cronJob)", true),
    Input("merge keys", "apiVersion: v1\nkind: Secret\ndata: \(nested("{<<: ", "{a: b}", "}", 990))\n---\n\(cronJob)", true),
    Input("chain of merge keys", mergeChain(50_000) + "data: {<<: *a49999}\n---\n\(cronJob)", true),
    Input("pairs", nested("[", "x", "]:", 340) + "\n---\n\(cronJob)", true),
    Input("substitutions", script(nested("$(", "x", ")", shellLevels)), true),
    Input("quoted substitutions", script(nested("\"$(echo ", "x", ")\"", shellLevels)), true),
    Input("subshells", script(nested("( ", "x", " )", shellLevels)), true),
    Input("conditions", script(nested("if x; then ", "y", "; fi", shellLevels)), true),
    Input("loops", script(nested("for a in b; do ", "y", "; done", shellLevels)), true),
    Input("parameters", script(nested("${a:-", "b", "}", shellLevels)), true),
    Input("functions", script(nested("f() { ", "x", "; }", shellLevels)), true),
    Input("shells", script(nested("sh -c \"", "x", "\"", shellLevels)), true),
    Input("brackets", String(repeating: "[", count: 1_001), false), Input("questions", String(repeating: "? ", count: 1_001), false),
    Input("braces", String(repeating: "{a: ", count: 20_000), false),
    Input(
      "expressions",
      """
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata: {name: p}
      spec: {groups: [{name: g, rules: [{alert: A, expr: '\(nested("(", "kube_job_status_failed{job_name=~\"\(nested("(", "a", ")", 900))\"} > 0", ")", 900))'}]}]}
      ---
      \(cronJob)
      """, true
    ),
  ]

  @Test(arguments: inputs) func scans(_ input: Input) async throws {
    let bytes = Array(input.text.utf8)
    let (workloads, errors) = try await onSmallStack {
      let settings = ScanSettings(version: "0", catalogue: Registry.catalogue, profile: .strict)
      let files = Scan(settings).reports(on: [input.text])
      for format in ReportFormat.allCases {
        #expect(!format.renderer(settings, read: { _ in bytes }).render(Report(settings: settings, files: files)).isEmpty)
      }
      return (files[0].workloads.count, files[0].errors.count)
    }
    #expect(input.isRead ? workloads >= 1 : errors >= 1)
  }
}
