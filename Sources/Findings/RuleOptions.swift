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
  /// Alerts that the cluster has for all its CronJobs, besides those of the input.
  package var providedAlerts: NameList
  /// Rules whose findings nobody may suppress.
  package var unsuppressibleRules: NameList
  /// Regular expressions one of which has to match a part of a suppression's reason; empty: any reason will do.
  package var suppressionReasons: [String]

  package init(
    kubernetesMinorVersion: Int = RuleOptions.newestKubernetesMinorVersion, maximumTTLSeconds: Int64 = 86_400, maximumHistory: Int64 = 10,
    allowedRegistries: [String] = [], exemptNamespaces: [String] = [], providedAlerts: [String] = [], unsuppressibleRules: [String] = [],
    suppressionReasons: [String] = []
  ) {
    self.kubernetesMinorVersion = kubernetesMinorVersion
    self.maximumTTLSeconds = maximumTTLSeconds
    self.maximumHistory = maximumHistory
    self.allowedRegistries = RegistryList(allowedRegistries)
    self.exemptNamespaces = NameList(exemptNamespaces)
    self.providedAlerts = NameList(providedAlerts)
    self.unsuppressibleRules = NameList(unsuppressibleRules)
    self.suppressionReasons = suppressionReasons
  }
}
