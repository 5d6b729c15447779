import Findings
import Manifests
import ShellScript
import SourceTree

/// All credentials that are written out in a workload. What they are is asked once per workload: excerpts must not show them, whichever rules are asked, and
/// ``LiteralCredential`` reports them.
struct LiteralCredentials: Sendable {
  struct Found: Sendable {
    /// See ``CredentialMatch/kind``.
    var kind: String
    var length: Int
    var holder: CredentialHolder
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

  init(_ workload: Workload, in context: ReadingContext) {
    shapes = context.credentialShapes()
    var secretNames = SecretNames(workload.pod)
    let scripts = ScriptsByPlace(context.scripts(of: workload))
    for container in workload.pod.allContainers where container.presence == .present {
      for variable in container.env.items { add(variable, of: container, &secretNames, context) }
      add(container.command, .command, of: container, context) { scripts[$0] }
      add(container.args, .args, of: container, context) { scripts[$0] }
      if Self.mayHoldCredentials(container.command) || Self.mayHoldCredentials(container.args) {
        addWords([(.command, container.command), (.args, container.args)], of: container, context)
      }
      for handler in container.handlers { add(handler, of: container, context) }
    }
    for volume in workload.pod.volumes.items where !volume.driverOptions.entries.isEmpty {
      add(volume.driverOptions, context) { .option($0, VolumeName(volume)) }
    }
    add(workload.metadata.annotations, context) { .annotation($0, .object(workload.kindName)) }
    add(workload.podMetadata.annotations, context) { .annotation($0, .pods) }
    if workload.kind == .cronJob { add(workload.jobMetadata.annotations, context) { .annotation($0, .jobs) } }
  }

  /// The credentials in the text of a scalar. Shapes that were not found in the source count only where the text is not what is written.
  private func matches(in text: String, writtenAt range: SourceRange, _ context: ReadingContext) -> [CredentialMatch] {
    let matches = CredentialText().matches(in: text)
    if matches.isEmpty || isAtShape(range) || !context.isVerbatim(text, writtenAt: range) { return matches }
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
    _ list: List<Field<String>>, _ field: CredentialHolder.CommandLine, of container: Container, _ context: ReadingContext,
    script: (SourceRange) -> ShellScript?
  ) {
    for item in list.items {
      guard case .present(let text, let range) = item else { continue }
      var matches = self.matches(in: text, writtenAt: range.value, context)
      if let script = script(range.value) { matches += Self.matches(in: script) }
      add(matches, in: text, writtenAt: range.value, .word(of: field, ContainerName(container)), context)
    }
  }

  private mutating func add(_ handler: ContainerHandler, of container: Container, _ context: ReadingContext) {
    let words = handler.command.items
    let invocation = ShellInvocation.find(in: words.map(\.value))
    let field = CredentialHolder.CommandLine.handler(handler.name)
    add(handler.command, field, of: container, context) { range in
      guard let invocation, words[invocation.script].range?.value == range else { return nil }
      return words[invocation.script].value.map { ShellScript($0) }
    }
    if Self.mayHoldCredentials(handler.command) { addWords([(field, handler.command)], of: container, context) }
    if case .present(let path, let range) = handler.path {
      add(
        matches(in: path, writtenAt: range.value, context), in: path, writtenAt: range.value,
        .path(ofHandler: handler.name, ContainerName(container)), context)
    }
    for header in handler.headers.items {
      let name = header.name.value ?? "(unnamed)"
      add(header.value, called: name, .header(name, ofHandler: handler.name, ContainerName(container)), context)
    }
  }

  private mutating func add(_ map: StringMap, _ context: ReadingContext, _ holder: (_ key: String) -> CredentialHolder) {
    for entry in map.entries {
      let name = entry.key.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(entry.key[entry.key.utf8.index(after: $0)...]) }
      add(entry.value, called: name ?? entry.key, holder(entry.key), context)
    }
  }

  /// A text that has a name.
  private mutating func add(
    _ value: Field<String>, called name: String, _ holder: @autoclosure () -> CredentialHolder, _ context: ReadingContext
  ) {
    guard case .present(let text, let range) = value else { return }
    var matches = self.matches(in: text, writtenAt: range.value, context)
    if matches.allSatisfy(\.isSuspect), CredentialVariable.isCredential(name: name, valueInText: text) {
      matches = [CredentialMatch(kind: CredentialMatch.valueByItsName, range: 0..<text.utf8.count)]
    }
    add(matches, in: text, writtenAt: range.value, holder(), context)
  }

  private mutating func add(
    _ variable: EnvVar, of container: Container, _ secretNames: inout SecretNames, _ context: ReadingContext
  ) {
    let name = variable.name.value ?? "(unnamed)"
    let isSensitive = CredentialVariable.isSensitive(name)
    if isSensitive, let text = variable.valueText { suspects.append(text) }
    guard case .present(let value, let range) = variable.value else { return }
    var holder: CredentialHolder { .variable(variable.name.value, ContainerName(container)) }
    let text = variable.valueText ?? range.value
    let matches = self.matches(in: value, writtenAt: text, context)
    add(matches, in: value, writtenAt: text, reportedAt: range.value, holder, context)
    if isSensitive, matches.allSatisfy(\.isSuspect), CredentialVariable.isCredential(name: name, value: value, secretNames: secretNames.all)
    {
      let match = CredentialMatch(kind: CredentialMatch.valueByItsName, range: 0..<value.utf8.count)
      found.append(Found(kind: match.kind, length: value.unicodeScalars.count, holder: holder, place: text, field: range.value))
    }
  }

  /// Credentials that only the words before them give away, in lists that are one command line.
  private mutating func addWords(
    _ lists: [(field: CredentialHolder.CommandLine, list: List<Field<String>>)], of container: Container, _ context: ReadingContext
  ) {
    var words: [[UInt8]] = []
    var items: [(text: String, range: SourceRange, field: CredentialHolder.CommandLine)] = []
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
        .word(of: item.field, ContainerName(container)), context)
    }
  }

  /// Whether any word may come before a credential.
  private static func mayHoldCredentials(_ words: List<Field<String>>) -> Bool {
    for case .present(let text, _) in words.items where CommandLineCredentials.mayComeBefore(text.utf8.span) { return true }
    return false
  }

  private mutating func add(
    _ matches: [CredentialMatch], in text: String, writtenAt range: SourceRange, reportedAt field: SourceRange? = nil,
    isSecondLook: Bool = false, _ holder: @autoclosure () -> CredentialHolder, _ context: ReadingContext
  ) {
    guard !matches.isEmpty else { return }
    let holder = holder()
    let map = context.map(of: text, writtenAt: range)
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

extension ReadingContext {
  /// What looks like a credential anywhere in the source.
  func credentialShapes() -> [SourceRange] {
    sharedOfSource { source in
      CredentialShapes().matches(in: source.bytes.span).map { SourceRange($0.range.lowerBound, $0.range.upperBound) }
    }
  }

  /// The credentials written out in a workload; redacts them when they are first asked for.
  func literalCredentials(of workload: Workload) -> LiteralCredentials {
    shared(of: workload) {
      let credentials = LiteralCredentials(workload, in: self)
      for suspect in credentials.suspects { redact(suspect) }
      for credential in credentials.found { redact(credential.place) }
      return credentials
    }
  }
}
