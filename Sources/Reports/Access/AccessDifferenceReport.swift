import ClusterState
package import AccessControl
import Findings

/// What service accounts gained and lost.
package struct AccessDifferenceReport {
  private let difference: AccessDifference
  private let oldPlaces: AccessPlaces
  private let newPlaces: AccessPlaces

  /// A report of a difference, with the places of both sides.
  package init(_ difference: AccessDifference, old: AccessPlaces, new: AccessPlaces) {
    self.difference = difference
    oldPlaces = old
    newPlaces = new
  }

  /// For people: a line for each permission.
  package func text(isColored: Bool) -> [UInt8] {
    let style = TextStyle(isColored: isColored)
    var output: [UInt8] = []
    for account in difference.accounts {
      style.write(style.heading, to: &output) { TerminalText.append("ServiceAccount \(account.name)", to: &$0) }
      output += "\n".utf8
      write("+", style.error, account.gained, newPlaces, style, to: &output)
      write("-", style.help, account.lost, oldPlaces, style, to: &output)
      if account.hasOtherGoal {
        let now = account.newPath.map { "reaches \($0.goal) in \(ReportWords.count($0.steps.count, "step"))" } ?? "reaches nothing more"
        let before = account.oldPath?.goal.description ?? "nothing"
        output += "  ".utf8
        style.write(account.reachesMore ? style.error : style.help, to: &output) { TerminalText.append("! \(now)", to: &$0) }
        TerminalText.append(", before: \(before)", to: &output)
        output += "\n".utf8
      }
    }
    if !output.isEmpty { output += "\n".utf8 }
    let gained = difference.accounts.count { !$0.gained.isEmpty }
    let lost = difference.accounts.count { !$0.lost.isEmpty }
    let more = difference.accounts.count { $0.reachesMore }
    output += "\(ReportWords.count(gained, "service account")) gained permissions, \(lost) lost some, \(more) reach more than before\n".utf8
    return output
  }

  private func write(
    _ sign: String, _ code: TextStyle.Code, _ permissions: [AccessDifference.Permission], _ places: AccessPlaces, _ style: TextStyle,
    to output: inout [UInt8]
  ) {
    for permission in permissions {
      output += "  ".utf8
      style.write(code, to: &output) { TerminalText.append("\(sign) \(permission.description)", to: &$0) }
      TerminalText.append("  \(permission.role)", to: &output)
      style.write(style.frame, to: &output) { TerminalText.append("  \(places.text(permission.origin))", to: &$0) }
      output += "\n".utf8
    }
  }

  /// For programs: a line for each service account.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.lastLine()
      json.member("schemaVersion", AccessJSONReport.version)
      json.line()
      json.key("serviceAccounts")
      json.beginArray()
      for account in difference.accounts {
        json.line()
        json.beginObject()
        json.member("namespace", account.name.namespace)
        json.member("name", account.name.name)
        write("gained", account.gained, newPlaces, to: &json)
        write("lost", account.lost, oldPlaces, to: &json)
        if let path = account.oldPath { json.member("reached", path.goal.description) }
        if let path = account.newPath { json.member("reaches", path.goal.description) }
        json.member("reachesMore", account.reachesMore)
        json.endObject()
      }
      json.endLines()
      json.lastLine()
      json.endObject()
      json.lastLine()
    }
  }

  private func write(_ name: StaticString, _ permissions: [AccessDifference.Permission], _ places: AccessPlaces, to json: inout JSONWriter)
  {
    json.key(name)
    json.beginArray()
    for permission in permissions {
      json.beginObject()
      json.members(permission.rule)
      if let namespace = permission.namespace { json.member("in", namespace) }
      json.member("role", permission.role.description)
      places.write(permission.origin, to: &json)
      json.endObject()
    }
    json.endArray()
  }
}
