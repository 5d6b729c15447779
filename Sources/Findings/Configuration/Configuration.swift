package import Manifests
package import SourceTree

/// A configuration file (`.curfew.yaml`) as a value.
package struct Configuration: Sendable {
  /// The name the file is looked for under, in the folder of what is scanned and in all folders above.
  package static let fileName = ".curfew.yaml"

  /// What holds for every file.
  package var base: ConfigurationLayer
  /// What holds for some; later ones win.
  package var overrides: [Override]
  /// Which files are of which cluster; of several that a file matches, the first holds.
  package var clusters: [Cluster] = []

  /// What holds for the files whose path matches.
  package struct Override: Sendable {
    /// Patterns as in `.gitignore`, relative to the configuration file's folder.
    package var paths: [Pattern]
    /// What is said of them.
    package var layer: ConfigurationLayer
  }

  /// Files whose objects live in one cluster, apart from those of others.
  package struct Cluster: Sendable {
    /// What it is called.
    package var name: String
    /// As those of an override.
    package var paths: [Pattern]
    /// The kinds of which the files hold all objects that the cluster has.
    package var complete: KindSet
  }

  /// A pattern and its place.
  package struct Pattern: Sendable, Hashable {
    /// As written.
    package var text: String
    /// Where it is written.
    package var range: SourceRange
  }

  /// A configuration that holds for all files but for its overrides.
  package init(base: ConfigurationLayer, overrides: [Override] = []) {
    self.base = base
    self.overrides = overrides
  }
}

/// The keys of a configuration file, for its reader, its schema and its documentation.
package enum ConfigurationKey: String, Sendable, CaseIterable {
  case profile, rules, options, overrides, clusters
  /// In overrides and clusters only.
  case paths
  /// In clusters only.
  case name, complete

  /// As it is written.
  package var name: String { rawValue }

  /// What it says, for people.
  package var summary: String {
    switch self {
    case .profile: "Which rules are asked, and about which situations; each profile includes the one before."
    case .rules:
      "Rules by name or code: `off`, `on` (all of it, whatever the profile), or a severity, which also turns the rule on and holds for all of its findings."
    case .options: "What the rules judge by."
    case .overrides: "Settings for some of the files; of several that match a file, the later ones win."
    case .clusters:
      "Which files are of which cluster, where one input holds the manifests of several: objects of one are not joined with those of another."
    case .name: "What the cluster is called."
    case .complete: "Kinds, such as `NetworkPolicy`, of which the files hold all objects that the cluster has: what they lack is missing."
    case .paths: "Patterns as in `.gitignore`, relative to the configuration file's folder."
    }
  }

  /// The keys of the whole file.
  package static let ofFile: [ConfigurationKey] = [.profile, .rules, .options, .overrides, .clusters]
  /// The keys of an item of `overrides`.
  package static let ofOverride: [ConfigurationKey] = [.paths, .profile, .rules, .options]
  /// The keys of an item of `clusters`.
  package static let ofCluster: [ConfigurationKey] = [.name, .paths, .complete]
}
