package import ClusterState
package import AccessControl
package import Manifests

/// What a workload's pods connect to, as far as its manifests tell.
package struct NetworkNeeds: Sendable {
  /// Where a connection goes.
  package enum Destination: Hashable, Sendable {
    /// A Service of the cluster, whose pods have these labels; nil where the Service is not in the input.
    case service(name: String, namespace: String?, labels: [String: String]?)
    case address(IPAddress, text: String)
    /// A host outside of the cluster.
    case host(String)
    /// The APIs of a cloud, whose hosts are not named.
    case cloud(String)
  }

  /// A connection that the pods make.
  package struct Need: Sendable {
    /// Where it goes.
    package var destination: Destination
    /// The port of the pods that answer: a number or a port's name; nil where nothing tells.
    package var port: String?
    /// Where it is named, each once.
    package var sources: [String]
  }

  /// The connections that manifests name.
  package private(set) var needs: [Need] = []
  /// Where the API server is used.
  package private(set) var apiServerSources: [String] = []
  /// What may name hosts that are not known: values of Secrets, texts that are put together at run time.
  package private(set) var unknownSources: [String] = []

  /// - Parameters:
  ///   - configMaps: Those of the input, with their texts.
  ///   - services: Those of the input.
  package init(of workload: Workload, configMaps: [ConfigMap], services: some Sequence<Located<Service>>) {
    let namespace = workload.metadata.namespace.value
    let configMaps = configMaps.filter { $0.metadata.namespace.value == namespace }
    var search = HostSearch()
    var unknown: [String] = []
    for container in workload.pod.allContainers where container.presence == .present {
      Self.search(container, configMaps, &search, &unknown)
      for mount in container.volumeMounts.items {
        guard let volume = workload.pod.volumes.items.first(where: { $0.name.value != nil && $0.name.value == mount.name.value }) else {
          continue
        }
        let names = [volume.configMapName.value] + volume.projected.items.map(\.configMapName.value)
        for name in names.compactMap({ $0 }) {
          for text in configMaps.first(where: { $0.metadata.name.value == name })?.texts ?? [] {
            search.addText(text.text, source: "\(text.name) of ConfigMap \"\(name)\"")
          }
        }
      }
    }
    let directory = ServiceDirectory(services)
    for host in search.hosts {
      if directory.isAPIServer(host.host) {
        apiServerSources.append(host.source)
        continue
      }
      let (destination, port) = directory.resolve(host, from: namespace)
      add(destination, port, host.source)
    }
    for cloud in search.clouds { add(.cloud(cloud.name), "443", cloud.source) }
    apiServerSources = (apiServerSources + search.apiServerSources).distinct
    unknownSources = (unknown + search.unknownSources).distinct
  }

  /// A need by what makes it one, and its sources so far.
  private struct Place: Hashable {
    let destination: Destination
    let port: String?
  }

  private var known: [Place: (index: Int, sources: Set<String>)] = [:]

  private mutating func add(_ destination: Destination, _ port: String?, _ source: String) {
    let place = Place(destination: destination, port: port)
    guard let index = known[place]?.index else {
      known[place] = (needs.count, [source])
      needs.append(Need(destination: destination, port: port, sources: [source]))
      return
    }
    if known[place]?.sources.insert(source).inserted == true { needs[index].sources.append(source) }
  }

  private static func search(
    _ container: Container, _ configMaps: [ConfigMap], _ search: inout HostSearch, _ unknown: inout [String]
  ) {
    let holder = "of container \"\(container.displayName)\""
    var variables: [(name: String, value: String, source: String)] = []
    for variable in container.env.items {
      guard let name = variable.name.value else { continue }
      if let value = variable.value.value {
        variables.append((name, value, "\(name) \(holder)"))
      } else if let map = variable.configMapName.value, let key = variable.configMapKey.value {
        let text = configMaps.first { $0.metadata.name.value == map }?.texts.first { $0.name == key }
        if let text {
          variables.append((name, text.text, "\(key) of ConfigMap \"\(map)\""))
        } else {
          unknown.append("ConfigMap \"\(map)\"")
        }
      } else if let secret = variable.secretName.value, Self.mayHoldHost(name) {
        unknown.append("\(name) \(holder), from Secret \"\(secret)\"")
      }
    }
    for source in container.envFrom.items {
      if let secret = source.secretName.value { unknown.append("Secret \"\(secret)\", which becomes variables \(holder)") }
      guard let map = source.configMapName.value else { continue }
      guard let texts = configMaps.first(where: { $0.metadata.name.value == map })?.texts else {
        unknown.append("ConfigMap \"\(map)\"")
        continue
      }
      for text in texts {
        variables.append(("\(source.prefix.value ?? "")\(text.name)", text.text, "\(text.name) of ConfigMap \"\(map)\""))
      }
    }
    let values = Dictionary(variables.map { ($0.name.uppercased(), $0.value) }) { first, _ in first }
    for variable in variables {
      // PGHOST and PGPORT, DB_HOST and DB_PORT.
      let stem = variable.name.uppercased()
      let names = ["HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS"].filter { stem.hasSuffix($0) }.map { "\(stem.dropLast($0.count))PORT" }
      let port = names.lazy.compactMap { values[$0] }.first.flatMap { Int($0) }
      search.addVariable(variable.name, variable.value, port: port, source: variable.source)
    }
    search.addCommand(
      (container.command.items + container.args.items).compactMap(\.value), source: "the command line \(holder)")
  }

  /// Whether a variable of that name, whose value is a Secret's, may say where to connect to.
  private static func mayHoldHost(_ name: String) -> Bool {
    let name = name.uppercased()
    return ["URL", "URI", "DSN", "HOST", "ENDPOINT", "SERVER", "ADDR", "WEBHOOK", "CONNECTION"].contains { name.contains($0) }
  }
}

extension [String] {
  /// Each once, in the order of the first.
  fileprivate var distinct: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
