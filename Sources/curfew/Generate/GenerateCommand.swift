import ArgumentParser

/// `curfew generate`: objects for workloads, made of what is known of them.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Draft objects for a CronJob or Job from its manifests.",
    subcommands: [GenerateNetworkPolicyCommand.self])
}
