internal import Findings
internal import Manifests
internal import ShellScript
internal import SourceTree

/// How the credentials of a pod move out of its variables into files of Secret volumes: one volume for each Secret, of just the keys that are asked for,
/// and for each variable a way in which the program still gets it.
struct SecretFiles {
  private let tree: WorkloadTree
  private let pod: PodSpec
  /// By the position of the container among all.
  private let moves: [Result<[Move], Obstacle>]

  /// A variable that moves.
  private struct Move {
    /// Its position in `env`.
    let index: Int
    let name: String
    let secret: String
    let key: String
    let isOptional: Bool
    let reading: Reading
  }

  /// How the program gets the value.
  private enum Reading {
    /// A script does, in its first lines, and gives it on to what it starts.
    case script(WorkloadScript, FieldPath)
    /// Another variable names the file, or the command that prints it.
    case variable(FileVariable)
  }

  /// Why a container's variables stay: a sentence with a full stop.
  struct Obstacle: Error {
    let reason: String
  }

  init(_ tree: WorkloadTree) {
    self.tree = tree
    pod = tree.workload.pod
    moves = tree.containers.map { container in
      do throws(Obstacle) { return .success(try Self.moves(of: container, in: tree)) } catch { return .failure(error) }
    }
  }

  /// The variables that take a credential, or, where none is known to, those that take anything from a Secret.
  private static func candidates(_ container: Container) -> [(index: Int, variable: EnvVar)] {
    let all = container.env.items.enumerated().filter { $0.element.secretKeyRef == .present }.map {
      (index: $0.offset, variable: $0.element)
    }
    let credentials = all.filter { !$0.variable.isIdentifier }
    return credentials.isEmpty ? all : credentials
  }

  private static func moves(of tree: ContainerTree, in workload: WorkloadTree) throws(Obstacle) -> [Move] {
    let container = tree.container
    let candidates = candidates(container)
    if candidates.isEmpty { return [] }
    guard container.envFrom.items.isEmpty else { throw Obstacle(reason: "`envFrom` may set the same variables.") }
    guard container.handlers.allSatisfy({ $0.command.items.isEmpty }) else {
      throw Obstacle(reason: "A probe or lifecycle hook may need the variables, and gets none from a script.")
    }
    let script = WorkloadScript(of: container, in: workload.workload.pod)
    let references = references(in: container)
    var moves: [Move] = []
    for (index, variable) in candidates {
      guard let name = variable.name.value, let secret = variable.secretName.value, let key = variable.secretKey.value else {
        throw Obstacle(reason: "A variable does not say which key of which Secret it takes.")
      }
      guard !references.contains(name) else { throw Obstacle(reason: "`$(\(name))` stands in the command line or in another variable.") }
      guard container.env.items.count(where: { $0.name.value == name }) == 1 else {
        throw Obstacle(reason: "Another entry sets `\(name)` as well.")
      }
      guard key.utf8.allSatisfy(isPlain) else { throw Obstacle(reason: "The key of `\(name)` is no plain file name.") }
      let reading = try reading(of: name, container, script, workload)
      moves.append(
        Move(index: index, name: name, secret: secret, key: key, isOptional: variable.isOptional.value ?? false, reading: reading))
    }
    return moves
  }

  /// Letters, digits and what else keys may have.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// What the kubelet puts in place of `$(NAME)`.
  private static func references(in container: Container) -> Set<String> {
    var names: Set<String> = []
    for text in (container.command.items + container.args.items).compactMap(\.value) + container.env.items.compactMap(\.value.value) {
      names.formUnion(VariableReference.names(in: text))
    }
    return names
  }

