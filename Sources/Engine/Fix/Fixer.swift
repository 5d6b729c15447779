package import Findings
package import Manifests
package import Reports
package import Rules
internal import SourceTree

/// Mends what a scan finds: asks the rules for changes, makes them in the files' texts, and judges those again.
///
/// A fix that does not do away with its finding, or that brings another at least as grave, is taken back. What the new texts have to mend is mended as
/// well, so that mending once is enough.
package struct Fixer: Sendable {
  private let scan: FileScan
  private let policy: FixPolicy

  /// - Parameters:
  ///   - scan: What is read, and what is asked of it.
  ///   - policy: Which fixes are made.
  package init(_ scan: FileScan, _ policy: FixPolicy) {
    self.scan = scan
    self.policy = policy
  }

  /// How often the texts are judged at most; what then is still to be tried is left as it was.
  private static var mostRounds: Int { 40 }
  private static var window: Int { 64 }

  /// Nothing is written.
  package func result(progress: (@Sendable (FileScan.Progress) -> Void)? = nil) -> FixResult {
    var scan = scan
    let first = FoundBefore(scan.result(progress: progress), scan.settings)
    for (index, entry) in scan.input.entries.enumerated() where entry.file.isStandardInput { scan.texts[index] = first.read(entry.name) }
    var reports = first.reports
    var files: [Int: FileUnderRepair] = [:]
    var open = reports.indices.filter { index in reports[index].workloads.contains { !$0.findings.isEmpty } }
    var hasMade = false
    for _ in 0..<Self.mostRounds {
      let plans = plans(for: open, reports, files, scan.texts, read: first.read)
      var tried = scan
      for (index, plan, text) in plans {
        files[index, default: FileUnderRepair()].note(plan) { first.read(reports[index].path) }
        if let text { tried.texts[index] = text }
      }
      let changed = plans.filter { $0.text != nil }
      if changed.isEmpty {
        // What was in vain may help by now, and would be made if all were run again.
        guard hasMade else { break }
        hasMade = false
        open = files.filter { !$0.value.withdrawn.isEmpty }.keys.sorted()
        for index in open { files[index]?.forgetWithdrawn() }
        continue
      }
      let judged = tried.result().files
      let rejected = Set(
        changed.filter { index, plan, _ in
          !(files[index]?.accept(plan, from: reports[index], to: judged[index], scan.settings.catalogue) ?? false)
        }.map(\.index))
      let searched = rejected.sorted().compactMap { index in
        files[index].map { (index: index, file: $0, report: reports[index], text: scan.texts[index]) }
      }
      forEachInOrder(searched, window: Self.window) { [read = first.read] search -> (Int, FileUnderRepair) in
        var file = search.file
        if let text = search.text ?? read(search.report.path) { findCulprits(&file, search.report, text) }
        return (search.index, file)
      } consume: {
        files[$0.0] = $0.1
      }
      var judgedOnly = judged
      for index in rejected {
        judgedOnly[index] = reports[index]
        tried.texts[index] = scan.texts[index]
      }
      reports = judgedOnly
      scan = tried
      open = changed.map(\.index).filter { index in
        rejected.contains(index) || files[index]?.hasMore(in: reports[index], policy) ?? true
      }
      hasMade = hasMade || rejected.count < changed.count
    }
    return FixResult(
      files: files.sorted { $0.key < $1.key }.map { index, file in
        (
          scan.input.entries[index],
          FixedFile(
            before: first.reports[index], after: reports[index], edits: file.edits,
            findings: (file.made + file.withdrawn + file.others).sorted { $0.finding.precedes($1.finding) })
        )
      },
      after: reports, found: first, input: scan.input)
  }

  /// Of fixes that brought something together, finds those without which they bring less, as far as the file by itself shows it: to try each among all
  /// files takes longer.
  private func findCulprits(_ file: inout FileUnderRepair, _ report: FileReport, _ text: [UInt8]) {
    let suspects = Dictionary(grouping: file.suspects, by: \.finding.rule).sorted { $0.key < $1.key }
    file.suspects = []
    if suspects.isEmpty { return }
    let former = judgedAlone(text, as: report)
    var exceptions = file.exceptions
    exceptions.oneByOne.subtract(suspects.flatMap(\.value).map(\.workload))
    guard let all = brought(by: exceptions, to: report, former, text), !all.isEmpty else { return }
    for (rule, suspects) in suspects {
      var without = exceptions
      without.rule = rule
      guard let rest = brought(by: without, to: report, former, text) else { continue }
      let owed = Dictionary(grouping: all.filter { rest[$0.key] == nil }.map(\.key), by: \.workload)
      for (workload, suspects) in suspects.byWorkload {
        guard let keys = owed[workload] else { continue }
        file.exceptions.oneByOne.remove(workload)
        for suspect in suspects {
          if suspects.count > 1 {
            guard suspects.count <= Self.mostOfARule else { break }
            var alone = exceptions
            alone.withdrawn.insert(FindingKey(suspect))
            guard let rest = brought(by: alone, to: report, former, text), keys.contains(where: { rest[$0] == nil }) else { continue }
          }
          file.charge(suspect, with: keys, all, scan.settings.catalogue)
        }
      }
    }
  }

  /// Findings of one rule in one workload that are looked at one by one.
  private static var mostOfARule: Int { 8 }

  /// What a file would say, with some exceptions, that it did not say before; nil where it would not be read as before.
  private func brought(by exceptions: FixPlan.Exceptions, to report: FileReport, _ former: FileReport, _ text: [UInt8]) -> [FindingKey:
    Severity]?
  {
    let plan = plan(for: report, text, exceptions)
    let after = judgedAlone(plan.edits.applied(to: text), as: report)
    guard after.workloads.count == former.workloads.count else { return nil }
    let findings = plan.made.byWorkload.flatMap { workload, fixes in
      FindingCounts(after, workload).fresh(since: FindingCounts(former, workload), mending: fixes, in: after, workload).map {
        (FindingKey($0, ofWorkload: workload), $0.severity)
      }
    }
    return Dictionary(findings) { max($0, $1) }
  }

  /// What a text says where there is no other file.
  private func judgedAlone(_ text: [UInt8], as report: FileReport) -> FileReport {
    var judgements = Scan.Judgements()
    let judge = Scan(scan.settings)
    judge.judge(
      path: report.path, bytes: text, file: 0, policy: report.policy, isPatch: scan.patches.contains(report.path), into: &judgements)
    return judge.settle(&judgements) { _ in text }.first ?? FileReport(path: report.path)
  }

  private func plan(
    for report: FileReport, _ bytes: [UInt8], _ exceptions: FixPlan.Exceptions, refusal: String? = nil
  ) -> FixPlan {
    FixPlan(
      for: report, bytes: bytes, isPatch: scan.patches.contains(report.path), refusal: refusal, policy,
      options: scan.settings.policy(report.policy).options, except: exceptions)
  }

  private typealias Planned = (index: Int, plan: FixPlan, text: [UInt8]?)

  /// How files are to be mended, and what they would say then; nil where nothing changes.
  private func plans(
    for open: [Int], _ reports: [FileReport], _ files: [Int: FileUnderRepair], _ texts: [Int: [UInt8]],
    read: @escaping @Sendable (String) -> [UInt8]?
  ) -> [Planned] {
    let work = open.map { (index: $0, report: reports[$0], exceptions: files[$0]?.exceptions ?? FixPlan.Exceptions(), text: texts[$0]) }
    var planned: [Planned] = []
    forEachInOrder(work, window: Self.window) { file -> Planned? in
      guard let bytes = file.text ?? read(file.report.path), StableHash.of(bytes) == file.report.fingerprint else { return nil }
      let plan = plan(for: file.report, bytes, file.exceptions, refusal: scan.input.entries[file.index].reasonNotToChange)
      return (file.index, plan, plan.edits.isEmpty ? nil : plan.edits.applied(to: bytes))
    } consume: {
      if let plan = $0 { planned.append(plan) }
    }
    return planned
  }
}

