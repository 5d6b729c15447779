package import SourceTree

/// A CronJob, or a Job without one, as rules read it; or a template of a Job or a pod that an object of another kind holds.
///
/// Sources: `k8s.io/api/batch/v1` types and their defaults in `pkg/apis/batch/v1/defaults.go`. Fields hold what is written; defaults are the rules' business
/// (``CronJobSpec/Defaults``, ``JobSpec/Defaults``).
package final class Workload: Sendable {
  /// Where a template stands that is no object by itself. ``Workload/metadata`` is then that of the object which holds it.
  package struct Holder: Hashable, Sendable {
    /// The kind of the object.
    package let kind: String
    /// The field: `spec.replicatedJobs[0].template`.
    package let path: String
  }

  package enum Kind: String, Sendable, CaseIterable {
    case cronJob = "CronJob"
    case job = "Job"
    case pod = "Pod"
  }

  package let kind: Kind
  /// Of a template, the object that holds it.
  package let holder: Holder?
  package let apiVersion: Field<String>
  /// The `kind` key of the object: where findings about the object as a whole point.
  package let place: SourceRange
  package let metadata: ObjectMeta
  /// `spec` of the CronJob; nil for a Job.
  package let cronJob: CronJobSpec?
  /// `spec.jobTemplate.metadata` of a CronJob, `metadata` of a Job.
  package let jobMetadata: ObjectMeta
  /// `spec.jobTemplate.spec` of a CronJob, `spec` of a Job.
  package let job: JobSpec
  /// `metadata` of the pod template.
  package let podMetadata: ObjectMeta
  package let pod: PodSpec
  /// Whether what every complete manifest has is left out: the schedule, the job template, the containers or one's image.
  ///
  /// Such a manifest is taken for a patch (kustomize, strategic merge). Whatever it leaves out reads as ``Unreadable/patch``, so that rules judge what it
  /// sets and answer *not evaluated* about the rest.
  package let isPatch: Bool
  /// What the Job's template comes to; only where it can matter, that is, for a CronJob with a uid and for a Job that a CronJob controls.
  package let templateDigest: TemplateDigest?
  /// When it was made and changed, where that can matter: the same.
  package let changes: ChangeTimes?
  /// Where the object differs from the API's schema (``SchemaChecker``); in the order of their places.
  package let schemaIssues: [SchemaIssue]
  /// What the Pod Security Standards say of the pods.
  package let podSecurity: PodSecurityEvaluation

  /// Why kubectl does not read the document that holds the object, if so.
  package let unread: Unread?

  /// What the cluster says of the object; nil where it was not asked for.
  package let status: WorkloadStatus?

  package init(
    kind: Kind, apiVersion: Field<String>, place: SourceRange, metadata: ObjectMeta, cronJob: CronJobSpec?, jobMetadata: ObjectMeta,
    job: JobSpec, podMetadata: ObjectMeta, pod: PodSpec, isPatch: Bool = false, templateDigest: TemplateDigest? = nil,
    changes: ChangeTimes? = nil, schemaIssues: [SchemaIssue] = [], unread: Unread? = nil, status: WorkloadStatus? = nil,
    holder: Holder? = nil
  ) {
    self.kind = kind
    self.holder = holder
    self.apiVersion = apiVersion
    self.place = place
    self.metadata = metadata
    self.cronJob = cronJob
    self.jobMetadata = jobMetadata
    self.job = job
    self.podMetadata = podMetadata
    self.pod = pod
    self.isPatch = isPatch
    self.templateDigest = templateDigest
    self.changes = changes
    self.schemaIssues = schemaIssues
    self.unread = unread
    self.status = status
    podSecurity = PodSecurityEvaluation(pod, annotations: podMetadata.annotations)
  }

  /// Reads an object whose kind is already known.
  ///
  /// - Parameters:
  ///   - listVersion: `apiVersion` of the typed list the object is an item of; such items may leave out their own.
  ///   - schemaIssues: What ``SchemaChecker`` says of the same object.
  ///   - readsStatus: Whether ``status`` is of interest.
  ///   - isPatch: See ``isPatch``: known, whether the object looks like one or not.
  package convenience init(
    _ kind: Kind, _ object: borrowing ObjectReader, listVersion: Field<String> = .absent, schemaIssues: [SchemaIssue] = [],
    readsStatus: Bool = false, isPatch: Bool = false
  ) {
    let status = readsStatus ? WorkloadStatus(object) : nil
    let unread = object.node?.document.unread
    let place = object.kindPlace
    let ownVersion = object.string("apiVersion")
    let apiVersion = ownVersion.isAbsent ? listVersion : ownVersion
    let isPatch = isPatch || Self.isPatch(object, podSpec: Self.podSpecPath(of: kind), requiresSchedule: kind == .cronJob)
    let object = object.reading(asPatch: isPatch)
    let metadata = ObjectMeta(object.object("metadata"))
    let spec = object.object("spec").required()
    switch kind {
    case .cronJob:
      let template = spec.object("jobTemplate").required()
      let jobSpec = template.object("spec").required()
      let podTemplate = jobSpec.object("template").required()
      self.init(
        kind: kind, apiVersion: apiVersion, place: place, metadata: metadata, cronJob: CronJobSpec(spec),
        jobMetadata: ObjectMeta(template.object("metadata")), job: JobSpec(jobSpec),
        podMetadata: ObjectMeta(podTemplate.object("metadata")), pod: PodSpec(podTemplate.object("spec").required()), isPatch: isPatch,
        templateDigest: metadata.uid.value == nil ? nil : TemplateDigest(jobSpec.node),
        changes: ChangeTimes(object, isStored: metadata.uid.value != nil), schemaIssues: schemaIssues, unread: unread, status: status)
    case .job:
      let podTemplate = spec.object("template").required()
      let isOfCronJob = metadata.controller?.kind.value == Kind.cronJob.rawValue
      self.init(
        kind: kind, apiVersion: apiVersion, place: place, metadata: metadata, cronJob: nil, jobMetadata: metadata,
        job: JobSpec(spec), podMetadata: ObjectMeta(podTemplate.object("metadata")), pod: PodSpec(podTemplate.object("spec").required()),
        isPatch: isPatch, templateDigest: isOfCronJob ? TemplateDigest(spec.node) : nil,
        changes: ChangeTimes(object, isStored: isOfCronJob), schemaIssues: schemaIssues, unread: unread, status: status)
    case .pod:
      let nothing = ObjectReader(.absent, place: place)
      self.init(
        kind: kind, apiVersion: apiVersion, place: place, metadata: metadata, cronJob: nil,
        jobMetadata: ObjectMeta(nothing), job: JobSpec(nothing), podMetadata: metadata, pod: PodSpec(spec), isPatch: isPatch,
        schemaIssues: schemaIssues, unread: unread)
    }
  }

  /// Only what is not written at all makes a patch: what is empty or of the wrong type is wrong.
  ///
  /// - Parameter podSpec: The keys that lead to it.
  fileprivate static func isPatch(_ object: borrowing ObjectReader, podSpec: [StaticString], requiresSchedule: Bool = false) -> Bool {
    guard let root = object.node else { return false }
    let document = root.document
    var node = root.index
    for key in podSpec {
      guard let next = document.value(key, of: node) else { return true }
      guard document.nodes[next].kind == .mapping else { return false }
      node = next
    }
    guard let containers = document.value("containers", of: node) else { return true }
    if requiresSchedule, let spec = document.value("spec", of: root.index), document.key("schedule", of: spec) == nil { return true }
    guard document.nodes[containers].kind == .sequence else { return false }
    var lacksImage = false
    document.forEachItem(of: containers) { item in
      let container = document.resolved(item)
      if document.nodes[container].kind == .mapping, document.key("image", of: container) == nil { lacksImage = true }
    }
    return lacksImage
  }

  private static func podSpecPath(of kind: Kind) -> [StaticString] {
    switch kind {
    case .cronJob: ["spec", "jobTemplate", "spec", "template", "spec"]
    case .job: ["spec", "template", "spec"]
    case .pod: ["spec"]
    }
  }

  /// What the object is called in reports: the kind of a template's holder.
  package var kindName: String { holder?.kind ?? kind.rawValue }

  /// `metadata.name`, or `metadata.generateName` with a star where the server makes up the rest.
  package var name: String {
    metadata.name.value ?? metadata.generateName.value.map { "\($0)*" } ?? "(unnamed)"
  }
}

