import SourceTree
import Testing

@testable import Manifests

/// Kinds that hold templates of Jobs and pods.
@Suite struct TemplateHolderTests {
  private static let pod = "{metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}"

  private static func value(_ form: TemplateHolder.Form) -> String {
    switch form {
    case .podTemplate: pod
    case .jobSpec: "{backoffLimit: 1, template: \(pod)}"
    case .jobTemplate: "{metadata: {labels: {c: d}}, spec: {backoffLimit: 1, template: \(pod)}}"
    }
  }

  /// An object that has two of everything that there may be several of.
  private static func object(_ holder: TemplateHolder, _ field: (path: String, form: TemplateHolder.Form)) -> String {
    let body = field.path.split(separator: ".").reversed().reduce(value(field.form)) { value, step in
      if step == "*" { return "{One: \(value), Two: \(value)}" }
      return step.hasSuffix("[]") ? "{\(step.dropLast(2)): [\(value), \(value)]}" : "{\(step): \(value)}"
    }
    let group = holder.group.isEmpty ? "" : "\(holder.group)/"
    return "apiVersion: \(group)v1\nkind: \(holder.kind)\nmetadata: {name: a, namespace: prod}\n\(body.dropFirst().dropLast())\n"
  }

  @Test(arguments: TemplateHolder.all) func readsEveryField(_ holder: TemplateHolder) throws {
    for field in holder.fields {
      let reading = try Reading(Self.object(holder, field))
      let paths =
        field.path.contains("*")
        ? ["One", "Two"].map { field.path.replacing("*", with: $0) }
        : field.path.contains("[]") ? ["[0]", "[1]"].map { field.path.replacing("[]", with: $0) } : [field.path]
      #expect(reading.workloads.map(\.holder?.path) == paths)
      for workload in reading.workloads {
        #expect(workload.kindName == holder.kind && workload.name == "a" && workload.metadata.namespace.value == "prod")
        #expect(workload.kind == (field.form == .podTemplate ? .pod : .job))
        #expect(workload.pod.containers.items.map(\.image.value) == ["i"])
        #expect(workload.podMetadata.labels["a"].value == "b")
        #expect(workload.job.backoffLimit.value == (field.form == .podTemplate ? nil : 1))
        #expect(workload.jobMetadata.labels["c"].value == (field.form == .jobTemplate ? "d" : nil))
        #expect(!workload.isPatch && workload.schemaIssues.isEmpty)
        #expect(field.path.contains("*") || field.path.hasSuffix(reading.source.text(workload.place)))
      }
      #expect(reading.notEvaluated.count == (holder.notJudged == nil ? 0 : 1))
    }
  }

  @Test func ordersTheTableByGroup() {
    let names = TemplateHolder.all.map { "\($0.group)/\($0.kind)" }
    #expect(names == names.sorted())
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: [
    ("argoproj.io/v1alpha1", "CronWorkflow", "schedule and steps"), ("tekton.dev/v1", "Task", "steps"),
    ("k8up.io/v1", "Schedule", "schedules"),
  ])
  func saysWhatItDoesNotJudge(_ apiVersion: String, _ kind: String, _ what: String) throws {
    let reading = try Reading("apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: a}\nspec: {x: y}\n")
    #expect(reading.summary == [kind, "not evaluated"])
    #expect(reading.notEvaluated.first?.reason.contains("does not judge the \(what) of a \(kind)") == true)
  }

  @Test func namesSchemaIssuesByTheirWholePath() throws {
    let text =
      "apiVersion: keda.sh/v1alpha1\nkind: ScaledJob\nmetadata: {name: a}\nspec: {jobTargetRef: {backofLimit: 1, template: \(Self.pod)}}\n"
    #expect(try Reading(text).workloads.flatMap(\.schemaIssues).map(\.path) == ["spec.jobTargetRef.backofLimit"])
  }

  @Test func readsTemplatesWithinWrappers() throws {
    let set =
      "{apiVersion: jobset.x-k8s.io/v1alpha2, kind: JobSet, metadata: {name: a}, spec: {replicatedJobs: [{template: {spec: {template: \(Self.pod)}}}]}}"
    #expect(
      try Reading("apiVersion: example.com/v1\nkind: Bag\nheld: [\(set)]\n").workloads.map(\.holder?.path) == [
        "spec.replicatedJobs[0].template"
      ])
    #expect(try Reading("apiVersion: v1\nkind: List\nitems: [\(set)]\n").workloads.count == 1)
    let items = set.replacing("apiVersion: jobset.x-k8s.io/v1alpha2, kind: JobSet, ", with: "")
    #expect(
      try Reading("apiVersion: jobset.x-k8s.io/v1alpha2\nkind: JobSetList\nitems: [\(items)]\n").workloads.map(\.kindName) == ["JobSet"])
  }

  @Test func passesFieldsThatAreMissingOrOfAnotherType() throws {
    for spec in ["{}", "{jobTargetRef: text}", "{jobTargetRef: [1]}", "text"] {
      #expect(try Reading("apiVersion: keda.sh/v1\nkind: ScaledJob\nspec: \(spec)\n").workloads.isEmpty)
    }
  }
}
