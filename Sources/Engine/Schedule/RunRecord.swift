internal import CronSchedule
internal import ClusterState
internal import Manifests
internal import SourceTree

/// A line of a record of runs: `namespace`, `cronjob`, `creationTimestamp`, `specs` over time, and every Job there was.
enum RunRecord {
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
