internal import Findings
internal import SourceTree

extension FixReport {
  private static let version = "1"

  static var schema: JSONSchema {
    JSONSchema(
      title: "Output of curfew fix --format json, version \(version)",
      members: [
        Member("schemaVersion", .constant(version), "The version of this schema."),
        Member("files", .array(.object(file)), "Those in which something can be mended, in the order of the input."),
        Member("summary", .object(outcomes.map { Member($0, .count, nil) }), "How many fixes came to what."),
      ], definitions: [])
  }

  private typealias Member = JSONSchema.Member
  private static let outcomes = ["made", "offered", "refused", "withdrawn", "manual"]

  private static var file: [Member] {
    [
      Member("path", .text, nil), Member("fixes", .array(.object(fix)), "In the order of the findings."),
      Member("edits", .array(.object(edit)), "What changes, in order; nothing where the file has changed since it was judged."),
    ]
  }

  private static var fix: [Member] {
    [
      Member("rule", .ruleCode, nil), Member("name", .text, "The rule's."),
      Member("severity", .oneOf(Severity.allCases.reversed().map(\.name)), "That of the finding."),
      Member("workload", .text, "`CronJob database/backup`."), Member("line", .positive, "Where the finding is."),
      Member("column", .positive, nil), Member("title", .text, "What the fix does, in the imperative."),
      Member("safety", .oneOf(["safe", "changes-behaviour", "manual"]), nil),
      Member("effect", .text, "How runs go otherwise than before.", isOptional: true),
      Member(
        "outcome", .oneOf(outcomes),
        "`made`; `offered`: --unsafe would make it; `refused`: it cannot be made here; `withdrawn`: it did not help; `manual`: a person decides."
      ),
      Member("reason", .text, "Why it is refused, withdrawn or manual.", isOptional: true),
      Member("needsNewObject", .boolean, "Whether a Job that is there already has to be deleted first."),
      Member("paths", .array(.text), "The fields that change: `spec.jobTemplate.spec.ttlSecondsAfterFinished`."),
    ]
  }

  private static var edit: [Member] {
    [
      Member("line", .positive, "The first line that goes, or, where none does, the one that the new lines stand before."),
      Member("removedLines", .count, nil), Member("lines", .array(.text), "What comes, without line ends."),
      Member("complete", .boolean, "Whether all of it is shown: credentials are not."),
    ]
  }

