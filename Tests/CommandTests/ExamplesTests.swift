import Foundation
import Testing

/// What `Examples/` promises: every mistake of the careless twin once, each at its place, and none in the hardened one.
struct ExamplesTests {
  struct Place: Hashable, Comparable, CustomStringConvertible {
    var file: String
    var line: Int
    var rule: String
    var description: String { "\(file):\(line) \(rule)" }
    static func < (left: Place, right: Place) -> Bool { (left.file, left.line, left.rule) < (right.file, right.line, right.rule) }
  }

  private static func findings(in folder: String, _ options: [String]) throws -> [Place] {
    let command = try Command.run(["scan", "--profile", "strict", "--format", "json", folder] + options)
    let report = try #require(try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any])
    var places: [Place] = []
    for file in try #require(report["files"] as? [[String: Any]]) {
      for workload in try #require(file["workloads"] as? [[String: Any]]) {
        for finding in try #require(workload["findings"] as? [[String: Any]]) {
          let start = try #require(finding["start"] as? [String: Any])
          places.append(
            Place(
              file: try #require(file["path"] as? String), line: try #require(start["line"] as? Int),
              rule: try #require(finding["name"] as? String)))
        }
      }
    }
    return places.sorted()
  }

  /// The rules that the comments `# expect: a, b` name, with the lines they stand on.
  private static func expectations(in folder: String) throws -> [Place] {
    var places: [Place] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: Command.package.appending(path: folder).path).sorted() {
      let path = "\(folder)/\(name)"
      let text = try String(contentsOf: Command.package.appending(path: path), encoding: .utf8)
      for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        guard let comment = line.firstRange(of: "# expect: ") else { continue }
        for rule in line[comment.upperBound...].split(separator: ", ") {
          places.append(Place(file: path, line: index + 1, rule: String(rule)))
        }
      }
    }
    return places.sorted()
  }

  @Test func theCarelessTwinShowsEveryMistakeAtItsPlace() throws {
    let expected = try Self.expectations(in: "Examples/careless")
    let found = try Self.findings(in: "Examples/careless", [])
    #expect(Set(found).subtracting(expected).sorted() == [], "not expected")
    #expect(Set(expected).subtracting(found).sorted() == [], "not found")
    #expect(found.count == expected.count)
  }

  @Test func theHardenedTwinIsClean() throws {
    #expect(try Self.findings(in: "Examples/hardened", []) == [])
  }

  @Test func anUnknownRegistryIsOneMore() throws {
    let found = try Self.findings(in: "Examples/hardened", ["--allowed-registry", "registry.invalid"])
    #expect(found.map(\.rule) == ["registry-not-allowed"])
  }
}
