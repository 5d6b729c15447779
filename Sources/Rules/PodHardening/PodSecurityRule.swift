package import Findings
package import Manifests

/// A rule about what the Pod Security Standards forbid. It reports violations of its controls from the workload's ``PodSecurityEvaluation``, so that
/// findings and admission cannot disagree.
package protocol PodSecurityRule: Rule where Situation == PodSecuritySituation<Detail> {
  /// What the rule may meet, but for what the standards say of it.
  associatedtype Detail: SituationKey

  /// The controls without which the rule cannot judge.
  static var controls: PodSecurityControls { get }

  /// Other controls of which it reports some violations.
  static var sharedControls: PodSecurityControls { get }

  /// Whether a violation, by its control and its value, is this rule's to report; every violation is exactly one rule's.
  static func covers(_ control: PodSecurityControl, _ value: String?) -> Bool

  /// Whether a violation is worth a finding where not only the standard counts.
  ///
  /// - Parameter level: The least demanding level that forbids it; nil where the target version allows it at all levels.
  static func isWorthReporting(_ violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload) -> Bool

  /// Whether only the strict profile asks about a violation, where the rule's and the finding's severity do not say so.
  static func isLeftToStrict(_ violation: PodSecurityViolation, in workload: Workload) -> Bool

  /// The finding about a violation: its severity where that is not the rule's usual one, and what ``describe(_:)`` needs.
  static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: Detail)

  /// Puts a finding into words, but for what the standards say of it.
  static func describe(_ detail: Detail) -> Explanation
}

extension PodSecurityRule {
  package static func covers(_ control: PodSecurityControl, _ value: String?) -> Bool { controls.contains(control) }

  package static var sharedControls: PodSecurityControls { PodSecurityControls() }

  package static func isWorthReporting(
    _ violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload
  ) -> Bool { level != nil }

  package static func isLeftToStrict(_ violation: PodSecurityViolation, in workload: Workload) -> Bool { false }

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    reportViolations(in: workload, options: options, into: &findings)
  }

  /// Reports every violation that is worth it, and what could not be read.
  static func reportViolations(in workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard concerns(workload) else { return }
    for unknown in workload.podSecurity.unknowns where controls.contains(unknown.control) {
      findings.cannotEvaluate(at: unknown.place, because: unknown.reason.reason)
    }
    for (index, level) in breaches(in: workload, version: options.kubernetesMinorVersion) {
      let violation = workload.podSecurity.violations[index]
      guard isWorthReporting(violation, brokenAt: level, in: workload) else { continue }
      report(violation, brokenAt: level, in: workload, options: options, into: &findings)
    }
  }

  /// Asks what a namespace with the level denies of a workload; the builder has begun with this rule.
  static func answer(
    about workload: Workload, by level: PodSecurityLevel, options: RuleOptions, into verdicts: inout VerdictBuilder
  ) {
    Answer<Self>.take(into: &verdicts) { judge(workload, by: level, options: options, into: &$0) }
  }

  /// Reports what a namespace with the level denies, all of it and nothing else.
  private static func judge(_ workload: Workload, by level: PodSecurityLevel, options: RuleOptions, into findings: inout Answer<Self>) {
    guard concerns(workload) else { return }
    let version = options.kubernetesMinorVersion
    for unknown in workload.podSecurity.unknowns
    where controls.contains(unknown.control) && unknown.control.versions.forbid(level, version) {
      findings.cannotEvaluate(at: unknown.place, because: unknown.reason.reason)
    }
    for (index, breached) in breaches(in: workload, version: version, by: level) {
      let violation = workload.podSecurity.violations[index]
      guard violation.versions.forbid(level, version) else { continue }
      report(violation, brokenAt: breached, in: workload, options: options, into: &findings)
    }
  }

  /// Whether there can be anything to say of a workload.
  private static func concerns(_ workload: Workload) -> Bool {
    let concerns = workload.podSecurity.concerns
    return concerns.intersects(controls) || concerns.intersects(sharedControls)
  }

  private static func report(
    _ violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions,
    into findings: inout Answer<Self>
  ) {
    let profile = isLeftToStrict(violation, in: workload) ? Profile.strict : .essential
    // Its own severity is known once it is in words, and most are left to another profile.
    guard findings.asks(severity: .critical, profile: profile) else { return }
    let finding = finding(about: violation, brokenAt: level, in: workload, options: options)
    findings.report(
      at: violation.place, severity: finding.severity, profile: profile, Situation(detail: finding.detail, level: level),
      podSecurity: level.map { PodSecurityBreach(level: $0, control: violation.control) })
  }

  /// The positions of the violations that are this rule's, one for each place, with the least demanding level that forbids what stands there.
  ///
  /// - Parameter judge: Where only this level counts: what it forbids comes before what else stands there.
  private static func breaches(
    in workload: Workload, version: Int, by judge: PodSecurityLevel? = nil
  ) -> [(violation: Int, level: PodSecurityLevel?)] {
    let evaluation = workload.podSecurity
    // Looked at in place: most of them are another rule's, and not worth a copy.
    let violations = evaluation.violations.span
    var breaches: [(violation: Int, level: PodSecurityLevel?)] = []
    for index in violations.indices where covers(violations[index].control, violations[index].value) {
      let level = violations[index].versions.leastDemandingLevel(thatForbidsIn: version)
      // Both levels' violations of a place stand side by side.
      guard let last = breaches.last, violations[last.violation].place == violations[index].place else {
        breaches.append((index, level))
        continue
      }
      if last.level == nil || (judge != nil && !violations[last.violation].versions.forbid(judge ?? .baseline, version)) {
        breaches[breaches.count - 1] = (index, last.level ?? level)
      }
    }
    return breaches
  }

  package static func explain(_ situation: PodSecuritySituation<Detail>) -> Explanation {
    var explanation = describe(situation.detail)
    if let level = situation.level {
      explanation.why += " The Pod Security Standard \(level.name) denies it."
    }
    return explanation
  }
}

