import ArgumentParser
import Engine
import Findings
import Manifests
import Rules

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Which rules are asked, and how; what is given here wins over the configuration file.
struct RuleOptionGroup: ParsableArguments {
  @Option(
    help:
      "essential: what nobody may ship; recommended: what is worth an argument in a review (the default); strict: everything, info and what is only not said included."
  )
  var profile: Profile?

  @Option(
    name: .customLong("rule"),
    help: ArgumentHelp("Ask this rule and no other, all of it whatever the profile; by name or code, repeatable.", valueName: "rule"),
    completion: .list(Self.ruleNames))
  var exclusiveRules: [String] = []

  @Option(
    name: .customLong("exclude-rule"), help: ArgumentHelp("Do not ask this rule; by name or code, repeatable.", valueName: "rule"),
    completion: .list(Self.ruleNames))
  var excludedRules: [String] = []

  @Option(
    name: .customLong("kubernetes-version"),
    help: ArgumentHelp(
      "The version the manifests are for, \(RuleOptions.knownKubernetesVersions), which is the default; a newer one is judged as that. With --pod-security any from 1.0.",
      valueName: "1.NN"))
  var kubernetesVersion: KubernetesVersion?

  @Option(
    name: .customLong("allowed-registry"),
    help: ArgumentHelp("A registry, with or without a path, that images may come from; repeatable. Without it, any.", valueName: "registry")
  )
  var allowedRegistries: [String] = []

  @Option(
    name: .customLong("max-ttl"),
    help: ArgumentHelp(
      "The longest ttlSecondsAfterFinished that is not too long, \(RuleOptions().maximumTTLSeconds) by default.", valueName: "seconds"))
  var maximumTTLSeconds: Int?

  @Option(
    name: .customLong("max-history"),
    help: ArgumentHelp(
      "The most finished Jobs of one kind a CronJob may keep, \(RuleOptions().maximumHistory) by default.", valueName: "count"))
  var maximumHistory: Int?

  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The configuration file; without it, \(Configuration.fileName) in the folder of each path or above.", valueName: "path"),
    completion: .file())
  var configurationPath: String?

  @Flag(name: .customLong("no-config"), help: "Look for no configuration file.")
  var ignoresConfiguration = false

  @Flag(name: .customLong("no-suppressions"), help: "Report findings that annotations, comments or the configuration suppress as well.")
  var ignoresSuppressions = false

  @Flag(
    name: .customLong("honor-peer-annotations"),
    help: "Let annotations of kube-linter, checkov, kube-score, polaris and kubescape suppress the rules that check the same.")
  var honoursPeers = false

  @Option(
    name: .customLong("pod-security"),
    help: ArgumentHelp(
      "Judge by this Pod Security Standard alone: exit code 1 means that a namespace which enforces it denies a pod. Pods are judged, too; profile and severity threshold do not count.",
      valueName: "level"))
  var podSecurityLevel: PodSecurityLevel?

  @Option(name: .customLong("today"), help: .hidden)
  var today: CalendarDay?

  /// For completions.
  static let ruleNames = Registry.catalogue.rules.map { $0.metadata.name }

  /// What the command line says, as the last layer of configuration.
  func layer() throws -> ConfigurationLayer {
    var layer = ConfigurationLayer(name: "the command line", profile: profile)
    layer.exclusiveRules = Set(try exclusiveRules.map(Registry.catalogue.rule))
    for name in excludedRules { layer.rules[try Registry.catalogue.rule(called: name)] = .off }
    if let kubernetesVersion { layer.options.append(OptionSetting(.kubernetesVersion, .version(kubernetesVersion.minor))) }
    if !allowedRegistries.isEmpty { layer.options.append(OptionSetting(.allowedRegistries, .texts(allowedRegistries))) }
    if let maximumTTLSeconds { layer.options.append(OptionSetting(.maximumTTL, .count(Int64(maximumTTLSeconds)))) }
    if let maximumHistory { layer.options.append(OptionSetting(.maximumHistory, .count(Int64(maximumHistory)))) }
    return layer
  }

  var suppressions: SuppressionSettings {
    SuppressionSettings(
      areHonoured: !ignoresSuppressions, honoursPeers: honoursPeers,
      today: today ?? CalendarDay(daysSince1970: Int(time(nil)) / 86_400))
  }

  /// The configuration of what is scanned; where it cannot be used, says why on standard error and ends the process.
  func configuration(for roots: [InputRoot]) throws -> ConfigurationFiles {
    do {
      return try ConfigurationFiles(
        for: roots, path: configurationPath, isIgnored: ignoresConfiguration, commandLine: layer())
    } catch let error as ConfigurationFileError {
      StandardError.write(shown: error.text(isColored: ColorChoice.auto.isOnForErrors))
      throw ExitCode(ExitStatus.unreadable.rawValue)
    }
  }

  func validate() throws {
    if let maximumTTLSeconds, maximumTTLSeconds < 0 { throw ValidationError("--max-ttl cannot be negative.") }
    if let maximumHistory, maximumHistory < 0 { throw ValidationError("--max-history cannot be negative.") }
    if allowedRegistries.contains("") { throw ValidationError("--allowed-registry needs a registry, such as registry.example.com/team.") }
    if configurationPath != nil, ignoresConfiguration { throw ValidationError("--config and --no-config contradict each other.") }
    let oldest = RuleOptions.kubernetesMinorVersions.lowerBound
    if podSecurityLevel == nil, let kubernetesVersion, kubernetesVersion.minor < oldest {
      throw ValidationError(
        "--kubernetes-version is one of \(RuleOptions.knownKubernetesVersions), or newer; older ones are taken with --pod-security only.")
    }
    _ = try layer()
  }
}

extension Profile: ExpressibleByArgument {}

extension PodSecurityLevel: ExpressibleByArgument {}

extension CalendarDay: ExpressibleByArgument {
  /// `2027-01-31`.
  public init?(argument: String) { self.init(argument) }
}
