import Findings
import Manifests
import ShellScript
import SourceTree

/// All credentials that are written out in a workload. What they are is asked once per workload: excerpts must not show them, whichever rules are asked, and
/// ``LiteralCredential`` reports them.
struct LiteralCredentials: Sendable {
  struct Found: Sendable {
    /// `value by its name`, or the kind.
    var kind: String
    var length: Int
    /// What holds it: `environment variable X of container "dump"`.
    var holder: String
    /// The credential's own bytes; the whole value where they cannot be told.
    var place: SourceRange
    /// Where the field stands; elsewhere than the value where that is an alias.
    var field: SourceRange
  }

  private(set) var found: [Found] = []
  /// Which parts of which texts have been found, as a part may be found in more than one way.
  private var parts: [SourceRange: [Range<Int>]] = [:]
  /// What may be a credential by its name, whether it is or not.
  private(set) var suspects: [SourceRange] = []

  /// What looks like a credential anywhere in the source.
  private let shapes: [SourceRange]

  init(_ workload: Workload, in findings: inout FindingCollector) {
    shapes = findings.credentialShapes()
    var secretNames = SecretNames(workload.pod)
    let scripts = ScriptsByPlace(findings.scripts(of: workload))
    for container in workload.pod.allContainers where container.presence == .present {
      for variable in container.env.items { add(variable, of: container, &secretNames, &findings) }
      add(container.command, "command", of: container, &findings) { scripts[$0] }
      add(container.args, "args", of: container, &findings) { scripts[$0] }
      if Self.mayHoldCredentials(container.command) || Self.mayHoldCredentials(container.args) {
        addWords([("command", container.command), ("args", container.args)], of: container, &findings)
      }
      for handler in container.handlers { add(handler, of: container, &findings) }
    }
    for volume in workload.pod.volumes.items where !volume.driverOptions.entries.isEmpty {
      add(volume.driverOptions, "option", of: "volume \"\(volume.name.value ?? "(unnamed)")\"", &findings)
    }
    add(workload.metadata.annotations, "annotation", of: "the \(workload.kindName)", &findings)
    add(workload.podMetadata.annotations, "annotation", of: "its pods", &findings)
    if workload.kind == .cronJob { add(workload.jobMetadata.annotations, "annotation", of: "its Jobs", &findings) }
  }

  /// The credentials in the text of a scalar. Shapes that were not found in the source count only where the text is not what is written.
  private func matches(in text: String, writtenAt range: SourceRange, _ findings: FindingCollector) -> [CredentialMatch] {
    let matches = CredentialText().matches(in: text)
    if matches.isEmpty || isAtShape(range) || !findings.isVerbatim(text, writtenAt: range) { return matches }
    return CredentialText().matches(in: text, mayHaveShape: false)
  }

  private func isAtShape(_ range: SourceRange) -> Bool {
    let next = shapes.prefixCount { $0.end <= range.start }
    return next < shapes.count && shapes[next].overlaps(range)
  }

  /// The scripts of a workload; a few are compared, which is faster than to hash where they stand.
  private struct ScriptsByPlace {
    private let scripts: [WorkloadScript]
    private let positions: [SourceRange: Int]

    init(_ scripts: [WorkloadScript]) {
      self.scripts = scripts
      positions = scripts.count <= 8 ? [:] : Dictionary(scripts.indices.map { (scripts[$0].range, $0) }) { first, _ in first }
    }

    subscript(_ range: SourceRange) -> ShellScript? {
      let position = positions.isEmpty ? scripts.firstIndex { $0.range == range } : positions[range]
      return position.map { scripts[$0].review.script }
    }
  }

  /// The credentials in words of a command line, each by itself.
  private mutating func add(
    _ list: List<Field<String>>, _ field: String, of container: Container, _ findings: inout FindingCollector,
    script: (SourceRange) -> ShellScript?
  ) {
    for item in list.items {
      guard case .present(let text, let range) = item else { continue }
      var matches = self.matches(in: text, writtenAt: range.value, findings)
      if let script = script(range.value) { matches += Self.matches(in: script) }
      add(matches, in: text, writtenAt: range.value, "an entry of \(field) of \([container].displayName)", &findings)
    }
  }

