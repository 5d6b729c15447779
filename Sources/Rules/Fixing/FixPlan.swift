package import Findings
internal import Manifests
package import SourceTree

/// Which fixes are made, of those that are known.
package struct FixPolicy: Sendable {
  /// The least severity of what is mended.
  package var threshold: Severity
  /// Whether fixes that change behaviour are made, too.
  package var changesBehaviour: Bool
  /// The rules whose fixes are made even where they change behaviour.
  package var unsafeRules: Set<RuleIndex>

  /// One that makes safe fixes, unless more is said.
  package init(threshold: Severity = .info, changesBehaviour: Bool = false, unsafeRules: Set<RuleIndex> = []) {
    self.threshold = threshold
    self.changesBehaviour = changesBehaviour
    self.unsafeRules = unsafeRules
  }

  /// Whether a fix is made without being asked for by name.
  func makes(_ fix: Fix, of rule: RuleIndex) -> Bool {
    switch fix.safety {
    case .safe: true
    case .changesBehaviour: changesBehaviour || unsafeRules.contains(rule)
    case .manual: false
    }
  }
}

/// A finding of a workload of a file, as it is known again after the file has changed.
package struct FindingKey: Hashable, Sendable {
  /// The position of the workload in the report of its file.
  package let workload: Int
  /// The rule that was asked.
  package let rule: RuleIndex
  private let situation: UInt64

  /// What a finding is known again by.
  package init(_ finding: Finding, ofWorkload workload: Int) {
    self.workload = workload
    rule = finding.rule
    var hash = StableHash()
    finding.situation.combine(into: &hash)
    situation = hash.value
  }
}

