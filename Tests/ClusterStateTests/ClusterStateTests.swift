@testable import ClusterState
import SourceTree
import Testing

import Manifests

@Suite struct ClusterStateTests {
  private static func state(_ text: String, file: Int = 0) throws -> ClusterState {
    try gathered(text, file: file).settled()
  }

  private static func gathered(_ text: String, file: Int = 0) throws -> GatheredObjects {
    var objects = GatheredObjects()
    for manifest in try Reading(text).manifests { objects.gather(manifest, file: file) }
    return objects
  }

  private static func cronJob(uid: String, name: String = "a", namespace: String = "n", image: String = "i") -> String {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: \(name), namespace: \(namespace), uid: \(uid)}
    spec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: \(image)}]}}}}}
    ---

    """
  }

  private static func job(owner uid: String, ownerName: String = "a", namespace: String = "n", image: String = "i") -> String {
    """
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: a-1
      namespace: \(namespace)
      ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: \(ownerName), uid: \(uid), controller: true}]
    spec: {completions: 1, parallelism: 1, suspend: true, template: {spec: {containers: [{name: c, image: \(image)}]}}}
    ---

    """
  }

  private enum Expected { case run, forged, otherUID, otherTemplate, unknown }

  @Test func judgesOwnership() throws {
    let cases: [(String, Expected)] = [
      (Self.cronJob(uid: "u") + Self.job(owner: "u"), .run),
      (Self.cronJob(uid: "u") + Self.job(owner: "u", image: "evil"), .otherTemplate),
      (Self.cronJob(uid: "u") + Self.job(owner: "u", ownerName: "b"), .forged),
      (Self.cronJob(uid: "u") + Self.job(owner: "u", namespace: "m"), .forged),
      (Self.cronJob(uid: "u") + Self.job(owner: "v"), .otherUID),
      (Self.cronJob(uid: "u") + Self.job(owner: "''"), .otherUID),
      (Self.cronJob(uid: "''", name: "b") + Self.job(owner: "''"), .forged),
      (Self.cronJob(uid: "null") + Self.job(owner: "u"), .unknown),
      (Self.job(owner: "u"), .unknown),
      // Two dumps of one CronJob, before and after a change.
      (Self.cronJob(uid: "u", image: "old") + Self.cronJob(uid: "u") + Self.job(owner: "u"), .run),
    ]
    for (text, expected) in cases {
      let ownerships = try Self.state(text).ownerships
      #expect(ownerships.count == 1)
      let found: Expected? = ownerships.first.map {
        switch $0.ownership {
        case .run: .run
        case .forged: .forged
        case .otherUID: .otherUID
        case .otherTemplate: .otherTemplate
        case .unknown: .unknown
        }
      }
      #expect(found == expected, "\(text)")
    }
  }

  @Test func ignoresOtherOwners() throws {
    let text = Self.cronJob(uid: "u") + Self.job(owner: "u")
    for other in [
      ("controller: true", "controller: false"), ("kind: CronJob, name", "kind: Workflow, name"),
      ("apiVersion: batch/v1, kind", "apiVersion: x/v1, kind"),
    ] {
      #expect(try Self.state(text.replacing(other.0, with: other.1)).ownerships.isEmpty)
    }
  }

  @Test func doesNotDependOnWhoWasFirst() throws {
    let texts = [
      Self.job(owner: "u"), Self.cronJob(uid: "u"), Self.cronJob(uid: "w", name: "b") + Self.job(owner: "w", ownerName: "b"),
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: Yg==}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n",
    ]
    let parts = try texts.enumerated().map { try Self.gathered($1, file: $0) }
    func description(_ state: ClusterState) -> String {
      "\(state.workloads.map { "\($0.origin) \($0.object.name)" }) \(state.secrets.map(\.origin)) \(state.namespaces.map(\.origin)) "
        + "\(state.ownerships.map { "\($0.job.origin) \($0.ownership)" })"
    }
    let expected = description(ClusterState(joining: parts))
    #expect(expected.contains("run"))
    for shift in 1..<4 {
      #expect(description(ClusterState(joining: parts[shift...] + parts[..<shift])) == expected)
    }
    #expect(description(ClusterState(joining: parts.reversed())) == expected)
  }

  @Test func keepsReferences() throws {
    let state = try Self.state(
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: a}
      spec:
        template:
          metadata: {labels: {app: x}}
          spec:
            serviceAccountName: runner
            automountServiceAccountToken: false
            volumes:
            - {name: a, secret: {secretName: s1}}
            - {name: b, projected: {sources: [{secret: {name: s2}}, {configMap: {name: c1}}]}}
            initContainers:
            - {name: i, image: i, envFrom: [{secretRef: {name: s3}}, {configMapRef: {name: c2}}]}
            containers:
            - {name: c, image: i, env: [{name: A, valueFrom: {secretKeyRef: {name: s1, key: k}}}, {name: B, valueFrom: {configMapKeyRef: {name: c3, key: k}}}]}
      """)
    let facts = try #require(state.workloads.first?.object)
    #expect(facts.secrets == ["s1", "s2", "s3"])
    #expect(facts.configMaps == ["c1", "c2", "c3"])
    #expect(facts.serviceAccountName == "runner")
    #expect(facts.automountServiceAccountToken == false)
    #expect(facts.podLabels == [WorkloadFacts.Label(key: "app", value: "x")])
  }
}
