package import Findings
internal import SourceTree

/// What mending files comes to, for people and programs.
package struct FixReport: Sendable {
  /// In the order of the input.
  package let files: [FixedFile]
  let catalogue: Catalogue
  let read: ReportFormat.ReadFile

  /// - Parameter read: Gives the texts that the files had when they were judged.
  package init(_ files: [FixedFile], _ catalogue: Catalogue, read: @escaping ReportFormat.ReadFile) {
    self.files = files
    self.catalogue = catalogue
    self.read = read
  }

  /// What changes in a file; nil where it cannot be read again as it was.
  func diff(of file: FixedFile) -> UnifiedDiff? {
    guard let bytes = read(file.path), StableHash.of(bytes) == file.before.fingerprint else { return nil }
    return UnifiedDiff(
      bytes, file.edits, hiddenBefore: file.before.redactions + file.before.guesses, hiddenAfter: file.after.redactions + file.after.guesses
    )
  }

  /// The diff of a file with what each change is for; nothing where it has none.
  package func text(of file: FixedFile, isColored: Bool) -> [UInt8] {
    let style = TextStyle(isColored: isColored)
    var output: [UInt8] = []
    let made = file.findings.filter { $0.outcome == .made }
    if made.isEmpty { return output }
    var workload: Int?
    for fix in made {
      if fix.workload != workload {
        TerminalText.append("# \(file.path): \(name(of: fix, in: file))", to: &output)
        output += "\n".utf8
        if made.contains(where: { $0.workload == fix.workload && $0.needsNewObject }) {
          output += "#   The pod template of a Job cannot be changed: where the Job is there already, delete it first.\n".utf8
        }
        workload = fix.workload
      }
      let effect = if case .changesBehaviour(let effect) = fix.fix.safety { " \(effect)" } else { "" }
      TerminalText.append("#   \(fix.fix.title) (\(rule(of: fix)))\(effect.isEmpty ? "" : ":")\(effect)", to: &output)
      output += "\n".utf8
    }
    if let diff = diff(of: file) {
      diff.write(path: file.path, style, to: &output)
    } else {
      TerminalText.append("# no diff: \(file.path) has changed since it was judged", to: &output)
      output += "\n".utf8
    }
    return output
  }

  /// The path of a file, in a line of its own.
  package func name(of file: FixedFile) -> [UInt8] {
    var output: [UInt8] = []
    TerminalText.append(file.path, to: &output)
    return output + "\n".utf8
  }

  /// What was done and what was not, in few lines.
  ///
  /// - Parameter isWritten: Whether the files have been changed.
  package func summary(isWritten: Bool, isColored: Bool) -> [UInt8] {
    let style = TextStyle(isColored: isColored)
    var output: [UInt8] = []
    func line(_ code: TextStyle.Code?, _ text: String) {
      if let code { style.write(code, to: &output) { TerminalText.append(text, to: &$0) } } else { TerminalText.append(text, to: &output) }
      output += "\n".utf8
    }
    let made = all { $0 == .made }
    let filesChanged = files.count { !$0.edits.isEmpty }
    let what = "\(ReportWords.count(made.count, "finding")) in \(ReportWords.count(filesChanged, "file"))"
    if made.isEmpty {
      line(style.heading, "nothing to mend without more being asked for")
    } else {
      line(style.heading, isWritten ? "mended \(what)" : "would mend \(what); --write does it")
    }
    let offered = all { $0 == .offered }
    if !offered.isEmpty {
      line(style.heading, "\(offered.count) more would change behaviour; --unsafe mends all of them, --unsafe-rule NAME those of a rule:")
      for (rule, fixes) in Dictionary(grouping: offered, by: \.fix.finding.rule).sorted(by: {
        ($1.value.count, $0.key) < ($0.value.count, $1.key)
      }) {
        guard let first = fixes.first, case .changesBehaviour(let effect) = first.fix.fix.safety else { continue }
        line(nil, "  \(fixes.count) × \(catalogue[rule].metadata.name): \(first.fix.fix.title). \(effect)")
      }
    }
    list("cannot be mended here:", all { if case .refused = $0 { true } else { false } }, line)
    list("taken back, as mending would not have helped:", all { if case .withdrawn = $0 { true } else { false } }, line)
    list("for a person to decide:", all { if case .manual = $0 { true } else { false } }, line)
    return output
  }

  private typealias Placed = (file: FixedFile, fix: MendedFinding)

  private func all(_ isMeant: (FixOutcome) -> Bool) -> [Placed] {
    files.flatMap { file in file.findings.filter { isMeant($0.outcome) }.map { (file, $0) } }
  }

  /// Lines that are shown of each list; nobody reads more.
  private static var mostLines: Int { 20 }

  private func list(_ title: String, _ fixes: [Placed], _ line: (TextStyle.Code?, String) -> Void) {
    if fixes.isEmpty { return }
    line(TextStyle(isColored: false).heading, "\(fixes.count) \(title)")
    for (file, fix) in fixes.prefix(Self.mostLines) {
      line(
        nil,
        "  \(file.path):\(fix.finding.place.start.line): \(name(of: fix, in: file)): \(fix.fix.title) (\(rule(of: fix))): \(reason(fix))")
    }
    if fixes.count > Self.mostLines { line(nil, "  … and \(fixes.count - Self.mostLines) more; --format json has all of them") }
  }

  func reason(_ fix: MendedFinding) -> String {
    switch fix.outcome {
    case .made, .offered: ""
    case .refused(let reason), .withdrawn(let reason), .manual(let reason): reason
    }
  }

  func rule(of fix: MendedFinding) -> String {
    let metadata = catalogue[fix.finding.rule].metadata
    return "\(metadata.code) \(metadata.name)"
  }

  /// `CronJob batch/backup`.
  func name(of fix: MendedFinding, in file: FixedFile) -> String {
    guard file.before.workloads.indices.contains(fix.workload) else { return "" }
    let workload = file.before.workloads[fix.workload]
    return "\(workload.kind) \(workload.namespace.map { "\($0)/" } ?? "")\(workload.name)"
  }
}
