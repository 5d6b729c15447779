package import ClusterState
package import AccessControl
package import Manifests

/// The objects of an input, and who may do what by them.
package struct AccessInput {
  package let manifests: ManifestInput
  /// Over all objects, as if they were those of one cluster.
  package let authorizer: Authorizer

  /// Objects that belong together, and who may do what by them.
  package struct Application {
    package let state: ClusterState
    package let authorizer: Authorizer

    /// The workloads that are judged by it.
    package var workloads: [Located<WorkloadFacts>] {
      state.isOfUnplaced ? state.workloads.part(.leftOpen)?.objects ?? [] : Array(state.workloads)
    }

    /// Whether an account of a folder is in the namespace that is left open, rather than in one that is said.
    package func holds(_ account: KnownServiceAccount) -> Bool {
      account.leavesNamespaceOpen
        || account.object == nil && account.workloads.isEmpty && account.isOfInput && account.name.namespace == authorizer.defaultNamespace
    }
  }

  package init(_ manifests: ManifestInput, kubernetesMinorVersion: Int) {
    self.manifests = manifests
    authorizer = Authorizer(manifests.state, kubernetesMinorVersion: kubernetesMinorVersion)
  }

  /// Where namespaces are left open, what they are differs from folder to folder: each is an application of its own, as in a scan.
  package var applications: [Application] {
    let parts = manifests.state.applications
    if parts.count == 1 { return [Application(state: manifests.state, authorizer: authorizer)] }
    return parts.map {
      Application(state: $0, authorizer: Authorizer($0, kubernetesMinorVersion: authorizer.kubernetesMinorVersion))
    }
  }

  /// The application that judges the only workload of its kind, namespace and name.
  package func application(of workload: Workload) -> Application {
    applications.first { application in
      application.workloads.contains {
        $0.object.kind == workload.kind && $0.object.namespace == workload.metadata.namespace.value && $0.object.name == workload.name
      }
    } ?? Application(state: manifests.state, authorizer: authorizer)
  }
}
