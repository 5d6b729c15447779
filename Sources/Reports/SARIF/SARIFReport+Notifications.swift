import Findings

extension SARIFReport {
  /// Documents, rules and inputs that were not judged.
  enum Notification: String, CaseIterable {
    case unreadableInput = "unreadable-input"
    case unreadableDocument = "unreadable-document"
    case documentNotEvaluated = "document-not-evaluated"
    case ruleNotEvaluated = "rule-not-evaluated"

    var summary: String {
      switch self {
      case .unreadableInput: "A file or folder could not be read."
      case .unreadableDocument: "A document could not be read."
      case .documentNotEvaluated: "A document was not judged."
      case .ruleNotEvaluated: "A rule could not judge a workload."
      }
    }

    var level: String {
      switch self {
      case .unreadableInput, .unreadableDocument: "error"
      case .documentNotEvaluated: "warning"
      case .ruleNotEvaluated: "note"
      }
    }
  }

  func note(
    _ notification: Notification, _ text: String, at place: Place? = nil, of artifact: SARIFArtifact? = nil, related: Place? = nil,
    rule: RuleIndex? = nil, in part: inout ReportPart
  ) {
    let bytes = JSONWriter.bytes { json in
      json.beginObject()
      json.key("descriptor")
      json.beginObject()
      json.member("id", notification.rawValue)
      json.endObject()
      if let rule {
        json.key("associatedRule")
        json.beginObject()
        json.member("id", settings.catalogue[rule].metadata.code)
        json.endObject()
      }
      json.member("level", notification.level)
      write(text: Self.withoutLinks(text), as: "message", to: &json)
      if let artifact {
        json.key("locations")
        json.beginArray()
        for place in [place, related].compactMap({ $0 }) {
          json.beginObject()
          artifact.write(place, to: &json)
          json.endObject()
        }
        json.endArray()
      }
      json.endObject()
    }
    ReportPart.join(bytes, to: &part.problems, separator: separator)
  }
}
