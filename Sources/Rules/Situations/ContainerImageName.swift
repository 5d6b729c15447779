package import Findings

/// A container, and the image that it runs.
package struct ContainerImageName: SituationKey {
  let container: ContainerName
  /// As the message names it.
  let image: String

  package func combine(into hash: inout StableHash) { hash.combine(container, image) }
}
