package import Findings
internal import Manifests

internal import SourceTree

/// One rule in words, with its examples and what it says about them.
package struct RulePage {
  private let rule: any Rule.Type
  private let metadata: RuleMetadata

  /// The page of a rule.
  package init(_ rule: any Rule.Type) {
    self.rule = rule
    metadata = rule.metadata
  }

  /// The page as Markdown: the rule's documentation on disk and what `curfew explain` prints.
  ///
  /// - Throws: ``SyntaxError`` where an example cannot be read.
  package var markdown: String {
    get throws {
      """
      # \(metadata.code) \(metadata.name)

      \(metadata.summary)

      | severity | profile | group | since |
      |---|---|---|---|
      | \(metadata.severity.name) | \(try profiles) | \(metadata.group) | \(metadata.since) |

      ## Why

      \(metadata.rationale)
      \(podSecurity)
      ## What to do

      \(metadata.remedy)

      \(fixing)

      ## Flagged

      \(try examples(flagged: true))

      ## Clean

      \(try examples(flagged: false))

      ## References

      \(metadata.references.map { "- \(link($0))" }.joined(separator: "\n"))

      """
    }
  }

  /// The profile that includes the rule, and those it leaves some situations to: `recommended, in part strict`.
  package var profiles: String {
    get throws {
      let stricter = try stricterProfiles
      return metadata.profile.name + (stricter.isEmpty ? "" : ", in part \(stricter.map(\.name).enumeration)")
    }
  }

  /// The profiles that the situations of some examples are left to, though a lesser one includes the rule.
  package var stricterProfiles: [Profile] {
    get throws {
      let found = Set(try metadata.examples.flatMap { try check($0).map(\.profile) })
      return Profile.allCases.filter { $0 > metadata.profile && found.contains($0) }
    }
  }

  /// Whether `curfew fix` mends it: `safe`, `behaviour` or `manual`.
  package var fixingInShort: String {
    switch (rule as? any Fixable.Type)?.fixing {
    case .safe: "safe"
    case .changesBehaviour: "behaviour"
    case .manual, nil: "manual"
    }
  }

  /// What `curfew fix` does about it.
  private var fixing: String {
    switch (rule as? any Fixable.Type)?.fixing {
    case .safe: "Fix: safe. `curfew fix --write` makes it; nothing that runs notices."
    case .changesBehaviour(let effect):
      "Fix: changes behaviour. \(effect) `curfew fix --write --unsafe-rule \(metadata.name)` makes it."
    case .manual(let reason): "Fix: manual. \(reason)"
    case nil: "Fix: manual. It takes a decision that the manifest does not hold."
    }
  }

  /// The controls that the rule reports, with the levels they belong to; empty for other rules.
  private var podSecurity: String {
    guard let rule = Registry.podSecurityRules.first(where: { $0.metadata.code == metadata.code }) else { return "" }
    let controls = PodSecurityControl.allCases.filter(rule.controls.contains).map { control in
      "`\(control.name)` (\(control.versions.baseline.isEmpty ? PodSecurityLevel.restricted.name : PodSecurityLevel.baseline.name))"
    }
    return "\nOf the Pod Security Standards it reports \(controls.enumeration).\n"
  }

  private func link(_ reference: Reference) -> String {
    reference.url.map { "[\(reference.label)](\($0))" } ?? reference.label
  }

  private func examples(flagged: Bool) throws -> String {
    try metadata.examples.filter { $0.isFlagged == flagged }.map { example in
      var parts = ["### \(example.title)"]
      if let options = options(example.options) { parts.append("With \(options):") }
      parts.append("```yaml\n\(try marked(example))\n```")
      let findings = try findings(in: example)
      if !findings.isEmpty { parts.append(findings.joined(separator: "\n")) }
      return parts.joined(separator: "\n\n")
    }.joined(separator: "\n\n")
  }

  /// The options an example sets, as a reader would.
  private func options(_ options: RuleOptions) -> String? {
    let usual = RuleOptions()
    var differences: [String] = []
    if options.kubernetesMinorVersion != usual.kubernetesMinorVersion {
      differences.append("Kubernetes 1.\(options.kubernetesMinorVersion)")
    }
    if options.maximumTTLSeconds != usual.maximumTTLSeconds { differences.append("a longest TTL of \(options.maximumTTLSeconds) seconds") }
    if options.maximumHistory != usual.maximumHistory { differences.append("at most \(options.maximumHistory) finished Jobs of a kind") }
    if !options.allowedRegistries.isEmpty {
      differences.append("the allowed registries \(options.allowedRegistries.names.map { "`\($0)`" }.joined(separator: " and "))")
    }
    return differences.isEmpty ? nil : differences.joined(separator: ", ")
  }

  /// The manifest, with the code in a comment behind each line that has a finding.
  private func marked(_ example: Example) throws -> String {
    let source = try source(of: example)
    let lines = LineIndex(source)
    let blocks = try blockScalars(of: source)
    let flagged = Set(
      example.starts.map { mark in
        // Within a block scalar a comment would be text; it goes behind the header.
        let block = blocks.first { $0.bounds.contains(mark) }
        return lines.line(at: block?.start ?? UInt32(clamping: mark))
      })
    return (0..<lines.count).map { number in
      let line = source.text(lines.range(ofLine: number))
      return flagged.contains(number) ? "\(line)  # \(metadata.code)" : line
    }.joined(separator: "\n")
  }

  private func blockScalars(of source: Source) throws -> [SourceRange] {
    var ranges: [SourceRange] = []
    var reader = DocumentReader(source)
    while let document = reader.next() {
      var open = [try document.get().root]
      while let node = open.popLast() {
        if node.style == .literal || node.style == .folded { ranges.append(node.range) }
        open += node.children
      }
    }
    return ranges
  }

  private func findings(in example: Example) throws -> [String] {
    try check(example).map { finding in
      let explanation = rule.explanation(of: finding)
      let remedy = explanation.remedy == metadata.remedy ? "" : " \(explanation.remedy)"
      let profile = finding.profile > metadata.profile ? ", \(finding.profile.name) only" : ""
      return
        "- Line \(finding.place.start.line), \(finding.severity.name)\(profile): \(explanation.messageWithSteps). \(explanation.why)\(remedy)"
    }
  }

  private func check(_ example: Example) throws -> [Finding] {
    try rule.check(manifest: source(of: example), options: example.options).findings
  }

  private func source(of example: Example) throws -> Source {
    try Source(name: example.title, bytes: Array(example.manifest.utf8))
  }
}
