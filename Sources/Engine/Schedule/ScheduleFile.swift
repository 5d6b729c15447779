internal import CronSchedule
internal import Manifests
internal import SourceTree

/// What one entry says of CronJobs and their Jobs.
struct ScheduleFile: Sendable {
  struct OwnedJob: Sendable {
    var namespace: String?
    /// The CronJob.
    var owner: String
    var job: RecordedJob
  }

  private(set) var cronJobs: [ScheduleInput.CronJob] = []
  private(set) var jobs: [OwnedJob] = []
  private(set) var problems = InputProblems()

  init(_ entry: Input.Entry, zones: TimeZones, skipsUnreadable: Bool) {
    if entry.file.path.hasSuffix(".jsonl") {
      readRecords(entry, zones, skipsUnreadable: skipsUnreadable)
    } else {
      readManifests(entry, zones, skipsUnreadable: skipsUnreadable)
    }
  }

  private mutating func readManifests(_ entry: Input.Entry, _ zones: TimeZones, skipsUnreadable: Bool) {
    var notEvaluated: [String] = []
    let read = ManifestFile(entry, readsStatus: true, skipsUnreadable: skipsUnreadable) { manifest, place in
      guard case .workload(let workload) = manifest else { return }
      switch workload.kind {
      case .cronJob:
        do throws(ScheduleProblem) {
          cronJobs.append(try ScheduleInput.CronJob(workload, path: entry.name, zones: zones))
        } catch {
          notEvaluated.append("\(place(error.range ?? workload.place)): CronJob \(workload.title): \(error.reason)")
        }
      case .job:
        if let owner = workload.controllingCronJob?.name.value, let job = RecordedJob(workload) {
          jobs.append(OwnedJob(namespace: workload.metadata.namespace.value, owner: owner, job: job))
        }
      case .pod: break
      }
    }
    problems = read.problems
    problems.notEvaluated += notEvaluated
  }

  /// Lines of JSON, each with a CronJob, its specs over time and its Jobs.
  private mutating func readRecords(_ entry: Input.Entry, _ zones: TimeZones, skipsUnreadable: Bool) {
    let bytes: [UInt8]
    do throws(UnreadInput) { bytes = try entry.read() } catch {
      problems.add(error, skipsUnreadable: skipsUnreadable)
      return
    }
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
      do throws(ScheduleProblem) {
        cronJobs.append(try RunRecord.cronJob(Array(line), path: entry.name, zones: zones))
      } catch {
        problems.add("\(entry.name):\(index + 1): \(error.reason)", isSkipped: skipsUnreadable)
      }
    }
  }
}

extension Workload {
  /// Namespace and name.
  fileprivate var title: String { metadata.namespace.value.map { "\($0)/\(name)" } ?? name }
}

extension ScheduleInput.CronJob {
  fileprivate init(_ workload: Workload, path: String, zones: TimeZones) throws(ScheduleProblem) {
    guard let spec = workload.cronJob else { throw ScheduleProblem(reason: "it has no spec") }
    namespace = workload.metadata.namespace.value
    name = workload.name
    title = workload.title
    self.path = path
    func value<Value>(_ field: Field<Value>) throws(ScheduleProblem) -> Value? {
      if case .unreadable(let reason, let range) = field { throw ScheduleProblem(reason: reason.reason, range: range.value) }
      return field.value
    }
    guard let text = try value(spec.schedule) else { throw ScheduleProblem(reason: "it has no schedule") }
    plan = CronJobPlan(try Schedule(text, zone: value(spec.timeZone), of: zones, at: spec.schedule.range?.value))
    expression = text
    if let policy = try value(spec.concurrencyPolicy).flatMap(CronJobPlan.ConcurrencyPolicy.init) { plan.concurrencyPolicy = policy }
    plan.isSuspended = try value(spec.suspend) ?? false
    plan.startingDeadlineSeconds = try value(spec.startingDeadlineSeconds)
    plan.successfulJobsHistoryLimit = Int(clamping: try value(spec.successfulJobsHistoryLimit) ?? 3)
    plan.failedJobsHistoryLimit = Int(clamping: try value(spec.failedJobsHistoryLimit) ?? 1)
    plan.ttlSecondsAfterFinished = try value(workload.job.ttlSecondsAfterFinished)
    activeDeadlineSeconds = try value(workload.job.activeDeadlineSeconds)
    let pods = max(1, min(workload.job.parallelism.value ?? 1, workload.job.completions.value ?? .max))
    let requests = workload.pod.requestedResources
    cpu = requests.cpu.multipliedReportingOverflow(by: pods).partialValue
    memory = requests.memory.multipliedReportingOverflow(by: pods).partialValue
    objects = workload.pod.sharedObjects(namespace: namespace)
    created = workload.status?.creationTimestamp.value.flatMap { Instant($0) }
    lastScheduleTime = workload.status?.lastScheduleTime.value.flatMap { Instant($0) }
    scheduleChanged = workload.changes?.schedule.flatMap { Instant($0) }
    policyChanged = workload.changes?.policy.flatMap { Instant($0) }
  }
}

extension RecordedJob {
  /// A Job of a dump; nil where it does not say when it was created.
  fileprivate init?(_ workload: Workload) {
    guard let status = workload.status, let created = status.creationTimestamp.value.flatMap({ Instant($0) }),
      let name = workload.metadata.name.value
    else { return nil }
    self.init(name: name, created: created)
    scheduledTime = workload.metadata.annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"].value.flatMap { Instant($0) }
    let ending = status.conditions.items.first { condition in
      condition.status.value == "True" && condition.type.value.flatMap(JobResult.init) != nil
    }
    result = ending?.type.value.flatMap(JobResult.init)
    reason = ending?.reason.value
    finished = (ending?.lastTransitionTime.value ?? status.completionTime.value).flatMap { Instant($0) }
  }
}

extension PodSpec {
  /// What the scheduler counts, in thousandths of a CPU and in bytes (`k8s.io/component-helpers/resource`, PodRequests).
  fileprivate var requestedResources: (cpu: Int64, memory: Int64) {
    let resources = EffectiveResources(PodResources(self), LimitRangeDefaults([]))
    let ofPod = ComputeAmounts(requests)
    func amount(_ resource: ComputeResource, _ unit: Int128) -> Int64 {
      guard let quantity = ofPod[resource] ?? resources.total(resource, of: \.requests) else { return 0 }
      return Int64(clamping: max(0, quantity.nanos / unit))
    }
    return (amount(.cpu, 1_000_000), amount(.memory, 1_000_000_000))
  }

  /// Secrets, ConfigMaps and volumes that the pods refer to by name.
  fileprivate func sharedObjects(namespace: String?) -> [SharedObject] {
    let prefix = namespace.map { "\($0)/" } ?? ""
    var objects = Set(referencedObjects.map { SharedObject(SharedObject.Kind($0.kind), prefix + $0.name) })
    for volume in volumes.items {
      if let path = volume.hostPath.value { objects.insert(SharedObject(.hostPath, path)) }
    }
    return objects.sorted()
  }
}

extension SharedObject.Kind {
  fileprivate init(_ kind: ReferencedObject.Kind) {
    self =
      switch kind {
      case .secret: .secret
      case .configMap: .configMap
      case .persistentVolumeClaim: .persistentVolumeClaim
      }
  }
}
