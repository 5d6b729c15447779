import ClusterState
import Findings
import Manifests
import ShellScript
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
    /// The value as written.
    var bytes: [UInt8]
    /// Where it begins in the file.
    var start: Place
    var hidden = HiddenRanges([], in: [])
  }

  /// nil for a ConfigMap that holds neither. Redacts the credentials.
  init?(_ configMap: ConfigMap, file: Int, in source: Source, _ context: ReadingContext) {
    guard let name = configMap.metadata.name.value, !configMap.texts.isEmpty else { return nil }
    for value in configMap.texts {
      let isScript = ShellInvocation.isScript(value.text, named: value.name)
      var matches = CredentialText().matches(in: value.text)
      if isScript { matches += LiteralCredentials.matches(in: ShellScript(value.text)) }
      if matches.allSatisfy(\.isSuspect), CredentialVariable.isCredential(name: value.name, value: value.text, secretNames: []) {
        matches = [CredentialMatch(kind: CredentialMatch.valueByItsName, range: 0..<value.text.utf8.count)]
      }
      guard isScript || !matches.isEmpty else { continue }
      let map = TextMap(of: value.text, writtenAt: value.range, in: source)
      for match in CredentialText.apart(matches) {
        let range = map?.range(of: match.range) ?? value.range
        context.redact(range)
        if match.isSuspect { continue }
        credentials.append(
          Credential(
            key: value.name, kind: match.kind, length: match.range.count, place: context.place(SourceRange(range.start, range.start))))
      }
      if isScript, let map { scripts.append(Script(value, map, in: source, context)) }
    }
    guard !credentials.isEmpty || !scripts.isEmpty else { return nil }
    origin = Origin(file: file, place: configMap.place)
    place = context.place(configMap.place)
    namespace = configMap.metadata.namespace.value
    self.name = name
  }

  /// Keeps the length of credentials out of all places.
  ///
  /// - Parameter context: Its places hide them.
  mutating func hideCredentials(_ context: ReadingContext) {
    place = context.place(place.range)
    for index in credentials.indices { credentials[index].place = context.place(credentials[index].place.range) }
    for index in scripts.indices { scripts[index].hide(context) }
  }

  /// What is to be said about the ConfigMap if workloads use what it holds. A report of its own, as findings have to stand where the ConfigMap does, which
  /// may be another file than the workload's.
  func report(usedBy uses: [String: [ConfigMapUse]], policy: RulePolicy) -> WorkloadReport? {
    let uses = (uses[name] ?? []).filter { $0.namespace == namespace || $0.namespace == nil || namespace == nil }
    guard !uses.isEmpty else { return nil }
    var findings: [Finding] = []
    var unasked: [RuleIndex] = []
    if let rule = Registry.literalCredential(policy) {
      var firstUses: [String: Int] = [:]
      var firstOfAll = Int.max
      if !credentials.isEmpty {
        for (index, use) in uses.enumerated() {
          guard let keys = use.keys else {
            firstOfAll = index
            break
          }
          for key in keys where firstUses[key] == nil { firstUses[key] = index }
        }
      }
      for credential in credentials {
        let first = min(firstUses[credential.key] ?? .max, firstOfAll)
        guard uses.indices.contains(first) else { continue }
        let use = uses[first]
        findings.append(
          Finding(
            rule: rule.index, severity: policy.severity(of: rule.index) ?? rule.severity, place: credential.place,
            situation: LiteralCredential.Situation(
              holder: .configMapKey(ConfigMapKey(credential.key, in: use)), kind: credential.kind,
              length: CredentialLength(credential.length))))
      }
    }
    var usesOfKey: [String: [Int]] = [:]
    if !scripts.isEmpty {
      let keys = Set(scripts.map(\.key))
      for (index, use) in uses.enumerated() { for key in use.keysRun(among: keys) { usesOfKey[key, default: []].append(index) } }
    }
    for script in scripts {
      guard let candidates = usesOfKey[script.key] else { continue }
      var seen: Set<Mark> = []
      // Where the same is secret, the same is found.
      var contexts: Set<ScriptContext.Fingerprint> = []
      let commands = ShellScript(script.text)
      lazy var lines = LineIndex(script.bytes)
      for use in candidates.map({ uses[$0] }) where contexts.insert(use.context.fingerprint).inserted {
        let review = ReviewedScript(commands, in: use.context, startedAs: ShellInvocation(ofScript: script.text))
        let holder = ScriptHolder.configMapKey(ConfigMapKey(script.key, in: use))
        for finding in Registry.check(review, heldBy: holder, policy: policy)
        where seen.insert(Mark(rule: finding.index, range: finding.range)).inserted {
          guard finding.severity >= policy.profile(of: finding.index).leastSeverity else {
            unasked.append(finding.index)
            continue
          }
          findings.append(
            Finding(
              rule: finding.index, severity: policy.severity(of: finding.index) ?? finding.severity,
              place: script.place(of: finding.range, lines), situation: finding.situation))
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
  fileprivate init(_ value: DataText, _ map: TextMap, in source: Source, _ context: ReadingContext) {
    self.init(
      key: value.name, text: value.text, map: map, bytes: Array(source.bytes[value.range.bounds]),
      start: context.place(SourceRange(value.range.start, value.range.start)))
  }

  private var offset: UInt32 { start.range.start }

  fileprivate mutating func hide(_ context: ReadingContext) {
    start = context.place(start.range)
    let own = context.hiddenParts(of: SourceRange(offset, offset + UInt32(clamping: bytes.count)))
    hidden = HiddenRanges(own.map { SourceRange($0.start - offset, $0.end - offset) }, in: bytes)
  }

  /// Where a part of the script stands in its file; at its first line where it is a matter of the shell's options.
  ///
  /// - Parameter lines: Of ``bytes``.
  fileprivate func place(of part: Range<Int>?, _ lines: LineIndex) -> Place {
    let range = map.range(
      of: part
        ?? 0..<(text.utf8.firstIndex(of: UInt8(ascii: "\n")).map { text.utf8.distance(from: text.startIndex, to: $0) } ?? text.utf8.count))
    let own = SourceRange(range.start - min(offset, range.start), range.end - min(offset, range.end))
    var place = hidden.place(own, lines: lines)
    place.range = SourceRange(place.range.start + offset, place.range.end + offset)
    if place.start.line == 1 { place.start.column += start.start.column - 1 }
    if place.end.line == 1 { place.end.column += start.start.column - 1 }
    place.start.line += start.start.line - 1
    place.end.line += start.start.line - 1
    return place
  }
}
