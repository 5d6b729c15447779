/// What all runs ask of a cluster over time. Runs are added as they come, in any order, and none is kept.
package struct ClusterLoad: Sendable {
  /// The highest value, and when it is first reached.
  package struct Peak: Hashable, Sendable {
    package var value: Int64
    package var time: Instant
  }

  /// A minute in which runs start.
  package struct Starts: Hashable, Sendable {
    package var minute: Instant
    package var count: Int
  }

  package let start: Instant
  package let end: Instant
  /// Changes are kept to so many seconds: one, and more where the time is longer than a month.
  private let step: Int64
  // By how much each grows at a step; what comes after the end is left out.
  private var runs: [Int32]
  private var cpu: [Int64]
  private var memory: [Int64]
  private var starts: [Int32]
  private var hasResources = false

  private static let mostSteps: Int64 = 31 * 86_400

  package init(_ period: SimulatedPeriod) {
    start = period.start
    end = period.end
    let length = end.secondsSince1970 - start.secondsSince1970
    step = max(1, (length + Self.mostSteps - 1) / Self.mostSteps)
    let count = Int(length / step) + 2
    runs = Array(repeating: 0, count: count)
    cpu = []
    memory = []
    starts = Array(repeating: 0, count: Int(length / 60) + 2)
  }

  package mutating func add(_ run: Run, cpu: Int64, memory: Int64) {
    let from = run.start.secondsSince1970 - start.secondsSince1970
    let to = min(run.end.secondsSince1970, end.secondsSince1970) - start.secondsSince1970
    guard from >= 0, from <= to else { return }
    let first = Int(step == 1 ? from : from / step)
    let last = Int(step == 1 ? to : to / step)
    starts[Int(from / 60)] &+= 1
    runs[first] &+= 1
    runs[last] &-= 1
    guard cpu != 0 || memory != 0 else { return }
    if !hasResources { makeRoomForResources() }
    self.cpu[first] &+= cpu
    self.cpu[last] &-= cpu
    self.memory[first] &+= memory
    self.memory[last] &-= memory
  }

  private mutating func makeRoomForResources() {
    hasResources = true
    cpu = Array(repeating: 0, count: runs.count)
    memory = Array(repeating: 0, count: runs.count)
  }

  /// Adds what was added to another one of the same period.
  package mutating func add(_ other: ClusterLoad) {
    guard other.runs.count == runs.count, other.starts.count == starts.count else { return }
    for index in runs.indices { runs[index] &+= other.runs[index] }
    for index in starts.indices { starts[index] &+= other.starts[index] }
    guard other.hasResources else { return }
    if !hasResources { makeRoomForResources() }
    for index in cpu.indices {
      cpu[index] &+= other.cpu[index]
      memory[index] &+= other.memory[index]
    }
  }

  /// What is asked for at one time.
  package enum Measure: String, Sendable, CaseIterable {
    case runs, cpu, memory
  }

  /// The highest value in each of so many equal parts of the time.
  package func peaks(of measure: Measure, parts: Int) -> [Peak] {
    switch measure {
    case .runs: Self.peaks(runs, parts, start, step)
    case .cpu: Self.peaks(cpu, parts, start, step)
    case .memory: Self.peaks(memory, parts, start, step)
    }
  }

  private static func peaks<Number: FixedWidthInteger>(_ changes: [Number], _ parts: Int, _ start: Instant, _ step: Int64) -> [Peak] {
    let parts = max(parts, 1)
    guard changes.count > 1 else { return Array(repeating: Peak(value: 0, time: start), count: parts) }
    var peaks: [Peak] = []
    peaks.reserveCapacity(parts)
    var value: Int64 = 0
    var index = 0
    for part in 1...parts {
      let end = (changes.count - 1) * part / parts
      var peak = Peak(value: value, time: Instant(secondsSince1970: start.secondsSince1970 + Int64(index) * step) ?? start)
      while index < end {
        value &+= Int64(changes[index])
        if value > peak.value {
          peak = Peak(value: value, time: Instant(secondsSince1970: start.secondsSince1970 + Int64(index) * step) ?? start)
        }
        index += 1
      }
      peaks.append(peak)
    }
    return peaks
  }

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