extension Input.Entry {
  /// Why nothing of it can be changed where it stands, if so: a clause.
  fileprivate var reasonNotToChange: String? {
    if rendered != nil { return "it is rendered: mend what it is made of" }
    return held == nil ? nil : "it is what a git revision holds"
  }
}

/// What is known of a file while it is mended.
private struct FileUnderRepair: Sendable {
  /// From what was read to what is found good so far.
  var edits = EditList()
  var made: [MendedFinding] = []
  var withdrawn: [MendedFinding] = []
  /// As the last plan says, at their places in what was read.
  var others: [MendedFinding] = []
  private var planned: [MendedFinding] = []
  var exceptions = FixPlan.Exceptions()
  /// Fixes of which one at least brought something.
  var suspects: [MendedFinding] = []
  /// What came with something graver going.
  var tolerated: Set<FindingKey> = []

  /// Notes how the text that there is by now is to be mended.
  ///
  /// - Parameter original: Gives the bytes that were read.
  mutating func note(_ plan: FixPlan, original: () -> [UInt8]?) {
    (planned, others) = (plan.made, plan.others)
    guard !edits.isEmpty, let bytes = original() else { return }
    let (lines, origins) = (LineIndex(bytes), EditOrigins(edits))
    let move = { (fix: inout MendedFinding) in
      let origin = origins[fix.finding.place.range.start]
      fix.finding.place = Place(SourceRange(origin, origin), lines: lines)
    }
    for index in planned.indices { move(&planned[index]) }
    for index in others.indices { move(&others[index]) }
  }

