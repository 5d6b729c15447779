import Findings
import Foundation
import Testing

@testable import Rules

/// The labelled literals of other people's scanners and of real manifests.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CURFEW_CORPUS"] != nil))
struct CredentialSuiteTests {
  private static func rows(_ name: String) throws -> [[String]] {
    let corpus = try #require(ProcessInfo.processInfo.environment["CURFEW_CORPUS"])
    let text = try String(contentsOfFile: "\(corpus)/suites/labels/\(name)", encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("Real variables that look sensitive are none")
  func realVariables() throws {
    let rows = try Self.rows("env_credential_candidates.tsv")
    #expect(rows.count >= 18)
    for row in rows {
      let (name, value) = (row[3], row[4].trimmingCharacters(in: CharacterSet(charactersIn: "\"")))
      #expect(CredentialText().matches(in: value).isEmpty, "\(name)")
      #expect(!CredentialVariable.isCredential(name: name, value: value, secretNames: []), "\(name)")
    }
  }

  @Test("Real manifests, looked at by eye, hold none", arguments: ["cronjobs", "jobs"])
  func realManifests(_ folder: String) throws {
    let corpus = try #require(ProcessInfo.processInfo.environment["CURFEW_CORPUS"])
    let root = URL(filePath: "\(corpus)/\(folder)", directoryHint: .isDirectory)
    let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)).compactMap { $0 as? URL }
      .filter { $0.pathExtension == "yaml" || $0.pathExtension == "yml" }.sorted { $0.path < $1.path }
    #expect(files.count > 100)
    let rule = try #require(Registry.rules.firstIndex { $0 == LiteralCredential.self })
    let scan = Scan(ScanSettings(version: "0", catalogue: Registry.catalogue))
    var judgements = Scan.Judgements()
    for (index, file) in files.enumerated() {
      scan.judge(path: file.path, bytes: Array(try Data(contentsOf: file)), file: index, into: &judgements)
    }
    let reports = scan.settle(&judgements, read: { _ in nil })
    #expect(scan.settings.policy(0).asks(RuleIndex(rule)) && reports.flatMap(\.workloads).count > 100)
    for report in reports {
      #expect(!report.workloads.flatMap(\.findings).contains { Int($0.rule) == rule }, "\(report.path)")
    }
  }

  /// Shapes only: what is known by names in source code and by entropy is not looked for. One differs on purpose: a webhook of nothing but `x` is a
  /// placeholder.
  @Test("Literals with a shape are found, and only those")
  func labelledLiterals() throws {
    var counts = (found: 0, expected: 0, wrong: 0, clean: 0)
    for row in try Self.rows("detect_secrets_params.tsv") {
      guard let literal = Self.literal(row[2]) else { continue }
      let isExpected: Bool
      switch row[0] {
      case "basic_auth_test", "aws_key_test", "jwt_test", "github_token_test": isExpected = literal.isSecret ?? true
      case "private_key_test", "slack_test": isExpected = true
      default: continue
      }
      let isFound = !CredentialText().matches(in: literal.text).isEmpty
      if isExpected {
        counts.expected += 1
        if isFound { counts.found += 1 }
      } else {
        counts.clean += 1
        if isFound { counts.wrong += 1 }
      }
    }
    #expect(counts.expected == 23)
    #expect(counts.found == 22)
    #expect(counts.clean >= 16)
    #expect(counts.wrong == 0)
  }

  /// A JSON array of the literal and its label, or the literal itself.
  private static func literal(_ cell: String) -> (text: String, isSecret: Bool?)? {
    var cell = cell
    if cell.hasPrefix("\"["), cell.hasSuffix("]\"") {
      cell = String(cell.dropFirst().dropLast()).replacingOccurrences(of: "\"\"", with: "\"")
    }
    if cell.hasPrefix("["), let values = try? JSONSerialization.jsonObject(with: Data(cell.utf8)) as? [Any],
      let text = values.first as? String
    {
      return (text, values.dropFirst().first as? Bool)
    }
    return (cell.replacingOccurrences(of: "\\n", with: "\n"), nil)
  }
}
