import Foundation
import Reports
import Testing

/// The same input gives the same bytes, whatever the number of cores.
struct DeterminismTests {
  @Test(.enabled(if: Command.corpus != nil), arguments: ReportFormat.allCases)
  func reportsDoNotDependOnTheNumberOfCores(_ format: ReportFormat) throws {
    let corpus = try #require(Command.corpus)
    let arguments = ["scan", "--profile", "strict", "--format", format.name, "cronjobs", "jobs", "bundles", "templates", "wrapped"]
    let one = try Command.run(arguments, folder: corpus, wrapper: ["taskset", "-c", "0"])
    let all = try Command.run(arguments, folder: corpus)
    #expect(one.status == 2)
    #expect(one.output == all.output)
    #expect(one.error == all.error)
  }

  @Test func excerptsOfStandardInputAreShown() throws {
    let command = try Command.run(["scan", "--stdin-filename", "piped.yaml", "-"], input: ExitStatusTests.job)
    #expect(command.output.contains("piped.yaml:6:22: medium"))
    #expect(command.output.contains("6 |   concurrencyPolicy: Allow"))
  }
}
