internal import AccessControl
package import ClusterState
internal import CronSchedule
package import Findings
package import Manifests

/// Runs of two CronJobs that may work at once write to the same thing.
package enum SharedState: FleetRule {
  package static let metadata = RuleMetadata(
    code: "CFW157", name: "shared-state", severity: .medium,
    summary: "Runs that may work at once write to the same volume, Secret or ConfigMap.",
    rationale: """
      `concurrencyPolicy` keeps the runs of one CronJob apart, and knows nothing of any other. Two CronJobs that mount the same claim for writing, or whose roles let them \
      change the same Secret or ConfigMap by name, meet when the schedules bring them together: a cleanup deletes what a backup is reading, two exports write \
      one file, two rotations leave a password that neither side knows. It happens on the day when one takes longer, and is not found in any log. The same holds for \
      one that changes a Secret or ConfigMap and whose own runs may overlap.

      A run may last up to its `activeDeadlineSeconds`; where it has none, an hour is counted. The severity is medium where two start in the same minute, or where a \
      deadline reaches beyond the other's start, and low where only the hour does. One finding tells of each object, with the first two that meet.
      """,
    remedy: "Move the schedules apart, give the first a deadline before the second starts, or give each an object of its own.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/#concurrency-policy"),
      .kubernetes("concepts/storage/persistent-volumes/#access-modes"),
    ],
    examples: [
      .flagged(
        "The cleanup starts while the backup writes",
        """
        apiVersion: batch/v1
        ▼kind▲: CronJob
        metadata: {name: backup, namespace: shop}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              activeDeadlineSeconds: 3600
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts: [{name: target, mountPath: /backup}]
                  volumes: [{name: target, persistentVolumeClaim: {claimName: backups}}]
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: cleanup, namespace: shop}
        spec:
          schedule: "30 2 * * 0"
          jobTemplate:
            spec:
              activeDeadlineSeconds: 600
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: cleanup
                      image: registry.example.com/backup:1.4
                      volumeMounts: [{name: target, mountPath: /backup}]
                  volumes: [{name: target, persistentVolumeClaim: {claimName: backups}}]
        """),
      .clean(
        "Apart, as the deadline ends the first before the second starts",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup, namespace: shop}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              activeDeadlineSeconds: 1200
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts: [{name: target, mountPath: /backup}]
                  volumes: [{name: target, persistentVolumeClaim: {claimName: backups}}]
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: cleanup, namespace: shop}
        spec:
          schedule: "30 2 * * 0"
          jobTemplate:
            spec:
              activeDeadlineSeconds: 600
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: cleanup
                      image: registry.example.com/backup:1.4
                      volumeMounts: [{name: target, mountPath: /backup}]
                  volumes: [{name: target, persistentVolumeClaim: {claimName: backups}}]
        """),
      .clean(
        "One of them only reads",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup, namespace: shop}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts: [{name: target, mountPath: /backup}]
                  volumes: [{name: target, persistentVolumeClaim: {claimName: backups}}]
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: verify, namespace: shop}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: verify
                      image: registry.example.com/backup:1.4
                      volumeMounts: [{name: target, mountPath: /backup, readOnly: true}]
                  volumes: [{name: target, persistentVolumeClaim: {claimName: backups}}]
        """),
    ])

  package static var reads: KindSet { ClusterAdmin.reads.union(KindSet(.cronJob)) }
  package static var needs: KindSet { KindSet(.cronJob) }

  /// A CronJob that writes to something, and when.
  private struct Writer {
    let workload: Located<WorkloadFacts>
    let schedule: Schedule
    /// Seconds; nil where nothing limits it.
    let deadline: Int64?
    /// How long a run is taken to last.
    var length: Int64 { min(deadline ?? usualLength, 86_400) }
  }

  /// Where a run has no deadline.
  private static var usualLength: Int64 { 3600 }
  /// With more CronJobs around one object, everyone meets everyone.
  private static var mostWriters: Int { 32 }
  /// So many times of each are looked at, in four weeks.
  private static var mostTimes: Int { 400 }
  private static var mostObjects: Int { 2_000 }
  /// A Monday, so that a day of the week says when.
  private static let start = Instant("2027-01-04T00:00:00Z") ?? .earliest

  package static func check(_ context: JudgingContext) -> [(workload: Located<WorkloadFacts>, answer: ClusterAnswer<Self>)] {
    let access = context.shared(WorkloadAccess.self)
    var writers: [StateObject: [Writer]] = [:]
    var zones: [String: CronSchedule.TimeZone?] = [:]
    var known: Set<String> = []
    for workload in context.state.workloads {
      let facts = workload.object
      guard facts.kind == .cronJob, !facts.isSuspended, !facts.isPatch else { continue }
      let objects = objects(writtenBy: workload, access)
      guard !objects.isEmpty, let schedule = schedule(of: facts, &zones) else { continue }
      // The same one may be in the input twice.
      for object in objects
      where known.insert("\(object.kind) \(object.namespace) \(object.name) \(facts.namespace ?? "") \(facts.name)").inserted {
        writers[object, default: []].append(Writer(workload: workload, schedule: schedule, deadline: facts.activeDeadlineSeconds))
      }
    }
    return writers.sorted { $0.key < $1.key }.prefix(mostObjects).compactMap { object, writers in
      guard let meeting = meeting(of: writers, at: object) else { return nil }
      var answer = ClusterAnswer<Self>()
      answer.fail(meeting.situation, severity: meeting.isCertain ? nil : .low, related: meeting.other?.origin)
      return (meeting.first, answer)
    }
  }

  /// Claims that its pods may write to, and what its own role lets it change by name.
  private static func objects(writtenBy workload: Located<WorkloadFacts>, _ access: WorkloadAccess) -> [StateObject] {
    let facts = workload.object
    let folder = facts.namespace == nil ? workload.origin.file : nil
    var objects = facts.writtenClaims.map {
      StateObject(kind: .persistentVolumeClaim, namespace: facts.namespace ?? "", file: folder, name: $0)
    }
    guard let subject = access.subject(of: workload), subject.mountsToken else { return objects }
    for role in subject.roles.own.roles where role.rules.count <= mostRules {
      for rule in role.rules.lazy.map(\.text) where rule.verbs.contains(where: { ["update", "patch", "*"].contains($0) }) {
        for (resource, kind) in [("secrets", StateObject.Kind.secret), ("configmaps", .configMap)]
        where rule.resources.contains(resource) && rule.apiGroups.contains("") && rule.resourceNames.count <= mostRules {
          for name in rule.resourceNames {
            let namespace = role.binding.namespace ?? facts.namespace ?? ""
            objects.append(StateObject(kind: kind, namespace: namespace, file: folder, name: name))
          }
        }
      }
    }
    return Set(objects).sorted()
  }

  /// Roles with more rules are not those of a job.
  private static var mostRules: Int { 50 }

  private static func schedule(of facts: WorkloadFacts, _ zones: inout [String: CronSchedule.TimeZone?]) -> Schedule? {
    guard let text = facts.schedule, let expression = try? CronExpression(text), case .calendar = expression else { return nil }
    var schedule = Schedule(expression)
    if let name = facts.timeZone {
      let zone = zones[name] ?? (try? TimeZone(named: name))
      zones[name] = .some(zone)
      guard let zone else { return nil }
      schedule.timeZone = zone
    }
    return schedule
  }

  private struct Meeting {
    let situation: Situation
    let first: Located<WorkloadFacts>
    let other: Located<WorkloadFacts>?
    /// Whether they start together, or the first may by its deadline be at work.
    let isCertain: Bool
  }

  /// The first time that a run starts while one of another writer may work.
  private static func meeting(of writers: [Writer], at object: StateObject) -> Meeting? {
    if writers.count > mostWriters { return nil }
    let end = start.secondsSince1970 + 28 * 86_400
    var runs: [(start: Int64, writer: Int)] = []
    for (index, writer) in writers.enumerated() {
      var count = 0
      for time in writer.schedule.firings(after: start) {
        guard time.secondsSince1970 < end, count < mostTimes else { break }
        runs.append((time.secondsSince1970, index))
        count += 1
      }
    }
    runs.sort { ($0.start, $0.writer) < ($1.start, $1.writer) }
    var last: (start: Int64, writer: Int)?
    for run in runs {
      defer { if last.map({ run.start + writers[run.writer].length >= $0.start + writers[$0.writer].length }) ?? true { last = run } }
      guard let before = last, run.start < before.start + writers[before.writer].length else { continue }
      let (first, second) = (writers[before.writer], writers[run.writer])
      if before.writer == run.writer {
        // Its own runs meet where it lets them, and a volume is the business of the rule about that.
        guard object.kind != .persistentVolumeClaim, first.workload.object.allowsConcurrentRuns else { continue }
      }
      let isSame = before.writer == run.writer
      let time = Instant(secondsSince1970: run.start) ?? start
      return Meeting(
        situation: Situation(
          object: object, first: name(first), second: isSame ? nil : name(second), others: max(0, writers.count - 2), time: time,
          gap: (run.start - before.start) / 60),
        first: first.workload, other: isSame ? nil : second.workload, isCertain: run.start == before.start || first.deadline != nil)
    }
    return nil
  }

  private static func name(_ writer: Writer) -> String { "CronJob \(writer.workload.object.name)" }

  /// A thing that is written to.
  struct StateObject: Hashable, Comparable {
    enum Kind: String {
      case persistentVolumeClaim = "PersistentVolumeClaim"
      case secret = "Secret"
      case configMap = "ConfigMap"
    }

    let kind: Kind
    let namespace: String
    /// Where no namespace is named, as files may be meant for different ones.
    let file: Int?
    let name: String

    static func < (left: StateObject, right: StateObject) -> Bool {
      (left.kind.rawValue, left.namespace, left.file ?? 0, left.name) < (right.kind.rawValue, right.namespace, right.file ?? 0, right.name)
    }
  }

  /// Two that write to the same thing, and when they meet.
  package struct Situation: SituationKey {
    let object: StateObject
    let first: String
    /// nil: its own next run.
    let second: String?
    let others: Int
    let time: Instant
    /// Minutes after the first started.
    let gap: Int64

    package func combine(into hash: inout StableHash) {
      hash.combine(object.kind.rawValue, object.name)
      hash.combine(first, second)
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let object = "\(situation.object.kind.rawValue) \"\(situation.object.name)\""
    let clock = ClockTime(situation.time, in: .utc)
    let more = situation.others > 0 ? "; \(situation.others) more write to it" : ""
    let after =
      switch situation.gap {
      case 0: "at the same minute"
      case 1: "a minute after it"
      default: "\(situation.gap) minutes after it"
      }
    let other = situation.second.map { "\($0) starts" } ?? "its next run starts"
    return Explanation(
      message:
        "\(situation.first) may still be writing to the \(object) when \(other), \(after), first on a \(clock.weekday) at \(clock.hourAndMinute) UTC\(more)",
      why: "Nothing keeps the two apart, and what both write is what neither meant.", remedy: metadata.remedy)
  }
}
