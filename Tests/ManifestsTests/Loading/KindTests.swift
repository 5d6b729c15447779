import SourceTree
import Testing

@testable import Manifests

/// Kinds that are variables, misspelt, or nobody's.
@Suite struct KindTests {
  private static let pod = "{spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}"
  private static let job = "{template: \(pod)}"
  private static let cronJob = "{schedule: '* * * * *', jobTemplate: {spec: \(job)}}"

  private static func object(_ kind: String, _ apiVersion: String, _ spec: String) -> String {
    "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: a}\nspec: \(spec)\n"
  }

  @Test(arguments: [
    "${KIND}", "$KIND", "$(KIND)", "((kind))", "'{{ .Values.kind }}'", "'{{ cookiecutter.kind }}'", "\"<%= kind %>\"", "'[[ kind ]]'",
    "'@kind@'",
    "__KIND__", "'%KIND%'", "${PREFIX}Job",
  ])
  func takesAVariableKindForWhatItsBodyProves(_ kind: String) throws {
    #expect(try Reading(Self.object(kind, "batch/v1", Self.cronJob)).summary == ["CronJob a"])
    #expect(try Reading(Self.object(kind, "'{{ version }}'", Self.cronJob)).summary == ["CronJob a"])
    #expect(try Reading(Self.object(kind, "batch/v1", Self.job)).summary == ["Job a"])
    #expect(try Reading(Self.object(kind, "v1", "{containers: [{name: c, image: i}]}")).summary == ["Pod a"])
    // A Job, a Deployment, or anything else.
    let reading = try Reading(Self.object(kind, "${API_VERSION}", Self.job))
    #expect(reading.summary == ["not evaluated"])
    #expect(reading.notEvaluated.first?.reason.contains("variable") == true)
  }

  @Test(arguments: ["${API}", "$API/v1", "'{{ .Values.api.version }}/v1'", "((api))", "b\u{430}tch/v1"])
  func readsACronJobWhateverStandsForItsVersion(_ apiVersion: String) throws {
    #expect(try Reading(Self.object("CronJob", apiVersion, Self.cronJob)).summary == ["CronJob a"])
  }

  @Test func hidesASecretWhateverStandsForItsVersion() throws {
    let reading = try Reading("apiVersion: '{{ v }}/v1'\nkind: Secret\nmetadata: {name: s}\ndata: {key: hidden}\n")
    #expect(!reading.redactedText.contains("hidden"))
  }

  @Test(arguments: [
    "cronjob", "CronJobs", "Cronjob", "CRONJOB", "'CronJob '", "Cron-Job", "ronJob", "\u{421}ronJob", "\"CronJ\\u200Bob\"",
    "CronJob\u{ff0e}",
  ])
  func asksWhetherAMisspeltKindMeansACronJob(_ kind: String) throws {
    let reading = try Reading(Self.object(kind, "batch/v1", Self.cronJob))
    #expect(reading.summary == ["not evaluated"])
    let (range, reason) = try #require(reading.notEvaluated.first)
    #expect(reading.source.text(range) == "kind")
    #expect(reason.hasSuffix("did you mean CronJob?"))
  }

  @Test(arguments: [
    ("job", "batch/v1", job, "Job?"), ("Jobs", "batch/v1", job, "Job?"), ("J\u{43e}b", "batch/v1", job, "Job?"),
    ("pod", "v1", "{containers: [{image: i}]}", "Pod?"), ("cronjob", "batch/v1", "{suspend: true}", "CronJob or Job?"),
    ("cronjob", "apps/v1", cronJob, "CronJob?"),
  ])
  func asksWhatWasMeant(_ kind: String, _ apiVersion: String, _ spec: String, _ meant: String) throws {
    let reading = try Reading(Self.object(kind, apiVersion, spec))
    #expect(reading.notEvaluated.map(\.reason).map { $0.hasSuffix("did you mean \(meant)") } == [true])
  }

