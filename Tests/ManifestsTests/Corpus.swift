import Foundation

/// Shared material outside of the repository; tests that need it are skipped where `CURFEW_CORPUS` does not name its folder.
enum Corpus {
  static let root = ProcessInfo.processInfo.environment["CURFEW_CORPUS"].map { URL(filePath: $0, directoryHint: .isDirectory) }
  static var isAvailable: Bool { root != nil }

  /// The manifests below the corpus; the YAML suite is no manifest.
  static func manifests() -> [URL] {
    guard let root, let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else { return [] }
    return walk.compactMap { $0 as? URL }
      .filter { ["yaml", "yml", "json"].contains($0.pathExtension) && !$0.path.contains("/yaml-test-suite/") }
      .sorted { $0.path < $1.path }
  }
}
