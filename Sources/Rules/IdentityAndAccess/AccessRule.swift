internal import AccessControl
package import ClusterState
import Findings
package import Manifests

/// A rule about what the service account of a workload can do: it is asked with what all such rules share.
package protocol AccessRule: ClusterRule {
  /// Whether it is about what the job can do: nothing, where its pods get no token.
  static var isAboutPods: Bool { get }

  /// Says what is wrong. Saying nothing is a pass.
  static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>)
}

extension AccessRule {
  package static var reads: KindSet { WorkloadAccess.reads }

  package static var isAboutPods: Bool { true }

  package static var needs: KindSet { KindSet(.serviceAccount, .roleBinding, .clusterRoleBinding) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard let subject = context.shared(WorkloadAccess.self).subject(of: workload), subject.mountsToken || !isAboutPods else { return }
    check(subject, in: context, &answer)
  }
}

extension ClusterAnswer {
  /// Says that something is wrong, at the name of the service account, or at the workload that leaves it out.
  mutating func fail(
    _ situation: Asked.Situation, severity: Severity? = nil, at subject: WorkloadAccess.Subject, related: Origin? = nil
  ) {
    fail(
      situation, severity: severity, at: subject.workload.object.serviceAccountNamePlace,
      related: related.flatMap { DefaultRoles.isDefault($0) ? nil : $0 })
  }

  /// Says at the same place that it cannot be told.
  mutating func cannotTell(because reason: String, at subject: WorkloadAccess.Subject) {
    cannotTell(because: reason, at: subject.workload.object.serviceAccountNamePlace)
  }
}
