package import Findings

/// A key of a ConfigMap, and the first that takes it.
package struct ConfigMapKey: SituationKey {
  let name: String
  let container: ContainerName
  /// `CronJob "backup"`
  let workload: String

  init(_ name: String, in use: ConfigMapUse) {
    self.name = name
    container = use.container
    workload = use.workload
  }

  /// How messages call it.
  func description(verb: String) -> String { "key \(name) of the ConfigMap, which \(container) of \(workload) \(verb)," }

  /// Whoever takes it, it is the same.
  package func combine(into hash: inout StableHash) { hash.combine(name) }
}
