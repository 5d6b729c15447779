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
  var container: ContainerName
  var way: Way
  /// The paths in the container's command line.
  var paths: Set<String>
  var context: ScriptContext

  static func all(of workload: Workload) -> [ConfigMapUse] {
    var uses: [ConfigMapUse] = []
    let pod = workload.pod
    for container in pod.allContainers where container.presence == .present {
      var paths: Set<String>?
      var context: ScriptContext?
      func add(_ name: Field<String>, _ way: @autoclosure () -> Way) {
        guard let name = name.value else { return }
        let known = paths ?? Self.paths(in: (container.command.items + container.args.items).lazy.compactMap(\.value))
        paths = known
        let secrets = context ?? ScriptContext(container, in: pod).detached()
        context = secrets
        uses.append(
          ConfigMapUse(
            workload: "\(workload.kindName) \"\(workload.name)\"", isCronJob: workload.kind == .cronJob,
            namespace: workload.metadata.namespace.value, name: name, container: ContainerName(container), way: way(), paths: known,
            context: secrets))
      }
      for variable in container.env.items where !variable.configMapName.isAbsent {
        add(variable.configMapName, .variables(key: variable.configMapKey.value))
      }
      for source in container.envFrom.items { add(source.configMapName, .variables(key: nil)) }
      for mount in container.volumeMounts.items {
        guard let path = mount.mountPath.value, let name = mount.name.value,
          let volume = pod.volume(named: name)
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

  /// The keys that the container gets; nil for all.
  var keys: [String]? {
    switch way {
    case .variables(let key): key.map { [$0] }
    case .files(_, let items?, let subPath): items.filter { subPath == nil || $0.path == subPath }.map(\.key)
    case .files(_, nil, let subPath): subPath.map { [$0] }
    }
  }

  /// Those of the keys whose files the container's command line runs: it names the path, or the name in the current folder.
  func keysRun(among keys: Set<String>) -> [String] {
    guard case .files(let folder, let items, let subPath) = way, !paths.isEmpty else { return [] }
    func runs(_ name: String) -> Bool {
      if let subPath, subPath != name { return false }
      let path = subPath != nil ? folder : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      return paths.contains(path) || paths.contains("./\(path.split(separator: "/").last ?? "")")
    }
    if let items { return items.filter { keys.contains($0.key) && runs($0.path) }.map(\.key) }
    if let subPath { return keys.contains(subPath) && runs(subPath) ? [subPath] : [] }
    // Whichever are fewer.
    if keys.count <= paths.count { return keys.filter(runs) }
    let names = Set(paths.compactMap { $0.split(separator: "/").last.map(String.init) })
    return names.filter { keys.contains($0) && runs($0) }
  }

  /// What words that a shell may get have of paths: whatever holds a slash, and `./NAME` for a name in the current folder.
  private static func paths(in words: some Sequence<String>) -> Set<String> {
    var paths: Set<String> = []
    for word in words where word.utf8.contains(UInt8(ascii: "/")) {
      for part in word.utf8.split(whereSeparator: delimiters.contains) {
        guard let slash = part.lastIndex(of: UInt8(ascii: "/")) else { continue }
        paths.insert(String(decoding: part, as: UTF8.self))
        if slash > part.startIndex, part[part.index(before: slash)] == UInt8(ascii: ".") {
          paths.insert("./" + String(decoding: part[part.index(after: slash)...], as: UTF8.self))
        }
      }
    }
    return paths
  }

  private static let delimiters = Set(" \t\n\r\"'`;|&()<>$=,:{}".utf8)
}
