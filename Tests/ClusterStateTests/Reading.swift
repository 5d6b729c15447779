import Foundation
import Manifests
import SourceTree

/// The objects of a text, or what kept it from being read.
struct Reading {
  var manifests: [Manifest] = []

  init(_ text: String) throws { try self.init(Array(text.utf8)) }

  init(_ bytes: [UInt8]) throws {
    var reader = ManifestReader(try Source(name: "input.yaml", bytes: bytes))
    while let element = reader.next() {
      switch element {
      case .object(let manifest): manifests.append(manifest)
      case .failure(let error): throw error
      case .notEvaluated: break
      }
    }
  }
}

/// Shared material outside of the repository; tests that need it are skipped where `CURFEW_CORPUS` does not name its folder.
enum Corpus {
  static let root = ProcessInfo.processInfo.environment["CURFEW_CORPUS"].map { URL(filePath: $0, directoryHint: .isDirectory) }
  static var isAvailable: Bool { root != nil }

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
