import AccessControl
import ClusterState
import Findings
package import Manifests
import SourceTree

/// What the workloads of a cluster can do by their service accounts: made once for all rules about it.
package struct WorkloadAccess: SharedFacts {
  package static var reads: KindSet { readsBesidesWorkloads.union(KindSet(.cronJob, .job, .pod)) }
  private static var readsBesidesWorkloads: KindSet {
    KindSet(.serviceAccount, .role, .clusterRole, .roleBinding, .clusterRoleBinding, .secret)
  }

  /// A CronJob or Job whose service account is known by name.
  package struct Subject: Sendable {
    let workload: Located<WorkloadFacts>
    /// Which of ``ClusterState/applications`` it belongs to.
    let application: Int
    let account: KnownServiceAccount
    /// Without what every service account holds in every cluster.
    let roles: HeldRoles
    /// What there is to say about its own roles.
    let ownReview: RoleReview
    /// What there is to say about the roles of each of its groups.
    let groupReviews: [RoleReview]
    /// The shortest way to the gravest thing it can reach.
    let path: AccessPath?

    /// Whether the pods get a token of the service account.
    var mountsToken: Bool { workload.object.mountsToken(of: account.object?.object) }
  }

  /// Who may do what in one of ``ClusterState/applications``.
  private struct Application: Sendable {
    let graph: AccessGraph
    let searches: AccessSearches

    init(_ state: ClusterState, _ options: RuleOptions) {
      let authorizer = Authorizer(state, kubernetesMinorVersion: options.kubernetesMinorVersion)
      graph = AccessGraph(authorizer, state)
      searches = graph.searches()
    }
  }

  /// Of one application, by the position of the service account.
  private struct Account: Hashable {
    let application: Int
    let position: Int
  }

  private struct Held: Sendable {
    let roles: HeldRoles
    let ownReview: RoleReview
    let groupReviews: [RoleReview]
    let path: AccessPath?
  }

  private let state: ClusterState
  private let applications: [Application]
  /// The applications of folders, which are of workloads that leave their namespace open.
  private let byFolder: [String: Int]
  private let held: JudgingContext.Cache<Account, Held>
  /// What accounts share, which the graphs of the applications keep.
  private let reviews: JudgingContext.Cache<ObjectIdentifier, RoleReview>
  private let contents: JudgingContext.Cache<ObjectIdentifier, ContentReview>

  /// Works out who may do what.
  package init(_ context: JudgingContext) {
    state = context.state
    held = JudgingContext.Cache()
    reviews = JudgingContext.Cache()
    contents = JudgingContext.Cache()
    let states = context.state.applications
    applications = states.map { Application($0, context.options) }
    byFolder = Dictionary(states.enumerated().compactMap { index, state in state.folder.map { ($0, index) } }) { first, _ in first }
  }

  /// Stays as it was where the workloads that changed run as service accounts that are known anyway.
  package init?(_ context: JudgingContext, after earlier: WorkloadAccess) {
    let state = context.state
    guard earlier.applications.count == 1, let graph = earlier.applications.first?.graph,
      state.workloads.part(.leftOpen) == nil, earlier.state.workloads.part(.leftOpen) == nil,
      state.version(of: Self.readsBesidesWorkloads) == earlier.state.version(of: Self.readsBesidesWorkloads)
    else { return nil }
    func accountsOfWorkloads(_ part: ObjectTable<WorkloadFacts>.Part?) -> Set<ServiceAccountName> {
      let names = (part?.objects ?? []).lazy.map { ServiceAccountName(of: $0.object, in: graph.authorizer.defaultNamespace) }
      return Set(names.filter { name in graph.accounts.position(of: name).map { !graph.accounts.all[$0].isKnownWithoutWorkloads } ?? true })
    }
    for part in state.workloads.changedParts(since: earlier.state.workloads)
    where accountsOfWorkloads(part.earlier) != accountsOfWorkloads(part.now) {
      return nil
    }
    self.state = state
    applications = earlier.applications
    byFolder = earlier.byFolder
    held = earlier.held
    reviews = earlier.reviews
    contents = earlier.contents
  }

  /// Whom a workload runs as, and what that may do; nil where it is not known.
  func subject(of workload: Located<WorkloadFacts>) -> Subject? {
    let facts = workload.object
    // A name that cannot be read, or that a patch leaves out, may be any.
    guard facts.kind != .pod, facts.serviceAccountName != nil || (facts.serviceAccountNamePlace == nil && !facts.isPatch),
      let application = application(of: workload)
    else { return nil }
    let graph = applications[application].graph
    let name = ServiceAccountName(of: facts, in: graph.authorizer.defaultNamespace)
    guard let position = graph.accounts.position(of: name) else { return nil }
    let held = held.value(for: Account(application: application, position: position)) {
      let roles = graph.roles(heldBy: name)
      return Held(
        roles: roles, ownReview: review(roles.own, home: name.namespace), groupReviews: roles.ofGroups.map { review($0) },
        path: graph.gravestPath(ofAccount: position, applications[application].searches))
    }
    return Subject(
      workload: workload, application: application, account: graph.accounts.all[position], roles: held.roles, ownReview: held.ownReview,
      groupReviews: held.groupReviews, path: held.path)
  }

  private func review(_ list: RoleList, home: String? = nil) -> RoleReview {
    reviews.value(for: ObjectIdentifier(list)) { RoleReview(list, home: home, contents) }
  }

  private func application(of workload: Located<WorkloadFacts>) -> Int? {
    if applications.count == 1 || workload.object.namespace != nil { return applications.isEmpty ? nil : 0 }
    return byFolder[state.folder(of: workload.origin)]
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
