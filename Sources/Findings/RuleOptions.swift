/// What a user may set for rules; every rule has a sensible answer for the defaults.
package struct RuleOptions: Sendable, Hashable {
  /// The cluster's minor version: `31` for Kubernetes 1.31. It may be newer than ``newestKubernetesMinorVersion``.
  package var kubernetesMinorVersion: Int
  /// The longest `ttlSecondsAfterFinished` that is not too long.
  package var maximumTTLSeconds: Int64
  /// The most finished Jobs of one kind a CronJob may keep.
  package var maximumHistory: Int64
  /// Registries (with an optional path) images may come from; empty: any.
  package var allowedRegistries: RegistryList
  /// Namespaces whose workloads are judged, but whose findings count as suppressed.
  package var exemptNamespaces: NameList

  package init(
    kubernetesMinorVersion: Int = RuleOptions.newestKubernetesMinorVersion, maximumTTLSeconds: Int64 = 86_400, maximumHistory: Int64 = 10,
    allowedRegistries: [String] = [], exemptNamespaces: [String] = []
  ) {
    self.kubernetesMinorVersion = kubernetesMinorVersion
    self.maximumTTLSeconds = maximumTTLSeconds
    self.maximumHistory = maximumHistory
    self.allowedRegistries = RegistryList(allowedRegistries)
    self.exemptNamespaces = NameList(exemptNamespaces)
  }
}
