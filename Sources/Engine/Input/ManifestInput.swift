package import ClusterState
package import Manifests
package import Reports
internal import SourceTree

/// Everything that an input holds, read to its end.
package struct ManifestInput {
  package let state: ClusterState
  /// Workloads and ConfigMaps as they are written, in the order of the input, where they are to be kept.
  package let written: [Manifest]
  /// What could not be read, or says nothing yet.
  package let problems: InputProblems
  private let lines: LineCache

  private struct Part: Sendable {
    var file: ManifestFile
    var objects = GatheredObjects()
    var written: [Manifest] = []

    init(_ index: Int, keepsWritten: Bool, _ read: (ManifestFile.Take) -> ManifestFile) {
      var objects = GatheredObjects()
      var written: [Manifest] = []
      file = read { manifest, _ in
        objects.gather(manifest, file: index)
        guard keepsWritten else { return }
        switch manifest {
        case .workload, .configMap: written.append(manifest)
        default: break
        }
      }
      self.objects = objects
      self.written = written
    }
  }

  /// - Parameters:
  ///   - keepsWritten: Whether workloads and ConfigMaps are wanted as they are written.
  ///   - skipsUnreadable: Whether it is no failure that something cannot be read.
  package init(_ input: Input, keepsWritten: Bool = false, skipsUnreadable: Bool = false) {
    var objects = GatheredObjects()
    var written: [Manifest] = []
    var problems = InputProblems(of: input, skipsUnreadable: skipsUnreadable)
    var held = input.entries.map(\.held)
    var index = 0
    forEachInOrder(Array(input.entries.enumerated().map { ($0, $1) }), window: 64) { index, entry in
      Part(index, keepsWritten: keepsWritten) { ManifestFile(entry, readsStatus: keepsWritten, skipsUnreadable: skipsUnreadable, $0) }
    } consume: { part in
      objects.gather(part.objects)
      written += part.written
      problems += part.file.problems
      if let bytes = part.file.bytes { held[index] = bytes }
      index += 1
    }
    let names = input.entries.map(\.name)
    state = objects.settled(paths: names)
    self.written = written
    self.problems = problems
    lines = LineCache(names, held)
  }

  /// Whether some of the input could not be read.
  package var isIncomplete: Bool { !problems.errors.isEmpty }

  /// Where the objects stand.
  package var places: AccessPlaces { AccessPlaces { [lines] in lines.place(of: $0) } }

  /// ConfigMaps with their texts, where they are kept.
  package var configMaps: [ConfigMap] { written.compactMap { if case .configMap(let configMap) = $0 { configMap } else { nil } } }

  /// The one CronJob or Job that is meant, where workloads are kept.
  ///
  /// - Throws: ``WorkloadNotFound`` where there is not exactly one.
  package func workload(_ reference: ObjectReference) throws(WorkloadNotFound) -> Workload {
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
    throw WorkloadNotFound(
      description: found.isEmpty
        ? "there is no workload \(reference) in the input\(all.isEmpty ? "" : "; it has \(list(all))")"
        : "\(reference) may be any of \(list(found)); name its kind and namespace, and leave other environments out of the input")
  }
}

/// Why a name does not say which workload is meant: none is called so, or several are.
package struct WorkloadNotFound: Error, CustomStringConvertible {
  package let description: String
}

/// Lines of places, for as many files as are asked about: each is read again once.
private final class LineCache {
  private let names: [String]
  private let held: [[UInt8]?]
  private var known: [Int: LineIndex] = [:]

  /// - Parameter held: The bytes of each that cannot be read again.
  init(_ names: [String], _ held: [[UInt8]?]) {
    self.names = names
    self.held = held
  }

  func place(of origin: Origin) -> (path: String, line: Int)? {
    guard names.indices.contains(origin.file) else { return nil }
    let name = names[origin.file]
    if known[origin.file] == nil {
      let bytes = held[origin.file] ?? (try? readFile(name)) ?? []
      known[origin.file] = LineIndex(bytes)
    }
    guard let lines = known[origin.file] else { return nil }
    return (name, lines.position(of: origin.place.start).line)
  }
}
