package import Findings
package import Manifests
import ShellScript
import SourceTree

/// A rule about a shell script: one that stands in a container's `command` or `args`, or one that a ConfigMap holds and a container runs.
package protocol ScriptRule: Rule {
  /// What is wrong with the script, in any order.
  static func findings(in script: ReviewedScript) -> [ScriptFinding]
}

/// What a ``ScriptRule`` finds.
package struct ScriptFinding: Sendable {
  /// UTF-8 offsets into the script; nil where it is a matter of the options the shell is started with.
  package var range: Range<Int>?
  /// Where it differs from the rule's usual one.
  package var severity: Severity?
  /// What the explanation needs; how the script is called comes before them. Never a credential's value.
  package var arguments: [String]

  /// A finding; see the properties.
  package init(at range: Range<Int>?, severity: Severity? = nil, _ arguments: String...) {
    self.range = range
    self.severity = severity
    self.arguments = arguments
  }
}

extension ScriptRule {
  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {
    for container in findings.readContainers(of: workload.pod) {
      _ = findings.canRead(container.command.presence, at: container.command.place)
      _ = findings.canRead(container.args.presence, at: container.args.place)
    }
    for script in findings.scripts(of: workload) {
      if let problem = script.review.script.problem {
        findings.cannotEvaluate(
          at: script.place(of: problem.offset..<problem.offset, in: &findings), because: "the shell script cannot be read from here on")
      }
      for finding in self.findings(in: script.review) {
        findings.report(at: script.place(of: finding.range, in: &findings), severity: finding.severity, [script.holder] + finding.arguments)
      }
    }
  }
}
