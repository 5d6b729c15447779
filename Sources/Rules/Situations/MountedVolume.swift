package import Findings

/// A container that mounts a volume with a Secret.
package struct MountedVolume: SituationKey {
  let container: ContainerName
  let volume: VolumeName

  package func combine(into hash: inout StableHash) { hash.combine(container, volume) }
}