  private static func reading(
    of name: String, _ container: Container, _ script: WorkloadScript?, _ workload: WorkloadTree
  ) throws(Obstacle) -> Reading {
    if let script {
      let commands = script.review.script.commands
      let isNamed = script.text.contains("$\(name)") || script.text.contains("${\(name)")
      // Where only the program reads it, the program's own variable is the shorter way.
      if !isNamed, script.review.script.problem == nil,
        let own = commands.lazy.compactMap({ $0.name.flatMap { FileVariable(of: name, readBy: $0) } }).first
      {
        return .variable(own)
      }
      guard script.review.script.problem == nil, let path = workload.path(of: script.range), !isIdentifierOdd(name) else {
        throw Obstacle(reason: "The script cannot be read to its end.")
      }
      return .script(script, path)
    }
    let words = container.command.items.compactMap(\.value)
    if let program = words.first, let own = FileVariable(of: name, readBy: program) { return .variable(own) }
    if container.command.items.isEmpty, let image = container.imageReference, let own = FileVariable(of: name, ofImage: image.fullName) {
      return .variable(own)
    }
    throw Obstacle(reason: "What the container runs is not in the manifest: have it read `\(name)` from a file.")
  }

  /// Names that a shell cannot assign to.
  private static func isIdentifierOdd(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return true }
    return !name.utf8.allSatisfy { isPlain($0) && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") }
  }

  /// The fix that moves the variables of a container.
  ///
  /// - Parameter container: By its position among all containers.
  func fix(ofContainer position: Int, _ safety: FixSafety) -> Fix? {
    guard tree.containers.indices.contains(position), moves.indices.contains(position) else { return nil }
    let container = tree.containers[position]
    do throws(Obstacle) {
      let own: [Move]
      switch moves[position] {
      case .success(let moves): own = moves
      case .failure(let obstacle): throw obstacle
      }
      if own.isEmpty { return nil }
      let names = own.map { "`\($0.name)`" }.enumeration
      var changes = try modeChanges()
      let mode = mode
      for secret in Set(own.map(\.secret)).sorted() { changes += try volumeChanges(secret, mode, container) }
      changes += try variableChanges(own, container)
      return Fix("read \(names) of \(ContainerName(container.container)) from a file", safety, changes)
    } catch {
      let names = Self.candidates(container.container).compactMap { $0.variable.name.value.map { "`\($0)`" } }.enumeration
      return Fix("read \(names) of \(ContainerName(container.container)) from a file", .manual(error.reason), [])
    }
  }

  // MARK: Volumes

  /// Who the containers run as, where all say so.
  private var users: [Int64?] { pod.allContainers.map { $0.securityContext.runAsUser.value ?? pod.securityContext.runAsUser.value } }

  private var runsAsRoot: Bool { !users.isEmpty && users.allSatisfy { $0 == 0 } }

  /// Root reads what is its own; everybody else by the pod's group.
  private var mode: Int64 { pod.securityContext.fsGroup.isAbsent && runsAsRoot ? 0o400 : 0o440 }

  /// Volumes whose files the kubelet gives to the pod's group without asking what was there.
  private static let harmless: Set = ["secret", "configMap", "emptyDir", "projected", "downwardAPI", "hostPath", "nfs", "image"]

  private func modeChanges() throws(Obstacle) -> [Change] {
    guard pod.securityContext.fsGroup.isAbsent, !runsAsRoot else { return [] }
    guard pod.volumes.items.allSatisfy({ $0.sources.compactMap(\.value).allSatisfy(Self.harmless.contains) }) else {
      throw Obstacle(reason: "The pod needs an `fsGroup` to read the file, and that would change the owner of what its volumes hold.")
    }
    let group = pod.securityContext.runAsGroup.value ?? users.compactMap { $0 }.first { $0 > 0 } ?? Self.usualGroup
    return [tree.pod.setting("securityContext", "fsGroup", to: .number(group))]
  }

  /// Any will do; this is that of images which run as nobody in particular.
  private static var usualGroup: Int64 { 65_532 }

  /// The keys of a Secret that become files, for all containers together.
  private func keys(of secret: String) -> [(key: String, isOptional: Bool)] {
    var keys: [(key: String, isOptional: Bool)] = []
    for case .success(let moves) in moves {
      for move in moves where move.secret == secret {
        if let known = keys.firstIndex(where: { $0.key == move.key }) {
          keys[known].isOptional = keys[known].isOptional && move.isOptional
        } else {
          keys.append((move.key, move.isOptional))
        }
      }
    }
    return keys
  }

