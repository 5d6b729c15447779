import Findings
import Foundation
import Rules
import SourceTree
import Testing

/// What a real API server answered to objects, beside what the rules about refused fields say of them.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CURFEW_CORPUS"] != nil))
struct RecordedAnswersTests {
  private static let rules = ["invalid-job-fields", "invalid-pod-fields"]

  private static func folder() throws -> URL {
    let corpus = try #require(ProcessInfo.processInfo.environment["CURFEW_CORPUS"])
    return URL(filePath: corpus).appending(path: "../recordings/kubernetes-1.36/06-errors").standardized
  }

  /// How many findings the rules have in the body of a request.
  private static func findings(_ request: String) throws -> [String] {
    let text = try String(contentsOf: folder().appending(path: "\(request).request.http"), encoding: .utf8)
    let body = try #require(text.firstRange(of: "\r\n\r\n") ?? text.firstRange(of: "\n\n")).upperBound
    let source = try Source(name: request, bytes: Array(text[body...].utf8))
    return try rules.flatMap { name -> [String] in
      let rule = try #require(Registry.rule(named: name))
      return try rule.check(manifest: source, options: RuleOptions()).findings.map { rule.explanation(of: $0).message }
    }
  }

  @Test(
    "What was refused is found",
    arguments: [
      ("422-concurrencyPolicy", 1), ("422-negative-limits", 2), ("422-many-causes", 5), ("422-privileged-and-mount", 2),
    ])
  func refused(_ request: String, _ count: Int) throws {
    #expect(try Self.findings(request).count == count)
  }

  @Test("What was accepted is not reported")
  func accepted() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder().path())
    let requests = names.filter { $0.hasPrefix("201-") && $0.hasSuffix(".request.http") }.map { String($0.dropLast(".request.http".count)) }
    var count = 0
    for request in requests {
      do {
        #expect(try Self.findings(request) == [], "\(request)")
        count += 1
      } catch is SyntaxError {
        // The server takes duplicate keys, with a warning.
        continue
      }
    }
    #expect(count >= 5)
  }
}
