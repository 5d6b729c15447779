import SourceTree
import Testing

@testable import Manifests

@Suite struct ManifestReaderTests {
  private static let cronJob = """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: a}
    spec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}}

    """

  @Test func readsDocumentsInOrder() throws {
    let reading = try Reading(
      """
      # first
      apiVersion: v1
      kind: Namespace
      metadata: {name: n}
      ---
      ---
      \(Self.cronJob)---
      a: [
      ---
      {{- if .Values.x }}
      ---
      kind: Secret
      apiVersion: v1
      kind: Secret
      ---
      apiVersion: example.com/v1
      kind: Thing
      """)
    #expect(reading.summary == ["Namespace", "CronJob a", "failure", "not evaluated", "failure", "Thing"])
    #expect(reading.failures.map(\.kind) == [.documentMarkerInScalar, .duplicateKey])
  }

  @Test(arguments: [
    ("batch/v1", "CronJob", "CronJob a"), ("batch/v1beta1", "CronJob", "CronJob a"), ("batch/v2alpha1", "CronJob", "CronJob a"),
    ("batch/v1", "Job", "Job a"), ("v1", "Pod", "Pod a"), ("${API}", "CronJob", "CronJob a"), ("v1", "CronJob", "CronJob a"),
    ("apps/v1", "Job", "Job a"), ("v1", "ServiceAccount", "ServiceAccount"),
    ("rbac.authorization.k8s.io/v1", "Role", "Role"), ("rbac.authorization.k8s.io/v1beta1", "ClusterRole", "ClusterRole"),
    ("rbac.authorization.k8s.io/v1", "RoleBinding", "RoleBinding"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "ClusterRoleBinding"),
    ("networking.k8s.io/v1", "NetworkPolicy", "NetworkPolicy"), ("v1", "Secret", "Secret"), ("v1", "ConfigMap", "ConfigMap"),
    ("v1", "Service", "Service"), ("v1", "LimitRange", "LimitRange"), ("v1", "ResourceQuota", "ResourceQuota"),
    ("v1", "Namespace", "Namespace"), ("apps/v1", "Deployment", "Deployment"), ("projectcalico.org/v3", "NetworkPolicy", "NetworkPolicy"),
    ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy", "AdminNetworkPolicy"),
  ])
  func knowsKindsByTheirGroup(_ apiVersion: String, _ kind: String, _ expected: String) throws {
    let reading = try Reading("kind: \(kind)\napiVersion: \(apiVersion)\nmetadata: {name: a}\n")
    #expect(reading.summary == [expected])
    if case .other? = reading.manifests.first { Issue.record("\(kind) is not known") }
  }

  @Test(arguments: [
    ("batch.example.com/v1", "CronJob"), ("serving.knative.dev/v1", "Service"), ("example.com/v1", "Job"),
    ("example.com/v1", "NetworkPolicy"), ("authorization.openshift.io/v1", "Role"), ("bitnami.com/v1alpha1", "Secret"),
  ])
  func leavesForeignGroupsAlone(_ apiVersion: String, _ kind: String) throws {
    let reading = try Reading("kind: \(kind)\napiVersion: \(apiVersion)\nmetadata: {name: a}\nspec: {}\n")
    guard case .other(kind)? = reading.manifests.first, reading.manifests.count == 1 else {
      Issue.record("read as \(reading.summary)")
      return
    }
  }

  @Test(arguments: [
    "", "---\n", "# nothing\n", "a: 1\n", "- 1\n- [2]\n", "text\n", "{}", "kind: CronJob\nname: x\n", "kind: ConfigMap\ndata: {}\n",
  ])
  func givesNothingForWhatIsNoObject(_ text: String) throws {
    #expect(try Reading(text).summary == [])
  }

  @Test func judgesACronJobThatForgetsItsVersion() throws {
    #expect(try Reading("kind: CronJob\nmetadata: {name: a}\nspec: {schedule: x}\n").summary == ["CronJob a"])
  }

  @Test(arguments: ["\u{85}", "\u{2028}", "\u{2029}"])
  func doesNotEvaluateHiddenLines(_ lineBreak: String) throws {
    let hidden = "spec: # comment\(lineBreak)  suspend: true\n"
    let reading = try Reading("kind: Job\napiVersion: batch/v1\n" + hidden)
    #expect(reading.summary == ["not evaluated"])
    #expect(reading.notEvaluated.first?.range.start == UInt32(("kind: Job\napiVersion: batch/v1\nspec: # comment").utf8.count))
    #expect(try Reading("kind: Job\napiVersion: batch/v1\na: |\n  x\(lineBreak)y\n").summary == ["not evaluated"])
    #expect(try Reading("kind: Job\napiVersion: batch/v1\na: x\(lineBreak)y\n").summary == ["not evaluated"])
    #expect(try Reading("kind: Job\napiVersion: batch/v1\na: \"x\(lineBreak)y\"\nb: 'x\(lineBreak)'\n").summary == ["Job (unnamed)"])
    #expect(try Reading("kind: Job\napiVersion: batch/v1\na: \"x\(lineBreak)y\" # x\(lineBreak)b: 1\n").summary == ["not evaluated"])
    // Only the document at fault, and a comment that is no document.
    #expect(try Reading(Self.cronJob + "---\n" + hidden + "---\n" + Self.cronJob).summary == ["CronJob a", "not evaluated", "CronJob a"])
    #expect(try Reading("# \(lineBreak)kind: CronJob\n").summary == ["not evaluated"])
  }