  private func volumeChanges(_ secret: String, _ mode: Int64, _ container: ContainerTree) throws(Obstacle) -> [Change] {
    var changes: [Change] = []
    let keys = keys(of: secret)
    let items = keys.map { ["key": .text($0.key), "path": .text($0.key)] as TreeValue }
    let known = volume(of: secret)
    if let known, known.source.items.presence == .present {
      let path = tree.pod.field("volumes").appending(.item(known.index)).field("secret", "items")
      let missing = zip(keys, items).filter { key, _ in !known.source.items.items.contains { $0.key.value == key.key } }
      changes += missing.map { Change(path, .ensure($0.1, unique: "key")) }
    } else if known == nil {
      var source: [KeyValue] = [
        KeyValue("secretName", .text(secret)), KeyValue("defaultMode", .octal(mode)), KeyValue("items", .list(items)),
      ]
      if keys.allSatisfy(\.isOptional) { source.append(KeyValue("optional", true)) }
      let volume = TreeValue.map([KeyValue("name", .text(volumeName(secret))), KeyValue("secret", .map(source))])
      changes.append(Change(tree.pod.field("volumes"), .ensure(volume, unique: "name")))
    }
    if mount(of: secret, in: container.container) == nil {
      let mount: TreeValue = [
        "name": .text(known?.name ?? volumeName(secret)), "mountPath": .text(try path(of: secret, in: container.container)),
        "readOnly": true,
      ]
      changes.append(Change(container.path.field("volumeMounts"), .ensure(mount, unique: "mountPath")))
    }
    return changes
  }

  /// The volume that there is of a Secret.
  private func volume(of secret: String) -> (index: Int, name: String, source: SecretVolumeSource)? {
    for (index, volume) in pod.volumes.items.enumerated() {
      if let name = volume.name.value, let source = volume.secret, source.name.value == secret { return (index, name, source) }
    }
    return nil
  }

  private func mount(of secret: String, in container: Container) -> String? {
    guard let name = volume(of: secret)?.name else { return nil }
    let mount = container.volumeMounts.items.first { $0.name.value == name && $0.subPath.isAbsent && $0.subPathExpr.isAbsent }
    return mount?.mountPath.value
  }

  /// The file that a key becomes.
  private func file(of key: String, _ secret: String, in container: Container) throws(Obstacle) -> String {
    let item = volume(of: secret)?.source.items.items.first { $0.key.value == key }
    return "\(try path(of: secret, in: container))/\(item?.path.value ?? key)"
  }

  /// A name that no volume has.
  private func volumeName(_ secret: String) -> String {
    let base = String(secret.map { $0 == "." ? "-" : $0 }.prefix(50))
    let candidates = [base, "\(base)-secret"] + (2...99).map { "\(base)-secret-\($0)" }
    return candidates.first { pod.volume(named: $0) == nil } ?? base
  }

  /// A folder that no other mount covers or stands in.
  private func path(of secret: String, in container: Container) throws(Obstacle) -> String {
    if let mounted = mount(of: secret, in: container) { return mounted.hasSuffix("/") ? String(mounted.dropLast()) : mounted }
    let mounts = container.volumeMounts.items.compactMap { $0.mountPath.value.map { $0.hasSuffix("/") ? $0 : $0 + "/" } }
    let candidates = ["/run/secrets/\(secret)", "/etc/secrets/\(secret)", "/secrets/\(secret)"]
    guard let path = candidates.first(where: { path in !mounts.contains { $0.hasPrefix(path + "/") || (path + "/").hasPrefix($0) } }) else {
      throw Obstacle(reason: "Its mounts leave no usual place for the file.")
    }
    return path
  }

  // MARK: Variables

  private func variableChanges(_ moves: [Move], _ container: ContainerTree) throws(Obstacle) -> [Change] {
    var changes: [Change] = []
    let env = container.path.field("env")
    let gone = moves.filter { if case .script = $0.reading { true } else { false } }
    if gone.count == container.container.env.items.count {
      changes.append(Change(env, .remove))
    } else {
      changes += gone.map { Change(env.appending(.item($0.index)), .remove) }
    }
    var lines: [String] = []
    var place: (script: WorkloadScript, path: FieldPath)?
    for move in moves {
      let file = try file(of: move.key, move.secret, in: container.container)
      switch move.reading {
      case .script(let script, let path):
        place = (script, path)
        lines.append(
          move.isOptional
            ? "if [ -f \(file) ]; then export \(move.name)=\"$(cat \(file))\"; fi" : "export \(move.name)=\"$(cat \(file))\"")
      case .variable(let variable):
        let entry = env.appending(.item(move.index))
        changes += [
          entry.setting("name", to: .text(variable.name)), entry.setting("value", to: .text(variable.value(file))),
          entry.removing("valueFrom"),
        ]
      }
    }
    if let place {
      let text = place.script.text
      let offset = Self.firstLine(of: text)
      let isOneLine = !text.utf8.contains(UInt8(ascii: "\n"))
      let written = lines.map { $0 + (isOneLine ? "; " : "\n") }.joined()
      changes.append(Change(place.path, .splice(offset..<offset, written)))
    }
    return changes
  }

