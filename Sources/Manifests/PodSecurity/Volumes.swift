extension PodSecurityEvaluation {
  /// `hostPathVolumes` (`check_hostPathVolumes.go`): no volume is a path of the node; and `restrictedVolumes` (`check_restrictedVolumes.go`): volumes
  /// are of the types that belong to the pod or come through a claim. A volume without a source is an emptyDir by default.
  mutating func checkVolumes(of pod: PodSpec) {
    guard let volumes = read(pod.volumes, for: .hostPathVolumes) else {
      _ = read(pod.volumes, for: .restrictedVolumes)
      return
    }
    for (index, volume) in volumes.enumerated() {
      if case .unreadable(let reason) = volume.sources.isEmpty ? volume.emptyDir : volume.presence {
        noteUnknown(.hostPathVolumes, at: volume.place, because: reason)
        noteUnknown(.restrictedVolumes, at: volume.place, because: reason)
      }
      var forbidden: FieldRange?
      var forbiddenType = ""
      var isAllowed = false
      for source in volume.sources {
        guard let type = source.value, let range = source.range else { continue }
        if type == "hostPath" {
          forbid(.hostPathVolumes, at: volume.hostPath.range?.value ?? range.key, value: type, of: index)
        }
        switch type {
        case "configMap", "secret", "emptyDir", "persistentVolumeClaim", "projected", "downwardAPI", "csi", "ephemeral", "image":
          isAllowed = true
        case _ where forbidden == nil && Self.forbiddenVolumeTypes.contains(type):
          forbidden = range
          forbiddenType = type
        default: break
        }
      }
      if let forbidden, !isAllowed {
        let place = forbiddenType == "hostPath" ? volume.hostPath.range?.value ?? forbidden.key : forbidden.key
        forbid(.restrictedVolumes, at: place, value: forbiddenType, of: index)
      }
    }
  }

  /// Every other source that the API has or had; keys it does not know are dropped and make no volume.
  private static let forbiddenVolumeTypes: Set<String> = [
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo",
    "glusterfs", "hostPath", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos",
    "vsphereVolume",
  ]
}
