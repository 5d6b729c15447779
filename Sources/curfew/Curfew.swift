import ArgumentParser

/// Where the process starts: runs one command and hands its exit status to the system.
@main
struct Curfew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curfew",
    abstract: "Find what is insecure or unreliable in Kubernetes CronJobs and Jobs.",
    discussion: """
      A scan reads manifests and nothing else: it contacts no cluster and no network.

      Exit status: 0 clean, 1 findings at or over the threshold, 2 some input could not be read, 3 no workload in the input, 64 wrong usage.
      """,
    version: Version.current,
    subcommands: [ScanCommand.self, ExplainCommand.self, RulesCommand.self, CompletionsCommand.self])
}
