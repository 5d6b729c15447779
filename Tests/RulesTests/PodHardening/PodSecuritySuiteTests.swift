import ClusterState
import Findings
import Foundation
import Manifests
import Rules
import SourceTree
import Testing

/// The pods of the Pod Security Admission project, as they are and wrapped into CronJobs: the answer of a namespace with their level and version.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CURFEW_CORPUS"] != nil))
struct PodSecuritySuiteTests {
  struct Row {
    var file: String
    var level: PodSecurityLevel
    var version: Int
    var control: String
    var isDenied: Bool
  }

  /// Restricted's checks that stand in for baseline's in these versions.
  private static let overriding = [
    "capabilities_baseline": "capabilities_restricted", "hostpathvolumes": "restrictedvolumes",
    "seccompprofile_baseline": "seccompprofile_restricted",
  ]

  private static func rows(_ labels: String) throws -> [Row] {
    let corpus = try #require(ProcessInfo.processInfo.environment["CURFEW_CORPUS"])
    let text = try String(contentsOfFile: "\(corpus)/suites/labels/\(labels)", encoding: .utf8)
    return try text.split(whereSeparator: \.isNewline).dropFirst().map { line in
      let cells = line.split(separator: "\t").map(String.init)
      try #require(cells.count >= 5)
      return Row(
        file: "\(corpus)/\(cells[0])", level: try #require(PodSecurityLevel(rawValue: cells[1])),
        version: try #require(Int(cells[2].dropFirst(3))), control: cells[3], isDenied: cells[4] == "deny")
    }
  }

  @Test("The real answer for every row", arguments: ["psa_pods.tsv", "psa_cronjobs_derived.tsv"])
  func agreesWithAdmission(_ labels: String) throws {
    let rows = try Self.rows(labels)
    #expect(rows.count > 200)
    for row in rows {
      let source = try Source(name: row.file, bytes: Array(Data(contentsOf: URL(fileURLWithPath: row.file))))
      var reader = ManifestReader(source)
      var builder = VerdictBuilder(ReadingContext(source))
      var all: [Verdicts] = []
      while let element = reader.next() {
        guard case .object(.workload(let workload)) = element else { continue }
        all.append(
          Registry.check(workload, by: row.level, options: RuleOptions(kubernetesMinorVersion: row.version), into: &builder))
      }
      #expect(all.count == 1, "\(row.file)")
      let findings = try #require(all.first)
      #expect(findings.notEvaluated.isEmpty, "\(row.file)")
      #expect(!findings.findings.isEmpty == row.isDenied, "\(row.file)")
      if row.isDenied {
        let controls = findings.findings.compactMap { $0.podSecurity?.control.name.lowercased() }
        let overriding = row.level == .restricted ? Self.overriding[row.control] : nil
        #expect(controls.contains(overriding ?? row.control), "\(row.file): \(controls)")
      }
    }
  }
}
