package import Findings

internal import Manifests

/// Whose setting something is.
package enum SettingOwner: SituationKey, CustomStringConvertible {
  case pod
  case container(ContainerName)
  /// Several that have it together, in the order of the manifest.
  case containers([ContainerName])

  /// The containers' setting; the pod's where there are none.
  init(_ containers: [Container]) {
    self =
      switch containers.count {
      case 0: .pod
      case 1: .container(ContainerName(containers[0]))
      default: .containers([ContainerName](containers))
      }
  }

  /// How messages call it: `the pod`, `container "dump"`, `containers "dump" and "upload"`.
  package var description: String {
    switch self {
    case .pod: "the pod"
    case .container(let container): container.description
    case .containers(let containers): containers.inWords
    }
  }

  /// Whether a verb behind it stands in the plural.
  var isPlural: Bool { if case .containers = self { true } else { false } }

  package func combine(into hash: inout StableHash) {
    switch self {
    case .pod: hash.combine("pod")
    case .container(let container): hash.combine(unordered: CollectionOfOne(container))
    case .containers(let containers): hash.combine(unordered: containers)
    }
  }
}
