package import Findings
package import Manifests
import ShellScript
import SourceTree

/// A rule about a shell script: one that stands in a container's `command` or `args`, or one that a ConfigMap holds and a container runs.
package protocol ScriptRule: Rule where Situation == ScriptSituation<Detail> {
  /// What the rule may meet in a script.
  associatedtype Detail: SituationKey

  /// What is wrong with the script, in any order.
  static func findings(in script: ReviewedScript) -> [ScriptFinding<Detail>]
}

/// What a ``ScriptRule`` met.
package struct ScriptSituation<Detail: SituationKey>: SituationKey {
  let holder: ScriptHolder
  let detail: Detail

  package func combine(into hash: inout StableHash) { hash.combine(holder, detail) }
}

/// What holds a script.
package enum ScriptHolder: SituationKey, CustomStringConvertible {
  /// Its `command` or `args`.
  case container(ContainerName)
  case configMapKey(ConfigMapKey)

  /// How messages call the script: `the script of container "dump"`.
  package var description: String {
    switch self {
    case .container(let container): "the script of \(container)"
    case .configMapKey(let key): key.description(verb: "runs")
    }
  }

  package func combine(into hash: inout StableHash) {
    switch self {
    case .container(let container): hash.combine("container", container)
    case .configMapKey(let key): hash.combine("configMapKey", key)
    }
  }
}

/// What a ``ScriptRule`` finds.
package struct ScriptFinding<Detail: SituationKey>: Sendable {
  /// UTF-8 offsets into the script; nil where it is a matter of the options the shell is started with.
  package var range: Range<Int>?
  /// Where it differs from the rule's usual one.
  package var severity: Severity?
  /// What the rule met.
  package var detail: Detail

  /// A finding; see the properties.
  package init(at range: Range<Int>?, severity: Severity? = nil, _ detail: Detail) {
    self.range = range
    self.severity = severity
    self.detail = detail
  }
}

extension ScriptFinding where Detail == NoDetail {
  init(at range: Range<Int>?) { self.init(at: range, NoDetail()) }
}

extension ScriptRule {
  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod) {
      _ = findings.canRead(container.command.presence, at: container.command.place)
      _ = findings.canRead(container.args.presence, at: container.args.place)
    }
    for script in findings.context.scripts(of: workload) {
      if let problem = script.review.script.problem {
        findings.cannotEvaluate(
          at: script.place(of: problem.offset..<problem.offset, in: findings.context),
          because: "the shell script cannot be read from here on")
      }
      for finding in self.findings(in: script.review) {
        findings.report(
          at: script.place(of: finding.range, in: findings.context), severity: finding.severity,
          Situation(holder: script.holder, detail: finding.detail))
      }
    }
  }

  /// What is wrong with a script that stands elsewhere than in a workload.
  static func findings(
    in script: ReviewedScript, heldBy holder: ScriptHolder
  ) -> [(range: Range<Int>?, severity: Severity?, situation: any SituationKey)] {
    findings(in: script).map { ($0.range, $0.severity, Situation(holder: holder, detail: $0.detail)) }
  }
}
