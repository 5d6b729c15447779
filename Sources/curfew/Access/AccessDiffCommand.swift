import AccessControl
import ArgumentParser
import Engine
import Findings
import Manifests
import Reports

/// `curfew access diff`: what service accounts, users and groups gain and lose by a change.
struct AccessDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two inputs: the permissions that each service account, user and group gains and loses, and what it newly reaches.",
    discussion: """
      What permissions mean counts: a role that is renamed, split or bound otherwise makes no difference. The exit status is 1 where one of them \
      reaches something graver than before, such as every Secret of its namespace, and 2 where a side cannot be read whole: nothing is compared then, as \
      what is missing would seem to be lost.

      Examples:
        curfew access diff git:main .
        curfew access diff git:v1.2.0:deploy git:v1.3.0:deploy
        curfew access diff yesterday.json today.json --format json
      """)

  @Argument(
    help: ArgumentHelp(
      "The former manifests or dump: a file or directory, or git:REVISION[:PATH] for what a git revision has.", valueName: "old"),
    completion: .file())
  var old: String

  @Argument(help: ArgumentHelp("The later one.", valueName: "new"), completion: .file())
  var new: String

  @OptionGroup(title: "Input") var reading: ReadingOptions

  @OptionGroup var version: BuiltInRolesOptions

  @Option(help: "How to print it.")
  var format: PlainFormat = .text

  @Option(help: "Colours in the text.")
  var color: ColorChoice = .auto

  func validate() throws {
    if old == "-", new == "-" { throw ValidationError("Only one of the two can be standard input.") }
  }

  func run() throws {
    let minor = version.announced()
    let former = try side(old, minor)
    let later = try side(new, minor)
    guard !former.manifests.isIncomplete, !later.manifests.isIncomplete else {
      StandardError.write(
        "curfew: not compared, as \(former.manifests.isIncomplete ? "the old" : "the new") side could not be read whole\n")
      throw ExitCode(ExitStatus.unreadable.rawValue)
    }
    let difference = AccessDifference(
      old: AccessDifference.Side(AccessGraph(former.authorizer, former.manifests.state)),
      new: AccessDifference.Side(AccessGraph(later.authorizer, later.manifests.state)))
    let report = AccessDifferenceReport(difference, old: former.manifests.places, new: later.manifests.places)
    try AccessOutput.write(format == .json ? report.json() : report.text(isColored: color.isOn), of: later)
    if difference.accounts.contains(where: \.reachesMore) || difference.holders.contains(where: \.reachesMore) {
      throw ExitCode(ExitStatus.findings.rawValue)
    }
  }

  /// - Throws: `ExitCode` where there is nothing to compare with: everything would be gained or lost.
  private func side(_ path: String, _ minor: Int) throws -> AccessInput {
    let found = reading.find([path])
    let manifests = reading.read(found)
    if found.entries.isEmpty, !found.errors.isEmpty { throw ExitCode(ExitStatus.unreadable.rawValue) }
    return AccessInput(manifests, kubernetesMinorVersion: minor)
  }
}
