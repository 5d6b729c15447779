import ArgumentParser
import Findings
import Rules

/// Which rules are asked, and how.
struct RuleOptionGroup: ParsableArguments {
  @Option(help: "recommended: what is worth an argument in a review; strict: everything.")
  var profile: Profile = .recommended

  @Option(
    name: .customLong("kubernetes-version"),
    help: ArgumentHelp("The version the manifests are for, 1.28 to 1.\(RuleOptions.newestKubernetesMinorVersion).", valueName: "1.NN"))
  var kubernetesVersion = KubernetesVersion(minor: RuleOptions.newestKubernetesMinorVersion)

  @Option(
    name: .customLong("allowed-registry"),
    help: ArgumentHelp("A registry, with or without a path, that images may come from; repeatable. Without it, any.", valueName: "registry")
  )
  var allowedRegistries: [String] = []

  @Option(
    name: .customLong("max-ttl"), help: ArgumentHelp("The longest ttlSecondsAfterFinished that is not too long.", valueName: "seconds"))
  var maximumTTLSeconds: Int64 = RuleOptions().maximumTTLSeconds

  @Option(
    name: .customLong("max-history"), help: ArgumentHelp("The most finished Jobs of one kind a CronJob may keep.", valueName: "count"))
  var maximumHistory: Int64 = RuleOptions().maximumHistory

  func settings(_ output: OutputOptions) throws -> ScanSettings {
    ScanSettings(
      version: Version.current, catalogue: Registry.catalogue, profile: profile,
      options: RuleOptions(
        kubernetesMinorVersion: kubernetesVersion.minor, maximumTTLSeconds: maximumTTLSeconds, maximumHistory: maximumHistory,
        allowedRegistries: allowedRegistries),
      threshold: output.severityThreshold, failsOnNotEvaluated: output.failsOnNotEvaluated)
  }

  func validate() throws {
    if maximumTTLSeconds < 0 { throw ValidationError("--max-ttl cannot be negative.") }
    if maximumHistory < 0 { throw ValidationError("--max-history cannot be negative.") }
  }
}

/// `1.NN`, with or without a leading `v` and a patch number.
struct KubernetesVersion: ExpressibleByArgument {
  var minor: Int

  init(minor: Int) { self.minor = minor }

  init?(argument: String) {
    let parts = argument.drop { $0 == "v" }.split(separator: ".", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts[0] == "1", let minor = Int(parts[1]), Self.supported.contains(minor) else { return nil }
    self.minor = minor
  }

  private static var supported: ClosedRange<Int> { 28...RuleOptions.newestKubernetesMinorVersion }

  var defaultValueDescription: String { "1.\(minor)" }
}

extension Profile: ExpressibleByArgument {}
