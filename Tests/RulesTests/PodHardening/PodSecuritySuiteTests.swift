import Findings
import Foundation
import Rules
import SourceTree
import Testing

/// The pods of the Pod Security Admission project, wrapped into CronJobs, against the rules of the same controls.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CURFEW_CORPUS"] != nil))
struct PodSecuritySuiteTests {
  struct Row {
    var file: String
    var level: String
    var control: String
    var isDenied: Bool
  }

  /// The rules that stand for a control. Restricted volume types and sysctls have none in this release.
  private static func rules(of control: String) -> [String] {
    switch control {
    case "allowprivilegeescalation": ["privilege-escalation"]
    case "apparmorprofile", "procmount", "seccompprofile_baseline", "selinuxoptions", "windowshostprocess": ["unconfined-profile"]
    case "capabilities_baseline": ["added-capability"]
    case "capabilities_restricted": ["added-capability", "capabilities-not-dropped"]
    case "hostnamespaces": ["host-namespace"]
    case "hostpathvolumes": ["host-path-volume"]
    case "hostports": ["host-port"]
    case "privileged": ["privileged-container"]
    case "runasnonroot", "runasuser": ["runs-as-root"]
    case "seccompprofile_restricted": ["missing-seccomp-profile", "unconfined-profile"]
    case "base", "base_linux", "base_windows":
      [
        "privilege-escalation", "unconfined-profile", "added-capability", "capabilities-not-dropped", "host-namespace", "host-path-volume",
        "host-port", "privileged-container", "runs-as-root", "missing-seccomp-profile",
      ]
    default: []
    }
  }

  /// What baseline allows although the rule asks more: restricted's own demands, and the runtime's default capabilities.
  private static func isBeyondBaseline(_ finding: Finding, _ rule: String) -> Bool {
    switch rule {
    case "privilege-escalation", "capabilities-not-dropped", "missing-seccomp-profile", "runs-as-root": true
    case "added-capability": finding.severity == .low
    default: false
    }
  }

  private static func rows() throws -> [Row] {
    let corpus = try #require(ProcessInfo.processInfo.environment["CURFEW_CORPUS"])
    let text = try String(contentsOfFile: "\(corpus)/suites/labels/psa_cronjobs_derived.tsv", encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
      let cells = line.split(separator: "\t").map(String.init)
      guard cells.count >= 5, cells[2] == "v1.32" else { return nil }
      return Row(file: "\(corpus)/\(cells[0])", level: cells[1], control: cells[3], isDenied: cells[4] == "deny")
    }
  }

  @Test("What a level denies is found, and what it allows is not")
  func agreesWithAdmission() throws {
    let rows = try Self.rows()
    #expect(rows.count > 100)
    for row in rows {
      let source = try Source(name: row.file, bytes: Array(Data(contentsOf: URL(fileURLWithPath: row.file))))
      var found = false
      let names = Self.rules(of: row.control)
      for name in names {
        let rule = try #require(Registry.rule(named: name))
        let collector = try rule.check(manifest: source, options: RuleOptions())
        #expect(collector.notEvaluated.isEmpty)
        found = found || collector.findings.contains { row.level == "restricted" || !Self.isBeyondBaseline($0, name) }
      }
      if !names.isEmpty { #expect(found == row.isDenied, "\(row.level) \(row.file)") }
    }
  }
}