  /// Where a script's own work begins, behind what says how it is run; tracing shows what follows it.
  private static func firstLine(of text: String) -> Int {
    var offset = 0
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let words = String(Substring(line)).split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
      let isTraced = words.dropFirst().contains { ($0.hasPrefix("-") && !$0.hasPrefix("--") && $0.contains("x")) || $0 == "xtrace" }
      let isHead = line.starts(with: "#!".utf8) || words.first == "set" && !isTraced && !line.contains(UInt8(ascii: ";"))
      guard isHead, offset + line.count < text.utf8.count else { break }
      offset += line.count + 1
    }
    return offset
  }
}

/// A variable by which a program finds what another variable would say, in a file.
///
/// Sources: the programs' documentation and entry points of images (restic `doc/075`, borg's environment variables, Consul's commands, SOPS, rclone's
/// `password-command`, wp-config-docker.php, postgres-backup-local's backup.sh, docker-volume-backup's config_provider.go, mysql-backup's configuration).
struct FileVariable {
  /// What it is called.
  let name: String
  private let isCommand: Bool

  private init(_ name: String, isCommand: Bool = false) {
    self.name = name
    self.isCommand = isCommand
  }

  /// Its value for a file.
  func value(_ file: String) -> String { isCommand ? "cat \(file)" : file }

  private static let ofPrograms: [String: [String: FileVariable]] = [
    "restic": [
      "RESTIC_PASSWORD": FileVariable("RESTIC_PASSWORD_FILE"), "RESTIC_REPOSITORY": FileVariable("RESTIC_REPOSITORY_FILE"),
      "RESTIC_FROM_PASSWORD": FileVariable("RESTIC_FROM_PASSWORD_FILE"),
    ],
    "borg": ["BORG_PASSPHRASE": FileVariable("BORG_PASSCOMMAND", isCommand: true)],
    "rclone": ["RCLONE_CONFIG_PASS": FileVariable("RCLONE_PASSWORD_COMMAND", isCommand: true)],
    "consul": ["CONSUL_HTTP_TOKEN": FileVariable("CONSUL_HTTP_TOKEN_FILE")],
    "sops": ["SOPS_AGE_KEY": FileVariable("SOPS_AGE_KEY_FILE")],
  ]

  /// The variable that a program reads in place of another.
  init?(of name: String, readBy program: String) {
    let program = program.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? program
    guard let variable = Self.ofPrograms[program]?[name] else { return nil }
    self = variable
  }

  private static let ofImages: [(repository: String, names: Set<String>)] = [
    ("wordpress", ["WORDPRESS_DB_HOST", "WORDPRESS_DB_NAME", "WORDPRESS_DB_USER", "WORDPRESS_DB_PASSWORD"]),
    ("prodrigestivill/postgres-backup-local", ["POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD"]),
    ("databack/mysql-backup", ["DB_PASS"]),
  ]

  /// The variable that an image's entry point reads in place of another.
  ///
  /// - Parameter repository: The image's, with or without its registry.
  init?(of name: String, ofImage repository: String) {
    if repository.hasSuffix("offen/docker-volume-backup") {
      self.init("\(name)_FILE")
      return
    }
    let last = repository.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? repository
    if let own = FileVariable(of: name, readBy: last) {
      self = own
      return
    }
    guard
      Self.ofImages.contains(where: {
        (repository == $0.repository || repository.hasSuffix("/\($0.repository)")) && $0.names.contains(name)
      })
    else { return nil }
    self.init("\(name)_FILE")
  }
}