  @Test func asksWithinListsAndWrappers() throws {
    let item = "{apiVersion: batch/v1, kind: cronjob, metadata: {name: a}, spec: \(Self.cronJob)}"
    #expect(try Reading("apiVersion: v1\nkind: List\nitems: [\(item)]\n").summary == ["not evaluated"])
    #expect(
      try Reading("apiVersion: template.openshift.io/v1\nkind: Template\nobjects: [\(item)]\n").summary == ["Template", "not evaluated"])
  }

  @Test(arguments: [
    "apiVersion: batch/v1\nKind: CronJob\nmetadata: {name: a}\nspec: \(cronJob)\n", "Kind: Job\nspec: \(job)\n",
    "apiVersion: batch/v1\nkind:\nspec: \(cronJob)\n", "spec: \(job)\n", "kind: Deployment\nspec: \(job)\n",
  ])
  func saysWhatHasTheBodyOfAWorkloadAndNoKind(_ text: String) throws {
    #expect(try Reading(text).summary == ["not evaluated"])
  }

  @Test(arguments: [
    ("Thing", "example.com/v1", job), ("Job", "example.com/v1", job), ("CronJob", "batch.k8s.io/v1", cronJob),
    ("Thing", "example.com/v1", "{workers: [{podTemplate: \(pod)}]}"),
    ("Thing", "example.com/v1", "{a: {template: \(pod)}, b: {template: \(pod)}}"),
    ("Thing", "example.com/v1", "{containers: [{image: i}]}"),
    ("Thing", "example.com/v1", "{podSpec: {initContainers: [{name: a, image: i}]}}"),
    ("Thing", "example.com/v1", "{template: {spec: {containers: '${CONTAINERS}'}}}"),
    ("Thing", "example.com/v1", "{template: {spec: {containers: [{name: a}, {name: b, securityContext: {privileged: true}}]}}}"),
    ("MPIJob", "kubeflow.org/v1alpha1", job), ("ScaledJob", "keda.sh/v1alpha1", cronJob),
  ])
  func saysOnceThatAnObjectHoldsUnknownPods(_ kind: String, _ apiVersion: String, _ spec: String) throws {
    let reading = try Reading(Self.object(kind, apiVersion, spec))
    #expect(reading.summary == [kind, "not evaluated"])
    #expect(
      reading.notEvaluated.first?.reason == "the \(kind) holds containers where Curfew knows of none, and what runs them is not known")
  }

  /// What kubectl 1.32 does: `items` make a list of anything, and items without a kind have that of the list.
  @Test(arguments: [
    ("v1", "ConfigMap"), ("apps/v1", "Deployment"), ("v1", "Pod"), ("rbac.authorization.k8s.io/v1", "Role"), ("example.com/v1", "Thing"),
    ("admission.k8s.io/v1", "AdmissionReview"), ("batch/v1", "CronJob"), ("tekton.dev/v1", "Task"),
  ])
  func readsTheItemsOfAnyObject(_ apiVersion: String, _ kind: String) throws {
    let text =
      "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: x}\nitems: [{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: \(Self.cronJob)}]\n"
    #expect(try Reading(text).summary.contains("CronJob a"))
  }

  @Test func itemsWithoutAKindAreOfThatOfTheList() throws {
    #expect(
      try Reading("apiVersion: batch/v1\nkind: CronJob\nitems: [{metadata: {name: a}, spec: \(Self.cronJob)}]\n").summary.contains(
        "CronJob a"))
  }

  @Test func aWorkloadWhoseSpecIsAVariableIsOne() throws {
    let text =
      "apiVersion: example.com/v1\nkind: Thing\nspec: {job: {apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: '${SPEC}'}}\n"
    #expect(try Reading(text).summary == ["Thing", "CronJob a"])
    let reference = "apiVersion: v1\nkind: Event\nspec: {job: {apiVersion: batch/v1, kind: CronJob, name: a}}\n"
    #expect(try Reading(reference).summary == ["Event"])
  }

  @Test(arguments: [
    ("Deployment", "apps/v1"), ("Deployment", "extensions/v1beta1"), ("Deployment", "${API}"), ("StatefulSet", "apps.kruise.io/v1beta1"),
    ("Rollout", "argoproj.io/v1alpha1"), ("DeploymentConfig", "v1"), ("Deployment", "batch/v1"), ("Service", "serving.knative.dev/v1"),
    ("ClusterPolicy", "kyverno.io/v1"), ("CustomResourceDefinition", "apiextensions.k8s.io/v1"),
    ("K8sPodPolicy", "constraints.gatekeeper.sh/v1beta1"),
  ])
  func saysNothingOfWhatKeepsPodsRunningOrOnlyDescribesThem(_ kind: String, _ apiVersion: String) throws {
    #expect(try Reading(Self.object(kind, apiVersion, Self.job)).summary == [kind])
  }

  @Test(arguments: [
    "#@ load(\"@ytt:data\", \"data\")\n---\n", "#@data/values\n---\n", "#@ if data.values.x:\n", "# plain\n  #@overlay/match by=x\n",
  ])
  func takesYttCommentsForATemplate(_ comment: String) throws {
    #expect(try Reading(comment + Self.object("CronJob", "batch/v1", Self.cronJob)).summary == ["not evaluated"])
  }

  @Test func takesAYttValueForATemplate() throws {
    #expect(try Reading(Self.object("Job", "batch/v1", "\(Self.job) #@ data.values.x\n")).summary == ["not evaluated"])
    let others = "#! no code\n#@: a heading\n# @author\n"
    #expect(try Reading(others + Self.object("Job", "batch/v1", Self.job)).summary == ["Job a"])
    #expect(try Reading(Self.object("Job", "batch/v1", "{template: {spec: {containers: [{image: 'i #@ x'}]}}}")).summary == ["Job a"])
  }

  @Test func judgesTheObjectOfAnAdmissionReviewAlone() throws {
    func job(_ name: String) -> String { "{apiVersion: batch/v1, kind: Job, metadata: {name: \(name)}, spec: \(Self.job)}" }
    func review(_ request: String) -> String { "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\nrequest: \(request)\n" }
    #expect(try Reading(review("{object: \(job("new")), oldObject: \(job("old"))}")).summary == ["Job new"])
    #expect(try Reading(review("{object: null, oldObject: \(job("old"))}")).summary == ["AdmissionReview"])
  }
}