/// How the findings of a file are mended: the rules are asked, and their changes put together.
package struct FixPlan: Sendable {
  /// What is to become of the file.
  package private(set) var edits = EditList()
  /// The findings that are mended by it.
  package private(set) var made: [MendedFinding] = []
  /// Those that are not, and why.
  package private(set) var others: [MendedFinding] = []

  /// What is left out of a plan.
  package struct Exceptions: Sendable {
    /// What was tried, and in vain.
    package var withdrawn: Set<FindingKey> = []
    /// The workloads of which only one finding is mended at a time.
    package var oneByOne: Set<Int> = []
    /// A rule of which nothing is mended.
    package var rule: RuleIndex?

    /// Nothing.
    package init() {}
  }

  /// Asks the rules how they mend what was found.
  ///
  /// - Parameters:
  ///   - bytes: Those that the report is about.
  ///   - isPatch: Whether the file's objects are known to be patches of others.
  ///   - refusal: Why nothing of the file is changed, if so: a clause.
  package init(
    for report: FileReport, bytes: [UInt8], isPatch: Bool, refusal: String?, _ policy: FixPolicy, options: RuleOptions,
    except exceptions: Exceptions
  ) {
    guard let source = try? Source(name: report.path, bytes: bytes) else { return }
    let lines = LineIndex(bytes)
    let workloads = Dictionary(report.workloads.indices.map { (report.workloads[$0].place.range, $0) }) { first, _ in first }
    var reader = ManifestReader(source, isPatch: isPatch)
    var draft: DocumentDraft?
    var edits: [Edit] = []
    while let element = reader.next() {
      guard case .object(.workload(let workload)) = element, let position = workloads[workload.place],
        let document = reader.document, let object = reader.object
      else { continue }
      let findings = report.workloads[position].findings.filter { $0.severity >= policy.threshold && $0.state != .known }
      guard findings.contains(where: { Registry.fixable(by: $0.rule) != nil }) else { continue }
      if draft?.document !== document {
        draft?.finish(&self, &edits)
        draft = DocumentDraft(document, lines)
      }
      let isApart = exceptions.oneByOne.contains(position)
      var isTaken = false
      let refusal = refusal ?? draft?.refusal(workload, object)
      let tree = draft.flatMap { WorkloadTree(workload, object, $0.paths) }
      for finding in findings.sorted(by: { ($1.severity, $0.rule) < ($0.severity, $1.rule) }) {
        let key = FindingKey(finding, ofWorkload: position)
        guard let rule = Registry.fixable(by: finding.rule), !exceptions.withdrawn.contains(key), finding.rule != exceptions.rule else {
          continue
        }
        guard let tree, let fix = rule.fix(finding, of: tree, options: options) else { continue }
        var mended = MendedFinding(finding, ofWorkload: position, fix, .made)
        mended.needsNewObject = tree.isFixedOnceMade && fix.changes.contains { $0.path.steps.starts(with: tree.podTemplate.steps) }
        if case .manual(let reason) = fix.safety {
          mended.outcome = .manual(reason)
        } else if let refusal {
          mended.outcome = .refused(refusal)
        } else if !policy.makes(fix, of: finding.rule) {
          mended.outcome = .offered
        } else if isApart, isTaken {
          continue
        } else {
          isTaken = true
        }
        if mended.outcome == .made { draft?.fixes.append(mended) } else { others.append(mended) }
      }
    }
    draft?.finish(&self, &edits)
    // Documents do not overlap; should their edits do so all the same, it is better to change nothing.
    if let list = try? EditList(edits) { self.edits = list } else { made = [] }
  }

  /// The fixes of one document.
  private struct DocumentDraft {
    let document: Document
    let paths: DocumentPaths
    var fixes: [MendedFinding] = []
    private let lines: LineIndex
    /// Where it shows that the document is a template, if it does.
    private let templateLine: Int?

    init(_ document: Document, _ lines: LineIndex) {
      self.document = document
      self.lines = lines
      paths = DocumentPaths(document)
      templateLine = TemplateTrace.first(in: document, paths).map { lines.line(at: $0.start) + 1 }
    }

    /// Why nothing of an object is changed, if so: a clause.
    func refusal(_ workload: Workload, _ object: Node) -> String? {
      if object.document !== document { return "the manifest stands in a text of another object" }
      if workload.isPatch { return "it is a patch, and what it leaves out stands elsewhere: mend what it is merged into" }
      if let templateLine { return "the document is a template, as line \(templateLine) shows" }
      let metadata = object["metadata"]
      if object["status"]?.isEmpty == false || metadata?["uid"] != nil || metadata?["managedFields"] != nil
        || metadata?["resourceVersion"] != nil
      {
        return "it was read from a cluster, and is not the source of the object: mend the manifest that was applied"
      }
      return nil
    }

    /// Makes as many of the fixes as go together.
    func finish(_ plan: inout FixPlan, _ edits: inout [Edit]) {
      var left = fixes
      let printer = ChangePrinter(document.root)
      while !left.isEmpty {
        let (made, conflicts) = printer.edits(for: left.flatMap(\.fix.changes))
        if conflicts.isEmpty {
          edits += made.edits
          plan.made += left
          return
        }
        // What cannot be made at all stands in no other fix's way.
        let absolute = conflicts.filter { if case .different = $0 { false } else { true } }
        let reasons = Dictionary((absolute.isEmpty ? conflicts : absolute).map { ($0.change, $0) }) { first, _ in first }
        var rest: [MendedFinding] = []
        for var fix in left {
          if let conflict = fix.fix.changes.lazy.compactMap({ reasons[$0] }).first {
            fix.outcome = .refused(conflict.reason(lines))
            plan.others.append(fix)
          } else {
            rest.append(fix)
          }
        }
        left = rest
      }
    }
  }
}

extension Conflict {
  /// Why the change is not made: a clause.
  fileprivate func reason(_ lines: LineIndex) -> String {
    switch self {
    case .different(let first, _): "another fix sets \(first.path) otherwise"
    case .shared(_, .aliased(let anchor, let users)):
      """
      it is part of what the anchor in line \(lines.line(at: anchor.start) + 1) is read for elsewhere as well\
      \(users.first.map { " (line \(lines.line(at: $0.start) + 1))" } ?? "")
      """
    case .shared(_, .merged(let source)): "the merge key in line \(lines.line(at: source.start) + 1) brings it in"
    case .shared: "what it is part of cannot be told"
    case .notEditable(_, let obstacle): obstacle.message
    }
  }
}

extension Registry {
  private static let fixableRules = rules.map { $0 as? any Fixable.Type }

  /// The rule at an index, where it knows how to mend what it finds.
  static func fixable(by rule: RuleIndex) -> (any Fixable.Type)? {
    fixableRules.indices.contains(Int(rule)) ? fixableRules[Int(rule)] : nil
  }
}
