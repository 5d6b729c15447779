/// A mount of a volume, with the container it is in.
package struct PodMount: Sendable {
  package let container: Container
  package let mount: VolumeMount
}

/// Which volume has a name, and which mounts name it.
struct VolumeIndex: Sendable {
  /// So many names are compared faster than they are hashed.
  static let threshold = 8

  private(set) var volumes: [String: Volume] = [:]
  private(set) var mounts: [String: [PodMount]] = [:]

  init(_ volumes: [Volume], _ containers: [Container]) {
    for volume in volumes { if let name = volume.name.value, self.volumes[name] == nil { self.volumes[name] = volume } }
    for container in containers {
      for mount in container.volumeMounts.items {
        if let name = mount.name.value { mounts[name, default: []].append(PodMount(container: container, mount: mount)) }
      }
    }
  }
}

extension PodSpec {
  /// The volume that mounts of a name mean.
  package func volume(named name: String) -> Volume? {
    if let volumeIndex { return volumeIndex.volumes[name] }
    return volumes.items.first { $0.name.value == name }
  }

  /// The mounts of a volume in all containers, in order; none of a volume without a name.
  package func mounts(of volume: Volume) -> [PodMount] {
    guard let name = volume.name.value else { return [] }
    if let volumeIndex { return volumeIndex.mounts[name] ?? [] }
    var mounts: [PodMount] = []
    for container in allContainers {
      for mount in container.volumeMounts.items where mount.name.value == name {
        mounts.append(PodMount(container: container, mount: mount))
      }
    }
    return mounts
  }
}
