package import CronSchedule

/// Other minutes for CronJobs, and what they gain, as people and programs read it.
package struct SpreadReport: Sendable {
  /// Another schedule for a CronJob.
  package struct Proposal: Sendable {
    let name: String
    let before: String
    let after: String
    let shift: Int

    /// - Parameter shift: Minutes that it runs later, or earlier if negative.
    package init(name: String, before: String, after: String, shift: Int) {
      self.name = name
      self.before = before
      self.after = after
      self.shift = shift
    }
  }

  private let proposals: [Proposal]
  private let count: Int
  private let before: ClusterLoad
  private let after: ClusterLoad
  private let problems: [String]

  /// - Parameters:
  ///   - count: Of all CronJobs.
  ///   - problems: What could not be read.
  package init(proposals: [Proposal], count: Int, before: ClusterLoad, after: ClusterLoad, problems: [String]) {
    self.proposals = proposals
    self.count = count
    self.before = before
    self.after = after
    self.problems = problems
  }

  /// Each measure before and after.
  private var gains: [(title: String, key: StaticString, before: Int64, after: Int64, text: (Int64) -> String)] {
    func starts(_ load: ClusterLoad) -> Int64 { Int64(load.fullestMinutes(1).first?.count ?? 0) }
    let number = { (value: Int64) in "\(value)" }
    var gains: [(title: String, key: StaticString, before: Int64, after: Int64, text: (Int64) -> String)] = [
      ("runs that start in one minute", "startsInOneMinute", starts(before), starts(after), number)
    ]
    for measure in ClusterLoad.Measure.allCases {
      let values = [before, after].map { $0.peaks(of: measure, parts: 1).first?.value ?? 0 }
      let key: StaticString =
        switch measure {
        case .runs: "runsAtOnce"
        case .cpu: "cpuMillicores"
        case .memory: "memoryBytes"
        }
      gains.append((SimulationReport.title(measure), key, values[0], values[1], { SimulationReport.amount($0, measure) }))
    }
    return gains
  }

  /// - Parameter top: So many proposals.
  package func text(top: Int) -> [UInt8] {
    var output: [UInt8] = []
    if proposals.isEmpty { output += "nothing to gain: no other minutes make fewer of \(count) CronJobs run at once\n".utf8 }
    for proposal in proposals.prefix(top) {
      output.appendColumn(proposal.name, width: 34)
      output += " ".utf8
      output.appendColumn(proposal.before, width: 17)
      output += " -> ".utf8
      TerminalText.append(proposal.after, to: &output)
      output += "\n".utf8
    }
    if proposals.count > top { output += "and \(proposals.count - top) more; --top shows them\n".utf8 }
    if !proposals.isEmpty {
      output += "\n\(proposals.count) of \(count) CronJobs move. At most\n".utf8
      for gain in gains where gain.before > 0 {
        output += "  ".utf8
        output.appendColumn(gain.title, width: 32)
        output += "\(gain.text(gain.before)) -> \(gain.text(gain.after))\n".utf8
      }
    }
    output.append(problems: problems)
    return output
  }

  /// As a document of its schema.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.member("schemaVersion", ScheduleSchemas.version)
      json.member("cronJobs", count)
      json.key("proposals")
      json.beginArray()
      for proposal in proposals {
        json.line()
        json.beginObject()
        json.member("cronJob", proposal.name)
        json.member("schedule", proposal.before)
        json.member("proposed", proposal.after)
        json.member("shiftMinutes", proposal.shift)
        json.endObject()
      }
      json.endLines()
      json.key("highest")
      json.beginObject()
      for gain in gains {
        json.key(gain.key)
        json.beginObject()
        json.member("before", Int(gain.before))
        json.member("after", Int(gain.after))
        json.endObject()
      }
      json.endObject()
      json.member("problems", problems)
      json.endObject()
    } + "\n".utf8
  }
}
