internal import Findings
internal import Manifests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Helm charts that are met in directories.
enum HelmChart {
  /// Says how to scan the charts whose templates were not evaluated.
  static func name(in files: inout [FileReport]) {
    var charts: [Substring: Bool] = [:]
    for file in files.indices where !files[file].notEvaluated.isEmpty {
      guard let folder = directory(of: files[file].path) else { continue }
      let isChart = charts[folder] ?? (unsafe access("\(folder)Chart.yaml", R_OK) == 0)
      charts[folder] = isChart
      guard isChart else { continue }
      let chart = folder.isEmpty ? "." : String(folder.dropLast())
      for document in files[file].notEvaluated.indices where files[file].notEvaluated[document].reason == ManifestReader.templateReason {
        files[file].notEvaluated[document].reason =
          "the document is a template of a Helm chart: render it with `curfew scan --helm \(chart)`"
      }
    }
  }

  /// What stands before the path's last `templates/`.
  private static func directory(of path: String) -> Substring? {
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let templates = segments.dropLast().lastIndex(of: "templates") else { return nil }
    return path[..<segments[templates].startIndex]
  }
}
