import ArgumentParser
import Engine
import ClusterState
import Findings
import Manifests
import Policies
import Rules

/// `curfew config`: what is asked of a file or folder, all configuration taken together.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Print the effective configuration of a path: profile, options and what is said of each rule.",
    discussion: """
      The output is a configuration file itself; comments say where each setting comes from. Rules about which nothing is said but by the \
      profile stand in comments, since a profile may leave some of a rule's situations out, and `on` asks about all.

      Examples:
        curfew config
        curfew config deploy/legacy/backup.yaml
        curfew config --profile strict > .curfew.yaml
      """)

  @Argument(help: "A file or directory.", completion: .file())
  var path = "."

  @OptionGroup(title: "Rules") var rules: RuleOptionGroup

  func validate() throws {
    if path == "-" { throw ValidationError("Name a file or directory; standard input has the configuration of the current one.") }
  }

  func run() throws {
    let listing = InputSelection(paths: [path]).list()
    if listing.roots.first?.canonical == nil {
      for error in listing.errors { StandardError.write("curfew: \(error)\n") }
      throw ExitCode(ExitStatus.unreadable.rawValue)
    }
    var files = try rules.configuration(for: listing.roots)
    // A directory as a whole has what holds for every file.
    let isDirectory = listing.roots.first?.isDirectory ?? true
    let index = isDirectory ? 0 : listing.files.first.map { files.policy(of: $0) } ?? 0
    try ReportOutput.write(Array(EffectiveConfiguration(files.policies[index], Registry.catalogue).yaml.utf8))
  }
}

/// A policy as a configuration file.
struct EffectiveConfiguration {
  private let policy: RulePolicy
  private let catalogue: Catalogue

  init(_ policy: RulePolicy, _ catalogue: Catalogue) {
    self.policy = policy
    self.catalogue = catalogue
  }

  var yaml: String {
    var text = line("profile: \(policy.profile.name)", policy.profileOrigin ?? "default")
    text += "options:\n"
    for option in ConfigurationOption.allCases {
      text += line("  \(option.name): \(written(option.value(in: policy.options)))", policy.origin(of: option) ?? "default")
    }
    text += "rules:\n"
    for (position, rule) in catalogue.rules.enumerated() {
      let index = RuleIndex(truncatingIfNeeded: position)
      let setting: RuleSetting = policy.asks(index) ? policy.severity(of: index).map { .severity($0) } ?? .on : .off
      let origin = policy.origin(of: index)
      let written = "\(origin == nil ? "# " : "")\(rule.metadata.name): \(setting.name)"
      text += line("  \(written)", "\(rule.metadata.code), \(origin ?? "profile \(rule.metadata.profile.name)")")
    }
    return text
  }

  private func line(_ setting: String, _ origin: String) -> String { "\(setting)  # \(origin)\n" }

  private func written(_ value: OptionValue) -> String {
    switch value {
    case .count(let count): "\(count)"
    case .version(let minor): "\"1.\(minor)\""
    case .texts(let texts): "[\(texts.map(YAMLScalar.quoted).joined(separator: ", "))]"
    }
  }
}
