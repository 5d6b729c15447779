import SourceTree

@testable import Manifests

/// Everything a reader gives for a text.
struct Reading {
  let source: Source
  var elements: [ManifestReader.Element] = []
  let redactions: [SourceRange]

  init(_ text: String) throws { try self.init(Array(text.utf8)) }

  init(_ bytes: [UInt8]) throws {
    source = try Source(name: "test.yaml", bytes: bytes)
    var reader = ManifestReader(source)
    while let element = reader.next() { elements.append(element) }
    redactions = reader.redactions + reader.guesses
  }

  var manifests: [Manifest] {
    elements.compactMap { if case .object(let manifest) = $0 { manifest } else { nil } }
  }

  var workloads: [Workload] {
    manifests.compactMap { if case .workload(let workload) = $0 { workload } else { nil } }
  }

  var failures: [SyntaxError] {
    elements.compactMap { if case .failure(let error) = $0 { error } else { nil } }
  }

  var notEvaluated: [(range: SourceRange, reason: String)] {
    elements.compactMap { if case .notEvaluated(let range, let reason) = $0 { (range, reason) } else { nil } }
  }

  /// `Kind name` of every object, `failure` and `not evaluated`, in order.
  var summary: [String] {
    elements.map { element in
      switch element {
      case .object(.workload(let workload)): "\(workload.kind.rawValue) \(workload.name)"
      case .object(let manifest): manifest.kind
      case .failure: "failure"
      case .notEvaluated: "not evaluated"
      }
    }
  }

  /// The text with every redacted byte as a full block.
  var redactedText: String {
    var bytes = source.bytes.map { [$0] }
    for range in redactions { for index in range.bounds { bytes[index] = [UInt8(ascii: "#")] } }
    return String(decoding: bytes.joined(), as: UTF8.self)
  }
}
