package import ClusterState
internal import AccessControl
package import Findings
package import Manifests

/// Several workloads run as the same service account, which holds a role.
package enum SharedServiceAccount: FleetRule {
  package static let metadata = RuleMetadata(
    code: "CFW302", name: "shared-service-account", severity: .medium,
    summary: "Several workloads run as the same service account, which holds a role.",
    rationale: """
      A role that one of them needs is in the hands of all of them, and grows with each. Whoever takes over the least guarded has what the \
      most trusted one was given, and the audit log shows one name for all.

      Medium where the account can do or reach much; how grave that is by itself, other rules say. Info where it is little, as a family of \
      jobs that need the same may well share an account. An account that holds no role is not reported. One finding for each account, at the workload that comes first \
      by name.
      """,
    remedy: "Give each workload a service account of its own, with what it needs.",
    references: [
      .kubernetes("concepts/security/rbac-good-practices/"),
      .cis("5.1.5"),
      .mitre("T1078.004"),
    ],
    examples: [
      .flagged(
        "Two jobs, one account that matters",
        AccessExample.granting(
          "{apiGroups: [networking.k8s.io], resources: [networkpolicies], verbs: [create]}", account: "▼backup▲",
          more: report)),
      .flagged(
        "One that holds little",
        AccessExample.granting(
          "{apiGroups: [\"\"], resources: [configmaps], verbs: [get]}", account: "▼backup▲",
          more: report)),
      .clean(
        "Each its own",
        AccessExample.granting(
          "{apiGroups: [\"\"], resources: [configmaps], verbs: [get]}",
          more: """
            - apiVersion: batch/v1
              kind: CronJob
              metadata: {name: report, namespace: shop}
              spec:
                schedule: "0 3 * * *"
                jobTemplate:
                  spec:
                    template:
                      spec:
                        serviceAccountName: report
                        restartPolicy: Never
                        containers: [{name: report, image: "registry.example.com/report:2.0"}]
            """)),
    ])

  /// Of examples: another CronJob of the account.
  private static let report = """
    - apiVersion: batch/v1
      kind: CronJob
      metadata: {name: report, namespace: shop}
      spec:
        schedule: "0 3 * * *"
        jobTemplate:
          spec:
            template:
              spec:
                serviceAccountName: backup
                restartPolicy: Never
                containers: [{name: report, image: "registry.example.com/report:2.0"}]
    """

  package static var reads: KindSet { ClusterAdmin.reads }
  package static var needs: KindSet { ClusterAdmin.needs }

  package static func check(_ context: JudgingContext) -> [(workload: Located<WorkloadFacts>, answer: ClusterAnswer<Self>)] {
    let access = context.shared(WorkloadAccess.self)
    let subjects = context.state.workloads.compactMap { access.subject(of: $0) }.filter { subject in
      // A CronJob's Jobs are the CronJob, and what is granted through a group is shared anyway.
      subject.workload.object.owner == nil && subject.account.name.name != "default" && !subject.roles.own.roles.isEmpty
    }
    let names = Dictionary(grouping: subjects) { "\($0.application) \($0.account.name)" }.mapValues { shared in
      Set(shared.map { "\($0.workload.object.kind.rawValue) \($0.workload.object.name)" }).sorted()
    }
    return subjects.compactMap { subject in
      guard let all = names["\(subject.application) \(subject.account.name)"], all.count > 1 else { return nil }
      let own = "\(subject.workload.object.kind.rawValue) \(subject.workload.object.name)"
      // One finding says it of all of them.
      guard own == all.first else { return nil }
      var answer = ClusterAnswer<Self>()
      answer.fail(
        Situation(account: AccountName(subject), other: all[1], more: all.count - 2), severity: subject.level >= .medium ? nil : .info,
        at: subject,
        related: subject.roles.first?.bindingOrigin)
      return (subject.workload, answer)
    }
  }

  /// Whose service account it is as well.
  package struct Situation: SituationKey {
    let account: AccountName
    /// The first of the others: `CronJob report`.
    let other: String
    /// How many there are besides.
    let more: Int

    package func combine(into hash: inout StableHash) { hash.combine(account) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let others = situation.more == 0 ? "" : " and \(situation.more) more"
    return Explanation(
      message: "the \(situation.account) is also that of \(situation.other)\(others)",
      why: "Whoever takes over one of them has what was granted for the others.", remedy: metadata.remedy)
  }
}
