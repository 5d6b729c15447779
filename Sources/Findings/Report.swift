package import SourceTree

/// What was asked of a scan: the same for every file of its report.
package struct ScanSettings: Sendable {
  /// The version of the program.
  package var version: String
  package var catalogue: Catalogue
  package var profile: Profile
  package var options: RuleOptions
  /// The least severity that makes the exit status ``ExitStatus/findings``.
  package var threshold: Severity
  /// Whether *not evaluated* makes it so, too.
  package var failsOnNotEvaluated: Bool

  package init(
    version: String, catalogue: Catalogue, profile: Profile = .recommended, options: RuleOptions = RuleOptions(),
    threshold: Severity = .info,
    failsOnNotEvaluated: Bool = false
  ) {
    self.version = version
    self.catalogue = catalogue
    self.profile = profile
    self.options = options
    self.threshold = threshold
    self.failsOnNotEvaluated = failsOnNotEvaluated
  }

  /// The rules the profile asks for, with their positions in the catalogue.
  package var rules: [(index: RuleIndex, metadata: RuleMetadata)] {
    catalogue.rules.indices.compactMap { index in
      let metadata = catalogue.rules[index].metadata
      return metadata.profile <= profile ? (RuleIndex(truncatingIfNeeded: index), metadata) : nil
    }
  }
}

/// What a scan found, ready to be rendered: one value, many formats.
///
/// Findings are kept as rule, place and arguments; renderers put them into words through the ``Catalogue``.
package struct Report: Sendable {
  package var settings: ScanSettings
  /// In the order of the input.
  package var files: [FileReport]
  /// What could not be read at all: missing paths, unreadable folders. In the order of the input.
  package var inputErrors: [String]

  package init(settings: ScanSettings, files: [FileReport], inputErrors: [String] = []) {
    self.settings = settings
    self.files = files
    self.inputErrors = inputErrors
  }
}

/// What one input file holds.
package struct FileReport: Sendable {
  /// As the user named it, or below the folder the user named.
  package var path: String
  /// ``StableHash`` of the bytes that were read: excerpts are shown only while the file still has them.
  package var fingerprint: UInt64
  package var workloads: [WorkloadReport]
  /// Documents that are not well-formed, or have duplicate keys.
  package var errors: [DocumentError]
  /// Documents that say nothing until something else is done: templates, legacy line breaks.
  package var notEvaluated: [DocumentNotEvaluated]
  /// Bytes that hold credentials: no excerpt may show them. Sorted.
  package var redactions: [SourceRange]

  package init(path: String, fingerprint: UInt64 = 0) {
    self.path = path
    self.fingerprint = fingerprint
    workloads = []
    errors = []
    notEvaluated = []
    redactions = []
  }
}

/// A document that cannot be read: the exit code is 2.
package struct DocumentError: Sendable {
  package var error: SyntaxError
  package var place: Place
  package var related: Place?

  package init(error: SyntaxError, place: Place, related: Place? = nil) {
    self.error = error
    self.place = place
    self.related = related
  }
}

/// A document that is well-formed or a template, and was not judged.
package struct DocumentNotEvaluated: Sendable {
  package var place: Place
  /// A clause such as "the document is a template that has not been rendered".
  package var reason: String

  package init(place: Place, reason: String) {
    self.place = place
    self.reason = reason
  }
}

/// The verdicts on one workload.
package struct WorkloadReport: Sendable {
  /// `CronJob`, `Job` or `Pod`.
  package var kind: String
  package var namespace: String?
  package var name: String
  /// The `kind` key of the object.
  package var place: Place
  /// In the order of their places, then of the rules' codes.
  package var findings: [Finding]
  package var notEvaluated: [FindingCollector.NotEvaluated]
  package var counts: VerdictCounts
  /// How many Jobs of the input were folded into this CronJob.
  package var foldedJobs: Int

  package init(
    kind: String, namespace: String?, name: String, place: Place, findings: [Finding], notEvaluated: [FindingCollector.NotEvaluated],
    counts: VerdictCounts, foldedJobs: Int = 0
  ) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.place = place
    self.findings = findings
    self.notEvaluated = notEvaluated
    self.counts = counts
    self.foldedJobs = foldedJobs
  }
}

/// The rules of a release as renderers see them; a ``RuleIndex`` is a position in ``rules``.
package struct Catalogue: Sendable {
  package struct Entry: Sendable {
    package var metadata: RuleMetadata
    package var explain: @Sendable ([String]) -> Explanation

    package init(metadata: RuleMetadata, explain: @escaping @Sendable ([String]) -> Explanation) {
      self.metadata = metadata
      self.explain = explain
    }
  }

  /// Ordered by code.
  package var rules: [Entry]

  package init(rules: [Entry]) {
    self.rules = rules
  }

  package subscript(index: RuleIndex) -> Entry { rules[Int(index)] }
}
