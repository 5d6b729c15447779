import AccessControl
import ArgumentParser
import Engine

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
