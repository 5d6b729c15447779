import CronSchedule
import Findings
import Manifests
import SourceTree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The CronJobs of manifests, dumps of a cluster and records of runs, with the Jobs that are there.
struct ScheduleInput {
  /// A CronJob, and what its runs need and touch.
  struct CronJob: Sendable {
    var namespace: String?
    var name: String
    /// What it is called where all are listed: with the path where two have the same name.
    var title: String
    var path: String
    var plan: CronJobPlan
    /// The schedule as written.
    var expression: String
    var activeDeadlineSeconds: Int64?
    var cpu: Int64 = 0
    var memory: Int64 = 0
    var objects: [SharedObject] = []
    /// When it was created, in a cluster.
    var created: Instant?
    var lastScheduleTime: Instant?
    /// Its Jobs, as they were found.
    var jobs: [RecordedJob] = []
    /// Where a record tells all of it.
    var record: RecordedCronJob?

    /// Whether it is meant by a name, or by namespace and name.
    func isNamed(_ text: String) -> Bool { text == name || text == title || namespace.map { text == "\($0)/\(name)" } ?? false }
  }

  private(set) var cronJobs: [CronJob] = []
  /// What could not be read.
  private(set) var errors: [String] = []
  /// CronJobs whose schedule is not known or refused, and documents that are templates.
  private(set) var notEvaluated: [String] = []

  var exitStatus: ExitStatus { !errors.isEmpty ? .unreadable : cronJobs.isEmpty ? .nothingToScan : .clean }

  /// Whether an argument is meant as a path, and not as an expression.
  static func isPath(_ argument: String) -> Bool {
    var status = stat()
    return unsafe stat(argument, &status) == 0 || argument.hasSuffix(".yaml") || argument.hasSuffix(".json")
  }

  /// - Parameter paths: Files and directories; `-` is standard input.
  init(paths: [String], zones: TimeZones) {
    let listing = InputSelection(paths: paths.isEmpty ? ["."] : paths).list()
    errors = listing.errors.map(\.description)
    var jobs: [ScheduleFile.OwnedJob] = []
    let chunks = stride(from: 0, to: listing.files.count, by: 32).map { listing.files[$0..<min($0 + 32, listing.files.count)] }
    forEachInOrder(chunks, window: 8) { files in
      files.map { ScheduleFile($0, zones: zones) }
    } consume: { (files: [ScheduleFile]) in
      for file in files {
        cronJobs += file.cronJobs
        errors += file.errors
        notEvaluated += file.notEvaluated
        jobs += file.jobs
      }
    }
    give(jobs)
    nameApart()
  }

  /// Gives each Job to the CronJob that it names as its owner.
  private mutating func give(_ jobs: [ScheduleFile.OwnedJob]) {
    guard !jobs.isEmpty else { return }
    let places = Dictionary(cronJobs.enumerated().map { ("\($1.namespace ?? "")/\($1.name)", $0) }) { first, _ in first }
    for job in jobs {
      if let place = places["\(job.namespace ?? "")/\(job.owner)"] { cronJobs[place].jobs.append(job.job) }
    }
  }

  /// Keeps the CronJobs of a name.
  mutating func narrow(to name: String) { cronJobs.removeAll { !$0.isNamed(name) } }

  private mutating func nameApart() {
    let counts = Dictionary(cronJobs.map { ($0.title, 1) }, uniquingKeysWith: +)
    for index in cronJobs.indices where counts[cronJobs[index].title] ?? 1 > 1 { cronJobs[index].title += " (\(cronJobs[index].path))" }
  }
}

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
  private(set) var errors: [String] = []
  private(set) var notEvaluated: [String] = []

  init(_ file: InputFile, zones: TimeZones) {
    do {
      let bytes = try file.isStandardInput ? readStandardInput(name: file.path) : readFile(file.path)
      if file.path.hasSuffix(".jsonl") {
        readRecords(file.path, bytes, zones)
      } else {
        read(try Source(name: file.path, bytes: bytes), zones)
      }
    } catch let error as SyntaxError {
      errors.append("\(file.path): \(error.message)")
    } catch {
      errors.append("\(error)")
    }
  }

  private mutating func read(_ source: Source, _ zones: TimeZones) {
    let lines = LineIndex(source)
    func place(_ range: SourceRange) -> String { "\(source.name):\(Place(range, in: source.bytes, lines: lines).start.line)" }
    var reader = ManifestReader(source, readsStatus: true)
    while let element = reader.next() {
      switch element {
      case .object(.workload(let workload)) where workload.kind == .cronJob:
        do throws(ScheduleProblem) {
          cronJobs.append(try ScheduleInput.CronJob(workload, path: source.name, zones: zones))
        } catch {
          notEvaluated.append("\(place(error.range ?? workload.place)): CronJob \(workload.title): \(error.reason)")
        }
      case .object(.workload(let workload)) where workload.kind == .job:
        if let owner = workload.controllingCronJob?.name.value, let job = RecordedJob(workload) {
          jobs.append(OwnedJob(namespace: workload.metadata.namespace.value, owner: owner, job: job))
        }
      case .object: break
      case .failure(let error): errors.append("\(place(error.range)): \(error.message)")
      case .notEvaluated(let range, let reason): notEvaluated.append("\(place(range)): \(reason)")
      }
    }
  }

  /// Lines of JSON, each with a CronJob, its specs over time and its Jobs.
  private mutating func readRecords(_ path: String, _ bytes: [UInt8], _ zones: TimeZones) {
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
      do throws(ScheduleProblem) {
        cronJobs.append(try RunRecord.cronJob(Array(line), path: path, zones: zones))
      } catch {
        errors.append("\(path):\(index + 1): \(error.reason)")
      }
    }
  }
}

