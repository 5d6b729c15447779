/// What all runs ask of a cluster over time. Runs are added as they come, in any order, and none is kept.
package struct ClusterLoad: Sendable {
  /// The highest value, and when it is first reached.
  package struct Peak: Hashable, Sendable {
    /// How much it was.
    package var value: Int64
    /// When it was reached first.
    package var time: Instant
  }

  /// A minute in which runs start.
  package struct Starts: Hashable, Sendable {
    /// When the minute begins.
    package var minute: Instant
    /// How many runs start in it.
    package var count: Int
  }

  /// When the period begins.
  package let start: Instant
  /// When it ends.
  package let end: Instant
  /// Changes are kept to so many seconds: one, and more where the time is longer than a month.
  private let step: Int64
  /// By how much each measure grows at a step; together and small, as there is one for every second. Two million cores in one second are too much for it.
  private struct Change: Sendable {
    var runs: Int32 = 0
    var cpu: Int32 = 0
    var memory: Int64 = 0

    func amount(_ measure: Measure) -> Int64 {
      switch measure {
      case .runs: Int64(runs)
      case .cpu: Int64(cpu)
      case .memory: memory
      }
    }
  }

  /// One for each step, and one for what lasts to the end.
  private var changes: [Change]
  private var starts: [Int32]

  private static let mostSteps: Int64 = 31 * 86_400

  /// The load of a period in which nothing runs yet.
  package init(_ period: SimulatedPeriod) {
    start = period.start
    end = period.end
    let length = end.secondsSince1970 - start.secondsSince1970
    step = max(1, (length + Self.mostSteps - 1) / Self.mostSteps)
    changes = Array(repeating: Change(), count: Int(length / step) + 2)
    starts = Array(repeating: 0, count: Int(length / 60) + 2)
  }

  /// Takes in a run and what it asks for: thousandths of a CPU, and bytes.
  package mutating func add(_ run: Run, cpu: Int64, memory: Int64) {
    let from = run.start.secondsSince1970 - start.secondsSince1970
    let to = min(run.end.secondsSince1970, end.secondsSince1970) - start.secondsSince1970
    guard from >= 0, from <= to else { return }
    let first = Int(step == 1 ? from : from / step)
    let last = Int(step == 1 ? to : to / step)
    starts[Int(from / 60)] &+= 1
    let cpu = Int32(truncatingIfNeeded: cpu)
    var changes = self.changes.mutableSpan
    changes[first].runs &+= 1
    changes[first].cpu &+= cpu
    changes[first].memory &+= memory
    changes[last].runs &-= 1
    changes[last].cpu &-= cpu
    changes[last].memory &-= memory
  }

  /// Adds what was added to another one of the same period.
  package mutating func add(_ other: ClusterLoad) {
    guard other.changes.count == changes.count, other.starts.count == starts.count else { return }
    for index in changes.indices {
      changes[index].runs &+= other.changes[index].runs
      changes[index].cpu &+= other.changes[index].cpu
      changes[index].memory &+= other.changes[index].memory
    }
    for index in starts.indices { starts[index] &+= other.starts[index] }
  }

  /// What is asked for at one time.
  package enum Measure: String, Sendable, CaseIterable {
    case runs, cpu, memory
  }

  /// The highest value in each of so many equal parts of the time.
  package func peaks(of measure: Measure, parts: Int) -> [Peak] {
    let parts = max(parts, 1)
    var peaks: [Peak] = []
    peaks.reserveCapacity(parts)
    var value: Int64 = 0
    var index = 0
    for part in 1...parts {
      let end = (changes.count - 1) * part / parts
      var peak = Peak(value: value, time: time(ofStep: index))
      while index < end {
        value &+= changes[index].amount(measure)
        if value > peak.value { peak = Peak(value: value, time: time(ofStep: index)) }
        index += 1
      }
      peaks.append(peak)
    }
    return peaks
  }

  private func time(ofStep index: Int) -> Instant { Instant(secondsSince1970: start.secondsSince1970 + Int64(index) * step) ?? start }

  /// The minutes in which most runs start; of minutes with equally many, the earlier first.
  package func fullestMinutes(_ count: Int) -> [Starts] {
    var fullest: [Starts] = []
    for (index, starts) in starts.enumerated() where starts > 0 {
      if fullest.count == count, let last = fullest.last, last.count >= starts { continue }
      guard let minute = Instant(secondsSince1970: start.secondsSince1970 + Int64(index) * 60) else { continue }
      let place = fullest.firstIndex { $0.count < starts } ?? fullest.count
      fullest.insert(Starts(minute: minute, count: Int(starts)), at: place)
      if fullest.count > count { fullest.removeLast() }
    }
    return fullest
  }
}
