import Findings
import Manifests
import SourceTree

/// What is kept of a ConfigMap until it is known which workloads use it: the credentials in it, and the scripts.
struct ConfigMapContents: Sendable {
  let origin: Origin
  private var place: Place
  private let namespace: String?
  private let name: String
  private var credentials: [Credential] = []
  fileprivate var scripts: [Script] = []

  private struct Credential: Sendable {
    var key: String
    var kind: String
    var length: Int
    var place: Place
  }

  /// A script with as much of its file as it takes to say where in it something stands.
  fileprivate struct Script: Sendable {
    var key: String
    var text: String
    var map: TextMap
    /// Whole lines.
    var bytes: [UInt8]
    /// Where they begin in the file.
    var offset: UInt32
    var line: Int
    var hidden = HiddenRanges([], in: [])
  }

  /// nil for a ConfigMap that holds neither. Redacts the credentials.
  init?(_ configMap: ConfigMap, file: Int, in source: Source, _ findings: inout FindingCollector) {
    guard let name = configMap.metadata.name.value, !configMap.texts.isEmpty else { return nil }
    for value in configMap.texts {
      let isScript = ShellInvocation.isScript(value.text, named: value.name)
      var matches = CredentialText().matches(in: value.text)
      if isScript { matches += LiteralCredentials.matches(in: ShellScript(value.text)) }
      if matches.allSatisfy(\.isSuspect), CredentialVariable.isCredential(name: value.name, value: value.text, secretNames: []) {
        matches = [CredentialMatch(kind: "value by its name", range: 0..<value.text.utf8.count)]
      }
      guard isScript || !matches.isEmpty else { continue }
      let map = TextMap(of: value.text, writtenAt: value.range, in: source)
      for match in CredentialText.apart(matches) {
        let range = map?.range(of: match.range) ?? value.range
        findings.redact(range)
        if match.isSuspect { continue }
        credentials.append(
          Credential(
            key: value.name, kind: match.kind, length: match.range.count, place: findings.place(SourceRange(range.start, range.start))))
      }
      if isScript, let map { scripts.append(Script(value, map, in: source, &findings)) }
    }
    guard !credentials.isEmpty || !scripts.isEmpty else { return nil }
    origin = Origin(file: file, place: configMap.place)
    place = findings.place(configMap.place)
    namespace = configMap.metadata.namespace.value
    self.name = name
  }

  /// Keeps the length of credentials out of all places.
  ///
  /// - Parameters:
  ///   - redactions: Of the whole file.
  ///   - findings: Its places hide them.
  mutating func hide(_ redactions: [SourceRange], _ findings: inout FindingCollector) {
    place = findings.place(place.range)
    for index in credentials.indices { credentials[index].place = findings.place(credentials[index].place.range) }
    for index in scripts.indices { scripts[index].hide(redactions) }
  }

  /// What is to be said about the ConfigMap if workloads use what it holds. A report of its own, as findings have to stand where the ConfigMap does, which
  /// may be another file than the workload's.
  func report(usedBy uses: [String: [ConfigMapUse]], policy: RulePolicy) -> WorkloadReport? {
    let uses = (uses[name] ?? []).filter { $0.namespace == namespace || $0.namespace == nil || namespace == nil }
    guard !uses.isEmpty else { return nil }
    var findings: [Finding] = []
    var unasked: [RuleIndex] = []
    if let rule = Registry.literalCredential(policy) {
      for credential in credentials {
        guard let use = uses.first(where: { $0.takes(credential.key) }) else { continue }
        findings.append(
          Finding(
            rule: rule.index, severity: policy.severity(of: rule.index) ?? rule.severity, place: credential.place,
            arguments: [
              "key \(credential.key) of the ConfigMap, which \(use.container) of \(use.workload) uses,", credential.kind,
              lengthClass(credential.length),
            ]))
      }
    }
    for script in scripts {
      var seen: Set<Mark> = []
      let commands = ShellScript(script.text)
      for use in uses where use.runs(script.key) {
        let review = ReviewedScript(commands, in: use.context, startedAs: ShellInvocation(ofScript: script.text))
        let holder = "key \(script.key) of the ConfigMap, which \(use.container) of \(use.workload) runs,"
        for (index, severity, found) in Registry.check(review, policy: policy) {
          for finding in found where seen.insert(Mark(rule: index, range: finding.range)).inserted {
            let severity = finding.severity ?? severity
            guard severity >= policy.profile(of: index).leastSeverity else {
              unasked.append(index)
              continue
            }
            findings.append(
              Finding(
                rule: index, severity: policy.severity(of: index) ?? severity, place: script.place(of: finding.range),
                arguments: [holder] + finding.arguments))
          }
        }
      }
    }
    guard !findings.isEmpty else { return nil }
    findings.sort { $0.precedes($1) }
    return WorkloadReport(
      kind: WorkloadReport.configMapKind, namespace: namespace, name: name, place: place, findings: findings, notEvaluated: [],
      unasked: unasked, counts: VerdictCounts(fail: Set(findings.map(\.rule)).count))
  }

  /// A place that a rule has reported, whichever workload it looked at.
  private struct Mark: Hashable {
    var rule: RuleIndex
    var range: Range<Int>?
  }
}

extension ConfigMapContents.Script {
  fileprivate init(_ value: DataText, _ map: TextMap, in source: Source, _ findings: inout FindingCollector) {
    let bytes = source.bytes
    var start = value.range.bounds.lowerBound
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n"), bytes[start - 1] != UInt8(ascii: "\r") { start -= 1 }
    self.init(
      key: value.name, text: value.text, map: map, bytes: Array(bytes[start..<value.range.bounds.upperBound]),
      offset: UInt32(clamping: start), line: findings.place(SourceRange(start, start)).start.line)
  }

  fileprivate mutating func hide(_ redactions: [SourceRange]) {
    let end = offset + UInt32(clamping: bytes.count)
    let own = redactions.filter { $0.end > offset && $0.start < end }.map { range in
      SourceRange(max(range.start, offset) - offset, min(range.end, end) - offset)
    }
    hidden = HiddenRanges(own, in: bytes)
  }

  /// Where a part of the script stands in its file; at its first line where it is a matter of the shell's options.
  fileprivate func place(of part: Range<Int>?) -> Place {
    let range = map.range(
      of: part
        ?? 0..<(text.utf8.firstIndex(of: UInt8(ascii: "\n")).map { text.utf8.distance(from: text.startIndex, to: $0) } ?? text.utf8.count))
    let own = SourceRange(range.start - min(offset, range.start), range.end - min(offset, range.end))
    var place = hidden.place(own, in: bytes, lines: LineIndex(bytes))
    place.range = SourceRange(place.range.start + offset, place.range.end + offset)
    place.start.line += line - 1
    place.end.line += line - 1
    return place
  }
}