extension Workload {
  /// Reads a template that another object holds.
  ///
  /// A template of a pod reads as a Pod. Jobs that are made of a template go with the object.
  convenience init(_ template: TemplateHolder.Template) {
    let place = template.place
    let written = ObjectReader(template.node, place: place)
    let isPatch = Self.isPatch(written, podSpec: template.form.podSpecPath)
    let object = written.reading(asPatch: isPatch)
    let nothing = ObjectReader(.absent, place: place)
    let jobSpec =
      switch template.form {
      case .jobTemplate: object.object("spec").required()
      case .jobSpec: written.reading(asPatch: isPatch)
      case .podTemplate: nothing.object("spec")
      }
    let podTemplate = template.form == .podTemplate ? object.reading(asPatch: isPatch) : jobSpec.object("template").required()
    self.init(
      kind: template.form == .podTemplate ? .pod : .job, apiVersion: .absent, place: place,
      metadata: ObjectMeta(ObjectReader(template.holder, place: place).object("metadata")), cronJob: nil,
      jobMetadata: ObjectMeta(template.form == .jobTemplate ? object.object("metadata") : nothing.object("metadata")),
      job: JobSpec(jobSpec),
      podMetadata: ObjectMeta(podTemplate.object("metadata")), pod: PodSpec(podTemplate.object("spec").required()), isPatch: isPatch,
      schemaIssues: SchemaChecker.check(template.node, kind: template.form.typeName).map { issue in
        var issue = issue
        issue.path = "\(template.path).\(issue.path)"
        return issue
      },
      unread: template.node.document.unread, holder: Holder(kind: template.kind, path: template.path))
  }
}

