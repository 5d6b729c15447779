/// The value of an option, by what may be written for it.
package enum OptionValue: Sendable, Hashable {
  /// A whole number from 0 on.
  case count(Int64)
  /// The minor number of a Kubernetes version, `34` for 1.34.
  case version(Int)
  case texts([String])
}

/// An option of the rules as the configuration file has it.
///
/// The reader of the file, its schema, the documentation and `curfew config` all go through the cases: a new option is one case more.
package enum ConfigurationOption: String, Sendable, Hashable, CaseIterable {
  case kubernetesVersion = "kubernetes-version"
  case maximumTTL = "max-ttl"
  case maximumHistory = "max-history"
  case allowedRegistries = "allowed-registries"
  case exemptNamespaces = "exempt-namespaces"
  case providedAlerts = "provided-alerts"
  case unsuppressibleRules = "unsuppressible-rules"
  case suppressionReasons = "suppression-reasons"

  /// The key in the file.
  package var name: String { rawValue }

  /// What it is, for the documentation.
  package var summary: String {
    switch self {
    case .kubernetesVersion:
      "The version the manifests are for, \(RuleOptions.knownKubernetesVersions); a newer one is judged as the newest of these."
    case .maximumTTL: "The longest `ttlSecondsAfterFinished`, in seconds, that is not too long."
    case .maximumHistory: "The most finished Jobs of one kind a CronJob may keep."
    case .allowedRegistries: "Registries, with or without a path, that images may come from; none: any."
    case .exemptNamespaces: "Namespaces whose workloads are judged, but whose findings count as suppressed."
    case .providedAlerts:
      "Alerts about all CronJobs that the cluster has besides those of the input: `KubeJobFailed` (kube-prometheus, OpenShift) is about failures, a name of your own about failures and missed runs."
    case .unsuppressibleRules: "Rules, by name or code, that no annotation and no comment suppresses."
    case .suppressionReasons:
      "Regular expressions, such as `OPS-[0-9]+`, one of which the reason of a suppression must have; none: any reason."
    }
  }

  /// What it is set to among options.
  package func value(in options: RuleOptions) -> OptionValue {
    switch self {
    case .kubernetesVersion: .version(options.kubernetesMinorVersion)
    case .maximumTTL: .count(options.maximumTTLSeconds)
    case .maximumHistory: .count(options.maximumHistory)
    case .allowedRegistries: .texts(options.allowedRegistries.names)
    case .exemptNamespaces: .texts(options.exemptNamespaces.names)
    case .providedAlerts: .texts(options.providedAlerts.names)
    case .unsuppressibleRules: .texts(options.unsuppressibleRules.names)
    case .suppressionReasons: .texts(options.suppressionReasons)
    }
  }

  /// Sets the option; a value of another kind than the option's changes nothing.
  package func set(_ value: OptionValue, in options: inout RuleOptions) {
    switch (self, value) {
    case (.kubernetesVersion, .version(let minor)): options.kubernetesMinorVersion = minor
    case (.maximumTTL, .count(let seconds)): options.maximumTTLSeconds = seconds
    case (.maximumHistory, .count(let count)): options.maximumHistory = count
    case (.allowedRegistries, .texts(let registries)): options.allowedRegistries = RegistryList(registries)
    case (.exemptNamespaces, .texts(let namespaces)): options.exemptNamespaces = NameList(namespaces)
    case (.providedAlerts, .texts(let alerts)): options.providedAlerts = NameList(alerts)
    case (.unsuppressibleRules, .texts(let rules)): options.unsuppressibleRules = NameList(rules)
    case (.suppressionReasons, .texts(let reasons)): options.suppressionReasons = reasons
    default: break
    }
  }
}