/// Why it is not known when a CronJob runs.
struct ScheduleProblem: Error, CustomStringConvertible {
  var reason: String
  var range: SourceRange?

  var description: String { reason }
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

extension Schedule {
  /// - Parameter range: Where the expression stands.
  fileprivate init(_ text: String, zone: String?, of zones: TimeZones, at range: SourceRange? = nil) throws(ScheduleProblem) {
    let expression: CronExpression
    do throws(CronExpressionError) { expression = try CronExpression(text) } catch {
      throw ScheduleProblem(reason: "\(error)", range: range)
    }
    self.init(expression, in: try zones.zone(named: zone))
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

/// A line of a record of runs: `namespace`, `cronjob`, `creationTimestamp`, `specs` over time, and every Job there was.
private enum RunRecord {
  static func cronJob(_ line: [UInt8], path: String, zones: TimeZones) throws(ScheduleProblem) -> ScheduleInput.CronJob {
    let document: Document
    do throws(SyntaxError) {
      var reader = DocumentReader(try Source(name: path, bytes: line))
      guard let next = reader.next() else { throw SyntaxError(.tooLarge, at: 0) }
      document = try next.get()
    } catch {
      throw ScheduleProblem(reason: error.message)
    }
    let object = ObjectReader(document.root, place: document.range)
    guard let name = object.string("cronjob").value, let created = object.string("creationTimestamp").value.flatMap({ Instant($0) }) else {
      throw ScheduleProblem(reason: "the line is no record of runs: it needs \"cronjob\" and \"creationTimestamp\"")
    }
    let namespace = object.string("namespace").value
    let title = namespace.map { "\($0)/\(name)" } ?? name
    let changes = object.list("specs") { change in
      let from = change.string("from").value.flatMap { Instant($0) }
      return (from: from ?? created, spec: SpecRecord(change.object("spec")))
    }.items
    var plans: [(from: Instant, plan: CronJobPlan)] = []
    for change in changes { plans.append((change.from, try change.spec.plan(zones))) }
    guard let last = plans.last else { throw ScheduleProblem(reason: "the record of \(title) has no \"specs\"") }
    let jobs = object.list("jobs") { RecordedJob(record: $0) }.items.compactMap { $0 }
    var record = RecordedCronJob(name: title, jobPrefix: name, created: created, plan: last.plan, jobs: jobs, isComplete: true)
    record.plans = plans.sorted { $0.from < $1.from }
    record.deleted = object.string("deleted").value.flatMap { Instant($0) }
    var cronJob = ScheduleInput.CronJob(
      namespace: namespace, name: name, title: title, path: path, plan: last.plan, expression: changes.last?.spec.schedule ?? "")
    cronJob.activeDeadlineSeconds = changes.last?.spec.activeDeadlineSeconds
    cronJob.created = created
    cronJob.jobs = record.jobs
    cronJob.record = record
    return cronJob
  }

  /// What a record keeps of `spec`.
  struct SpecRecord: Sendable {
    var schedule: String
    var timeZone: String?
    var concurrencyPolicy: String?
    var suspend: Bool
    var startingDeadlineSeconds: Int64?
    var successfulJobsHistoryLimit: Int64?
    var failedJobsHistoryLimit: Int64?
    var ttlSecondsAfterFinished: Int64?
    var activeDeadlineSeconds: Int64?

    init(_ object: borrowing ObjectReader) {
      schedule = object.string("schedule").value ?? ""
      timeZone = object.string("timeZone").value
      concurrencyPolicy = object.string("concurrencyPolicy").value
      suspend = object.bool("suspend").value ?? false
      startingDeadlineSeconds = object.integer("startingDeadlineSeconds").value
      successfulJobsHistoryLimit = object.integer("successfulJobsHistoryLimit").value
      failedJobsHistoryLimit = object.integer("failedJobsHistoryLimit").value
      let job = object.object("job")
      ttlSecondsAfterFinished = job.integer("ttlSecondsAfterFinished").value
      activeDeadlineSeconds = job.integer("activeDeadlineSeconds").value
    }

    func plan(_ zones: TimeZones) throws(ScheduleProblem) -> CronJobPlan {
      var plan = CronJobPlan(try Schedule(schedule, zone: timeZone, of: zones))
      plan.concurrencyPolicy = concurrencyPolicy.flatMap(CronJobPlan.ConcurrencyPolicy.init) ?? .allow
      plan.isSuspended = suspend
      plan.startingDeadlineSeconds = startingDeadlineSeconds
      plan.successfulJobsHistoryLimit = successfulJobsHistoryLimit.map { Int(clamping: $0) }
      plan.failedJobsHistoryLimit = failedJobsHistoryLimit.map { Int(clamping: $0) }
      plan.ttlSecondsAfterFinished = ttlSecondsAfterFinished
      return plan
    }
  }
}

extension RecordedJob {
  fileprivate init?(record object: borrowing ObjectReader) {
    func time(_ field: Field<String>) -> Instant? { field.value.flatMap { Instant($0) } }
    guard let name = object.string("job").value, let created = time(object.string("created")) else { return nil }
    self.init(name: name, created: created)
    scheduledTime = time(object.string("scheduled"))
    finished = time(object.string("finished"))
    result = object.string("result").value.flatMap(JobResult.init)
    reason = object.string("reason").value
    let deleters = object.list("deletedBy") { $0.string("userAgent").value ?? "" }.items
    deleted = time(object.string("deleted"))
    isDeletedByController = deleters.first?.hasSuffix("-controller") ?? false
  }
}
