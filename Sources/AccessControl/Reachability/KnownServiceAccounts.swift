package import ClusterState
package import Manifests

/// A service account: written, used by a workload, or named by a binding.
package struct KnownServiceAccount: Sendable {
  /// Namespace and name.
  package let name: ServiceAccountName
  /// The object; the first where several have the name, nil where the input has none.
  package var object: Located<ServiceAccount>?
  /// The CronJobs, Jobs and pods that run as it.
  package var workloads: [Located<WorkloadFacts>] = []
  /// Whether a binding of the input names it.
  fileprivate var isBound = false
  /// Whether the input leaves its namespace to whoever applies it.
  package fileprivate(set) var leavesNamespaceOpen = false

  /// Whether it would be known if no workload ran as it.
  package var isKnownWithoutWorkloads: Bool { object != nil || isBound }

  /// Whether the input holds it, uses it or names it; others are known only from what Kubernetes makes itself.
  package var isOfInput: Bool { object != nil || !workloads.isEmpty || isBound }
}

/// The service accounts of an input, and those that Kubernetes makes itself, by namespace and name.
package struct KnownServiceAccounts: Sendable {
  /// Sorted.
  package let all: [KnownServiceAccount]
  private let positions: [ServiceAccountName: Int]
  /// The positions of each namespace.
  package let positionsOfNamespace: [String: Range<Int>]

  /// - Parameter authorizer: Made of the same state.
  package init(_ state: ClusterState, _ authorizer: Authorizer) {
    var accounts: [ServiceAccountName: KnownServiceAccount] = [:]
    for object in state.serviceAccounts {
      guard let text = object.object.metadata.name.value else { continue }
      let name = ServiceAccountName(namespace: object.object.metadata.namespace.value ?? authorizer.defaultNamespace, name: text)
      if accounts[name] == nil { accounts[name] = KnownServiceAccount(name: name, object: object) }
      if object.object.metadata.namespace.value == nil { accounts[name]?.leavesNamespaceOpen = true }
    }
    for workload in state.workloads {
      let name = ServiceAccountName(of: workload.object, in: authorizer.defaultNamespace)
      accounts[name, default: KnownServiceAccount(name: name)].workloads.append(workload)
      if workload.object.namespace == nil { accounts[name]?.leavesNamespaceOpen = true }
    }
    for binding in authorizer.bindings {
      let isOfInput = !DefaultRoles.isDefault(binding.origin)
      for subject in authorizer.subjects[binding.subjects] where subject.kind == .serviceAccount {
        let name = ServiceAccountName(namespace: authorizer.symbols.name(subject.namespace), name: authorizer.symbols.name(subject.name))
        if accounts[name] == nil, state.coverage(of: .serviceAccount, in: .namespace(name.namespace)).isComplete { continue }
        if isOfInput { accounts[name, default: KnownServiceAccount(name: name)].isBound = true }
        if accounts[name] == nil { accounts[name] = KnownServiceAccount(name: name) }
      }
    }
    let all = accounts.values.sorted { $0.name < $1.name }
    self.all = all
    positions = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.name, $0) })
    var ranges: [String: Range<Int>] = [:]
    var start = 0
    for (index, account) in all.enumerated() where index + 1 == all.count || all[index + 1].name.namespace != account.name.namespace {
      ranges[account.name.namespace] = start..<index + 1
      start = index + 1
    }
    positionsOfNamespace = ranges
  }

  /// The position of a service account among ``all``; nil for one that is not known.
  package func position(of name: ServiceAccountName) -> Int? { positions[name] }
}

extension ServiceAccountName {
  /// The service account that a workload runs as.
  ///
  /// - Parameter defaultNamespace: Where objects without a namespace are.
  package init(of workload: WorkloadFacts, in defaultNamespace: String) {
    self.init(namespace: workload.namespace ?? defaultNamespace, name: workload.serviceAccountName ?? "default")
  }
}
