import CronSchedule
package import ClusterState
package import Findings
package import Manifests

/// Many CronJobs start in the same minute.
package enum ThunderingHerd: FleetRule {
  package static let metadata = RuleMetadata(
    code: "CFW125", name: "thundering-herd", severity: .info, profile: .strict,
    summary: "Many CronJobs start in the same minute.",
    rationale: """
      Schedules are written by hand, and hands write midnight. When dozens of CronJobs start in one minute, their pods wait for nodes, \
      images are pulled at once, databases take all connections, and the controller itself takes seconds to create the Jobs; the \
      autoscaler adds nodes that stand idle for the rest of the day. A run that waits for a node burns its `activeDeadlineSeconds` \
      meanwhile.

      Only CronJobs that start every day at that minute are counted, time zones included, and only the fullest minute of the input is \
      reported, at the first of them. The severity is info: it is a matter of the whole, and of none of them alone.
      """,
    remedy: "Move some of them by minutes: `curfew schedule spread` proposes offsets.",
    references: [.kubernetes("concepts/workloads/controllers/cron-jobs/#cron-job-limitations")],
    examples: [
      Example.flagged(
        "Twenty at midnight",
        (1...20).map { number in
          """
          apiVersion: batch/v1
          \(number == 1 ? "▼kind▲" : "kind"): CronJob
          metadata:
            name: report-\(number)
          spec:
            schedule: "0 0 * * *"
            jobTemplate:
              spec:
                template:
                  spec:
                    restartPolicy: Never
                    containers:
                      - name: report
                        image: registry.example.com/report:1.9
          """
        }.joined(separator: "\n---\n")),
      .clean(
        "Two are no herd",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: a
        spec:
          schedule: "0 0 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: a
                      image: registry.example.com/a:1.9
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: b
        spec:
          schedule: "0 0 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: b
                      image: registry.example.com/b:1.9
        """),
    ])

  /// So many in one minute are a herd; a finding names the largest of these that is reached, so that it stays the same when one more comes.
  private static let steps = [20, 50, 100, 200, 500, 1000, 2000, 5000]

  package static var reads: KindSet { KindSet(.cronJob) }

  package static func check(_ context: JudgingContext) -> [(workload: Located<WorkloadFacts>, answer: ClusterAnswer<Self>)] {
    var counts = [Int](repeating: 0, count: 1440)
    var firsts = [Located<WorkloadFacts>?](repeating: nil, count: 1440)
    var offsets: [String: Int?] = [:]
    for workload in context.state.workloads {
      let facts = workload.object
      guard let schedule = facts.schedule, !facts.isSuspended, !facts.isPatch, let expression = try? CronExpression(schedule),
        case .calendar(let fields) = expression, fields.isEveryDay, fields.minutes.nonzeroBitCount == 1
      else { continue }
      guard let offset = offset(of: facts.timeZone, &offsets) else { continue }
      for time in fields.timesOfDay {
        let minute = (time - offset + 2880) % 1440
        counts[minute] += 1
        if firsts[minute] == nil { firsts[minute] = workload }
      }
    }
    guard let count = counts.max(), let minute = counts.firstIndex(of: count), let first = firsts[minute],
      let step = steps.last(where: { $0 <= count })
    else { return [] }
    var answer = ClusterAnswer<Self>()
    answer.fail(Situation(count: step, minute: minute))
    return [(first, answer)]
  }

  /// Minutes east of UTC, in winter; nil for a zone that does not exist.
  private static func offset(of zone: String?, _ offsets: inout [String: Int?]) -> Int? {
    guard let zone else { return 0 }
    if let known = offsets[zone] { return known }
    let offset = (try? TimeZone(named: zone)).map { $0.standardOffset / 60 }
    offsets[zone] = .some(offset)
    return offset
  }

  /// How many CronJobs start together, and when.
  package struct Situation: SituationKey {
    /// At least.
    let count: Int
    /// Of the day, in UTC.
    let minute: Int

    package func combine(into hash: inout StableHash) { hash.combine(count, minute) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (hour, minute) = situation.minute.quotientAndRemainder(dividingBy: 60)
    let time = "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    return Explanation(
      message: "\(situation.count) CronJobs or more start at \(time) UTC every day",
      why: "Their pods ask for nodes, images and connections at once, and wait for each other.", remedy: metadata.remedy)
  }
}
