import ClusterState
import AccessControl
import Findings
import Manifests
import SourceTree

/// What the workloads of an input can do by their service accounts: made once for all rules about it.
package struct WorkloadAccess: SharedFacts {
  /// A CronJob or Job whose service account is known by name.
  struct Subject: Sendable {
    let workload: Located<WorkloadFacts>
    /// Which of ``ClusterState/applications`` it belongs to.
    let application: Int
    let account: KnownServiceAccount
    /// Without what every service account holds in every cluster.
    let roles: [HeldRole]
    /// The shortest way to the gravest thing it can reach.
    let path: AccessPath?

    /// Whether the pods get a token of the service account (`pkg/serviceaccount`, admission): the pod decides, then the account; mounted where neither does.
    var mountsToken: Bool {
      workload.object.automountServiceAccountToken ?? account.object?.object.automountServiceAccountToken.value ?? true
    }

    /// A finding at the name of the service account, or at the workload that leaves it out.
    func finding(_ arguments: [String], severity: Severity? = nil, related: Origin? = nil) -> InventoryVerdict {
      InventoryVerdict(
        on: workload.origin, .finding(severity: severity, arguments: arguments), place: workload.object.serviceAccountNamePlace,
        related: related.flatMap { DefaultRoles.isDefault($0) ? nil : $0 })
    }

    func notEvaluated(_ reason: String) -> InventoryVerdict {
      InventoryVerdict(on: workload.origin, .notEvaluated(reason: reason), place: workload.object.serviceAccountNamePlace)
    }
  }

  let subjects: [Subject]
  let state: ClusterState

  /// Works out whom each workload runs as, and what that may do.
  package init(_ context: JudgingContext) {
    state = context.state
    subjects = context.state.applications.enumerated().flatMap { Self.subjects(of: $1, application: $0, context.options) }
  }

  private static func subjects(of state: ClusterState, application: Int, _ options: RuleOptions) -> [Subject] {
    let authorizer = Authorizer(state, kubernetesMinorVersion: options.kubernetesMinorVersion)
    let graph = AccessGraph(authorizer, state)
    let searches = graph.searches()
    var known: [Int: (roles: [HeldRole], path: AccessPath?)] = [:]
    return state.workloads.compactMap { workload in
      let facts = workload.object
      if state.isOfUnplaced, facts.namespace != nil { return nil }
      // A name that cannot be read, or that a patch leaves out, may be any.
      guard facts.kind != .pod, facts.serviceAccountName != nil || (facts.serviceAccountNamePlace == nil && !facts.isPatch) else {
        return nil
      }
      let name = ServiceAccountName(of: facts, in: authorizer.defaultNamespace)
      guard let index = graph.accounts.position(of: name) else { return nil }
      let access = known[index] ?? (graph.roles(heldBy: name), graph.gravestPath(ofAccount: index, searches))
      known[index] = access
      return Subject(
        workload: workload, application: application, account: graph.accounts.all[index], roles: access.roles, path: access.path)
    }
  }
}

extension Severity {
  /// The severity of a level of risk.
  init(_ level: AccessControl.Capability.Level) {
    self =
      switch level {
      case .critical: .critical
      case .high: .high
      case .medium: .medium
      case .low: .low
      case .none: .info
      }
  }
}
