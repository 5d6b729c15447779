import Foundation
import Testing

@testable import generate

struct RegistryGeneratorTests {
  /// What is said of a folder with one file that declares a rule of the code.
  private static func complaint(at path: String, _ source: String) throws -> String? {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(source.utf8).write(to: file)
    do {
      _ = try RegistryGenerator.files(rulesIn: folder.path())
      return nil
    } catch let error as GenerateError {
      return error.description.replacing("\(folder.path())/", with: "")
    }
  }

  private static func rule(_ code: String) -> String { "enum Example: Rule { static let metadata = RuleMetadata(code: \"\(code)\") }" }

  @Test(
    "A rule stands in the folder of its code, at any depth",
    arguments: [
      ("Lifecycle/Example.swift", "CFW101"), ("Lifecycle/Schedule/Example.swift", "CFW125"), ("IdentityAndAccess/Example.swift", "CFW301"),
      ("PodHardening/Example.swift", "CFW599"), ("Manifest/Example.swift", "CFW001"), ("AuditTrail/Example.swift", "CFW901"),
    ])
  func acceptsHomes(_ path: String, _ code: String) throws {
    #expect(try Self.complaint(at: path, Self.rule(code)) == nil)
  }

  @Test(
    "A rule in another folder is an error",
    arguments: [
      ("Network/Example.swift", "CFW101", "Lifecycle"), ("Example.swift", "CFW501", "PodHardening"),
      ("LifecycleRules/Example.swift", "CFW101", "Lifecycle"), ("Credentials/Lifecycle/Example.swift", "CFW101", "Lifecycle"),
    ])
  func rejectsStrangers(_ path: String, _ code: String, _ home: String) throws {
    #expect(try Self.complaint(at: path, Self.rule(code)) == "\(path): has the code \(code), whose rules stand in \(home)")
  }

  @Test func aCodeHasAGroup() throws {
    #expect(
      try Self.complaint(at: "Network/Example.swift", Self.rule("CFWX01"))
        == "Network/Example.swift: has the code CFWX01, which is none of any group")
  }

  @Test func aCodeNeedsARule() throws {
    let source = "enum Example: Explained { static let metadata = RuleMetadata(code: \"CFW101\") }"
    #expect(
      try Self.complaint(at: "Lifecycle/Example.swift", source)
        == "Lifecycle/Example.swift: has the code CFW101, and no enum that conforms to a kind of rule")
  }
}
