package import Findings

internal import Manifests

/// A container, by its name.
package struct ContainerName: SituationKey, CustomStringConvertible {
  /// nil where it has none that can be read.
  private let name: String?

  init(_ container: Container) { name = container.name.value }

  /// The name in quotes.
  var quoted: String { "\"\(name ?? "(unnamed)")\"" }

  /// How messages call it: `container "dump"`.
  package var description: String { "container \(quoted)" }

  package func combine(into hash: inout StableHash) { hash.combine(name) }
}

extension [ContainerName] {
  /// Nobody reads more names than that, and every rule would repeat them.
  private static var mostNamed: Int { 20 }

  init(_ containers: [Container]) { self = containers.map { ContainerName($0) } }

  /// How messages call the containers: `container "dump"`, `containers "dump" and "upload"`.
  var inWords: String {
    if let first, count == 1 { return first.description }
    let named = prefix(count > Self.mostNamed ? Self.mostNamed - 1 : count).map(\.quoted)
    return "containers " + (named.count < count ? named + ["\(count - named.count) others"] : named).enumeration
  }
}
