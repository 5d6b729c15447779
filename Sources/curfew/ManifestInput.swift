import ArgumentParser
import Findings
import Manifests
import Reports
import SourceTree

/// Everything that an input holds, read to its end.
struct ManifestInput {
  let inventory: Inventory
  /// Workloads and ConfigMaps as they are written, in the order of the input, where they are to be kept.
  let written: [Manifest]
  /// Whether some of the input could not be read; standard error says what.
  let isIncomplete: Bool
  private let lines: LineCache

  private struct Part: Sendable {
    var file: ManifestFile
    var inventory = Inventory()
    var written: [Manifest] = []

    init(_ index: Int, keepsWritten: Bool, _ read: (ManifestFile.Take) -> ManifestFile) {
      var inventory = Inventory()
      var written: [Manifest] = []
      file = read { manifest, _ in
        inventory.add(manifest, file: index)
        guard keepsWritten else { return }
        switch manifest {
        case .workload, .configMap: written.append(manifest)
        default: break
        }
      }
      self.inventory = inventory
      self.written = written
    }
  }

  /// Reads files, and what other programs render of them.
  init(_ selection: InputSelection, _ rendered: [RenderedInput] = [], keepsWritten: Bool = false, skipsUnreadable: Bool = false) {
    let listing = selection.list()
    var inventory = Inventory()
    var written: [Manifest] = []
    var problems = InputProblems()
    for error in listing.errors { problems.add(error.description, isSkipped: skipsUnreadable && error.isOfWhatIsThere) }
    var kept: [Int: [UInt8]] = [:]
    var names = listing.files.map(\.path)
    func take(_ part: Part, _ index: Int) {
      inventory.append(part.inventory)
      written += part.written
      problems += part.file.problems
      if let bytes = part.file.bytes { kept[index] = bytes }
    }
    var index = 0
    forEachInOrder(Array(listing.files.enumerated().map { ($0, $1) }), window: 64) { index, file in
      Part(index, keepsWritten: keepsWritten) { ManifestFile(file, skipsUnreadable: skipsUnreadable, $0) }
    } consume: { part in
      take(part, index)
      index += 1
    }
    for rendered in rendered.map({ $0.render(policy: 0) }) {
      take(Part(names.count, keepsWritten: keepsWritten) { ManifestFile(rendered, skipsUnreadable: skipsUnreadable, $0) }, names.count)
      names.append(rendered.name)
    }
    problems.report()
    isIncomplete = !problems.errors.isEmpty
    inventory.sort()
    inventory.paths = names
    self.inventory = inventory
    self.written = written
    lines = LineCache(names, kept)
  }

  /// Where the objects stand.
  var places: AccessPlaces { AccessPlaces { [lines] in lines.place(of: $0) } }

  /// ConfigMaps with their texts, where they are kept.
  var configMaps: [ConfigMap] { written.compactMap { if case .configMap(let configMap) = $0 { configMap } else { nil } } }

  /// The one CronJob or Job that is meant, where workloads are kept.
  ///
  /// - Throws: `ExitCode`, after it has said on standard error why there is not exactly one.
  func workload(_ reference: ObjectReference) throws -> Workload {
    let all = written.compactMap {
      if case .workload(let workload) = $0, workload.kind != .pod, workload.holder == nil { workload } else { nil }
    }
    let found = all.filter {
      $0.controllingCronJob == nil && reference.matches($0.kind, namespace: $0.metadata.namespace.value, name: $0.name)
    }
    if let workload = found.first, found.count == 1 { return workload }
    func list(_ workloads: [Workload]) -> String {
      let names = workloads.prefix(10).map {
        [$0.kind.rawValue.lowercased(), $0.metadata.namespace.value, $0.name].compactMap { $0 }.joined(separator: "/")
      }
      return names.joined(separator: ", ") + (workloads.count > 10 ? ", …" : "")
    }
    StandardError.write(
      found.isEmpty
        ? "curfew: there is no workload \(reference) in the input\(all.isEmpty ? "" : "; it has \(list(all))")\n"
        : "curfew: \(reference) may be any of \(list(found)); name its kind and namespace, and leave other environments out of the input\n")
    throw ExitCode(ExitStatus.unreadable.rawValue)
  }
}

/// Lines of places, for as many files as are asked about: each is read again once.
private final class LineCache {
  private let names: [String]
  private let kept: [Int: [UInt8]]
  private var known: [Int: LineIndex] = [:]

  /// - Parameter kept: The bytes of what cannot be read again, by its position among the names.
  init(_ names: [String], _ kept: [Int: [UInt8]]) {
    self.names = names
    self.kept = kept
  }

  func place(of origin: Origin) -> (path: String, line: Int)? {
    guard names.indices.contains(origin.file) else { return nil }
    let name = names[origin.file]
    if known[origin.file] == nil {
      let bytes = kept[origin.file] ?? (try? readFile(name)) ?? []
      known[origin.file] = LineIndex(bytes)
    }
    guard let lines = known[origin.file] else { return nil }
    return (name, lines.position(of: origin.place.start).line)
  }
}
