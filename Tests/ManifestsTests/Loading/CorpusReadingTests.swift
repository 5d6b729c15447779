import Foundation
import SourceTree
import Testing

@testable import Manifests

@Suite(.enabled(if: Corpus.isAvailable)) struct CorpusReadingTests {
  /// Every file gives objects, or says why not; and the same once more.
  @Test func readsEveryFile() throws {
    var counts: [String: Int] = [:]
    var silent: [String] = []
    var patches: [String] = []
    let files = Corpus.manifests()
    for file in files {
      let bytes = try [UInt8](Data(contentsOf: file))
      let reading = try Reading(bytes)
      for element in reading.summary { counts[String(element.prefix { $0 != " " }), default: 0] += 1 }
      if reading.elements.isEmpty { silent.append(file.lastPathComponent) }
      patches += reading.workloads.filter(\.isPatch).map { "\(file.path): \($0.name)" }
      for range in reading.redactions { #expect(range.end <= UInt32(bytes.count)) }
    }
    #expect(files.count > 1_000, "\(files.count) files")
    #expect(counts["CronJob", default: 0] > 1_000 && counts["Job", default: 0] > 100, "\(counts)")
    if ProcessInfo.processInfo.environment["CURFEW_PRINT"] != nil {
      print(counts.sorted { $0.value > $1.value })
      print(silent.joined(separator: "\n"))
      print("patches", patches.count, patches.joined(separator: "\n"))
    }
  }
}
