package import AccessControl
import Findings

/// Who has a hold on workloads, in every way there is.
package struct WorkloadReviewReport {
  private let reviews: [(workload: String, review: WorkloadReview)]
  private let places: AccessPlaces

  /// - Parameter reviews: Each with the workload's kind, namespace and name.
  package init(_ reviews: [(workload: String, review: WorkloadReview)], _ places: AccessPlaces) {
    self.reviews = reviews
    self.places = places
  }

  /// For people: the ways, and who can go each.
  package func text(isColored: Bool) -> [UInt8] {
    let style = TextStyle(isColored: isColored)
    var output: [UInt8] = []
    for (index, (workload, review)) in reviews.enumerated() {
      if index > 0 { output += "\n".utf8 }
      style.write(style.heading, to: &output) { TerminalText.append(workload, to: &$0) }
      output += "\n".utf8
      for section in review.sections { write(section, style, to: &output) }
      write("Who gets it as a volume or a variable, without any permission", review.givenTo, style, to: &output)
      write("Whose service account can read it", review.readBy, style, to: &output)
      if !review.readBy.isEmpty {
        output += "    `curfew access minimize WORKLOAD` writes the permissions that each of these needs instead\n".utf8
      }
    }
    return output
  }

  private func write(_ title: String, _ workloads: [String], _ style: TextStyle, to output: inout [UInt8]) {
    if workloads.isEmpty { return }
    output += "\n  ".utf8
    style.write(style.mark, to: &output) { TerminalText.append(title, to: &$0) }
    output += "\n".utf8
    for workload in workloads {
      TerminalText.append("    \(workload)", to: &output)
      output += "\n".utf8
    }
  }

  private func write(_ section: WorkloadReview.Section, _ style: TextStyle, to output: inout [UInt8]) {
    output += "\n  ".utf8
    style.write(section.subjects.isEmpty ? style.help : style.mark, to: &output) {
      TerminalText.append("Who can \(section.title)", to: &$0)
    }
    if section.ownSubjects > 0 { output += " (and \(section.ownSubjects) of Kubernetes itself)".utf8 }
    output += "\n".utf8
    if section.subjects.isEmpty { output += "    nobody, as far as the input says\n".utf8 }
    for subject in section.subjects {
      TerminalText.append("    \(subject.subject)", to: &output)
      output += "\n      ".utf8
      let evidence = subject.evidence
      TerminalText.append("\(evidence.binding) grants \(evidence.role): \(evidence.rule)", to: &output)
      style.write(style.frame, to: &output) { TerminalText.append("  \(places.text(evidence.ruleOrigin))", to: &$0) }
      output += "\n".utf8
    }
    for reason in section.notEvaluated {
      TerminalText.append("    not evaluated: \(reason.reason)", to: &output)
      output += "\n".utf8
    }
  }

  /// For programs: a line for each way.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.lastLine()
      json.member("schemaVersion", AccessJSONReport.version)
      json.line()
      json.key("workloads")
      json.beginArray()
      for (workload, review) in reviews {
        json.line()
        json.beginObject()
        json.member("workload", workload)
        json.key("ways")
        json.beginArray()
        for section in review.sections {
          json.line()
          json.beginObject()
          json.member("who", section.title)
          json.key("subjects")
          json.beginArray()
          for subject in section.subjects { json.value(subject, places) }
          json.endArray()
          json.member("ofKubernetes", section.ownSubjects)
          json.member("notEvaluated", section.notEvaluated.map(\.reason))
          json.endObject()
        }
        json.endLines()
        if !review.givenTo.isEmpty { json.member("givenTo", review.givenTo) }
        if !review.readBy.isEmpty { json.member("readBy", review.readBy) }
        json.endObject()
      }
      json.endLines()
      json.lastLine()
      json.endObject()
      json.lastLine()
    }
  }
}
