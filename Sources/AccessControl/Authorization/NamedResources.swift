package import ClusterState
import Manifests

/// The resources that roles name, those of a state and those that Kubernetes makes itself: what is known of kinds that are looked up by no table.
package struct NamedResources: Sendable {
  /// Their API groups, by their names in rules.
  private var groups: [String: Set<String>] = [:]

  /// Those of a state, and those of the newest version's built-in roles.
  package init(_ state: ClusterState = ClusterState()) {
    let builtIn = DefaultRoles.state(ofMinorVersion: DefaultRoles.knownMinorVersions.upperBound)
    for role in Array(state.roles) + Array(state.clusterRoles) + Array(builtIn.clusterRoles) {
      for rule in role.object.rules.items {
        let names = rule.apiGroups.items.compactMap(\.value).filter { $0 != "*" }
        for resource in rule.resources.items.compactMap(\.value) {
          groups[String(resource.prefix { $0 != "/" }), default: []].formUnion(names)
        }
      }
    }
  }

  /// A resource as people type it; of one that Kubernetes does not have, the group is the one that roles name it with.
  package func resource(_ text: String) -> ResourceName {
    var name = ResourceName(text)
    guard !name.isKnown else { return name }
    for plural in Self.plurals(of: name.resource) {
      guard let found = groups[plural], name.hasGroup ? found.contains(name.apiGroup) : found.count == 1 else { continue }
      name.resource = plural
      if !name.hasGroup { name.apiGroup = found.first ?? "" }
      name.isKnown = true
      return name
    }
    return name
  }

  /// What a word in the singular may be in the plural, itself first.
  private static func plurals(of word: String) -> [String] {
    [word, "\(word)s", "\(word)es"] + (word.hasSuffix("y") ? ["\(word.dropLast())ies"] : [])
  }
}
