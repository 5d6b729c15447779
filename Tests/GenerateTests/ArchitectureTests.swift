import Foundation
import Testing

/// The pages that say how the package is built speak of all of it.
struct ArchitectureTests {
  private static let package = URL(filePath: #filePath).appending(path: "../../..").standardized

  private static func text(_ path: String) throws -> String { try String(contentsOf: package.appending(path: path), encoding: .utf8) }

  /// The names of all targets but those of tests, and whether they are part of the product.
  private static func targets() throws -> [(name: String, isInSources: Bool)] {
    let declarations = try text("Package.swift").matches(of: /\.(?:executableTarget|target)\(\s*name: "(?<name>[^"]+)"(?<rest>[^\n]*)/)
    return declarations.map { (String($0.output.name), !$0.output.rest.contains("path:")) }
  }

  @Test func everyTargetIsNamed() throws {
    let targets = try Self.targets()
    #expect(targets.count > 15 && targets.contains { $0.name == "curfew" } && targets.contains { !$0.isInSources })
    for (page, named) in [("docs/architecture.md", targets), ("CONTRIBUTING.md", targets.filter(\.isInSources))] {
      let text = try Self.text(page)
      for target in named { #expect(text.contains("`\(target.name)`"), "\(page) does not name \(target.name)") }
    }
  }

  @Test func everyFileThatIsNamedExists() throws {
    for match in try Self.text("docs/architecture.md").matches(of: /`((?:Sources|Tests|Examples|docs|scripts)\/[^`<]+)`/) {
      #expect(FileManager.default.fileExists(atPath: Self.package.appending(path: String(match.output.1)).path()), "\(match.output.1)")
    }
  }

  @Test func theFirstPageIsShort() throws {
    let readme = try Self.text("README.md")
    #expect(readme.utf8.count < 10_000)
    #expect(readme.contains("`./scripts/demo`") && readme.contains("`./scripts/test`"))
  }
}
