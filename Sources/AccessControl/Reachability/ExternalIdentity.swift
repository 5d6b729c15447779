package import Manifests

/// What a service account is outside of Kubernetes: pods that run as it get credentials of a cloud, whatever RBAC says.
package struct ExternalIdentity: Hashable, Sendable {
  /// Whose cloud it is.
  package enum Provider: String, Sendable {
    case eks = "AWS role"
    case gke = "Google service account"
    case azure = "Azure client"
  }

  /// Whose identity it is.
  package let provider: Provider
  /// The role, account or client, as written.
  package let name: String
  /// The annotation that gives it.
  package let annotation: String

  /// The annotations that EKS (IRSA), GKE and Azure workload identity read. EKS Pod Identity leaves none.
  package static func all(of account: ServiceAccount) -> [ExternalIdentity] {
    let annotations: [(key: String, provider: Provider)] = [
      ("eks.amazonaws.com/role-arn", .eks), ("iam.gke.io/gcp-service-account", .gke), ("azure.workload.identity/client-id", .azure),
    ]
    return annotations.compactMap { key, provider in
      account.metadata.annotations[key].value.map { ExternalIdentity(provider: provider, name: $0, annotation: key) }
    }
  }

  package var description: String { "\(provider.rawValue) \(name)" }
}
