import Foundation
import Testing

@testable import SourceTree

/// The yaml-test-suite (github.com/yaml/yaml-test-suite, data branch), in the reading of YAML 1.2.
@Suite(.enabled(if: Corpus.isAvailable))
struct SuiteTests {
  struct Case: CustomTestStringConvertible {
    let folder: URL
    let id: String
    var testDescription: String { id }
    var isError: Bool { holds("error") }

    func holds(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.appending(path: name).path) }

    func bytes(_ name: String) throws -> [UInt8] { try Corpus.bytes(folder.appending(path: name)) }
    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }
  }

  static let cases: [Case] = {
    guard let suite = Corpus.root?.appending(path: "suites/yaml-test-suite") else { return [] }
    return Corpus.files(below: suite) { $0.lastPathComponent == "in.yaml" }.map { file in
      let folder = file.deletingLastPathComponent()
      return Case(folder: folder, id: String(folder.path.dropFirst(suite.path.count + 1)))
    }
  }()

  /// Cases in which Curfew does not do as the suite says, and why. `docs/yaml.md` says the same.
  static let exceptions: [String: String] = [:]

  @Test func isComplete() {
    #expect(Self.cases.count >= 402)
    #expect(Self.exceptions.count <= 5)
    #expect(Self.cases.count { $0.holds("in.json") } >= 282)
  }

  @Test(arguments: cases.filter { !$0.isError && exceptions[$0.id] == nil })
  func givesTheSuitesEvents(_ test: Case) throws {
    let documents = try documents(test.bytes("in.yaml"), dialect: .yaml12)
    let expected = try test.text("test.event").split(separator: "\n").map(String.init)
    #expect(EventWriter.events(of: documents) == expected)
  }

  @Test(arguments: cases.filter { !$0.isError && exceptions[$0.id] == nil && $0.holds("in.json") })
  func givesTheSuitesValues(_ test: Case) throws {
    let json = try test.bytes("in.json")
    let values = try documents(test.bytes("in.yaml"), dialect: .yaml12).map { JSONValue(coreSchema: $0.root) }
    #expect(try values == JSONValue.stream(json))
  }

  @Test(arguments: cases.filter { $0.isError && exceptions[$0.id] == nil })
  func rejectsTheSuitesErrors(_ test: Case) throws {
    #expect(try syntaxError(test.bytes("in.yaml"), dialect: .yaml12) != nil)
  }

  /// An exception that no longer holds must be taken off the list.
  @Test(arguments: cases.filter { exceptions[$0.id] != nil })
  func exceptionStillHolds(_ test: Case) throws {
    let events = try? EventWriter.events(of: documents(test.bytes("in.yaml"), dialect: .yaml12))
    let expected = try test.text("test.event").split(separator: "\n").map(String.init)
    #expect(test.isError ? events != nil : events != expected)
  }

  /// Cases that Curfew refuses by kubectl's reading, because kubectl refuses them or sees another structure; `docs/yaml.md` says the same.
  static let refusedByKubernetes: [String: SyntaxError.Kind] = [
    "2SXE": .badAnchor, "8XYN": .badAnchor, "W5VH": .badAnchor, "Y2GN": .badAnchor,
    "652Z": .unexpectedCharacter, "HM87/01": .unexpectedCharacter,
    "58MP": .unexpectedCharacter, "5T43": .unexpectedCharacter, "DBG4": .unexpectedCharacter, "HM87/00": .unexpectedCharacter,
  ]

  @Test(arguments: cases.filter { !$0.isError && exceptions[$0.id] == nil })
  func readsTheSameForKubernetesOrRefuses(_ test: Case) throws {
    let strict = try EventWriter.events(of: documents(test.bytes("in.yaml"), dialect: .yaml12))
    if let kind = Self.refusedByKubernetes[test.id] {
      #expect(try syntaxError(test.bytes("in.yaml"))?.kind == kind)
    } else {
      #expect(try EventWriter.events(of: documents(test.bytes("in.yaml"), dialect: .kubernetes)) == strict)
    }
  }
}