  private mutating func add(_ handler: ContainerHandler, of container: Container, _ findings: inout FindingCollector) {
    let words = handler.command.items
    let invocation = ShellInvocation.find(in: words.map(\.value))
    let field = "the command of \(handler.name)"
    add(handler.command, field, of: container, &findings) { range in
      guard let invocation, words[invocation.script].range?.value == range else { return nil }
      return words[invocation.script].value.map { ShellScript($0) }
    }
    if Self.mayHoldCredentials(handler.command) { addWords([(field, handler.command)], of: container, &findings) }
    if case .present(let path, let range) = handler.path {
      add(
        matches(in: path, writtenAt: range.value, findings), in: path, writtenAt: range.value,
        "the path of \(handler.name) of \([container].displayName)", &findings)
    }
    for header in handler.headers.items {
      let name = header.name.value ?? "(unnamed)"
      add(header.value, called: name, "header \(name) of \(handler.name) of \([container].displayName)", &findings)
    }
  }

  private mutating func add(_ map: StringMap, _ what: String, of holder: @autoclosure () -> String, _ findings: inout FindingCollector) {
    for entry in map.entries {
      let name = entry.key.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(entry.key[entry.key.utf8.index(after: $0)...]) }
      add(entry.value, called: name ?? entry.key, "\(what) \(entry.key) of \(holder())", &findings)
    }
  }

  /// A text that has a name.
  private mutating func add(
    _ value: Field<String>, called name: String, _ holder: @autoclosure () -> String, _ findings: inout FindingCollector
  ) {
    guard case .present(let text, let range) = value else { return }
    var matches = self.matches(in: text, writtenAt: range.value, findings)
    if matches.allSatisfy(\.isSuspect), CredentialVariable.isCredential(name: name, valueInText: text) {
      matches = [CredentialMatch(kind: "value by its name", range: 0..<text.utf8.count)]
    }
    add(matches, in: text, writtenAt: range.value, holder(), &findings)
  }

  private mutating func add(
    _ variable: EnvVar, of container: Container, _ secretNames: inout SecretNames, _ findings: inout FindingCollector
  ) {
    let name = variable.name.value ?? "(unnamed)"
    let isSensitive = CredentialVariable.isSensitive(name)
    if isSensitive, let text = variable.valueText { suspects.append(text) }
    guard case .present(let value, let range) = variable.value else { return }
    var holder: String { "environment variable \(name) of \([container].displayName)" }
    let text = variable.valueText ?? range.value
    let matches = self.matches(in: value, writtenAt: text, findings)
    add(matches, in: value, writtenAt: text, reportedAt: range.value, holder, &findings)
    if isSensitive, matches.allSatisfy(\.isSuspect), CredentialVariable.isCredential(name: name, value: value, secretNames: secretNames.all)
    {
      let match = CredentialMatch(kind: "value by its name", range: 0..<value.utf8.count)
      found.append(Found(kind: match.kind, length: value.unicodeScalars.count, holder: holder, place: text, field: range.value))
    }
  }

  /// Credentials that only the words before them give away, in lists that are one command line.
  private mutating func addWords(
    _ lists: [(field: String, list: List<Field<String>>)], of container: Container, _ findings: inout FindingCollector
  ) {
    var words: [[UInt8]] = []
    var items: [(text: String, range: SourceRange, field: String)] = []
    for (field, list) in lists {
      for item in list.items {
        let text = item.value ?? ""
        words.append(Array(text.utf8))
        items.append((text, item.range?.value ?? list.place, field))
      }
    }
    for match in CommandLineCredentials.matches(in: words) + CommandLineCredentials.settings(in: words)
    where items.indices.contains(match.word) {
      let item = items[match.word]
      guard !item.text.contains("$(") else { continue }
      add(
        [CredentialMatch(kind: match.kind, range: match.range)], in: item.text, writtenAt: item.range, isSecondLook: true,
        "an entry of \(item.field) of \([container].displayName)", &findings)
    }
  }

  /// Whether any word may come before a credential.
  private static func mayHoldCredentials(_ words: List<Field<String>>) -> Bool {
    for case .present(let text, _) in words.items where CommandLineCredentials.mayComeBefore(text.utf8.span) { return true }
    return false
  }

  private mutating func add(
    _ matches: [CredentialMatch], in text: String, writtenAt range: SourceRange, reportedAt field: SourceRange? = nil,
    isSecondLook: Bool = false, _ holder: @autoclosure () -> String, _ findings: inout FindingCollector
  ) {
    guard !matches.isEmpty else { return }
    let holder = holder()
    let map = findings.map(of: text, writtenAt: range)
    let isAlias = field.map { $0 != range } ?? false
    for match in CredentialText.apart(matches) {
      let place = map?.range(of: match.range) ?? range
      if match.isSuspect {
        suspects.append(place)
        continue
      }
      if isSecondLook, parts[range]?.contains(where: { $0.overlaps(match.range) }) == true { continue }
      parts[range, default: []].append(match.range)
      found.append(
        Found(kind: match.kind, length: match.range.count, holder: holder, place: place, field: isAlias ? field ?? place : place))
    }
  }

  /// What a shell's grammar shows to be credentials: words of commands, and the input of programs that read a password.
  static func matches(in script: ShellScript) -> [CredentialMatch] {
    var matches: [CredentialMatch] = []
    for command in script.commands where command.kind == .simple && command.mayHoldCredential {
      let words = command.words.map(\.value)
      for match in CommandLineCredentials.matches(in: words) + CommandLineCredentials.settings(in: words) {
        matches.append(CredentialMatch(kind: match.kind, range: command.words[match.word].range(of: match.range)))
      }
    }
    for pipe in script.pipes {
      guard let reader = script.commands[pipe.consumer].last, let writer = script.commands[pipe.producer].last, readsPassword(reader),
        writer.name == "echo" || writer.name == "printf", let word = writer.words.last, writer.words.count > 1, let text = word.text,
        CredentialVariable.mayBeValue(text), !word.value.isEmpty
      else { continue }
      matches.append(CredentialMatch(kind: "password on a command line", range: word.range(of: 0..<word.value.count)))
    }
    return matches
  }

  private static func readsPassword(_ command: ShellScript.Command) -> Bool {
    let words = command.words.compactMap(\.text)
    switch command.name {
    case "sudo": return words.contains("-S")
    case "kinit", "chpasswd": return true
    default: return words.contains("--password-stdin") || words.contains("--passphrase-fd") || words.contains("--with-token")
    }
  }

  /// The Secrets a pod names; gathered when they are first asked for, which is seldom.
  private struct SecretNames {
    private let pod: PodSpec

    init(_ pod: PodSpec) { self.pod = pod }

    private(set) lazy var all: Set<String> = {
      var names: Set<String> = []
      for volume in pod.volumes.items {
        if let name = volume.secret?.name.value { names.insert(name) }
        for source in volume.projected.items { if let name = source.secret?.name.value { names.insert(name) } }
      }
      for container in pod.allContainers {
        for variable in container.env.items { if let name = variable.secretName.value { names.insert(name) } }
        for source in container.envFrom.items { if let name = source.secretName.value { names.insert(name) } }
      }
      return names
    }()
  }
}

extension FindingCollector {
  /// What looks like a credential anywhere in the source.
  mutating func credentialShapes() -> [SourceRange] {
    sharedOfSource { source in
      CredentialShapes().matches(in: source.bytes.span).map { SourceRange($0.range.lowerBound, $0.range.upperBound) }
    }
  }

  /// The credentials written out in a workload; redacts them when they are first asked for.
  mutating func literalCredentials(of workload: Workload) -> LiteralCredentials {
    shared(of: workload) { findings in
      let credentials = LiteralCredentials(workload, in: &findings)
      for suspect in credentials.suspects { findings.redact(suspect) }
      for credential in credentials.found { findings.redact(credential.place) }
      return credentials
    }
  }
}

/// How messages speak of a credential's length: enough to know it again, too little to help guessing.
func lengthClass(_ count: Int) -> String {
  switch count {
  case ..<8: "under 8 characters"
  case 8..<16: "8 to 15 characters"
  case 16..<32: "16 to 31 characters"
  case 32..<64: "32 to 63 characters"
  default: "64 characters or more"
  }
}
