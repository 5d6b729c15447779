package import Manifests
package import SourceTree

/// What was asked of a scan: the same for every file of its report.
package struct ScanSettings: Sendable {
  /// The version of the program.
  package var version: String
  /// The rules there are.
  package var catalogue: Catalogue
  /// What was asked of the files, at least one; a file names its own by ``FileReport/policy``. The first is that of the first path.
  package var policies: [RulePolicy]
  /// The clusters that files are of, at least one; a file names its own by ``FileReport/cluster``.
  package var clusters = [Cluster()]
  /// The configuration files that were read.
  package var configurations: [String] = []
  /// Which of them count.
  package var suppressions = SuppressionSettings()
  /// What the findings are compared with, as the user named it; nil: nothing.
  package var baseline: String?
  /// Whether only findings that are not in the baseline make the exit status ``ExitStatus/findings``.
  package var failsOnNewOnly = false
  /// Whether the findings become the baseline, so that none makes the exit status ``ExitStatus/findings``.
  package var acceptsFindings = false
  /// The least severity that makes the exit status ``ExitStatus/findings``.
  package var threshold: Severity
  /// Whether *not evaluated* makes it so, too.
  package var failsOnNotEvaluated: Bool
  /// Whether what cannot be read is counted only, and does not make the exit status ``ExitStatus/unreadable``.
  package var skipsUnreadable = false
  /// Where nothing counts but a level of the Pod Security Standards; the profile does not then.
  package var podSecurity: PodSecurityLevel?
  /// What the findings are counted by; formats for people show these counts in place of the findings then.
  package var grouping: Grouping?
  /// How many groups, or workloads where there is no grouping, formats for people show; nil: all.
  package var top: Int?
  /// Whether a report wants ``WorkloadReport/expectedBehaviour``.
  package var describesBehaviour = false

  /// What is said of a cluster whose objects files hold.
  package struct Cluster: Sendable, Hashable {
    /// nil for that of files of which nothing is said.
    package var name: String?
    /// The kinds of which the files hold all that the cluster has.
    package var complete: KindSet

    /// What is said; nothing where it is left out.
    package init(name: String? = nil, complete: KindSet = []) {
      self.name = name
      self.complete = complete
    }
  }

  package init(
    version: String, catalogue: Catalogue, profile: Profile = .recommended, options: RuleOptions = RuleOptions(),
    threshold: Severity = .info,
    failsOnNotEvaluated: Bool = false, podSecurity: PodSecurityLevel? = nil
  ) {
    self.version = version
    self.catalogue = catalogue
    policies = [RulePolicy(catalogue, profile: profile, options: options)]
    self.threshold = threshold
    self.failsOnNotEvaluated = failsOnNotEvaluated
    self.podSecurity = podSecurity
  }

  /// The profile of the first path.
  package var profile: Profile { policy(0).profile }

  /// The options of the first path.
  package var options: RuleOptions { policy(0).options }

  /// - Parameter index: One that is not there is the first.
  package func policy(_ index: Int) -> RulePolicy {
    if policies.indices.contains(index) { return policies[index] }
    return policies.first ?? RulePolicy(catalogue)
  }

  /// The rules that are asked of any file, with their positions in the catalogue.
  package var rules: [(index: RuleIndex, metadata: RuleMetadata)] {
    catalogue.rules.indices.compactMap { position in
      let index = RuleIndex(truncatingIfNeeded: position)
      let isAsked = podSecurity == nil ? policies.contains { $0.asks(index) } : catalogue.rules[position].isPodSecurity
      return isAsked ? (index, catalogue.rules[position].metadata) : nil
    }
  }
}

/// What a scan found, ready to be rendered: one value, many formats.
///
/// Findings are kept as rule, place and situation; renderers put them into words through the ``Catalogue``.
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
  /// What was asked of it, as an index of ``ScanSettings/policies``.
  package var policy: Int
  /// In the order of the file.
  package var workloads: [WorkloadReport]
  /// How many Pods are in it that nothing was asked about: they are no scheduled workloads.
  package var unjudgedPods = 0
  /// Documents that are not well-formed, or have duplicate keys.
  package var errors: [DocumentError]
  /// Whether the file may hold a workload, where ``errors`` keep that from being known.
  package var mayHoldObjects = true
  /// Documents that say nothing until something else is done: templates, legacy line breaks.
  package var notEvaluated: [DocumentNotEvaluated]
  /// Bytes that hold credentials: no excerpt may show them. Sorted.
  package var redactions: [SourceRange]
  /// Bytes of documents that cannot be read and may hold credentials: no excerpt may show them. Most are none, so that places mind only
  /// ``redactions``: an error's column is where it is.
  package var guesses: [SourceRange] = []
  /// Which of ``ScanSettings/clusters`` its objects are of.
  package var cluster: Int
  /// The rules that were asked of no workload, as the input holds nothing that they are about and may lack it; sorted.
  package var notInInput: [RuleIndex] = []

  package init(path: String, fingerprint: UInt64 = 0, policy: Int = 0, cluster: Int = 0) {
    self.path = path
    self.fingerprint = fingerprint
    self.cluster = cluster
    self.policy = policy
    workloads = []
    errors = []
    notEvaluated = []
    redactions = []
  }
}

