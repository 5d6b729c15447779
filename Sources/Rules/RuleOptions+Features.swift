import Findings

/// What clusters of the target version do; the versions are those in which a feature is on by default.
extension RuleOptions {
  /// A pod's `hostUsers: false` gives it users of its own (UserNamespacesSupport).
  var hasUserNamespaces: Bool { kubernetesMinorVersion >= 33 }

  /// A pod has `resources` of its own (PodLevelResources).
  var hasPodLevelResources: Bool { kubernetesMinorVersion >= 34 }

  /// An init container with `restartPolicy: Always` is a sidecar (SidecarContainers).
  var hasSidecarContainers: Bool { kubernetesMinorVersion >= 29 }

  /// A container has a restart policy of its own, whatever it is (ContainerRestartRules).
  var hasContainerRestartPolicies: Bool { kubernetesMinorVersion >= 35 }

  /// A Job may wait for a pod to end before it replaces it (JobPodReplacementPolicy).
  var hasPodReplacementPolicy: Bool { kubernetesMinorVersion >= 29 }

  /// A Job tells failures apart (JobPodFailurePolicy).
  var hasPodFailurePolicy: Bool { kubernetesMinorVersion >= 26 }

  /// The releases of Istio for such clusters inject their proxy as a sidecar.
  var hasNativeIstioSidecars: Bool { kubernetesMinorVersion >= 33 }
}
