package import SourceTree

/// What is kept of a workload for joins: who it is, who owns it, and what it refers to. A class, as joining inventories moves
/// thousands of them.
package final class WorkloadFacts: Sendable {
  package let kind: Workload.Kind
  /// nil where the manifest names none.
  package let namespace: String?
  package let name: String
  package let uid: String?
  package let isPatch: Bool
  package let owner: CronJobOwner?
  package let templateDigest: TemplateDigest?
  package let serviceAccountName: String?
  /// The name as written; there also where it cannot be read.
  package let serviceAccountNamePlace: SourceRange?
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
  package let usesHostNetwork: Bool
  /// Whether a projected volume brings a token of the service account.
  package let hasProjectedToken: Bool
  /// Names of the containers' ports.
  package let portNames: [String]
  package let activeDeadlineSeconds: Int64?
  package let ttlSecondsAfterFinished: Int64?
  package let failedJobsHistoryLimit: Int64?
  package let isSuspended: Bool
  /// As written; nil for a Job.
  package let schedule: String?
  package let timeZone: String?
  /// What the pod cannot start without.
  package let requiredObjects: [RequiredObject]
  /// What the Pod Security Standards say of the pods, without what it is about.
  package let podSecurity: PodSecurityEvaluation
  /// What the pods ask for and are bound to.
  package let resources: PodResources
  /// How many finished Jobs the history keeps; nil for a Job, and where a TTL may leave fewer.
  package let keptJobs: Int64?
  /// Names of the Secrets that volumes and variables refer to, sorted.
  package let secrets: [String]
  /// Names of the ConfigMaps that volumes and variables refer to, sorted.
  package let configMaps: [String]

  package struct Label: Hashable, Sendable {
    package let key: String
    package let value: String
  }

  /// The owner reference with `controller: true`, where it names a CronJob. Anyone who may create Jobs can write one.
  package struct CronJobOwner: Hashable, Sendable {
    package let name: String
    package let uid: String
  }

  package convenience init(_ workload: Workload) {
    var names: Set<String> = []
    self.init(workload, sharing: &names)
  }

  /// - Parameter names: Names of labels that were met before; the same few are kept once, not for every workload.
  init(_ workload: Workload, sharing names: inout Set<String>) {
    kind = workload.kind
    namespace = workload.metadata.namespace.value
    name = workload.name
    uid = workload.metadata.uid.value
    isPatch = workload.isPatch
    owner = workload.controllingCronJob.map { CronJobOwner(name: $0.name.value ?? "", uid: $0.uid.value ?? "") }
    templateDigest = workload.templateDigest
    let pod = workload.pod
    serviceAccountName = pod.serviceAccountName.value
    serviceAccountNamePlace = pod.serviceAccountName.range?.value
    automountServiceAccountToken = pod.automountServiceAccountToken.value
    let labels = workload.podMetadata.labels
    let podLabels = Self.labels(labels, &names)
    self.podLabels = podLabels
    arePodLabelsKnown = labels.isReadable && podLabels.count == labels.entries.count
    labelsOutsideOfPods = [workload.metadata.labels, workload.jobMetadata.labels].flatMap { map in
      map.entries.compactMap { entry in
        guard let value = entry.value.value, !podLabels.contains(where: { $0.key == entry.key && $0.value == value }) else { return nil }
        return Label(key: names.shared(entry.key), value: value)
      }
    }
    podLabelsPlace = workload.podMetadata.labels.place
    injectionMarks = workload.podMetadata.annotations.entries.compactMap { entry in
      Self.isInjectionMark(entry.key) ? entry.value.value.map { Label(key: entry.key, value: $0) } : nil
    }
    endsProxies = pod.endsProxies
    usesHostNetwork = pod.hostNetwork.value ?? false
    hasProjectedToken = pod.volumes.items.contains { $0.projected.items.contains { $0.serviceAccountToken != .absent } }
    portNames = pod.allContainers.flatMap { $0.ports.items.isEmpty ? [] : $0.ports.items.compactMap(\.name.value) }
    activeDeadlineSeconds = workload.job.activeDeadlineSeconds.value
    ttlSecondsAfterFinished = workload.job.ttlSecondsAfterFinished.value
    failedJobsHistoryLimit = workload.cronJob?.failedJobsHistoryLimit.value
    isSuspended = workload.cronJob?.suspend.value ?? workload.job.suspend.value ?? false
    schedule = workload.cronJob?.schedule.value
    timeZone = workload.cronJob?.timeZone.value
    requiredObjects = RequiredObjects(pod).items
    podSecurity = workload.podSecurity.withoutSubjects()
    resources = PodResources(pod)
    keptJobs = workload.cronJob.flatMap { spec in
      guard spec.presence == .present, workload.job.ttlSecondsAfterFinished.isAbsent else { return nil }
      return (spec.successfulJobsHistoryLimit.value ?? CronJobSpec.Defaults.successfulJobsHistoryLimit)
        .addingReportingOverflow(spec.failedJobsHistoryLimit.value ?? CronJobSpec.Defaults.failedJobsHistoryLimit).partialValue
    }
    var secrets: [String] = []
    var configMaps: [String] = []
    func note(_ secret: Field<String>?, _ configMap: Field<String>) {
      if let name = secret?.value { secrets.append(name) }
      if let name = configMap.value { configMaps.append(name) }
    }
    for volume in pod.volumes.items {
      note(volume.secret?.name, volume.configMapName)
      for source in volume.projected.items { note(source.secret?.name, source.configMapName) }
    }
    for container in pod.allContainers {
      for variable in container.env.items { note(variable.secretName, variable.configMapName) }
      for source in container.envFrom.items { note(source.secretName, source.configMapName) }
    }
    self.secrets = secrets.sortedAndDistinct
    self.configMaps = configMaps.sortedAndDistinct
  }

  private static func labels(_ map: StringMap, _ names: inout Set<String>) -> [Label] {
    var labels: [Label] = []
    labels.reserveCapacity(map.entries.count)
    for entry in map.entries {
      if case .present(let value, _) = entry.value { labels.append(Label(key: names.shared(entry.key), value: value)) }
    }
    return labels
  }

  private static func isInjectionMark(_ key: String) -> Bool {
    switch key {
    case "sidecar.istio.io/inject", "sidecar.istio.io/nativeSidecar", "linkerd.io/inject": true
    case "config.beta.linkerd.io/proxy-enable-native-sidecar", "config.alpha.linkerd.io/proxy-enable-native-sidecar": true
    default: false
    }
  }
}

extension Workload {
  /// The owner reference that makes the Job a run of a CronJob, if it has one; it proves nothing by itself.
  package var controllingCronJob: OwnerReference? {
    guard kind == .job, let controller = metadata.controller, controller.kind.value == Kind.cronJob.rawValue,
      controller.apiVersion.value?.hasPrefix("batch/") == true
    else { return nil }
    return controller
  }
}

extension Set<String> {
  /// The equal text that was met first; short ones take no memory of their own.
  fileprivate mutating func shared(_ text: String) -> String {
    text.utf8.count > 15 ? insert(text).memberAfterInsert : text
  }
}

extension [String] {
  /// Most workloads name one or none, which takes no set.
  fileprivate var sortedAndDistinct: [String] { count > 1 ? Set(self).sorted() : self }
}
