import SmallStack
import SourceTree
import Testing

@testable import Manifests

@Suite struct UnwrappingTests {
  private static let spec =
    #"{"schedule": "0 * * * *", "jobTemplate": {"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "i"}]}}}}}"#
  private static func cronJob(_ name: String) -> String {
    #"{"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "\#(name)"}, "spec": \#(spec)}"#
  }

  private static let wrappers: [(text: String, summary: [String])] = [
    ("apiVersion: v1\nkind: List\nitems: [\(cronJob("a")), \(cronJob("b"))]", ["CronJob a", "CronJob b"]),
    ("[\(cronJob("a")), [\(cronJob("b"))]]", ["CronJob a", "CronJob b"]),
    (#"{"kind": "CronJobList", "apiVersion": "batch/v1beta1", "items": [{"metadata": {"name": "a"}, "spec": \#(spec)}]}"#, ["CronJob a"]),
    (#"{"kind": "JobList", "apiVersion": "batch/v1", "items": [{"metadata": {"name": "a"}}]}"#, ["Job a"]),
    (#"{"kind": "JobList", "apiVersion": "batch/v1", "metadata": {}, "items": null}"#, ["JobList"]),
    (#"{"kind": "SecretList", "apiVersion": "v1", "items": [{"metadata": {"name": "a"}}]}"#, ["Secret"]),
    (#"{"kind": "List", "apiVersion": "v1", "items": [{"kind": "List", "apiVersion": "v1", "items": [\#(cronJob("a"))]}]}"#, ["CronJob a"]),
    (
      """
      apiVersion: template.openshift.io/v1
      kind: Template
      parameters: [{name: X}]
      objects:
      - \(cronJob("${X}"))
      - {apiVersion: v1, kind: ServiceAccount, metadata: {name: s}}
      """, ["Template", "CronJob (unnamed)", "ServiceAccount"]
    ),
    (
      """
      apiVersion: policy.open-cluster-management.io/v1
      kind: Policy
      spec:
        policy-templates:
        - objectDefinition:
            apiVersion: policy.open-cluster-management.io/v1
            kind: ConfigurationPolicy
            metadata: {name: p}
            spec:
              object-templates:
              - complianceType: musthave
                objectDefinition: \(cronJob("a"))
      """, ["Policy", "CronJob a"]
    ),
    ("apiVersion: hive.openshift.io/v1\nkind: SelectorSyncSet\nspec: {resources: [\(cronJob("a"))]}", ["SelectorSyncSet", "CronJob a"]),
    (
      "apiVersion: work.open-cluster-management.io/v1\nkind: ManifestWork\nspec: {workload: {manifests: [\(cronJob("a"))]}}",
      ["ManifestWork", "CronJob a"]
    ),
    (
      "apiVersion: kubernetes.crossplane.io/v1alpha2\nkind: Object\nspec: {forProvider: {manifest: \(cronJob("a"))}}",
      ["Object", "CronJob a"]
    ),
    (
      "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nspec: {rules: [{generate: {apiVersion: batch/v1, kind: CronJob, name: x, data: {metadata: {name: a}, spec: \(spec)}}}]}",
      ["ClusterPolicy", "CronJob a"]
    ),
    ("- k8sOperation: create\n  unstructuredObj: \(cronJob("a"))\n", ["CronJob a"]),
    (
      #"{"apiVersion": "x.io/v1", "kind": "Bag", "held": {"kind": "JobList", "apiVersion": "batch/v1", "items": [{"metadata": {"name": "a"}}]}}"#,
      ["Bag", "Job a"]
    ),
    ("x: &a \(cronJob("a"))\ny: *a\n", ["CronJob a"]),
  ]

  @Test(arguments: wrappers) func findsWrappedObjects(_ wrapper: (text: String, summary: [String])) throws {
    let reading = try Reading(wrapper.text)
    #expect(reading.summary == wrapper.summary)
    for workload in reading.workloads {
      #expect(reading.source.text(workload.metadata.place).contains("metadata"))
    }
  }

  @Test(arguments: [
    "apiVersion: v1\nkind: Thing\nmetadata:\n  ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: a, uid: u}]\n",
    "apiVersion: keda.sh/v1\nkind: ScaledObject\nspec: {scaleTargetRef: {apiVersion: batch/v1, kind: Job, name: a}}\n",
    "apiVersion: kyverno.io/v1\nkind: Policy\nspec: {rules: [{match: {resources: {kinds: [CronJob]}}, mutate: {patchStrategicMerge: {spec: {schedule: x}}}}]}\n",
    "apiVersion: kyverno.io/v1\nkind: Policy\nspec: {rules: [{generate: {apiVersion: v1, kind: ConfigMap, name: x, data: {data: {a: b}}}}]}\n",
    "apiVersion: v1\nkind: Thing\nspec: {secretRef: {apiVersion: v1, kind: Secret, name: a}}\n",
    "apiVersion: v1\nkind: Thing\nspec: {example: '{\"apiVersion\": \"batch/v1\", \"kind\": \"CronJob\", \"spec\": {}}'}\n",
  ])
  func leavesReferencesAlone(_ text: String) throws {
    let reading = try Reading(text)
    #expect(reading.summary.count == 1)
  }

  @Test func placesPointIntoTheWrapper() throws {
    let text =
      #"{"kind": "JobList", "apiVersion": "batch/v1beta1", "items": [{"metadata": {"name": "a"}}, {"kind": "Job", "apiVersion": "batch/v1"}]}"#
    let reading = try Reading(text)
    #expect(reading.workloads.map { reading.source.text($0.place) } == [#""metadata""#, #""kind""#])
    #expect(reading.workloads.map { $0.apiVersion.value } == ["batch/v1beta1", "batch/v1"])
  }

  /// A list is not held in memory as objects: the reader gives the first before it knows the others.
  @Test func readsListsItemByItem() throws {
    let items = (0..<2_000).map { Self.cronJob("job\($0)") }.joined(separator: ",\n")
    let reading = try Reading(#"{"kind": "List", "apiVersion": "v1", "items": [\#(items)]}"#)
    #expect(reading.workloads.map(\.name) == (0..<2_000).map { "job\($0)" })
  }

  @Test func survivesDeepNesting() async throws {
    let deep = String(repeating: "[", count: 990) + Self.cronJob("a") + String(repeating: "]", count: 990)
    #expect(try await onSmallStack { try Reading(deep).summary } == ["CronJob a"])
    let hidden =
      #"{"kind": "X", "apiVersion": "x/v1", "a": "# + String(repeating: #"{"b": "#, count: 990) + Self.cronJob("a")
      + String(repeating: "}", count: 991)
    #expect(try await onSmallStack { try Reading(hidden).summary } == ["X", "CronJob a"])
  }
}