/// What a ``PodSecurityRule`` met.
package struct PodSecuritySituation<Detail: SituationKey>: SituationKey {
  let detail: Detail
  /// The least demanding level that forbids it; nil where none does.
  let level: PodSecurityLevel?

  /// The level follows from the rest, and from the cluster's version.
  package func combine(into hash: inout StableHash) { hash.combine(detail) }
}

extension PodSecurityVersions {
  /// Whether a level forbids it in a policy version, which is the minor one: `24` for v1.24.
  func forbid(_ level: PodSecurityLevel, _ version: Int) -> Bool {
    let version = UInt8(clamping: version)
    return level == .baseline ? baseline.contains(version) : restricted.contains(version)
  }

  /// The least demanding level that forbids it in a policy version; nil where none does.
  fileprivate func leastDemandingLevel(thatForbidsIn version: Int) -> PodSecurityLevel? {
    if forbid(.baseline, version) { return .baseline }
    return forbid(.restricted, version) ? .restricted : nil
  }
}

extension PodSecurityViolation {
  /// The containers whose setting it is; none where it is the pod's.
  func containers(in workload: Workload) -> [Container] {
    subjects.compactMap { workload.pod.allContainers.indices.contains($0) ? workload.pod.allContainers[$0] : nil }
  }

  /// Whether it is the setting of a container of which something holds.
  func isOfContainer(in workload: Workload, where isMet: (Container) -> Bool) -> Bool {
    let containers = workload.pod.allContainers
    return subjects.contains { containers.indices.contains($0) && isMet(containers[$0]) }
  }

  /// Whether every container that it concerns is privileged; a setting of the pod concerns all.
  func isOfPrivilegedContainers(in workload: Workload) -> Bool {
    let own = containers(in: workload)
    let concerned = own.isEmpty ? workload.pod.allContainers : own
    return !concerned.isEmpty && concerned.allSatisfy { $0.securityContext.privileged.value == true }
  }

  /// Whose setting it is.
  func owner(in workload: Workload) -> SettingOwner { SettingOwner(containers(in: workload)) }

  /// The volume that it is about.
  func volume(in workload: Workload) -> Volume? {
    subjects.first.flatMap { workload.pod.volumes.items.indices.contains($0) ? workload.pod.volumes.items[$0] : nil }
  }
}
