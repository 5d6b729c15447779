/// Everything that is said about a rule apart from its check; the source of its page, its help and its tags in reports.
package struct RuleMetadata: Sendable {
  /// `CFW` and three digits; never reused.
  package var code: String
  /// Kebab case; names the problem, not the cure.
  package var name: String
  /// The usual severity; a finding may carry another one where the situation asks for it.
  package var severity: Severity
  /// The least demanding profile that includes the rule. Some of its situations may be left to a stricter one: ``Finding/profile``.
  package var profile: Profile
  /// The version that brought the rule.
  package var since: String
  /// One sentence: what is wrong.
  package var summary: String
  /// What an attacker or an accident does with it, and why the severity is what it is. Plain paragraphs, separated by blank lines.
  package var rationale: String
  /// One sentence with a full stop: what to do. The default help of every finding of the rule.
  package var remedy: String
  /// What says so besides.
  package var references: [Reference]
  /// Tests and documentation at once; made when asked for, as a scan has no need of them.
  package var examples: [Example] { makeExamples() }
  private let makeExamples: @Sendable () -> [Example]

  package init(
    code: String, name: String, severity: Severity, profile: Profile = .recommended, since: String = "0.1.0", summary: String,
    rationale: String, remedy: String, references: [Reference], examples: @autoclosure @escaping @Sendable () -> [Example]
  ) {
    self.code = code
    self.name = name
    self.severity = severity
    self.profile = profile
    self.since = since
    self.summary = summary
    self.rationale = rationale
    self.remedy = remedy
    self.references = references
    makeExamples = examples
  }

  /// The title of the group that the code's first digit stands for.
  package var group: String { RuleGroup(code: code)?.title ?? "" }
}

/// Which rules are asked, and about which situations; each profile includes the one before.
package enum Profile: String, Sendable, CaseIterable, Comparable {
  /// What nobody may ship: rules of severity high or critical, which no situation excuses without a word.
  case essential
  /// What a staff engineer would fight for; nothing that is merely worth knowing, and little that is only not said.
  case recommended
  /// Everything.
  case strict

  /// The least severity of the situations it asks about.
  package var leastSeverity: Severity {
    switch self {
    case .essential: .high
    case .recommended: .low
    case .strict: .info
    }
  }

  /// The least demanding profile that asks about situations of a severity.
  package init(askingAbout severity: Severity) {
    self = Self.allCases.first { severity >= $0.leastSeverity } ?? .strict
  }

  /// The word for `--profile`.
  package var name: String { rawValue }

  /// The profile of a word for `--profile`.
  package init?(name: String) { self.init(rawValue: name) }

  private var rank: Int {
    switch self {
    case .essential: 0
    case .recommended: 1
    case .strict: 2
    }
  }

  package static func < (left: Profile, right: Profile) -> Bool { left.rank < right.rank }
}

/// Where more is said about a rule's subject, or who else checks it.
package enum Reference: Sendable, Hashable {
  /// A path below `https://kubernetes.io/docs/`.
  case kubernetes(String)
  /// A control of the CIS Kubernetes Benchmark, such as `5.2.2`.
  case cis(String)
  /// A section title of the NSA/CISA Kubernetes Hardening Guidance.
  case nsa(String)
  /// A MITRE ATT&CK technique, such as `T1552.007`.
  case mitre(String)
  /// A CWE number.
  case cwe(Int)
  /// A check of another tool: `checkov` and `CKV_K8S_16`.
  case peer(tool: String, id: String)
  /// Any other page.
  case url(String)
}

/// A manifest that a rule flags or lets pass.
///
/// The text is YAML. In a flagged example `▼` stands directly before every byte at which a finding of the rule starts; the marks are taken out before reading.
package struct Example: Sendable {
  /// One short sentence: what the example shows.
  package var title: String
  /// The manifest, with marks.
  package var text: String
  /// Whether the rule finds something in it.
  package var isFlagged: Bool
  /// Options that differ from the defaults.
  package var options: RuleOptions
  /// The file that it is written in.
  package var fileID: String
  /// Where it begins there.
  package var line: Int

  /// A manifest in which the rule finds what stands between marks.
  package static func flagged(
    _ title: String, options: RuleOptions = RuleOptions(), _ text: String, fileID: String = #fileID, line: Int = #line
  ) -> Example {
    Example(title: title, text: text, isFlagged: true, options: options, fileID: fileID, line: line)
  }

  /// A manifest in which the rule finds nothing.
  package static func clean(
    _ title: String, options: RuleOptions = RuleOptions(), _ text: String, fileID: String = #fileID, line: Int = #line
  ) -> Example {
    Example(title: title, text: text, isFlagged: false, options: options, fileID: fileID, line: line)
  }
}
