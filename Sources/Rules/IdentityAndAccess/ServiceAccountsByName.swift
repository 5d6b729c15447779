import ClusterState
import Manifests

/// The service accounts of the input.
struct ServiceAccountsByName: SharedFacts {
  static var reads: KindSet { KindSet(.serviceAccount) }

  private struct Name: Hashable {
    let namespace: String?
    let name: String
  }

  private let accounts: [Name: ServiceAccount]

  init(_ context: JudgingContext) {
    let named = context.state.serviceAccounts.lazy.compactMap { account in
      account.object.metadata.name.value.map { (Name(namespace: account.object.metadata.namespace.value, name: $0), account.object) }
    }
    accounts = Dictionary(named) { first, _ in first }
  }

  /// The service account that a workload's pods have, where it is in the input.
  func account(of workload: WorkloadFacts) -> ServiceAccount? {
    accounts[Name(namespace: workload.namespace, name: workload.serviceAccountName ?? "default")]
  }
}
