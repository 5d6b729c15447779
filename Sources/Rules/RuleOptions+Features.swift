import Findings

/// What clusters of the target version do; the versions are those in which a feature is on by default.
extension RuleOptions {
  /// A pod's `hostUsers: false` gives it users of its own (UserNamespacesSupport).
  var hasUserNamespaces: Bool { kubernetesMinorVersion >= 33 }

  /// A pod has `resources` of its own (PodLevelResources).
  var hasPodLevelResources: Bool { kubernetesMinorVersion >= 34 }
}
