extension DefaultRoles {
  /// What the defaults of a version were read from; nil for one that is not known.
  ///
  /// The test data and the source are those of `plugin/pkg/auth/authorizer/rbac/bootstrappolicy`. Distributions keep copies of Kubernetes; what OpenShift
  /// adds to its own (roles named `system:openshift:…`, `service-ca-cert-publisher`, `endpointslices/restricted`, and up to 1.33 that `edit` writes
  /// `endpoints`) is left out.
  package static func source(ofMinorVersion version: Int) -> String? {
    switch version {
    case 28: "source of 1.28.15, as in OpenShift 4.15"
    case 29: "source of 1.29.11, as in KubeEdge between 1.19 and 1.20"
    case 30: "source of 1.30.7, as in KubeEdge 1.20"
    case 31: "source of 1.31.12, as in KubeEdge 1.22"
    case 32: "source of 1.32.10, as in KubeEdge 1.23"
    case 33: "test data of 1.33.13, as in OpenShift 4.20"
    case 34: "test data of 1.34.9, as in OpenShift 4.21"
    case 35: "test data of 1.35.6, as in OpenShift 4.22"
    case 36: "recorded from an API server of 1.36.2"
    default: nil
    }
  }
}
