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

  /// The body of a recorded answer of the API server.
  static func recording(_ name: String) throws -> [UInt8] {
    guard let root else { return [] }
    let url = root.appending(path: "../recordings/kubernetes-1.36/\(name)").standardizedFileURL
    let data = name.hasSuffix(".gz") ? try gunzip(url) : try Data(contentsOf: url)
    guard let head = data.firstRange(of: Data("\r\n\r\n".utf8)) else { return [] }
    return Array(data[head.upperBound...])
  }

  private static func gunzip(_ url: URL) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", url.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}
