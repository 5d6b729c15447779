import Findings
import Manifests

/// A mount of a volume that holds a Secret.
struct SecretMount {
  let container: Container
  let mount: VolumeMount
  let volume: Volume

  /// For findings about it.
  var situation: MountedVolume { MountedVolume(container: ContainerName(container), volume: VolumeName(volume)) }
}

extension Volume {
  /// Whether the volume holds a Secret, alone or among other sources.
  var holdsSecret: Bool { secret != nil || projected.items.contains { $0.secret != nil } }
}

extension Answer {
  /// The mounts of Secrets in all containers.
  mutating func readSecretMounts(of pod: PodSpec) -> [SecretMount] {
    guard readVolumes(of: pod).contains(where: \.holdsSecret) else { return [] }
    var mounts: [SecretMount] = []
    for container in readContainers(of: pod) where canRead(container.volumeMounts.presence, at: container.volumeMounts.place) {
      for mount in container.volumeMounts.items {
        guard let (name, _) = readIfPresent(mount.name), let volume = pod.volume(named: name), volume.holdsSecret else { continue }
        mounts.append(SecretMount(container: container, mount: mount, volume: volume))
      }
    }
    return mounts
  }
}
