package import AccessControl
import Findings

/// Denied requests, each with the smallest grant that would allow it and what that opens.
package struct DeniedRequestsReport {
  private let requests: [DeniedRequest]
  /// How many requests are not among them, as there were too many different ones.
  private let others: Int

  /// A report of denied requests, and of how many others there were.
  package init(_ requests: [DeniedRequest], others: Int) {
    self.requests = requests
    self.others = others
  }

  /// For people: the most frequent first.
  package func text(isColored: Bool) -> [UInt8] {
    let style = TextStyle(isColored: isColored)
    var output: [UInt8] = []
    func line(_ label: String, _ text: String) {
      output += "  ".utf8
      style.write(style.help, to: &output) { $0 += "\(label):".utf8 }
      output += " ".utf8
      TerminalText.append(wrapping: text, column: label.utf8.count + 4, indentation: 4, width: TextReport.usualWidth, to: &output)
      output += "\n".utf8
    }
    if requests.isEmpty { output += "No request was denied.\n".utf8 }
    for (index, request) in requests.enumerated() {
      if index > 0 { output += "\n".utf8 }
      let (entry, need) = (request.entry, request.entry.need)
      style.write(style.heading, to: &output) {
        TerminalText.append("\(entry.user.name): \(need.rule)\(need.namespace.isEmpty ? "" : " in namespace \(need.namespace)")", to: &$0)
      }
      output += "\n".utf8
      let times = entry.count == 1 ? "once, \(entry.first)" : "\(entry.count) times, \(entry.first) to \(entry.last)"
      line("denied", times + (entry.pods.isEmpty ? "" : "; by pod \(entry.pods.joined(separator: ", "))"))
      if request.isAnonymous {
        line(
          "why",
          "The request carried no credentials. No grant is the answer: look whether the pod has a token, and whether its program uses it.")
        continue
      }
      if let evidence = request.allowedNow {
        line("now", "\(evidence.binding) of the input allows it, by \(evidence.role): \(evidence.rule)")
        continue
      }
      line("grant", "\(need.namespace.isEmpty ? "ClusterRole" : "Role in namespace \(need.namespace)"): \(request.rule)")
      line("opens", Self.opens(request))
    }
    if others > 0 { output += "\n… and \(ReportWords.count(others, "request")) that differ from all of these.\n".utf8 }
    return output
  }

  private static func opens(_ request: DeniedRequest) -> String {
    let grave = request.opens.filter { $0.level > .none }
    if grave.isEmpty {
      if request.rule.resourceNames.isEmpty { return "nothing that leads further, as far as is known" }
      return request.entry.need.resource == "secrets" ? "what this one Secret holds" : "this one object, and nothing that leads further"
    }
    let place = request.entry.need.namespace.isEmpty ? "everywhere" : "in this namespace"
    let names = grave.contains { !$0.names.isEmpty } ? " by this name" : ""
    return "\(request.level.name): lets it \(grave.map(\.capability.phrase).joined(separator: "; "))\(names) \(place)"
  }

  /// For programs: a line a request.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.lastLine()
      json.member("schemaVersion", AccessJSONReport.version)
      json.line()
      json.key("deniedRequests")
      json.beginArray()
      for request in requests {
        json.line()
        write(request, to: &json)
      }
      json.endLines()
      json.member("others", others)
      json.lastLine()
      json.endObject()
      json.lastLine()
    }
  }

  private func write(_ request: DeniedRequest, to json: inout JSONWriter) {
    let (entry, need) = (request.entry, request.entry.need)
    json.beginObject()
    json.member("user", entry.user.name)
    json.member("namespace", need.namespace)
    json.member("verb", need.verb)
    json.member("apiGroup", need.apiGroup)
    json.member("resource", need.resource)
    json.member("subresource", need.subresource)
    json.member("name", need.name)
    json.member("nonResourceURL", need.nonResourceURL)
    json.member("count", entry.count)
    json.member("first", entry.first)
    json.member("last", entry.last)
    json.member("pods", entry.pods)
    json.member("anonymous", request.isAnonymous)
    json.key("grant")
    json.beginObject()
    json.member("kind", need.namespace.isEmpty ? "ClusterRole" : "Role")
    json.member("verbs", request.rule.verbs)
    json.member("apiGroups", request.rule.apiGroups)
    json.member("resources", request.rule.resources)
    json.member("resourceNames", request.rule.resourceNames)
    json.member("nonResourceURLs", request.rule.nonResourceURLs)
    json.endObject()
    json.member("level", request.level.name)
    json.member("opens", request.opens.filter { $0.level > .none }.map(\.capability.phrase))
    if let evidence = request.allowedNow { json.member("allowedNowBy", evidence.reason) }
    json.endObject()
  }
}
