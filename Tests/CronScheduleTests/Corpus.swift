import Foundation

/// Shared material outside of the repository; tests that need it are skipped where `CURFEW_CORPUS` does not name its folder.
enum Corpus {
  static let root = ProcessInfo.processInfo.environment["CURFEW_CORPUS"].map { URL(filePath: $0, directoryHint: .isDirectory) }
  static var isAvailable: Bool { root != nil }

  /// The rows of a table among the labels, without its head.
  static func rows(_ name: String) throws -> [[String]] {
    guard let root else { return [] }
    let text = try String(contentsOf: root.appending(path: "suites/labels/\(name)"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).dropFirst()
    return lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  /// A folder of the recordings of a real API server and its controllers.
  static func recordings(_ folder: String) -> URL? {
    root?.appending(path: "../recordings/kubernetes-1.36/\(folder)", directoryHint: .isDirectory).standardizedFileURL
  }
}
