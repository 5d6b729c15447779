/// Two CronJobs whose runs touch the same thing at the same time.
package struct Encounter: Hashable, Sendable {
  /// What both use.
  package var object: SharedObject
  /// Places among the CronJobs, in order.
  package var first: Int
  /// The later one's place.
  package var second: Int
  /// How often a run of one starts while a run of the other works.
  package var count: Int
  /// The first of these times.
  package var time: Instant
}

extension SimulatedPeriod {
  /// With more CronJobs than these around one object, everyone meets everyone, and which do says nothing.
  package static let mostAroundOneObject = 32

  /// Who meets around what; ordered by the object, the most frequent first.
  ///
  /// - Returns: the pairs, and the objects that too many CronJobs share, with how many.
  package func encounters(of jobs: [SimulatedCronJob]) -> (pairs: [Encounter], crowded: [(object: SharedObject, count: Int)]) {
    var users: [SharedObject: [Int]] = [:]
    for (index, job) in jobs.enumerated() where !job.plan.isSuspended {
      for object in Set(job.objects) { users[object, default: []].append(index) }
    }
    var pairs: [Encounter] = []
    var crowded: [(object: SharedObject, count: Int)] = []
    for (object, users) in users.sorted(by: { $0.key < $1.key }) where users.count > 1 {
      if users.count > Self.mostAroundOneObject {
        crowded.append((object, users.count))
      } else {
        pairs += encounters(around: object, users, jobs)
      }
    }
    return (pairs, crowded)
  }

  /// Goes through the runs of all users in the order in which they start.
  private func encounters(around object: SharedObject, _ users: [Int], _ jobs: [SimulatedCronJob]) -> [Encounter] {
    var sequences = users.map { RunSequence(jobs[$0], index: $0, in: self) }
    var next = sequences.indices.map { sequences[$0].next() }
    var busyUntil = [Instant](repeating: .earliest, count: users.count)
    var met: [Int: Encounter] = [:]
    while true {
      var earliest: Int?
      for index in next.indices {
        guard let run = next[index] else { continue }
        if let other = earliest.flatMap({ next[$0] }), other.start <= run.start { continue }
        earliest = index
      }
      guard let current = earliest, let run = next[current] else { break }
      for other in users.indices where other != current && busyUntil[other] > run.start {
        let (first, second) = (min(users[current], users[other]), max(users[current], users[other]))
        met[first * jobs.count + second, default: Encounter(object: object, first: first, second: second, count: 0, time: run.start)]
          .count += 1
      }
      busyUntil[current] = max(busyUntil[current], run.end)
      next[current] = sequences[current].next()
    }
    return met.values.sorted { ($1.count, $0.first, $0.second) < ($0.count, $1.first, $1.second) }
  }
}