  /// Takes a plan over, if what it makes of the file is better in all respects; else notes what is to be left out of the next one.
  mutating func accept(_ plan: FixPlan, from before: FileReport, to after: FileReport, _ catalogue: Catalogue) -> Bool {
    var isGood = true
    let isRead =
      before.workloads.count == after.workloads.count && after.errors.count <= before.errors.count
      && after.notEvaluated.count <= before.notEvaluated.count
    for (workload, fixes) in planned.byWorkload {
      if !isRead {
        isGood = false
        leaveOut(fixes, ofWorkload: workload, because: "the manifest would not be read as before")
        continue
      }
      let (former, now) = (FindingCounts(before, workload), FindingCounts(after, workload))
      let wanted = Dictionary(fixes.map { (FindingKey($0), 1) }, uniquingKeysWith: +)
      let inVain = fixes.filter { fix in
        let key = FindingKey(fix)
        return former.keys[key, default: 0] - now.keys[key, default: 0] < wanted[key, default: 0]
          || now.open.contains(fix.finding.rule) && !former.open.contains(fix.finding.rule)
      }
      let fresh = now.fresh(since: former, mending: fixes, in: after, workload).filter {
        !tolerated.contains(FindingKey($0, ofWorkload: workload))
      }
      if !inVain.isEmpty {
        isGood = false
        for fix in inVain { withdraw(fix, because: "the finding would stay all the same") }
      } else if let fresh = fresh.first {
        isGood = false
        leaveOut(fixes, ofWorkload: workload, because: "it would bring \(catalogue[fresh.rule].metadata.name)")
      }
    }
    guard isGood else { return false }
    made += planned
    edits = edits.followed(by: plan.edits)
    // What gave way to others would otherwise have its turn now, against them.
    for other in others { if case .refused = other.outcome { exceptions.withdrawn.insert(FindingKey(other)) } }
    withdrawn += others.filter { if case .refused = $0.outcome { true } else { false } }
    others.removeAll { if case .refused = $0.outcome { true } else { false } }
    return true
  }

  /// Whether a text has something to mend that has not been looked at.
  func hasMore(in report: FileReport, _ policy: FixPolicy) -> Bool {
    if !exceptions.oneByOne.isEmpty { return true }
    let known = exceptions.withdrawn.union(others.map { FindingKey($0) })
    return report.workloads.enumerated().contains { position, workload in
      workload.findings.contains { policy.concerns($0) && !known.contains(FindingKey($0, ofWorkload: position)) }
    }
  }

  /// Tries again what was in vain.
  mutating func forgetWithdrawn() {
    withdrawn = []
    exceptions = FixPlan.Exceptions()
  }

  /// Tries fixes of a workload one at a time, or withdraws the one that was tried alone.
  private mutating func leaveOut(_ fixes: [MendedFinding], ofWorkload workload: Int, because reason: String) {
    if fixes.count > 1 {
      exceptions.oneByOne.insert(workload)
      suspects += fixes
    } else {
      for fix in fixes { withdraw(fix, because: reason) }
    }
  }

  /// Settles what a fix brings: it is borne where what goes is graver, and else the fix is withdrawn.
  mutating func charge(_ suspect: MendedFinding, with keys: [FindingKey], _ severities: [FindingKey: Severity], _ catalogue: Catalogue) {
    let grave = keys.filter { severities[$0] ?? .info >= suspect.finding.severity }
    if let rule = grave.map(\.rule).min() {
      withdraw(suspect, because: "it would bring \(catalogue[rule].metadata.name)")
    } else {
      tolerated.formUnion(keys)
    }
  }

  mutating func withdraw(_ fix: MendedFinding, because reason: String) {
    exceptions.withdrawn.insert(FindingKey(fix))
    var fix = fix
    fix.outcome = .withdrawn(reason)
    withdrawn.append(fix)
  }
}

