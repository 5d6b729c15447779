import Findings
import SourceTree
import Testing

@testable import Rules

/// What is said of templates that objects of other kinds hold, of manifests in strings, and of Pods.
@Suite struct HeldTemplateTests {
  private static let container =
    "{name: c, image: 'registry.example.com/a@sha256:\(String(repeating: "a", count: 64))', securityContext: {privileged: true}}"
  private static let pod = "{spec: {containers: [\(container)]}}"

  private static func report(_ text: String, profile: Profile = .strict, podSecurity: PodSecurityLevel? = nil) throws -> FileReport {
    let settings = ScanSettings(version: "", catalogue: Registry.catalogue, profile: profile, podSecurity: podSecurity)
    return try #require(Scan(settings).reports(on: [text]).first)
  }

  private static func codes(_ workload: WorkloadReport) -> Set<String> {
    Set(workload.findings.map { Registry.catalogue[$0.rule].metadata.code })
  }

  private static let scaledJob =
    "apiVersion: keda.sh/v1alpha1\nkind: ScaledJob\nmetadata: {name: queue, namespace: prod}\nspec: {jobTargetRef: {template: \(pod)}}\n"
  private static let jobSet =
    "apiVersion: jobset.x-k8s.io/v1alpha2\nkind: JobSet\nmetadata: {name: a}\nspec: {replicatedJobs: [{template: {spec: {template: \(pod)}}}, {template: {spec: {template: \(pod)}}}]}\n"
  private static let rayCluster =
    "apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: r}\nspec: {headGroupSpec: {template: \(pod)}}\n"

  @Test func judgesAJobsTemplateAsAJob() throws {
    let workload = try #require(try Self.report(Self.scaledJob).workloads.first)
    #expect(workload.kind == "ScaledJob" && workload.namespace == "prod" && workload.name == "queue")
    #expect(workload.templatePath == "spec.jobTargetRef")
    // A deadline, and the privileged container.
    #expect(Self.codes(workload).isSuperset(of: ["CFW104", "CFW501"]))
    // What KEDA decides: that the Job's version is served, what it is called, when it goes.
    #expect(Self.codes(workload).isDisjoint(with: ["CFW003", "CFW004", "CFW108"]))
    let owned = workload.findings.filter { Registry.catalogue[$0.rule].metadata.code == "CFW105" }
    #expect(owned.map(\.severity) == [.info])
    #expect(workload.notEvaluated.contains { $0.reason == "the controller of a ScaledJob may set restartPolicy" })
  }

  @Test func judgesAPodsTemplateAsAPod() throws {
    let workload = try #require(try Self.report(Self.rayCluster).workloads.first)
    #expect(Self.codes(workload).contains("CFW501"))
    #expect(workload.findings.allSatisfy { Registry.catalogue[$0.rule].metadata.group != "Lifecycle" })
  }

  @Test func hidesTheValuesOfUnknownFields() throws {
    let text = Self.jobSet.replacing("securityContext:", with: "foo: correct-horse-battery, securityContext:")
    let report = try Self.report(text)
    let place = try #require(text.utf8.firstRange(of: "correct-horse".utf8))
    let offset = UInt32(text.utf8.distance(from: text.startIndex, to: place.lowerBound))
    #expect(report.redactions.contains { $0.start <= offset && offset < $0.end })
  }

  @Test func knowsFindingsOfEachTemplateAgain() throws {
    let report = try Self.report(Self.jobSet)
    #expect(report.workloads.map(\.templatePath) == ["spec.replicatedJobs[0].template", "spec.replicatedJobs[1].template"])
    let fingerprints = report.workloads.flatMap { $0.fingerprints(in: Registry.catalogue).findings }
    #expect(Set(fingerprints).count == fingerprints.count)
  }

  @Test func saysThatTemplatesAreNotJoinedWithOtherObjects() throws {
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: prod}\n---\n"
    let workload = try #require(try Self.report(account + Self.scaledJob).workloads.first)
    let unjoined = workload.notEvaluated.filter { $0.reason.contains("not looked for among other objects") }
    #expect(!unjoined.isEmpty)
    #expect(workload.counts.notEvaluated >= unjoined.count)
  }

  @Test func asksPodSecurityOfTemplates() throws {
    #expect(try Self.report(Self.scaledJob, podSecurity: .baseline).workloads.map { Self.codes($0).contains("CFW501") } == [true])
  }

  @Test func acceptsWhatTheHoldersAnnotationsSay() throws {
    let text = Self.scaledJob.replacing(
      "namespace: prod", with: "namespace: prod, annotations: {ignore-check.curfew.dev/privileged-container: it drives a device}")
    #expect(try Self.report(text).workloads.map { Self.codes($0).contains("CFW501") } == [false])
  }

  @Test func judgesAManifestInAString() throws {
    let text =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  job.yaml: |\n    apiVersion: batch/v1\n    kind: Job\n    metadata: {name: a}\n    spec: {template: \(Self.pod)}\n"
    let workload = try #require(try Self.report(text).workloads.first)
    let finding = try #require(workload.findings.first { Registry.catalogue[$0.rule].metadata.code == "CFW501" })
    #expect(workload.place.start.line == 7 && finding.place.start.line == 9)
  }

  @Test func countsPodsThatNothingIsAskedAbout() throws {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [\(Self.container)]}\n"
    let report = try Self.report(text)
    #expect(report.unjudgedPods == 1 && report.workloads.isEmpty)
    var summary = ReportSummary()
    summary.count(report)
    summary += summary
    #expect(summary.unjudgedPods == 2)
    #expect(try Self.report(text, podSecurity: .baseline).unjudgedPods == 0)
  }
}