  /// As kubectl reads each of them.
  @Test(arguments: [
    "kind: !!binary Q3JvbkpvYg==", "!!binary a2luZA==: CronJob", "kind: !!binary |\n  Q3Jv\n  bkpvYg==",
    "kind: !<tag:yaml.org,2002:%62inary> Q3JvbkpvYg==",
    "kind: !!str CronJob", "kind: ! CronJob", "kind: !local CronJob", "\"\\x6bind\": \"Cron\\u004aob\"", "kind: \"Cron\\\n  Job\"",
    "kind: |-\n  CronJob", "kind: >-\n  CronJob", "? |-\n  kind\n: CronJob", "? !!binary a2luZA==\n: CronJob",
    "<<: {kind: CronJob}", "? <<\n: {kind: CronJob}", "! '<<': {kind: CronJob}", "!!merge \"<<\": [{a: b}, {kind: CronJob}]",
    "? !!merge |-\n  <<\n: {kind: CronJob}", "x: &k !!binary Q3JvbkpvYg==\nkind: *k", "x: &k !!binary a2luZA==\n*k : CronJob",
    "kind:\n  CronJob",
    "kind:\tCronJob\t", "kind: >-\r\r\n  CronJob\r\r", "kind: \"Cron\\\r\r\n  Job\"", "kind: !!binary >-\r\r\r\n  Q3Jv\r\r\r\n  bkpvYg==",
    "kind: !!binary \"Q3Jv\r\r\n\r\r\nbkpvYg==\"", "? >-\r\r\n  kind\r\r\n: CronJob",
  ])
  func knowsAKindHoweverItIsSpelt(_ kind: String) throws {
    let reading = try Reading("apiVersion: batch/v1\n\(kind)\nmetadata: {name: a}\nspec: {jobTemplate: {spec: {}}}\n")
    #expect(reading.summary == ["CronJob a"])
    #expect(reading.workloads.first?.kind == .cronJob)
  }

  @Test func readsValuesByTheirTags() throws {
    let reading = try Reading(
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: a}
      !!binary c3BlYw==:
        template:
          spec:
            !!binary aG9zdFBJRA==: !!bool "true"
            restartPolicy: !!binary TmV2ZXI=
            containers: [<<: {name: !!binary Yw==}]
      """)
    let pod = try #require(reading.workloads.first?.pod)
    #expect(pod.hostPID.value == true && pod.restartPolicy.value == "Never" && pod.containers.items.first?.name.value == "c")
  }

  @Test func readsJSONTextsOneBehindTheOther() throws {
    let job = #"{"kind":"Job","apiVersion":"batch/v1","metadata":{"name":"a"},"spec":{}}"#
    #expect(try Reading(job + job + "\n\n" + job).summary == ["Job a", "Job a", "Job a"])
    #expect(try Reading("\(job)\n{\"kind\" \"Job\"}\n\(job)\n").summary == ["Job a", "failure", "Job a"])
    #expect(try Reading("# c\n\(job)\n\(job)\n").summary == ["failure"])
    #expect(try Reading("---\n\(job)\(job)\n").summary == ["failure"])
  }

  /// Blanks that kubectl passes over, and a byte order mark at the start of a line, which it does not read.
  @Test func doesNotEvaluateHiddenBlanks() throws {
    #expect(try Reading("\u{FEFF}" + Self.cronJob).summary == ["CronJob a"])
    #expect(try Reading("\u{A0}{\"kind\":\"Job\",\"apiVersion\":\"batch/v1\"}").summary == ["not evaluated"])
    #expect(try Reading("\u{3000}{kind: Job}").summary == ["not evaluated"])
    #expect(try Reading("\u{A0}{kind: Job, apiVersion: batch/v1}").summary == ["failure"])
    #expect(try Reading("apiVersion: batch/v1\n\u{FEFF}kind: Job\n").summary == ["not evaluated"])
    #expect(try Reading("---\n\u{FEFF}" + Self.cronJob).summary == ["not evaluated"])
    #expect(try Reading("a: b\n\u{FEFF}---\n" + Self.cronJob).summary.first != nil)
    #expect(try Reading("kind: Job\napiVersion: batch/v1\na: \"x\u{FEFF}y\"\n").summary == ["Job (unnamed)"])
  }

  @Test func refusesAliasBombsAndRecursion() throws {
    let bomb = (1...20).reduce("l0: &l0 [x, x]\n") { text, level in text + "l\(level): &l\(level) [*l\(level - 1), *l\(level - 1)]\n" }
    #expect(try Reading("kind: CronJob\napiVersion: batch/v1\n" + bomb).failures.map(\.kind) == [.excessiveAliases])
    #expect(try Reading("kind: List\napiVersion: v1\nitems: &a [*a]\n").summary == ["failure"])
  }

  @Test func readsAnchorsAndMerges() throws {
    let reading = try Reading(
      """
      apiVersion: v1
      kind: List
      items:
      - &first
        apiVersion: batch/v1
        kind: Job
        metadata: {name: one}
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}
      - *first
      - <<: *first
        metadata: {name: two}
      """)
    #expect(reading.summary == ["Job one", "Job one", "Job two"])
    #expect(reading.workloads.map { $0.pod.restartPolicy.value } == ["Never", "Never", "Never"])
  }
}
