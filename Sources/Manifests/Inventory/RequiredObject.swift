package import SourceTree

/// A Secret or ConfigMap, or one key of it, that a pod cannot start without. Optional references are not among them.
package struct RequiredObject: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case secret = "Secret"
    case configMap = "ConfigMap"
  }

  package let kind: Kind
  package let name: String
  /// nil where the object alone is asked for, whatever its keys.
  package let key: String?
  /// The name as written.
  package let namePlace: SourceRange
  /// The key as written.
  package let keyPlace: SourceRange?
}

/// Gathers what a pod requires, in the order of volumes and containers.
struct RequiredObjects {
  private(set) var items: [RequiredObject] = []

  init(_ pod: PodSpec) {
    for volume in pod.volumes.items {
      if let secret = volume.secret { add(.secret, secret.name, secret.items, isOptional: secret.isOptional) }
      add(.configMap, volume.configMapName, volume.configMapItems, isOptional: volume.configMapIsOptional)
      for source in volume.projected.items {
        if let secret = source.secret { add(.secret, secret.name, secret.items, isOptional: secret.isOptional) }
        add(.configMap, source.configMapName, source.configMapItems, isOptional: source.configMapIsOptional)
      }
    }
    for container in pod.allContainers {
      for variable in container.env.items where variable.isOptional.value != true {
        add(.secret, variable.secretName, key: variable.secretKey)
        add(.configMap, variable.configMapName, key: variable.configMapKey)
      }
      for source in container.envFrom.items where source.isOptional.value != true {
        add(.secret, source.secretName, key: nil)
        add(.configMap, source.configMapName, key: nil)
      }
    }
  }

  private mutating func add(_ kind: RequiredObject.Kind, _ name: Field<String>, _ keys: List<KeyToPath>, isOptional: Field<Bool>) {
    if isOptional.value == true { return }
    if keys.items.isEmpty { add(kind, name, key: nil) }
    for item in keys.items { add(kind, name, key: item.key) }
  }

  private mutating func add(_ kind: RequiredObject.Kind, _ name: Field<String>, key: Field<String>?) {
    guard case .present(let value, let range) = name else { return }
    items.append(RequiredObject(kind: kind, name: value, key: key?.value, namePlace: range.value, keyPlace: key?.range?.value))
  }
}