extension TemplateHolder.Form {
  fileprivate var podSpecPath: [StaticString] {
    switch self {
    case .podTemplate: ["spec"]
    case .jobTemplate: ["spec", "template", "spec"]
    case .jobSpec: ["template", "spec"]
    }
  }
}

/// `spec` of a CronJob.
package struct CronJobSpec: Sendable {
  package let place: SourceRange
  package let presence: Presence
  package let schedule: Field<String>
  package let timeZone: Field<String>
  package let concurrencyPolicy: Field<String>
  package let startingDeadlineSeconds: Field<Int64>
  package let suspend: Field<Bool>
  package let successfulJobsHistoryLimit: Field<Int64>
  package let failedJobsHistoryLimit: Field<Int64>

  /// What the API server fills in.
  package enum Defaults {
    package static let concurrencyPolicy = "Allow"
    package static let successfulJobsHistoryLimit: Int64 = 3
    package static let failedJobsHistoryLimit: Int64 = 1
  }

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    presence = object.presence
    schedule = object.string("schedule")
    timeZone = object.string("timeZone")
    concurrencyPolicy = object.string("concurrencyPolicy")
    startingDeadlineSeconds = object.integer("startingDeadlineSeconds")
    suspend = object.bool("suspend")
    successfulJobsHistoryLimit = object.integer("successfulJobsHistoryLimit")
    failedJobsHistoryLimit = object.integer("failedJobsHistoryLimit")
  }
}

