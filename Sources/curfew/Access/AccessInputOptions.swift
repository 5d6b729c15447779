import AccessControl
import ArgumentParser
import Findings
import Manifests
import Reports
import Rules
import SourceTree

/// What the commands about access read.
struct AccessInputOptions: ParsableArguments {
  @Option(
    name: [.customShort("f"), .customLong("filename")],
    help: ArgumentHelp(
      "A file or directory of manifests, or a dump (kubectl get -o json); - is standard input; repeatable. Without it, the current directory.",
      valueName: "path"), completion: .file())
  var paths: [String] = []

  @Option(
    name: .customLong("kubernetes-version"),
    help: ArgumentHelp(
      "Whose built-in roles to add where the input has no cluster's own; 1.\(DefaultRoles.knownMinorVersions.upperBound) by default.",
      valueName: "1.NN"))
  var kubernetesVersion: KubernetesVersion?

  /// Reads everything; what cannot be read is said on standard error.
  func read() -> AccessInput { AccessInput(paths: paths.isEmpty ? ["."] : paths, kubernetesMinorVersion: kubernetesMinorVersion) }

  var kubernetesMinorVersion: Int { kubernetesVersion?.minor ?? DefaultRoles.knownMinorVersions.upperBound }
}

/// The objects of an input, and who may do what by them.
struct AccessInput {
  let inventory: Inventory
  let authorizer: Authorizer
  /// Whether some of the input could not be read.
  let isIncomplete: Bool
  private let files: [InputFile]
  private let standardInput: [UInt8]?

  private struct Part: Sendable {
    var inventory = Inventory()
    var problems: [String] = []
    /// Documents that say nothing until they are rendered or repaired.
    var notEvaluated: [String] = []
    var standardInput: [UInt8]?
  }

  init(paths: [String], kubernetesMinorVersion: Int) {
    let listing = InputSelection(paths: paths).list()
    var inventory = Inventory()
    var problems = listing.errors.map(\.description)
    var notEvaluated: [String] = []
    var standardInput: [UInt8]?
    forEachInOrder(Array(listing.files.enumerated().map { ($0, $1) }), window: 64) { index, file in
      Self.part(of: file, index)
    } consume: { part in
      inventory.append(part.inventory)
      problems += part.problems
      notEvaluated += part.notEvaluated
      if let bytes = part.standardInput { standardInput = bytes }
    }
    for problem in problems { StandardError.write("curfew: \(problem)\n") }
    if let first = notEvaluated.first {
      let more = notEvaluated.count > 1 ? " (and \(notEvaluated.count - 1) more)" : ""
      StandardError.write("curfew: not evaluated: \(first)\(more)\n")
    }
    isIncomplete = !problems.isEmpty
    files = listing.files
    self.standardInput = standardInput
    inventory.sort()
    self.inventory = inventory
    authorizer = Authorizer(inventory, kubernetesMinorVersion: kubernetesMinorVersion)
  }

  private static func part(of file: InputFile, _ index: Int) -> Part {
    var part = Part()
    do {
      let bytes = try file.isStandardInput ? readStandardInput(name: file.path) : readFile(file.path)
      if file.isStandardInput { part.standardInput = bytes }
      let source: Source
      do { source = try Source(name: file.path, bytes: bytes) } catch {
        part.problems.append(problem(error, in: file, bytes))
        return part
      }
      var reader = ManifestReader(source)
      while let element = reader.next() {
        switch element {
        case .object(let manifest): part.inventory.add(manifest, file: index)
        case .failure(let error): part.problems.append(problem(error, in: file, bytes))
        case .notEvaluated(let range, let reason): part.notEvaluated.append("\(place(range, in: file, bytes)): \(reason)")
        }
      }
    } catch {
      part.problems.append("\(error)")
    }
    return part
  }

  private static func problem(_ error: SyntaxError, in file: InputFile, _ bytes: [UInt8]) -> String {
    "\(place(error.range, in: file, bytes)): \(error.message)"
  }

  private static func place(_ range: SourceRange, in file: InputFile, _ bytes: [UInt8]) -> String {
    let position = LineIndex(bytes).position(of: range.start, in: bytes)
    return "\(file.path):\(position.line):\(position.column)"
  }

  /// Where the objects stand.
  var places: AccessPlaces {
    let lines = LineCache(files, standardInput)
    return AccessPlaces { lines.place(of: $0) }
  }

  func graph() -> AccessGraph { AccessGraph(authorizer, inventory) }
}

/// Lines of places, for as many files as are asked about: each is read again once.
private final class LineCache {
  private struct File {
    let bytes: [UInt8]
    let lines: LineIndex
  }

  private let files: [InputFile]
  private let standardInput: [UInt8]?
  private var known: [Int: File] = [:]

  init(_ files: [InputFile], _ standardInput: [UInt8]?) {
    self.files = files
    self.standardInput = standardInput
  }

  func place(of origin: Origin) -> (path: String, line: Int)? {
    guard files.indices.contains(origin.file) else { return nil }
    let file = files[origin.file]
    if known[origin.file] == nil {
      let bytes = file.isStandardInput ? standardInput ?? [] : (try? readFile(file.path)) ?? []
      known[origin.file] = File(bytes: bytes, lines: LineIndex(bytes))
    }
    guard let found = known[origin.file] else { return nil }
    return (file.path, found.lines.position(of: origin.place.start, in: found.bytes).line)
  }
}
