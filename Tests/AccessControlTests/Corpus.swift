import Foundation
import ClusterState
import Manifests
import SourceTree

/// Shared material outside of the repository; tests that need it are skipped where `CURFEW_CORPUS` does not name its folder.
enum Corpus {
  static let root = ProcessInfo.processInfo.environment["CURFEW_CORPUS"].map { URL(filePath: $0, directoryHint: .isDirectory) }
  static var isAvailable: Bool { root != nil }

  /// A file of the recordings.
  static func recording(_ name: String) throws -> [UInt8] {
    guard let root else { return [] }
    return Array(try Data(contentsOf: root.appending(path: "../recordings/kubernetes-1.36/\(name)").standardizedFileURL))
  }
}

extension ClusterState {
  /// Everything in some manifests, each a file of its own.
  init(manifests: [[UInt8]]) throws {
    var objects = GatheredObjects()
    for (file, bytes) in manifests.enumerated() {
      var reader = ManifestReader(try Source(name: "\(file)", bytes: bytes))
      while let element = reader.next() {
        switch element {
        case .object(let object): objects.gather(object, file: file)
        case .failure(let error): throw error
        case .notEvaluated: break
        }
      }
    }
    self = objects.settled()
  }

  init(_ manifest: String) throws { try self.init(manifests: [Array(manifest.utf8)]) }
}
