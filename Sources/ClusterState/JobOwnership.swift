import Manifests
/// Whether a Job whose owner reference names a CronJob is what that CronJob runs.
///
/// Anyone who may create Jobs can make one with a controller reference to a CronJob, so the reference proves nothing: the uid must be that of a CronJob of
/// the same name and namespace, and the templates must be equal after defaulting, unless the Job is older than the CronJob's.
package enum JobOwnership: Hashable, Sendable {
  /// The Job is a run of the CronJob as it stands: what is said of one holds for the other.
  case run(of: Origin)
  /// The uid is that of a CronJob with another name or in another namespace: the reference was not written by a controller.
  case forged(uidOf: Origin)
  /// A CronJob has the name, but another uid: the reference is forged, or the CronJob was made anew since.
  case otherUID(Origin)
  /// The CronJob is found, but its template is another one: it was changed since, or the Job was.
  case otherTemplate(Origin)
  /// The input has no such CronJob, or one without a uid, or a template that cannot be compared.
  case unknown
}

/// The CronJobs of a cluster by what Jobs say of their owners; of several alike the first counts.
///
/// Where the input has a CronJob twice (two dumps, say), a Job is a run of it if it is one of either.
package struct CronJobOwners: Sendable {
  private struct Name: Hashable {
    let namespace: String
    let name: String
  }

  private struct Identity: Hashable {
    let name: Name
    let uid: String
  }

  private struct Templates {
    var digests: [TemplateDigest: Origin] = [:]
    /// The first that has a digest.
    var first: (origin: Origin, facts: WorkloadFacts)?
  }

  private var templates: [Identity: Templates] = [:]
  private var byUID: [String: Origin] = [:]
  /// Those that have a uid.
  private var byName: [Name: Origin] = [:]

  /// Those that a state has.
  package init(_ state: ClusterState) {
    for workload in state.workloads where workload.object.kind == .cronJob { add(workload) }
  }

  private mutating func add(_ cronJob: Located<WorkloadFacts>) {
    guard let uid = cronJob.object.uid else { return }
    let name = Name(namespace: cronJob.object.namespace ?? "", name: cronJob.object.name)
    var known = templates[Identity(name: name, uid: uid)] ?? Templates()
    if let digest = cronJob.object.templateDigest {
      known.first = known.first ?? (cronJob.origin, cronJob.object)
      known.digests[digest] = known.digests[digest] ?? cronJob.origin
    }
    templates[Identity(name: name, uid: uid)] = known
    byUID[uid] = byUID[uid] ?? cronJob.origin
    byName[name] = byName[name] ?? cronJob.origin
  }

  /// Whether a Job is what the CronJob runs that is said to control it; nil where none is.
  package func ownership(of job: WorkloadFacts) -> JobOwnership? {
    guard let owner = job.owner else { return nil }
    let name = Name(namespace: job.namespace ?? "", name: owner.name)
    if let known = templates[Identity(name: name, uid: owner.uid)] {
      guard let digest = job.templateDigest, let first = known.first else { return .unknown }
      if let origin = known.digests[digest] { return .run(of: origin) }
      return job.isFromBefore(first.facts) ? .run(of: first.origin) : .otherTemplate(first.origin)
    }
    if let origin = byUID[owner.uid] { return .forged(uidOf: origin) }
    if let origin = byName[name] { return .otherUID(origin) }
    return .unknown
  }

  /// Whether a Job is a run of a CronJob: the same as of ``ownership(of:)``, without looking at every CronJob.
  package static func isRun(_ job: WorkloadFacts, in state: ClusterState) -> Bool {
    guard let owner = job.owner, let digest = job.templateDigest else { return false }
    return state.workloads.objects(named: owner.name, in: job.scope).contains {
      $0.object.kind == .cronJob && $0.object.uid == owner.uid && ($0.object.templateDigest == digest || job.isFromBefore($0.object))
    }
  }

  /// Every Job that is a run of a CronJob, with that CronJob, in the order of the Jobs.
  package static func runs(in state: ClusterState) -> [(job: Origin, cronJob: Origin)] {
    let jobs = state.workloads.filter { $0.object.owner != nil }
    if jobs.isEmpty { return [] }
    let owners = CronJobOwners(state)
    return jobs.compactMap { job in
      if case .run(let cronJob)? = owners.ownership(of: job.object) { (job.origin, cronJob) } else { nil }
    }
  }
}
