package import Findings

internal import Manifests

/// A volume, by its name.
package struct VolumeName: SituationKey, CustomStringConvertible {
  /// nil where it has none that can be read.
  private let name: String?

  /// - Parameter volume: nil for one that is not there.
  init(_ volume: Volume?) { name = volume?.name.value }

  /// How messages call it: `volume "scratch"`.
  package var description: String { "volume \"\(name ?? "(unnamed)")\"" }

  package func combine(into hash: inout StableHash) { hash.combine(name) }
}