  /// For programs: what can be mended, what became of it, and the lines that change. What is hidden is `•••`, and `complete` false.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.lastLine()
      json.member("schemaVersion", Self.version)
      json.line()
      json.key("files")
      json.beginArray()
      for file in files {
        json.line()
        json.beginObject()
        json.member("path", file.path)
        json.key("fixes")
        json.beginArray()
        for fix in file.findings {
          json.line()
          write(fix, in: file, to: &json)
        }
        json.endLines()
        json.key("edits")
        json.beginArray()
        for replacement in diff(of: file)?.replacements ?? [] {
          json.line()
          json.beginObject()
          json.member("line", replacement.old.lowerBound + 1)
          json.member("removedLines", replacement.old.count)
          json.member("lines", replacement.new.map { String(decoding: $0.text, as: UTF8.self) })
          json.member("complete", replacement.isWhole)
          json.endObject()
        }
        json.endLines()
        json.endObject()
      }
      json.endLines()
      json.line()
      json.key("summary")
      json.beginObject()
      for (name, count) in counts { json.member(name, count) }
      json.endObject()
      json.lastLine()
      json.endObject()
      json.lastLine()
    }
  }

  private var counts: [(StaticString, Int)] {
    let outcomes = files.flatMap { $0.findings.map { Self.name(of: $0.outcome) } }
    return [
      ("made", outcomes.count { $0 == "made" }), ("offered", outcomes.count { $0 == "offered" }),
      ("refused", outcomes.count { $0 == "refused" }), ("withdrawn", outcomes.count { $0 == "withdrawn" }),
      ("manual", outcomes.count { $0 == "manual" }),
    ]
  }

  private func write(_ fix: MendedFinding, in file: FixedFile, to json: inout JSONWriter) {
    let metadata = catalogue[fix.finding.rule].metadata
    json.beginObject()
    json.member("rule", metadata.code)
    json.member("name", metadata.name)
    json.member("severity", fix.finding.severity.name)
    json.member("workload", name(of: fix, in: file))
    json.member("line", fix.finding.place.start.line)
    json.member("column", fix.finding.place.start.column)
    json.member("title", fix.fix.title)
    switch fix.fix.safety {
    case .safe: json.member("safety", "safe")
    case .changesBehaviour(let effect):
      json.member("safety", "changes-behaviour")
      json.member("effect", effect)
    case .manual: json.member("safety", "manual")
    }
    json.member("outcome", Self.name(of: fix.outcome))
    let reason = reason(fix)
    if !reason.isEmpty { json.member("reason", reason) }
    json.member("needsNewObject", fix.needsNewObject)
    json.member("paths", fix.fix.changes.map { $0.path.description })
    json.endObject()
  }

  private static func name(of outcome: FixOutcome) -> String {
    switch outcome {
    case .made: "made"
    case .offered: "offered"
    case .refused: "refused"
    case .withdrawn: "withdrawn"
    case .manual: "manual"
    }
  }

  /// Comments with suggestions, as GitHub's API for pull requests takes them (`POST /repos/{owner}/{repo}/pulls/{number}/comments`). A suggestion replaces
  /// lines; one that adds some replaces the line before by itself and them. What holds something hidden is left out.
  package func githubSuggestions() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginArray()
      for file in files {
        guard let diff = diff(of: file) else { continue }
        for suggestion in diff.suggestions {
          json.line()
          json.beginObject()
          json.member("path", file.path)
          if suggestion.lines.count > 1 { json.member("start_line", suggestion.lines.lowerBound + 1) }
          json.member("line", suggestion.lines.upperBound)
          json.member("side", "RIGHT")
          json.member("body", body(suggestion.text, of: file))
          json.endObject()
        }
      }
      json.endLines()
      json.lastLine()
    }
  }

  private func body(_ text: String, of file: FixedFile) -> String {
    let made = file.findings.filter { $0.outcome == .made }.map { "- \($0.fix.title) (\(rule(of: $0)))" }
    let fence = text.contains("```") ? "````" : "```"
    return "curfew mends this file:\n\(made.joined(separator: "\n"))\n\n\(fence)suggestion\n\(text)\(fence)\n"
  }
}

extension UnifiedDiff {
  /// Lines of the old text, at least one, and what comes in their place.
  fileprivate var suggestions: [(lines: Range<Int>, text: String)] {
    var result: [(lines: Range<Int>, text: String)] = []
    for hunk in hunks {
      var number = hunk.old.lowerBound
      var before: Line?
      var index = 0
      while index < hunk.lines.count {
        if hunk.lines[index].kind == .same {
          (before, number, index) = (hunk.lines[index], number + 1, index + 1)
          continue
        }
        let block = hunk.lines[index...].prefix { $0.kind != .same }
        let removed = block.count { $0.kind == .removed }
        var lines = number..<number + removed
        var shown = block.filter { $0.kind == .added }
        var isWhole = block.allSatisfy(\.isWhole)
        if removed == 0 {
          if let before, number > 0 {
            lines = number - 1..<number
            shown.insert(before, at: shown.startIndex)
            isWhole = isWhole && before.isWhole
          } else {
            isWhole = false
          }
        }
        if isWhole { result.append((lines, shown.map { String(decoding: $0.text, as: UTF8.self) + "\n" }.joined())) }
        number += removed
        index = block.endIndex
      }
    }
    return result
  }
}