/// `spec` of a Job, or of a CronJob's `jobTemplate`.
package struct JobSpec: Sendable {
  package let place: SourceRange
  package let presence: Presence
  package let activeDeadlineSeconds: Field<Int64>
  package let backoffLimit: Field<Int64>
  package let backoffLimitPerIndex: Field<Int64>
  package let completions: Field<Int64>
  package let parallelism: Field<Int64>
  package let completionMode: Field<String>
  package let podReplacementPolicy: Field<String>
  package let ttlSecondsAfterFinished: Field<Int64>
  package let suspend: Field<Bool>
  package let managedBy: Field<String>
  package let maxFailedIndexes: Field<Int64>
  package let manualSelector: Field<Bool>
  package let selector: LabelSelector
  package let successPolicy: Presence
  package let successPolicyPlace: SourceRange
  /// What ends the Job before all indexes have succeeded.
  package let successPolicyRules: List<SuccessPolicyRule>
  package let podFailurePolicy: Presence
  package let podFailurePolicyRules: List<PodFailurePolicyRule>

  /// What the API server fills in.
  package enum Defaults {
    package static let backoffLimit: Int64 = 6
  }

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    presence = object.presence
    activeDeadlineSeconds = object.integer("activeDeadlineSeconds")
    backoffLimit = object.integer("backoffLimit")
    backoffLimitPerIndex = object.integer("backoffLimitPerIndex")
    completions = object.integer("completions")
    parallelism = object.integer("parallelism")
    completionMode = object.string("completionMode")
    podReplacementPolicy = object.string("podReplacementPolicy")
    ttlSecondsAfterFinished = object.integer("ttlSecondsAfterFinished")
    suspend = object.bool("suspend")
    managedBy = object.string("managedBy")
    maxFailedIndexes = object.integer("maxFailedIndexes")
    manualSelector = object.bool("manualSelector")
    selector = LabelSelector(object.object("selector"))
    let successPolicy = object.object("successPolicy")
    self.successPolicy = successPolicy.presence
    successPolicyPlace = successPolicy.place
    successPolicyRules = successPolicy.list("rules", SuccessPolicyRule.init)
    let podFailurePolicy = object.object("podFailurePolicy")
    self.podFailurePolicy = podFailurePolicy.presence
    podFailurePolicyRules = podFailurePolicy.list("rules", PodFailurePolicyRule.init)
  }
}

/// An entry of `podFailurePolicy.rules`.
package struct PodFailurePolicyRule: Sendable {
  /// `FailJob`, `FailIndex`, `Ignore` or `Count`.
  package let action: Field<String>
  package let onExitCodes: Presence
  /// The container whose exit code counts; absent: any.
  package let containerName: Field<String>
  /// `In` or `NotIn`.
  package let exitCodeOperator: Field<String>
  /// `values` of `onExitCodes`.
  package let exitCodes: List<Field<Int64>>
  /// The types of `onPodConditions`.
  package let conditionTypes: List<Field<String>>

  package init(_ object: borrowing ObjectReader) {
    action = object.string("action")
    let codes = object.object("onExitCodes")
    onExitCodes = codes.presence
    containerName = codes.string("containerName")
    exitCodeOperator = codes.string("operator")
    exitCodes = codes.integers("values")
    conditionTypes = object.list("onPodConditions") { $0.string("type") }
  }
}

/// An entry of `successPolicy.rules`.
package struct SuccessPolicyRule: Sendable {
  /// Its first key.
  package let place: SourceRange
  /// The indexes that have to succeed: `0,2-4`.
  package let succeededIndexes: Field<String>
  /// How many of them; absent: all.
  package let succeededCount: Field<Int64>

  /// Reads an entry of the list.
  package init(_ object: borrowing ObjectReader) {
    place = object.place
    succeededIndexes = object.string("succeededIndexes")
    succeededCount = object.integer("succeededCount")
  }
}

extension Workload {
  /// The owner reference that makes the Job a run of a CronJob, if it has one; it proves nothing by itself.
  package var controllingCronJob: OwnerReference? {
    guard kind == .job, holder == nil, let controller = metadata.controller, controller.kind.value == Kind.cronJob.rawValue,
      controller.apiVersion.value?.hasPrefix("batch/") == true
    else { return nil }
    return controller
  }
}
