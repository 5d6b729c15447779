import Manifests

extension Workload {
  /// Whether the manifest says only a part of a workload, as a patch of Kustomize does: what it leaves out says nothing about the whole.
  ///
  /// A CronJob without a schedule, and a pod template without an image, are nothing that an API server would take.
  var isPatch: Bool {
    if let cronJob, cronJob.schedule.isAbsent { return true }
    if case .unreadable = pod.containers.presence { return false }
    return !pod.containers.items.contains { !$0.image.isAbsent }
  }
}
