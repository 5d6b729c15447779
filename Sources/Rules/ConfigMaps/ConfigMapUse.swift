import Manifests
import SourceTree

/// One way in which a container takes something from a ConfigMap.
struct ConfigMapUse: Sendable {
  enum Way: Sendable {
    /// All keys become variables, or the one named.
    case variables(key: String?)
    /// All keys become files, or those of `items`.
    case files(folder: String, items: [(key: String, path: String)]?, subPath: String?)
  }

  /// `CronJob "backup"`
  var workload: String
  var isCronJob: Bool
  var namespace: String?
  /// The ConfigMap's name.
  var name: String
  var container: String
  var way: Way
  /// The container's command line.
  var words: [String]
  var context: ScriptContext

  static func all(of workload: Workload) -> [ConfigMapUse] {
    var uses: [ConfigMapUse] = []
    let pod = workload.pod
    for container in pod.allContainers where container.presence == .present {
      var words: [String]?
      var context: ScriptContext?
      func add(_ name: Field<String>, _ way: @autoclosure () -> Way) {
        guard let name = name.value else { return }
        let known = words ?? (container.command.items + container.args.items).compactMap(\.value)
        words = known
        let secrets = context ?? ScriptContext(container, in: pod).detached()
        context = secrets
        uses.append(
          ConfigMapUse(
            workload: "\(workload.kindName) \"\(workload.name)\"", isCronJob: workload.kind == .cronJob,
            namespace: workload.metadata.namespace.value, name: name, container: [container].displayName, way: way(), words: known,
            context: secrets))
      }
      for variable in container.env.items where !variable.configMapName.isAbsent {
        add(variable.configMapName, .variables(key: variable.configMapKey.value))
      }
      for source in container.envFrom.items { add(source.configMapName, .variables(key: nil)) }
      for mount in container.volumeMounts.items {
        guard let path = mount.mountPath.value, let name = mount.name.value,
          let volume = pod.volumes.items.first(where: { $0.name.value == name })
        else { continue }
        add(volume.configMapName, .files(folder: path, items: Self.items(volume.configMapItems), subPath: mount.subPath.value))
        for source in volume.projected.items {
          add(source.configMapName, .files(folder: path, items: Self.items(source.configMapItems), subPath: mount.subPath.value))
        }
      }
    }
    return uses
  }

  /// By the ConfigMap's name; a CronJob comes before its Jobs, so that it is the one to be named.
  static func byName(_ uses: [ConfigMapUse]) -> [String: [ConfigMapUse]] {
    Dictionary(grouping: uses, by: \.name).mapValues { $0.filter(\.isCronJob) + $0.filter { !$0.isCronJob } }
  }

  private static func items(_ list: List<KeyToPath>) -> [(key: String, path: String)]? {
    guard list.presence != .absent else { return nil }
    return list.items.compactMap { item in
      guard let key = item.key.value, let path = item.path.value else { return nil }
      return (key, path)
    }
  }

  /// Whether the container gets the key's value at all.
  func takes(_ key: String) -> Bool {
    if case .variables(let own) = way { return own == nil || own == key }
    return path(of: key) != nil
  }

  /// Where the container finds the key's value as a file.
  private func path(of key: String) -> String? {
    guard case .files(let folder, let items, let subPath) = way else { return nil }
    var name = key
    if let items {
      guard let item = items.first(where: { $0.key == key }) else { return nil }
      name = item.path
    }
    if let subPath { return subPath == name ? folder : nil }
    return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// Whether the container's command line runs the file that the key becomes: it names its path, or its name in the current folder.
  func runs(_ key: String) -> Bool {
    guard let path = path(of: key) else { return false }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return words.contains { $0.contains(path) || $0.contains("./\(name)") }
  }
}
