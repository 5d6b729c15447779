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
    for holder in difference.holders {
      style.write(style.heading, to: &output) { TerminalText.append("\(holder.subject)", to: &$0) }
      output += "\n".utf8
      write("+", style.error, holder.gained, newPlaces, style, to: &output)
      write("-", style.help, holder.lost, oldPlaces, style, to: &output)
      if holder.oldGoal != holder.newGoal {
        let now = holder.newGoal.map { "reaches \($0)" } ?? "reaches nothing more"
        output += "  ".utf8
        style.write(holder.reachesMore ? style.error : style.help, to: &output) { TerminalText.append("! \(now)", to: &$0) }
        TerminalText.append(", before: \(holder.oldGoal?.description ?? "nothing")", to: &output)
        output += "\n".utf8
      }
    }
    if !output.isEmpty { output += "\n".utf8 }
    let gained = difference.accounts.count { !$0.gained.isEmpty }
    let lost = difference.accounts.count { !$0.lost.isEmpty }
    let more = difference.accounts.count { $0.reachesMore }
    output += "\(ReportWords.count(gained, "service account")) gained permissions, \(lost) lost some, \(more) reach more than before\n".utf8
    if !difference.holders.isEmpty {
      let (gained, lost) = (difference.holders.count { !$0.gained.isEmpty }, difference.holders.count { !$0.lost.isEmpty })
      output +=
        "of users and groups \(gained) gained permissions, \(lost) lost some, \(difference.holders.count(where: \.reachesMore)) reach more\n"
        .utf8
    }
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
      json.line()
      json.key("usersAndGroups")
      json.beginArray()
      for holder in difference.holders {
        json.line()
        json.beginObject()
        json.member("kind", holder.subject.kind.rawValue)
        json.member("name", holder.subject.name)
        write("gained", holder.gained, newPlaces, to: &json)
        write("lost", holder.lost, oldPlaces, to: &json)
        if let goal = holder.oldGoal { json.member("reached", goal.description) }
        if let goal = holder.newGoal { json.member("reaches", goal.description) }
        json.member("reachesMore", holder.reachesMore)
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
