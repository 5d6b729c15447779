import Foundation
import Testing

@testable import SourceTree

/// Where libyaml and Curfew both accept a text, they see the same structure in it.
struct LibyamlTests {
  private func compare(_ bytes: [UInt8]) -> (ours: [String]?, theirs: [String]?) {
    // kubectl ends all lines by a line feed, the last one too, before libyaml's port sees them.
    let isOpen = bytes.last.map { $0 != 0x0A && $0 != 0x0D } ?? false
    let lines = bytes.indices.filter { !(bytes[$0] == 0x0D && $0 + 1 < bytes.count && bytes[$0 + 1] == 0x0A) }.map { bytes[$0] }
    let theirs = Libyaml.events(of: isOpen ? lines + [0x0A] : lines)
    let ours = try? documents(bytes, dialect: .kubernetes)
    return (ours.map { EventWriter.events(of: $0, isStructural: true) }, theirs)
  }

  @Test func agreesOnGeneratedDocuments() {
    var accepted = 0
    for seed in 0..<3_000 {
      var random = RandomYAML(seed: UInt64(seed))
      let text = random.stream()
      let (ours, theirs) = compare(Array(text.utf8))
      #expect(ours == theirs, "seed \(seed):\n\(text)")
      if ours != nil { accepted += 1 }
    }
    #expect(accepted > 2_000)
  }

  @Test func agreesOnDamagedDocuments() {
    var bothAccept = 0
    for seed in 0..<6_000 {
      var random = RandomYAML(seed: UInt64(seed))
      let bytes = random.mutation(of: Array(random.stream().utf8))
      let (ours, theirs) = compare(bytes)
      guard let ours, let theirs else { continue }
      #expect(ours == theirs, "seed \(seed):\n\(String(decoding: bytes, as: UTF8.self))")
      bothAccept += 1
    }
    #expect(bothAccept > 1_000)
  }

  /// What libyaml accepts and Curfew refuses: each for a reason YAML 1.2 gives.
  private static let refusals: Set<SyntaxError.Kind> = [
    .undefinedAlias, .trailingContent, .blockScalarHeader, .undefinedTagHandle, .badTag, .badAnchor, .badIndentation, .missingColon,
    .unexpectedCharacter, .propertyOnAlias, .duplicateProperty, .multilineKey, .blockScalarIndentation, .template,
  ]

  @Test func refusesLittleThatLibyamlAccepts() {
    var refused = 0
    for seed in 0..<6_000 {
      var random = RandomYAML(seed: UInt64(seed))
      let bytes = random.mutation(of: Array(random.stream().utf8))
      guard let error = syntaxError(bytes), compare(bytes).theirs != nil else { continue }
      #expect(Self.refusals.contains(error.kind), "seed \(seed): \(error)\n\(String(decoding: bytes, as: UTF8.self))")
      // An alias without its anchor is an error to libyaml too, once the document is composed.
      if error.kind != .undefinedAlias { refused += 1 }
    }
    #expect(refused < 60)
  }

  @Test(.enabled(if: Corpus.isAvailable)) func agreesOnTheCorpus() throws {
    var bothAccept = 0
    for file in Corpus.manifests {
      let bytes = try Corpus.bytes(file)
      let (ours, theirs) = compare(bytes)
      if let ours, let theirs {
        #expect(ours == theirs, "\(file.path)")
        bothAccept += 1
      }
      // The suite's cases are judged by YAML 1.2, in ``SuiteTests``.
      guard !file.path.contains("yaml-test-suite") else { continue }
      #expect(ours != nil || theirs == nil, "\(file.path): \(String(describing: syntaxError(bytes)))")
    }
    #expect(bothAccept > 1_000)
  }

  @Test(.enabled(if: Corpus.isAvailable)) func agreesOnTheDamagedCorpus() throws {
    var bothAccept = 0
    for (number, file) in Corpus.manifests.enumerated() where number % 3 == 0 {
      var random = RandomYAML(seed: UInt64(number))
      let bytes = random.mutation(of: Array(try Corpus.bytes(file).prefix(6_000)))
      let (ours, theirs) = compare(bytes)
      guard let ours, let theirs else { continue }
      #expect(ours == theirs, "\(file.path), seed \(number)")
      bothAccept += 1
    }
    #expect(bothAccept > 200)
  }
}