extension FindingKey {
  fileprivate init(_ fix: MendedFinding) { self.init(fix.finding, ofWorkload: fix.workload) }
}

extension [MendedFinding] {
  /// By the position of the workload, in order.
  fileprivate var byWorkload: [(Int, [MendedFinding])] {
    Dictionary(grouping: self, by: \.workload).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// The findings of a workload, by what they are known again by.
private struct FindingCounts {
  var keys: [FindingKey: Int] = [:]
  var rules: [RuleIndex: Int] = [:]
  /// Rules that could not judge something.
  let open: Set<RuleIndex>

  init(_ report: FileReport, _ workload: Int) {
    open = Set(report.workloads[workload].notEvaluated.map(\.rule))
    for finding in report.workloads[workload].findings {
      keys[FindingKey(finding, ofWorkload: workload), default: 0] += 1
      rules[finding.rule, default: 0] += 1
    }
  }

  /// The findings that were not there before some were mended, and are at least as grave as one of these.
  func fresh(since former: FindingCounts, mending fixes: [MendedFinding], in report: FileReport, _ workload: Int) -> [Finding] {
    let limit = fixes.map(\.finding.severity).min() ?? .info
    let mended = Dictionary(grouping: fixes, by: \.finding.rule).mapValues(\.count)
    return report.workloads[workload].findings.filter { finding in
      let key = FindingKey(finding, ofWorkload: workload)
      return finding.severity >= limit && keys[key, default: 0] > former.keys[key, default: 0]
        && rules[finding.rule, default: 0] > former.rules[finding.rule, default: 0] - mended[finding.rule, default: 0]
    }
  }
}

/// What a scan found before anything was mended, as far as it is still of use; the scan itself holds the whole cluster.
private struct FoundBefore {
  let reports: [FileReport]
  let errors: [UnreadInput]
  let read: ReportFormat.ReadFile
  let exitStatus: ExitStatus

  init(_ result: ScanResult, _ settings: ScanSettings) {
    reports = result.files
    errors = result.errors
    read = result.read
    exitStatus = ExitStatus(reports, errors, settings)
  }
}

extension ExitStatus {
  /// That of files which say so; nothing to look at is nothing to mend.
  fileprivate init(_ reports: [FileReport], _ errors: [UnreadInput], _ settings: ScanSettings) {
    var summary = ReportSummary()
    for report in reports { summary.count(report) }
    summary.inputErrors = errors.map(\.description)
    summary.skippedFiles = settings.skipsUnreadable ? errors.count(where: \.isOfWhatIsThere) : 0
    let status = summary.exitStatus(for: settings)
    self = status == .nothingToScan ? .clean : status
  }
}

/// What mending comes to.
package struct FixResult: Sendable {
  /// Those in which something can be mended, in the order of the input, with what each was read from.
  package let files: [(entry: Input.Entry, file: FixedFile)]
  /// Gives the texts that were judged.
  package let read: ReportFormat.ReadFile
  /// What could not be read: clauses with their places.
  package let problems: [String]
  private let input: Input
  private let exitStatusBefore: ExitStatus
  private let reports: [FileReport]
  private let errors: [UnreadInput]

  fileprivate init(files: [(entry: Input.Entry, file: FixedFile)], after reports: [FileReport], found: FoundBefore, input: Input) {
    self.files = files
    self.reports = reports
    self.input = input
    read = found.read
    errors = found.errors
    exitStatusBefore = found.exitStatus
    problems =
      found.errors.map(\.description)
      + reports.flatMap { report in
        report.errors.map { "\(report.path):\($0.place.start.line):\($0.place.start.column): \($0.error.message)" }
      }
  }

  /// What was given to be read.
  package var roots: [InputRoot] { input.roots }

  /// What standard input is to say, mended or not; nothing where it was not read.
  package var standardOutput: [UInt8] {
    input.entries.filter(\.file.isStandardInput).flatMap { entry -> [UInt8] in
      guard let bytes = read(entry.name) else { return [] }
      return files.first { $0.entry.name == entry.name }?.file.edits.applied(to: bytes) ?? bytes
    }
  }

  /// What the program ends with: by what the files say now, or would say.
  ///
  /// - Parameter isWritten: Whether they have been changed.
  package func exitStatus(_ settings: ScanSettings, isWritten: Bool) -> ExitStatus {
    isWritten ? ExitStatus(reports, errors, settings) : exitStatusBefore
  }
}
