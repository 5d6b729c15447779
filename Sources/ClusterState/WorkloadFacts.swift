package import Manifests
package import SourceTree

/// What is kept of a workload for joins: who it is, who owns it, and what it refers to. A class, as joining inventories moves
/// thousands of them.
package final class WorkloadFacts: Sendable {
  /// CronJob, Job or pod.
  package let kind: Workload.Kind
  /// nil where the manifest names none.
  package let namespace: String?
  /// As the manifest has it.
  package let name: String
  /// Of an object that the API server stored.
  package let uid: String?
  /// See ``Workload/isPatch``.
  package let isPatch: Bool
  /// The CronJob that is said to control a Job.
  package let owner: CronJobOwner?
  /// What the Job's template comes to, where that may be asked.
  package let templateDigest: TemplateDigest?
  /// When a CronJob's template was last changed, or a Job of one was made: ``ChangeTimes/order(_:)``. nil where that is not known.
  package let templateTime: Int64?
  /// Whether kube-controller-manager wrote the object; nil where that is not known.
  package let isMadeByController: Bool?
  /// nil where none is named, or none that can be read.
  package let serviceAccountName: String?
  /// The name as written; there also where it cannot be read.
  package let serviceAccountNamePlace: SourceRange?
  /// What the pod says of it; nil where it says nothing.
  package let automountServiceAccountToken: Bool?
  /// Labels of the pod template, without those whose value is not known.
  package let podLabels: [Label]
  /// Whether those are all labels that the manifest gives the pods.
  package let arePodLabelsKnown: Bool
  /// Labels of the workload itself, or of its Jobs, that the pods do not get.
  package let labelsOutsideOfPods: [Label]
  /// The `labels` key of the pod template, where there is one.
  package let podLabelsPlace: SourceRange
  /// Annotations of the pod template that say whether a proxy is put into the pod.
  package let injectionMarks: [Label]
  /// Whether a command tells a proxy to end.
  package let endsProxies: Bool
  /// Whether a command or an image is that of a client of the API server, such as kubectl; nil where only the image says what a container runs.
  package let callsAPIServer: Bool?
  /// Whether values of variables, commands or arguments are written out, for whoever can read the object or its pods.
  package let hasWrittenValues: Bool
  /// Whether the pods are on the node's network.
  package let usesHostNetwork: Bool
  /// Whether a projected volume brings a token of the service account.
  package let hasProjectedToken: Bool
  /// Names of the claims that a container may write to, sorted.
  package let writtenClaims: [String]
  /// Whether a run may start while one before it works: of a CronJob that says neither `Forbid` nor `Replace`.
  package let allowsConcurrentRuns: Bool
  /// Names of the containers' ports.
  package let portNames: [String]
  /// Of the Job.
  package let activeDeadlineSeconds: Int64?
  /// Of the Job.
  package let ttlSecondsAfterFinished: Int64?
  /// Of a CronJob.
  package let failedJobsHistoryLimit: Int64?
  /// Of a CronJob or a Job.
  package let isSuspended: Bool
  /// As written; nil for a Job.
  package let schedule: String?
  /// As written; nil where none is.
  package let timeZone: String?
  /// Whether it is the controller's, from before a CronJob's template was changed to what it is now: lawful, and whatever it was then.
  func isFromBefore(_ cronJob: WorkloadFacts) -> Bool {
    guard let changed = cronJob.templateTime, let made = templateTime, isMadeByController != false else { return false }
    return made <= changed
  }

  /// What volumes and variables refer to.
  private let references: [ReferencedObject]
  /// What the Pod Security Standards say of the pods, without what it is about.
  package let podSecurity: PodSecurityEvaluation
  /// What the pods ask for and are bound to.
  package let resources: PodResources
  /// How many finished Jobs the history keeps; nil for a Job, and where a TTL may leave fewer.
  package let keptJobs: Int64?

  /// A label, or an annotation.
  package struct Label: Hashable, Sendable {
    /// Its name.
    package let key: String
    /// What it is set to.
    package let value: String
  }

  /// The owner reference with `controller: true`, where it names a CronJob. Anyone who may create Jobs can write one.
  package struct CronJobOwner: Hashable, Sendable {
    /// As the manifest has it.
    package let name: String
    /// That of the CronJob.
    package let uid: String
  }

  /// What is kept of a workload.
  package convenience init(_ workload: Workload) {
    var names = RecentTexts()
    self.init(workload, sharing: &names)
  }

  /// - Parameter names: Names of labels that were met before; the same few are kept once, not for every workload.
  init(_ workload: Workload, sharing names: inout RecentTexts) {
    kind = workload.kind
    namespace = workload.metadata.namespace.value
    name = workload.name
    uid = workload.metadata.uid.value
    isPatch = workload.isPatch
    owner = workload.controllingCronJob.map { CronJobOwner(name: $0.name.value ?? "", uid: $0.uid.value ?? "") }
    templateDigest = workload.templateDigest
    let changes = workload.changes
    templateTime = (kind == .cronJob ? changes?.template : changes?.created).flatMap(ChangeTimes.order)
    isMadeByController = changes?.isMadeByController
    let pod = workload.pod
    serviceAccountName = pod.serviceAccountName.value
    serviceAccountNamePlace = pod.serviceAccountName.range?.value
    automountServiceAccountToken = pod.automountServiceAccountToken.value
    let labels = workload.podMetadata.labels
    let podLabels = Self.labels(labels, &names)
    self.podLabels = podLabels
    arePodLabelsKnown = labels.isReadable && podLabels.count == labels.entries.count
    labelsOutsideOfPods =
      Self.labels(workload.metadata.labels, without: podLabels, &names)
      + Self.labels(workload.jobMetadata.labels, without: podLabels, &names)
    podLabelsPlace = labels.place
    var marks: [Label] = []
    for annotation in workload.podMetadata.annotations.entries where Self.isInjectionMark(annotation.key) {
      if let value = annotation.value.value { marks.append(Label(key: annotation.key, value: value)) }
    }
    injectionMarks = marks
    endsProxies = pod.endsProxies
    callsAPIServer = pod.callsAPIServer
    hasWrittenValues = pod.allContainers.contains { container in
      !container.command.items.isEmpty || !container.args.items.isEmpty
        || container.env.items.contains { $0.value.value.map { !$0.isEmpty } ?? false }
    }
    usesHostNetwork = pod.hostNetwork.value ?? false
    hasProjectedToken = pod.volumes.items.contains { $0.projected.items.contains { $0.serviceAccountToken != .absent } }
    writtenClaims = Self.writtenClaims(of: pod)
    allowsConcurrentRuns =
      switch workload.cronJob?.concurrencyPolicy {
      case .present(let policy, _): policy == "Allow" || policy.isEmpty
      case .absent: true
      case .unreadable, nil: false
      }
    var portNames: [String] = []
    for container in pod.allContainers {
      for port in container.ports.items { if let name = port.name.value { portNames.append(name) } }
    }
    self.portNames = portNames
    activeDeadlineSeconds = workload.job.activeDeadlineSeconds.value
    ttlSecondsAfterFinished = workload.job.ttlSecondsAfterFinished.value
    failedJobsHistoryLimit = workload.cronJob?.failedJobsHistoryLimit.value
    isSuspended = workload.cronJob?.suspend.value ?? workload.job.suspend.value ?? false
    schedule = workload.cronJob?.schedule.value
    timeZone = workload.cronJob?.timeZone.value
    references = pod.referencedObjects
    podSecurity = workload.podSecurity.withoutSubjects()
    resources = PodResources(pod)
    if let spec = workload.cronJob, spec.presence == .present, workload.job.ttlSecondsAfterFinished.isAbsent {
      keptJobs =
        (spec.successfulJobsHistoryLimit.value ?? CronJobSpec.Defaults.successfulJobsHistoryLimit)
        .addingReportingOverflow(spec.failedJobsHistoryLimit.value ?? CronJobSpec.Defaults.failedJobsHistoryLimit).partialValue
    } else {
      keptJobs = nil
    }
  }

  /// - Parameter others: Labels to leave out.
  private static func labels(_ map: StringMap, without others: [Label] = [], _ names: inout RecentTexts) -> [Label] {
    var labels: [Label] = []
    // A few are compared faster than hashed.
    let isHashed = others.count > 8
    let known = isHashed ? Dictionary(others.map { ($0.key, $0.value) }) { first, _ in first } : [:]
    for entry in map.entries {
      guard case .present(let value, _) = entry.value else { continue }
      if isHashed ? known[entry.key] == value : others.contains(where: { $0.key == entry.key && $0.value == value }) { continue }
      if labels.isEmpty { labels.reserveCapacity(map.entries.count) }
      labels.append(Label(key: names.shared(entry.key), value: value))
    }
    return labels
  }

  private static func writtenClaims(of pod: PodSpec) -> [String] {
    var claims: Set<String> = []
    for container in pod.allContainers {
      for mount in container.volumeMounts.items where mount.readOnly.value != true {
        guard let name = mount.name.value, let volume = pod.volume(named: name), let claim = volume.persistentVolumeClaim.value else {
          continue
        }
        claims.insert(claim)
      }
    }
    return claims.sorted()
  }

  private static func isInjectionMark(_ key: String) -> Bool {
    switch key {
    case "sidecar.istio.io/inject", "sidecar.istio.io/nativeSidecar", "linkerd.io/inject": true
    case "config.beta.linkerd.io/proxy-enable-native-sidecar", "config.alpha.linkerd.io/proxy-enable-native-sidecar": true
    default: false
    }
  }

  /// What the pod cannot start without.
  package var requiredObjects: some Sequence<ReferencedObject> { references.lazy.filter { !$0.isOptional } }

  /// Names of the Secrets that volumes and variables refer to, sorted.
  package var secrets: [String] { names(of: .secret) }

  /// Names of the ConfigMaps that volumes and variables refer to, sorted.
  package var configMaps: [String] { names(of: .configMap) }

  private func names(of kind: ReferencedObject.Kind) -> [String] { Set(references.lazy.filter { $0.kind == kind }.map(\.name)).sorted() }
}

/// Texts that were met lately, so that the same few are kept once.
struct RecentTexts: Sendable {
  /// Each at the place that its length and its last byte give it.
  private var texts: [String] = []

  /// The equal text that was met before, where it is still known; short ones take no memory of their own.
  mutating func shared(_ text: String) -> String {
    let bytes = text.utf8.span
    guard bytes.count > 15 else { return text }
    if texts.isEmpty { texts = Array(repeating: "", count: 32) }
    let place = (bytes.count &+ 5 &* Int(bytes[bytes.count - 1])) & 31
    if texts[place] != text { texts[place] = text }
    return texts[place]
  }
}
