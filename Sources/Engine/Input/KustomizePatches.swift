internal import Manifests
internal import SourceTree

/// Which entries of an input are patches, as kustomizations of the input say: what they leave out stands in what they are merged into.
///
/// Follows `api/types/kustomization.go` of Kustomize: `patches`, `patchesStrategicMerge` and `patchesJson6902`, with paths relative to the kustomization.
struct KustomizePatches: Sendable {
  private var names: Set<String> = []

  /// Reads the kustomizations among the entries; one that cannot be read says nothing here, and is an error of the scan.
  init(_ entries: [Input.Entry]) {
    for entry in entries where Self.isKustomization(entry.name) && !entry.file.isStandardInput {
      guard let bytes = try? entry.read(), let source = try? Source(name: entry.name, bytes: bytes) else { continue }
      let folder = entry.name.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      var documents = DocumentReader(source)
      while case .success(let document)? = documents.next() {
        for path in Self.paths(in: document.root) { names.insert(Self.join(folder, path)) }
      }
    }
  }

  /// Whether the entry of a name is one.
  func contains(_ name: String) -> Bool { names.contains(name) }

  private static func isKustomization(_ name: String) -> Bool {
    ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains { file in
      name.hasSuffix(file) && (name.utf8.count == file.utf8.count || name.dropLast(file.utf8.count).last == "/")
    }
  }

  private static func paths(in kustomization: Node) -> [String] {
    let lists: [StaticString] = ["patches", "patchesJson6902"]
    let files = lists.flatMap { kustomization[$0]?.items.compactMap { $0.resolved["path"]?.text } ?? [] }
    return files + (kustomization["patchesStrategicMerge"]?.items.compactMap(\.resolved.text) ?? [])
  }

  /// A path from a folder, as entries below the folder are named.
  private static func join(_ folder: ArraySlice<Substring>, _ path: String) -> String {
    var parts = folder
    for part in path.split(separator: "/") {
      switch part {
      case ".": break
      case ".." where parts.last.map { $0 != ".." && $0 != "." && !$0.isEmpty } ?? false: parts.removeLast()
      default: parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}
