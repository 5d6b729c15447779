import Foundation
import SourceTree
import Testing

@testable import Manifests

/// Manifests that objects keep as text.
@Suite struct TextManifestTests {
  private static let job = """
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: a
    spec:
      template:
        spec:
          containers:
          - {name: c, image: i}

    """
  private static let json =
    #"{"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "a"}, "spec": {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": {"spec": {"containers": [{"image": "i"}]}}}}}}"#

  private static func indented(_ text: String, by count: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : String(repeating: " ", count: count) + $0 }
      .joined(separator: "\n")
  }

  private static func block(_ text: String) -> String { "|\n\(indented(text, by: 4))" }

  private static func configMap(_ value: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  job.yaml: \(value)\n"
  }

  @Test(arguments: [
    (configMap(block(job)), ["ConfigMap", "Job a"]), (configMap(block("---\n\(job)---\n\(json)\n")), ["ConfigMap", "Job a", "CronJob a"]),
    (configMap("'\(json)'"), ["ConfigMap", "CronJob a"]), ("|\n\(indented(job, by: 2))", ["Job a"]),
    (configMap(block(job.replacing("kind: Job", with: "kind: !!str Job"))), ["ConfigMap", "Job a"]),
    (configMap(block(job.replacing("kind: Job", with: "kind:\n  Job"))), ["ConfigMap", "Job a"]),
    (configMap(block(job.replacing("kind: Job", with: "kind: &k Job # x"))), ["ConfigMap", "Job a"]),
    (configMap(block(json.replacing("CronJob", with: "\\u0043ronJob"))), ["ConfigMap", "CronJob a"]),
    (configMap(block(job.replacing("kind: Job", with: "kind: ${KIND}"))), ["ConfigMap", "Job a"]),
    (configMap(block(job.replacing("kind: Job", with: "kind: job"))), ["ConfigMap", "not evaluated"]),
    (
      "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: n\n  annotations:\n    x: '\(json)'\n", ["Namespace", "CronJob a"]
    ),
    (configMap(Data(job.utf8).base64EncodedString()), ["ConfigMap", "not evaluated"]),
    (configMap("!!binary \(Data(job.utf8).base64EncodedString())"), ["ConfigMap", "not evaluated"]),
    (configMap(block("# a comment\n\n\(job)")), ["ConfigMap", "Job a"]),
    ("extraDeploy:\n- \(block(job))\n", ["Job a"]), ("a: {b: ['\(json)']}\n", ["CronJob a"]),
    (
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n\(indented("extra:\n- |\n\(indented(job, by: 2))", by: 8))\n",
      ["Application", "Job a"]
    ),
    (
      "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec:\n  valuesContent: \(block("objects: [\(json)]"))\n",
      ["HelmChart", "CronJob a"]
    ),
    (
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {source: {helm: {valuesObject: {extraObjects: [\(json)]}}}}\n",
      ["Application", "CronJob a"]
    ),
    (
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches:\n- patch: \(block("apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {jobTemplate: {}}\n"))\n",
      ["Kustomization", "CronJob a"]
    ),
  ])
  func readsWhatStandsThereAsItIs(_ text: String, _ summary: [String]) throws {
    let reading = try Reading(text)
    #expect(reading.summary == summary)
    for workload in reading.workloads { #expect(reading.source.text(workload.place).contains("kind")) }
    for image in reading.workloads.flatMap(\.pod.containers.items).compactMap(\.image.range) {
      #expect(reading.source.text(image.value).contains("i"))
    }
  }

  private static let escaped = json.replacingOccurrences(of: "\"", with: "\\\"")

  @Test(arguments: [
    (configMap("\"\(escaped)\""), "escapes or folds"), (configMap(">\n    \(json)\n"), "escapes or folds"),
    (configMap(block("{{- if .Values.job }}\n\(job){{ end }}\n")), "rendered where it is a template"),
    (configMap(block("#!/bin/sh\nkubectl apply -f - <<END\n\(job)END\n")), "looks like the manifest"),
    (configMap(block("\(job)spec: {containers: []}\n")), "looks like the manifest"),
    ("values: \"\(escaped)\"\n", "escapes or folds"),
    ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\nbinaryData: {a: \(Data(job.utf8).base64EncodedString())}\n", "in base64"),
  ])
  func saysWhatItCannotPlace(_ text: String, _ reason: String) throws {
    let reading = try Reading(text)
    #expect(reading.workloads.isEmpty)
    #expect(reading.notEvaluated.map(\.reason).map { $0.contains(reason) } == [true])
  }

  @Test(arguments: [
    "stringData: {a: '\(json)'}", "data: {a: \(Data(json.utf8).base64EncodedString())}", "stringData:\n  a: \(block(job))",
    "stringData: {a: \"kind: Job\\nspec: {template: {spec: {containers: []}}}\"}",
  ])
  func saysOfASecretOnlyThatItHoldsOne(_ data: String) throws {
    let reading = try Reading("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n\(data)\n")
    #expect(reading.summary == ["Secret", "not evaluated"])
    let (range, reason) = try #require(reading.notEvaluated.first)
    #expect(reading.source.text(range) == "a")
    #expect(reason.hasPrefix("a Secret holds the manifest of a "))
  }

  @Test(arguments: [
    configMap(block("kind: ConfigMap\nabout: kinds like CronJob and Job, in containers\n")),
    configMap(block("A Job has containers; its kind: is Job-like.\n")), configMap("'kind: Job'"),
    "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '\(json)'\n",
    "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a, annotations: {x: '\(json)'}}\nspec: {template: {spec: {containers: []}}}\n",
  ])
  func leavesOtherTextsAlone(_ text: String) throws {
    #expect(try Reading(text).summary.count == 1)
  }

  @Test func hidesSecretsBesideAWorkloadInAText() throws {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: hidden}\n"
    let reading = try Reading(Self.configMap(Self.block("\(secret)---\n\(Self.job)")))
    #expect(reading.summary == ["ConfigMap", "Secret", "Job a"])
    #expect(!reading.redactedText.contains("hidden"))
  }

  /// Texts in texts are read three deep, and said further down.
  @Test func endsWithTextsInTexts() throws {
    for (depth, summary) in [(1, ["Job a"]), (3, ["Job a"]), (5, ["not evaluated"])] {
      let text = (0..<depth).reduce(Self.job) { text, _ in "a: |\n\(Self.indented(text, by: 2))\n" }
      #expect(try Reading(text).summary == summary)
    }
  }
}
