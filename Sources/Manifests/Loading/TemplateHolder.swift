import SourceTree

/// A kind whose objects hold pod templates or Job templates, and are no CronJob, Job or Pod: controllers make Jobs and pods of them.
///
/// What is exactly a template of Kubernetes' own is judged as such; what the kind has a form of its own for is not evaluated.
package struct TemplateHolder: Sendable {
  /// Which type of Kubernetes' own stands in a field.
  package enum Form: Sendable {
    case podTemplate, jobTemplate, jobSpec

    /// The type's name in the Kubernetes API.
    package var typeName: String {
      switch self {
      case .podTemplate: "PodTemplateSpec"
      case .jobTemplate: "JobTemplateSpec"
      case .jobSpec: "JobSpec"
      }
    }
  }

  package let kind: String
  /// Empty for the core group.
  package let group: String
  /// The fields that hold templates: names with dots between them, `[]` for the items of a list, `*` for the values of a map.
  package let fields: [(path: String, form: Form)]
  /// What Curfew does not judge of the objects: a noun phrase; nil where that is nothing.
  package let notJudged: String?

  private init(_ kind: String, _ group: String, _ fields: [(path: String, form: Form)] = [], notJudged: String? = nil) {
    self.kind = kind
    self.group = group
    self.fields = fields
    self.notJudged = notJudged
  }

  /// - Returns: nil for a kind that is not known to hold any.
  init?(kind: String, group: String) {
    guard let holder = Self.all.first(where: { $0.kind == kind && $0.group == group }) else { return nil }
    self = holder
  }

  /// Every kind that is known, ordered by group and kind. Source: the API types of each project.
  package static let all: [TemplateHolder] =
    [TemplateHolder("PodTemplate", "", [("template", .podTemplate)])]
    + kruise + argo + [
      TemplateHolder("CronJob", "batch.volcano.sh", [("spec.jobTemplate.spec.tasks[].template", .podTemplate)], notJudged: "schedule"),
      TemplateHolder("Job", "batch.volcano.sh", [("spec.tasks[].template", .podTemplate)]),
      TemplateHolder("Job", "execution.furiko.io", [("spec.template.taskTemplate.pod", .podTemplate)]),
      TemplateHolder("JobConfig", "execution.furiko.io", [("spec.template.spec.taskTemplate.pod", .podTemplate)], notJudged: "schedule"),
      TemplateHolder("JobSet", "jobset.x-k8s.io", [("spec.replicatedJobs[].template", .jobTemplate)]),
      TemplateHolder("PreBackupPod", "k8up.io", [("spec.pod", .podTemplate)]),
      TemplateHolder("Schedule", "k8up.io", notJudged: "schedules"),
      TemplateHolder("ScaledJob", "keda.sh", [("spec.jobTargetRef", .jobSpec)]),
    ] + kubeflow + [TemplateHolder("Workload", "kueue.x-k8s.io", [("spec.podSets[].template", .podTemplate)])] + ray + [
      TemplateHolder("JobSink", "sinks.knative.dev", [("spec.job", .jobTemplate)])
    ] + spark + tekton
    + ["ClusterTrainingRuntime", "TrainingRuntime"].map {
      TemplateHolder($0, "trainer.kubeflow.org", [("spec.template.spec.replicatedJobs[].template", .jobTemplate)])
    }

  private static let kruise = [
    TemplateHolder(
      "AdvancedCronJob", "apps.kruise.io",
      [("spec.template.jobTemplate", .jobTemplate), ("spec.template.broadcastJobTemplate.spec.template", .podTemplate)],
      notJudged: "schedule"),
    TemplateHolder("BroadcastJob", "apps.kruise.io", [("spec.template", .podTemplate)]),
  ]

  private static let argo =
    ["AnalysisRun", "AnalysisTemplate", "ClusterAnalysisTemplate"].map {
      TemplateHolder($0, "argoproj.io", [("spec.metrics[].provider.job", .jobTemplate)])
    } + [
      TemplateHolder("ClusterWorkflowTemplate", "argoproj.io", notJudged: "steps"),
      TemplateHolder("CronWorkflow", "argoproj.io", notJudged: "schedule and steps"),
      TemplateHolder("Workflow", "argoproj.io", notJudged: "steps"),
      TemplateHolder("WorkflowTemplate", "argoproj.io", notJudged: "steps"),
    ]

  private static let kubeflow = [
    ("JAXJob", "jax"), ("MPIJob", "mpi"), ("MXJob", "mx"), ("PaddleJob", "paddle"), ("PyTorchJob", "pytorch"), ("TFJob", "tf"),
    ("XGBoostJob", "xgb"),
  ].map { kind, prefix in TemplateHolder(kind, "kubeflow.org", [("spec.\(prefix)ReplicaSpecs.*.template", .podTemplate)]) }

  private static let ray = [
    TemplateHolder("RayCluster", "ray.io", rayCluster("spec")),
    TemplateHolder("RayCronJob", "ray.io", rayCluster("spec.jobTemplate.rayClusterSpec"), notJudged: "schedule"),
    TemplateHolder("RayJob", "ray.io", rayCluster("spec.rayClusterSpec") + [("spec.submitterPodTemplate", .podTemplate)]),
    TemplateHolder("RayService", "ray.io", rayCluster("spec.rayClusterConfig")),
  ]

  private static func rayCluster(_ path: String) -> [(path: String, form: Form)] {
    [("\(path).headGroupSpec.template", .podTemplate), ("\(path).workerGroupSpecs[].template", .podTemplate)]
  }

  private static let spark = [
    ("ScheduledSparkApplication", "spec.template", "schedule, driver and executors"), ("SparkApplication", "spec", "driver and executors"),
  ].map {
    kind, path, notJudged in
    TemplateHolder(
      kind, "sparkoperator.k8s.io", [("\(path).driver.template", .podTemplate), ("\(path).executor.template", .podTemplate)],
      notJudged: notJudged)
  }

  private static let tekton = ["ClusterTask", "Pipeline", "PipelineRun", "Task", "TaskRun"].map {
    TemplateHolder($0, "tekton.dev", notJudged: "steps")
  }
}

