internal import Findings

internal import SourceTree

/// One rule in words, with its examples and what it says about them.
package struct RulePage {
  private let rule: any Rule.Type
  private let metadata: RuleMetadata

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
      | \(metadata.severity.name) | \(metadata.profile.name) | \(metadata.group) | \(metadata.since) |

      ## Why

      \(metadata.rationale)

      ## What to do

      \(metadata.remedy)

      ## Flagged

      \(try examples(flagged: true))

      ## Clean

      \(try examples(flagged: false))

      ## References

      \(metadata.references.map { "- \(link($0))" }.joined(separator: "\n"))

      """
    }
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
      differences.append("the allowed registries \(options.allowedRegistries.map { "`\($0)`" }.joined(separator: " and "))")
    }
    return differences.isEmpty ? nil : differences.joined(separator: ", ")
  }

  /// The manifest, with the code in a comment behind each line that has a finding.
  private func marked(_ example: Example) throws -> String {
    let source = try source(of: example)
    let lines = LineIndex(source)
    let blocks = try blockScalars(of: source)
    let flagged = Set(
      example.marks.map { mark in
        // Within a block scalar a comment would be text; it goes behind the header.
        let block = blocks.first { $0.bounds.contains(mark) }
        return lines.line(at: block?.start ?? UInt32(clamping: mark))
      })
    return (0..<lines.count).map { number in
      let line = source.text(lines.range(ofLine: number, in: source.bytes))
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
    let source = try source(of: example)
    return try rule.check(manifest: source, options: example.options).findings.map { finding in
      let explanation = rule.explain(finding.arguments)
      let remedy = explanation.remedy == metadata.remedy ? "" : " \(explanation.remedy)"
      return "- Line \(finding.place.start.line), \(finding.severity.name): \(explanation.message). \(explanation.why)\(remedy)"
    }
  }

  private func source(of example: Example) throws -> Source {
    try Source(name: example.title, bytes: Array(example.manifest.utf8))
  }
}
