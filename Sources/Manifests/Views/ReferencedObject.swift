package import SourceTree

/// A Secret, a ConfigMap, or one key of it, or a claim of storage that a pod refers to.
package struct ReferencedObject: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case secret = "Secret"
    case configMap = "ConfigMap"
    case persistentVolumeClaim = "PersistentVolumeClaim"
  }

  package let kind: Kind
  /// Whether the pod starts without it.
  package let isOptional: Bool
  package let name: String
  /// nil where the object alone is asked for, whatever its keys.
  package let key: String?
  /// The name as written.
  package let namePlace: SourceRange
  /// The key as written.
  package let keyPlace: SourceRange?
}

extension PodSpec {
  /// What volumes and variables refer to, in the order of volumes and containers.
  package var referencedObjects: [ReferencedObject] { ReferencedObjects(self).items }
}

/// Gathers what a pod refers to.
private struct ReferencedObjects {
  private(set) var items: [ReferencedObject] = []

  init(_ pod: PodSpec) {
    for volume in pod.volumes.items {
      if let secret = volume.secret { add(.secret, secret.name, secret.items, isOptional: secret.isOptional) }
      if !volume.configMapName.isAbsent {
        add(.configMap, volume.configMapName, volume.configMapItems, isOptional: volume.configMapIsOptional)
      }
      add(.persistentVolumeClaim, volume.persistentVolumeClaim, key: .absent, isOptional: .absent)
      for source in volume.projected.items {
        if let secret = source.secret { add(.secret, secret.name, secret.items, isOptional: secret.isOptional) }
        add(.configMap, source.configMapName, source.configMapItems, isOptional: source.configMapIsOptional)
      }
    }
    for container in pod.allContainers {
      for variable in container.env.items where variable.valueFrom != .absent {
        add(.secret, variable.secretName, key: variable.secretKey, isOptional: variable.isOptional)
        add(.configMap, variable.configMapName, key: variable.configMapKey, isOptional: variable.isOptional)
      }
      for source in container.envFrom.items {
        add(.secret, source.secretName, key: .absent, isOptional: source.isOptional)
        add(.configMap, source.configMapName, key: .absent, isOptional: source.isOptional)
      }
    }
  }

  private mutating func add(_ kind: ReferencedObject.Kind, _ name: Field<String>, _ keys: List<KeyToPath>, isOptional: Field<Bool>) {
    if keys.items.isEmpty { add(kind, name, key: .absent, isOptional: isOptional) }
    for item in keys.items { add(kind, name, key: item.key, isOptional: isOptional) }
  }

  @inline(__always)
  private mutating func add(_ kind: ReferencedObject.Kind, _ name: Field<String>, key: Field<String>, isOptional: Field<Bool>) {
    guard case .present(let value, let range) = name else { return }
    items.append(
      ReferencedObject(
        kind: kind, isOptional: isOptional.value == true, name: value, key: key.value, namePlace: range.value, keyPlace: key.range?.value))
  }
}