extension TemplateHolder {
  /// A template of an object.
  struct Template: Sendable {
    /// The object that holds it.
    let holder: Node
    /// The holder's kind, and the field with the positions of items and the names of values: `spec.replicatedJobs[0].template`.
    let kind: String
    let path: String
    let form: Form
    /// The field's key.
    let place: SourceRange
    /// The field's value, resolved.
    let node: Node
  }

  /// The templates of an object of the kind that are there, in the order of the fields.
  func templates(of object: Node) -> [Template] {
    fields.flatMap { field in
      var found = [(node: object, place: object.firstPlace, path: "")]
      for step in field.path.split(separator: ".") { found = found.flatMap { Self.follow(step, from: $0) } }
      return found.filter { $0.node.kind == .mapping }.map {
        Template(holder: object, kind: kind, path: $0.path, form: field.form, place: $0.place, node: $0.node)
      }
    }
  }

  private typealias Place = (node: Node, place: SourceRange, path: String)

  private static func follow(_ step: Substring, from start: Place) -> [Place] {
    let isList = step.hasSuffix("[]")
    let name = isList ? step.dropLast(2) : step
    func path(_ step: PathStep, from path: String) -> String {
      var path = path
      FieldPath.append(step, to: &path)
      return path
    }
    let fields = start.node.mergedEntries.compactMap { entry -> Place? in
      guard let key = entry.key.text, name == "*" || key == name else { return nil }
      return (entry.value.resolved, entry.key.range, path(.key(key), from: start.path))
    }
    guard isList else { return fields }
    return fields.flatMap { list in
      list.node.items.enumerated().map { index, item in (item.resolved, item.firstPlace, path(.item(index), from: list.path)) }
    }
  }
}
