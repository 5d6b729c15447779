import AccessControl
import ArgumentParser
import Findings
import Manifests
import Reports
import Rules

/// What the commands about access read.
struct AccessInputOptions: ParsableArguments {
  @OptionGroup var manifests: NamedInputOptions

  @OptionGroup var version: BuiltInRolesOptions

  /// Reads everything; what cannot be read is said on standard error.
  func read(keepsWritten: Bool = false) -> AccessInput {
    AccessInput(manifests.read(keepsWritten: keepsWritten), kubernetesMinorVersion: version.announced())
  }
}

/// The version whose built-in roles are added.
struct BuiltInRolesOptions: ParsableArguments {
  @Option(
    name: .customLong("kubernetes-version"),
    help: ArgumentHelp(
      "Whose built-in roles to add where the input has no cluster's own, 1.\(DefaultRoles.knownMinorVersions.lowerBound) to 1.\(DefaultRoles.knownMinorVersions.upperBound), which is the default; of a newer one, those of the newest; of an older one they are not evaluated.",
      valueName: "1.NN"))
  var kubernetesVersion: KubernetesVersion?

  var minor: Int { kubernetesVersion?.minor ?? DefaultRoles.knownMinorVersions.upperBound }

  /// The same, after saying on standard error where too little is known of it.
  func announced() -> Int {
    KubernetesVersion.announceNewer([minor])
    return minor
  }
}

/// The objects of an input, and who may do what by them.
struct AccessInput {
  let manifests: ManifestInput
  /// Over all objects, as if they were those of one cluster.
  let authorizer: Authorizer

  /// Objects that belong together, and who may do what by them.
  struct Application {
    let inventory: Inventory
    let authorizer: Authorizer

    /// The workloads that are judged by it.
    var workloads: [Located<WorkloadFacts>] {
      inventory.isOfUnplaced ? inventory.workloads.filter { $0.object.namespace == nil } : inventory.workloads
    }

    /// Whether an account of a folder is in the namespace that is left open, rather than in one that is said.
    func holds(_ account: KnownServiceAccount) -> Bool {
      account.leavesNamespaceOpen
        || account.object == nil && account.workloads.isEmpty && account.isOfInput && account.name.namespace == authorizer.defaultNamespace
    }
  }

  init(_ manifests: ManifestInput, kubernetesMinorVersion: Int) {
    self.manifests = manifests
    authorizer = Authorizer(manifests.inventory, kubernetesMinorVersion: kubernetesMinorVersion)
  }

  /// Where namespaces are left open, what they are differs from folder to folder: each is an application of its own, as in a scan.
  var applications: [Application] {
    let parts = manifests.inventory.applications
    if parts.count == 1 { return [Application(inventory: manifests.inventory, authorizer: authorizer)] }
    return parts.map {
      Application(inventory: $0, authorizer: Authorizer($0, kubernetesMinorVersion: authorizer.kubernetesMinorVersion))
    }
  }

  /// The application that judges the only workload of its kind, namespace and name.
  func application(of workload: Workload) -> Application {
    applications.first { application in
      application.workloads.contains {
        $0.object.kind == workload.kind && $0.object.namespace == workload.metadata.namespace.value && $0.object.name == workload.name
      }
    } ?? Application(inventory: manifests.inventory, authorizer: authorizer)
  }
}
