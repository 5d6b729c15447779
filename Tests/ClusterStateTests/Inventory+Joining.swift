import ClusterState
import Manifests

extension ClusterState {
  /// One state of many, as a scan makes it.
  init(joining parts: some Sequence<ClusterState>) {
    self.init()
    for part in parts { append(part) }
    sort()
  }
}
