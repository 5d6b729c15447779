package import AccessControl
import Findings

/// Everyone who may do something.
package struct PermittedSubjectsReport {
  private let permitted: PermittedSubjects
  private let question: String
  private let places: AccessPlaces

  /// - Parameter question: What they may do, such as `get secrets "db" in namespace shop`.
  package init(_ permitted: PermittedSubjects, question: String, _ places: AccessPlaces) {
    self.permitted = permitted
    self.question = question
    self.places = places
  }

  /// For people: by namespace, then what could not be evaluated.
  package func text(isColored: Bool) -> [UInt8] {
    let style = TextStyle(isColored: isColored)
    var output: [UInt8] = []
    if permitted.subjects.isEmpty {
      TerminalText.append("Nobody may \(question), as far as the input says.", to: &output)
      output += "\n".utf8
    }
    var last: String??
    for permitted in permitted.subjects {
      if last != .some(permitted.namespace) {
        if last != nil { output += "\n".utf8 }
        style.write(style.heading, to: &output) {
          TerminalText.append(permitted.namespace.map { "In namespace \($0)" } ?? "Everywhere", to: &$0)
        }
        output += "\n".utf8
        last = permitted.namespace
      }
      let evidence = permitted.evidence
      TerminalText.append("  \(permitted.subject)", to: &output)
      output += "\n    ".utf8
      TerminalText.append("\(evidence.binding) grants \(evidence.role): \(evidence.rule)", to: &output)
      style.write(style.frame, to: &output) { TerminalText.append("  \(places.text(evidence.ruleOrigin))", to: &$0) }
      output += "\n".utf8
    }
    for reason in permitted.notEvaluated {
      TerminalText.append("not evaluated: \(reason.reason)", to: &output)
      output += "\n".utf8
    }
    return output
  }

  /// For programs: a line a subject.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.lastLine()
      json.member("schemaVersion", AccessJSONReport.version)
      json.line()
      json.member("question", question)
      json.line()
      json.key("subjects")
      json.beginArray()
      for permitted in permitted.subjects {
        json.line()
        json.value(permitted, places)
      }
      json.endLines()
      json.line()
      json.member("notEvaluated", permitted.notEvaluated.map(\.reason))
      json.lastLine()
      json.endObject()
      json.lastLine()
    }
  }
}

extension JSONWriter {
  /// Someone who may do something, and by what.
  mutating func value(_ permitted: PermittedSubject, _ places: AccessPlaces) {
    beginObject()
    member("kind", permitted.subject.kind.rawValue)
    if let namespace = permitted.subject.namespace { member("namespace", namespace) }
    member("name", permitted.subject.name)
    if let namespace = permitted.namespace { member("in", namespace) }
    member("binding", permitted.evidence.binding.description)
    member("role", permitted.evidence.role.description)
    key("rule")
    beginObject()
    members(permitted.evidence.rule)
    places.write(permitted.evidence.ruleOrigin, to: &self)
    endObject()
    endObject()
  }
}
