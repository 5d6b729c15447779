import Findings
import Testing

@testable import Rules

struct ExpectedBehaviourTests {
  /// What is said of the one workload of a manifest.
  private static func behaviour(_ manifest: String) throws -> [ExpectedBehaviour.Aspect: ExpectedBehaviour] {
    var settings = ScanSettings(version: "0", catalogue: Registry.catalogue)
    settings.describesBehaviour = true
    let scan = Scan(settings)
    let files = scan.reports(on: [manifest])
    let workload = try #require(files.first?.workloads.first)
    return Dictionary(uniqueKeysWithValues: workload.expectedBehaviour.map { ($0.aspect, $0) })
  }

  private static func cronJob(spec: String = "", job: String = "", pod: String = "", container: String = "image: a") -> String {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: a}
    spec: {schedule: "0 1 * * *", \(spec) jobTemplate: {spec: {\(job) template: {spec: {\(pod) containers: [{name: a, \(container)}]}}}}}
    """
  }

  typealias Aspect = ExpectedBehaviour.Aspect
  typealias State = ExpectedBehaviour.State

  static let cases: [(manifest: String, aspect: Aspect, current: String, state: State)] = [
    (cronJob(), .credentials, "none", .hardened),
    (
      cronJob(container: "env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}], envFrom: [{secretRef: {name: s}}], image: a"),
      .credentials, "1 variable from Secrets, by name; 1 whole Secret as variables, by name", .notHardened
    ),
    (
      cronJob(container: "env: [{name: AWS_ACCESS_KEY_ID, value: AKIAIOSFODNN7EXAMPLE}], image: a"), .credentials,
      "1 value written out, for everyone who may read pods", .notHardened
    ),
    (
      cronJob(container: "env: \"{{ .Values.env }}\", image: a"), .credentials,
      "not known: the value is a template that has not been rendered", .unknown
    ),
    (cronJob(), .serviceAccount, "`default`, which the namespace's other pods share, its token mounted by default", .notHardened),
    (
      cronJob(pod: "automountServiceAccountToken: false,"), .serviceAccount,
      "`default`, which the namespace's other pods share, no token mounted", .hardened
    ),
    (cronJob(pod: "serviceAccountName: backup,"), .serviceAccount, "`backup`, its token mounted by default", .hardened),
    (
      cronJob(pod: "serviceAccountName: \"{{ .a }}\","), .serviceAccount, "not known: the value is a template that has not been rendered",
      .unknown
    ),
    (cronJob(), .concurrentRuns, "`Allow` (default): a run starts beside those that still work", .notHardened),
    (cronJob(spec: "concurrencyPolicy: Allow,"), .concurrentRuns, "`Allow`: a run starts beside those that still work", .notHardened),
    (cronJob(spec: "concurrencyPolicy: Replace,"), .concurrentRuns, "`Replace`: a run that is due ends the one that works", .hardened),
    (cronJob(spec: "concurrencyPolicy: forbid,"), .concurrentRuns, "no policy that exists", .notHardened),
    (cronJob(), .retention, "the last 3 successful and 1 failed runs, whatever their age", .notHardened),
    (
      cronJob(spec: "failedJobsHistoryLimit: 2,", job: "ttlSecondsAfterFinished: 5400,"), .retention,
      "the last 3 successful and 2 failed runs, for 90 minutes at most", .hardened
    ),
    (cronJob(job: "ttlSecondsAfterFinished: 0,"), .retention, "the last 3 successful and 1 failed runs, deleted at once", .notHardened),
    (
      cronJob(job: "ttlSecondsAfterFinished: 172801,"), .retention, "the last 3 successful and 1 failed runs, for 172801 seconds at most",
      .notHardened
    ),
    (cronJob(), .image, "`a` may change, and differ from node to node", .notHardened),
    (cronJob(container: "image: a@sha256:\(String(repeating: "0", count: 64))"), .image, "the same, named by its digest", .hardened),
    (cronJob(container: "image: \"{{ .image }}\""), .image, "not known: the value is a template that has not been rendered", .unknown),
    (
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: a, image: a}]}}}", .retention,
      "until someone deletes them", .notHardened
    ),
  ]

  @Test(arguments: cases.indices)
  func isSaid(_ index: Int) throws {
    let (manifest, aspect, current, state) = Self.cases[index]
    let row = try #require(try Self.behaviour(manifest)[aspect])
    #expect(row.current == current)
    #expect(row.state == state)
  }

  @Test func aJobHasNoConcurrentRuns() throws {
    let job = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: a, image: a}]}}}"
    #expect(try Self.behaviour(job)[.concurrentRuns] == nil)
  }

  /// Credentials are counted, never repeated.
  @Test func noValueIsRepeated() throws {
    let manifest = Self.cronJob(container: "env: [{name: AWS_ACCESS_KEY_ID, value: AKIAIOSFODNN7EXAMPLE}], image: a")
    let behaviour = try Self.behaviour(manifest)
    #expect(behaviour[.credentials]?.state == .notHardened)
    #expect(behaviour.values.allSatisfy { !$0.current.contains("AKIA") })
  }
}
