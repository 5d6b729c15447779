/// Whether a Job whose owner reference names a CronJob is what that CronJob runs.
///
/// Anyone who may create Jobs can make one with a controller reference to a CronJob, so the reference proves nothing: the uid must be that of a CronJob of
/// the same name and namespace, and the templates must be equal after defaulting.
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

extension Inventory {
  /// The ownership of every Job that a CronJob is said to control, ordered by the Jobs' origins.
  ///
  /// Where the input has a CronJob twice (two dumps, say), a Job is a run of it if it is one of either.
  package func jobOwnerships() -> [(job: Located<WorkloadFacts>, ownership: JobOwnership)] {
    let jobs = workloads.filter { $0.object.owner != nil }
    guard !jobs.isEmpty else { return [] }
    let cronJobs = workloads.filter { $0.object.kind == .cronJob }
    let byUID = Dictionary(grouping: cronJobs.filter { $0.object.uid != nil }) { $0.object.uid ?? "" }
    let byName = Dictionary(grouping: cronJobs) { QualifiedName(namespace: $0.object.namespace ?? "", name: $0.object.name) }
    return jobs.compactMap { job in
      guard let owner = job.object.owner else { return nil }
      let name = QualifiedName(namespace: job.object.namespace ?? "", name: owner.name)
      return (job, Self.ownership(of: job.object, name, withUID: byUID[owner.uid] ?? [], withName: byName[name] ?? []))
    }
  }

  private struct QualifiedName: Hashable {
    let namespace: String
    let name: String
  }

  private static func ownership(
    of job: WorkloadFacts, _ owner: QualifiedName, withUID: [Located<WorkloadFacts>], withName: [Located<WorkloadFacts>]
  ) -> JobOwnership {
    let owners = withUID.filter { $0.object.name == owner.name && ($0.object.namespace ?? "") == owner.namespace }
    if let digest = job.templateDigest, let match = owners.first(where: { $0.object.templateDigest == digest }) {
      return .run(of: match.origin)
    }
    if let first = owners.first(where: { $0.object.templateDigest != nil }) {
      return job.templateDigest == nil ? .unknown : .otherTemplate(first.origin)
    }
    if !owners.isEmpty { return .unknown }
    if let first = withUID.first { return .forged(uidOf: first.origin) }
    if let first = withName.first(where: { $0.object.uid != nil }) { return .otherUID(first.origin) }
    return .unknown
  }
}
