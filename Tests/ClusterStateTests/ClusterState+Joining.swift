import ClusterState
import Manifests

extension ClusterState {
  /// One state of many, as a scan makes it.
  init(joining parts: some Sequence<GatheredObjects>) {
    var objects = GatheredObjects()
    for part in parts { objects.gather(part) }
    self = objects.settled()
  }

  /// Whether each Job is what the CronJob runs that is said to control it.
  var ownerships: [(job: Located<WorkloadFacts>, ownership: JobOwnership)] {
    let owners = CronJobOwners(self)
    return workloads.compactMap { job in owners.ownership(of: job.object).map { (job, $0) } }
  }
}
