import CronSchedule
import Findings
import Manifests
import SourceTree

/// What one file says of CronJobs and their Jobs.
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

  init(_ file: InputFile, zones: TimeZones) {
    if file.path.hasSuffix(".jsonl") { readRecords(file, zones) } else { readManifests(file, zones) }
  }

  private mutating func readManifests(_ file: InputFile, _ zones: TimeZones) {
    var notEvaluated: [String] = []
    let read = ManifestFile(file, readsStatus: true) { manifest, place in
      guard case .workload(let workload) = manifest else { return }
      switch workload.kind {
      case .cronJob:
        do throws(ScheduleProblem) {
          cronJobs.append(try ScheduleInput.CronJob(workload, path: file.path, zones: zones))
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
  private mutating func readRecords(_ file: InputFile, _ zones: TimeZones) {
    let bytes: [UInt8]
    do { bytes = try readFile(file.path) } catch {
      problems.errors.append("\(error)")
      return
    }
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
      do throws(ScheduleProblem) {
        cronJobs.append(try RunRecord.cronJob(Array(line), path: file.path, zones: zones))
      } catch {
        problems.errors.append("\(file.path):\(index + 1): \(error.reason)")
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
  /// What the scheduler counts: the containers together, or the init container that asks for more.
  fileprivate var requestedResources: (cpu: Int64, memory: Int64) {
    func amount(_ request: Field<String>, _ limit: Field<String>, _ unit: Int128) -> Int64 {
      guard let quantity = (request.value ?? limit.value).flatMap({ Quantity($0) }) else { return 0 }
      return Int64(clamping: max(0, quantity.nanos / unit))
    }
    var sum = (cpu: Int64(0), memory: Int64(0))
    var largest = (cpu: Int64(0), memory: Int64(0))
    for container in allContainers where container.role != .ephemeral {
      let cpu = amount(container.requests.cpu, container.limits.cpu, 1_000_000)
      let memory = amount(container.requests.memory, container.limits.memory, 1_000_000_000)
      if container.role == .initialization, !container.isSidecar {
        largest = (max(largest.cpu, cpu), max(largest.memory, memory))
      } else {
        sum = (sum.cpu.addingReportingOverflow(cpu).partialValue, sum.memory.addingReportingOverflow(memory).partialValue)
      }
    }
    return (max(sum.cpu, largest.cpu), max(sum.memory, largest.memory))
  }

  /// Secrets, ConfigMaps and volumes that the pods refer to by name.
  fileprivate func sharedObjects(namespace: String?) -> [SharedObject] {
    let prefix = namespace.map { "\($0)/" } ?? ""
    var objects: Set<SharedObject> = []
    func note(_ kind: SharedObject.Kind, _ name: Field<String>?) {
      if let name = name?.value { objects.insert(SharedObject(kind, kind == .hostPath ? name : prefix + name)) }
    }
    for volume in volumes.items {
      note(.persistentVolumeClaim, volume.persistentVolumeClaim)
      note(.hostPath, volume.hostPath)
      note(.secret, volume.secret?.name)
      note(.configMap, volume.configMapName)
      for source in volume.projected.items {
        note(.secret, source.secret?.name)
        note(.configMap, source.configMapName)
      }
    }
    for container in allContainers {
      for variable in container.env.items {
        note(.secret, variable.secretName)
        note(.configMap, variable.configMapName)
      }
      for source in container.envFrom.items {
        note(.secret, source.secretName)
        note(.configMap, source.configMapName)
      }
    }
    return objects.sorted()
  }
}
