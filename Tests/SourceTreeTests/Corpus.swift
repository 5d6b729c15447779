import Foundation

/// Shared material outside of the repository; tests that need it are skipped where `CURFEW_CORPUS` does not name its folder.
enum Corpus {
  static let root = ProcessInfo.processInfo.environment["CURFEW_CORPUS"].map { URL(filePath: $0, directoryHint: .isDirectory) }
  static var isAvailable: Bool { root != nil }

  /// How kubectl reads scalars, as recorded.
  static var scalarRecording: URL? { root?.appending(path: "../recordings/kubectl-1.32/scalars.tsv") }

  /// All manifests, in a stable order.
  static let manifests: [URL] = files(below: root) { ["yaml", "yml", "json"].contains($0.pathExtension) }

  static func files(below folder: URL?, where isIncluded: (URL) -> Bool) -> [URL] {
    guard let folder, let enumerator = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return [] }
    return enumerator.compactMap { $0 as? URL }.filter(isIncluded).sorted { $0.path < $1.path }
  }

  static func bytes(_ file: URL) throws -> [UInt8] { try Array(Data(contentsOf: file)) }
}
