package import SourceTree

/// How a finding can be mended: what becomes of the tree, never of its text.
package struct Fix: Sendable {
  /// What it does: in the imperative, lower case, without a full stop. Repeats no credential.
  package var title: String
  /// What else it does.
  package var safety: FixSafety
  /// What becomes of the document; paths begin at its root. Made together or not at all.
  package var changes: [Change]

  /// A fix that does so.
  package init(_ title: String, _ safety: FixSafety, _ changes: [Change]) {
    self.title = title
    self.safety = safety
    self.changes = changes
  }
}

/// What else a fix does than to mend its finding.
package enum FixSafety: Hashable, Sendable {
  /// Nothing that a controller, a selector or a program could observe.
  case safe
  /// Runs go otherwise than before: how, in a sentence with a full stop.
  case changesBehaviour(String)
  /// It takes a person, and why: a sentence with a full stop.
  case manual(String)
}

/// What became of a fix.
package enum FixOutcome: Hashable, Sendable {
  /// It is made.
  case made
  /// It would be made if it were asked for: it changes behaviour.
  case offered
  /// It cannot be made here, and why: a clause.
  case refused(String)
  /// It was made and taken back, and why: a clause.
  case withdrawn(String)
  /// Only a person can make it, and why: a sentence.
  case manual(String)
}

/// One finding and how it is mended.
package struct MendedFinding: Sendable {
  /// What was found.
  package var finding: Finding
  /// The position of its workload in the report of its file.
  package var workload: Int
  /// How it is mended.
  package var fix: Fix
  /// Whether that is done.
  package var outcome: FixOutcome
  /// Whether it changes what the API server lets nobody change of an object that is there: the pod template of a Job, which has to be deleted and created anew.
  package var needsNewObject = false

  /// What became of a fix of a finding.
  package init(_ finding: Finding, ofWorkload workload: Int, _ fix: Fix, _ outcome: FixOutcome) {
    self.finding = finding
    self.workload = workload
    self.fix = fix
    self.outcome = outcome
  }
}

/// One file and what mends it.
package struct FixedFile: Sendable {
  /// What it says now, and what it would say.
  package let before: FileReport, after: FileReport
  /// From the one text to the other.
  package let edits: EditList
  /// What can be mended, in the order of the places.
  package let findings: [MendedFinding]

  /// A file, and what becomes of it.
  package init(before: FileReport, after: FileReport, edits: EditList, findings: [MendedFinding]) {
    self.before = before
    self.after = after
    self.edits = edits
    self.findings = findings
  }

  /// As it is shown.
  package var path: String { before.path }
}
