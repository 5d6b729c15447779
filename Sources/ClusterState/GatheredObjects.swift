package import Manifests

/// Objects that files hold, as they are read: each file, whoever reads it, gathers its own, and ``settled(paths:)`` makes one state of all of them.
package struct GatheredObjects: Sendable {
  private var state = ClusterState()

  /// Nothing yet.
  package init() {}

  /// Takes in an object.
  ///
  /// - Parameter file: Which input file the object stands in, counted in the order of the input.
  package mutating func gather(_ manifest: Manifest, file: Int) { state.gather(manifest, file: file) }

  /// Takes in what was gathered elsewhere.
  package mutating func gather(_ other: GatheredObjects) { state.gather(other.state) }

  /// The state of the cluster in which all of it is; nothing depends on who was read first.
  ///
  /// - Parameter paths: The path of each input file; none where nobody needs to know.
  package consuming func settled(paths: [String] = []) -> ClusterState {
    var state = state
    state.settle()
    state.paths = paths
    return state
  }
}