/// A document that cannot be read: the exit code is 2.
package struct DocumentError: Sendable {
  /// What is wrong.
  package var error: SyntaxError
  /// Where.
  package var place: Place
  /// Where what it contradicts stands.
  package var related: Place?

  package init(error: SyntaxError, place: Place, related: Place? = nil) {
    self.error = error
    self.place = place
    self.related = related
  }
}

/// A document that is well-formed or a template, and was not judged.
package struct DocumentNotEvaluated: Sendable {
  /// Where.
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
  /// The kind of what is reported at a ConfigMap.
  package static let configMapKind = "ConfigMap"

  /// `CronJob`, `Job` or `Pod`; of a template the kind that holds it, such as `ScaledJob`; `ConfigMap` where what a workload takes from one is reported at
  /// its own place.
  package var kind: String
  /// nil where the manifest names none.
  package var namespace: String?
  /// As the manifest has it.
  package var name: String
  /// Of a template, the field of the object that holds it: `spec.replicatedJobs[0].template`.
  package var templatePath: String?
  /// The `kind` key of the object, or the key of the template.
  package var place: Place
  /// In the order of their places, then of the rules' codes.
  package var findings: [Finding]
  /// Findings that someone accepted, in the same order.
  package var suppressed: [SuppressedFinding] = []
  /// The value of the label that ``ScanSettings/grouping`` names.
  package var label: String?
  /// Whether formats for people leave it out, as graver ones are enough.
  package var isHidden = false
  /// What could not be judged, and why.
  package var notEvaluated: [NotEvaluated]
  /// Rules that met a situation which the profile does not ask about; without a finding of their own they have no verdict.
  package var unasked: [RuleIndex]
  /// Rules whose answer hangs on what the input may lack; without a finding of their own they have no verdict.
  package var notInInput: [RuleIndex] = []
  /// How many checks ended how.
  package var counts: VerdictCounts
  /// How many Jobs of the input were folded into this CronJob.
  package var foldedJobs: Int
  /// Where the object stood before Helm or Kustomize made it.
  package var renderedFrom: RenderedFrom?
  /// Empty unless ``ScanSettings/describesBehaviour``.
  package var expectedBehaviour: [ExpectedBehaviour] = []

  package init(
    kind: String, namespace: String?, name: String, place: Place, findings: [Finding], notEvaluated: [NotEvaluated],
    unasked: [RuleIndex] = [], counts: VerdictCounts, foldedJobs: Int = 0
  ) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.place = place
    self.findings = findings
    self.notEvaluated = notEvaluated
    self.unasked = unasked
    self.counts = counts
    self.foldedJobs = foldedJobs
  }

  /// Whether it is judged for itself, and counts as a workload.
  package var isWorkload: Bool { kind != Self.configMapKind }
}

/// A place in a file that Helm or Kustomize made an object from.
package struct RenderedFrom: Sendable, Hashable {
  /// As it is shown.
  package var path: String
  /// nil where the line cannot be told.
  package var line: Int?

  package init(path: String, line: Int? = nil) {
    self.path = path
    self.line = line
  }
}

extension WorkloadReport {
  /// Where people edit what a finding is about, if that is not the file of the report: its own line, or else the object's.
  package func renderedFrom(_ finding: Finding) -> RenderedFrom? {
    renderedFrom.map { RenderedFrom(path: $0.path, line: finding.renderedFromLine ?? $0.line) }
  }
}

/// The rules of a release as renderers see them; a ``RuleIndex`` is a position in ``rules``.
package struct Catalogue: Sendable {
  /// A rule.
  package struct Entry: Sendable {
    package var metadata: RuleMetadata
    /// Puts a situation of the rule into words.
    package var explain: @Sendable (any SituationKey) -> Explanation
    /// Whether the rule reports what the Pod Security Standards forbid.
    package var isPodSecurity: Bool
    /// The kinds of which an input must have some for the rule to have something to judge; none where a workload by itself is enough.
    package var needs: KindSet

    package init(
      metadata: RuleMetadata, isPodSecurity: Bool = false, needs: KindSet = [],
      explain: @escaping @Sendable (any SituationKey) -> Explanation
    ) {
      self.metadata = metadata
      self.isPodSecurity = isPodSecurity
      self.needs = needs
      self.explain = explain
    }
  }

  /// Ordered by code.
  package var rules: [Entry]

  package init(rules: [Entry]) {
    self.rules = rules
  }

  /// The rule at an index.
  package subscript(index: RuleIndex) -> Entry { rules[Int(index)] }
}
