import AccessControl
import ArgumentParser
import Engine
import Findings
import Reports

/// `curfew access`: what service accounts can do, and who can do something.
struct AccessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access",
    abstract: "Say what CronJobs can really do in the cluster, and who can do something.",
    discussion: """
      Reads Roles, ClusterRoles, their bindings, ServiceAccounts and workloads from manifests, or from a dump of a cluster, and answers what the API \
      server's RBAC authorizer would. It contacts no cluster:

        kubectl get -A -o json cronjobs,jobs,pods,serviceaccounts,secrets,\\
      roles,rolebindings,clusterroles,clusterrolebindings > dump.json
        curfew access show -f dump.json

      (Values of Secrets are not read; leave secrets out where you must not dump them.) Where the input has no ClusterRoles of a cluster, those that \
      Kubernetes makes itself are added.
      """,
    subcommands: [
      AccessShowCommand.self, AccessWhoCanCommand.self, AccessCheckCommand.self, AccessExposureCommand.self, AccessControlCommand.self,
      AccessDiffCommand.self, AccessMinimizeCommand.self, AccessExplainDeniedCommand.self,
    ])
}

/// Writes what a command about access found.
enum AccessOutput {
  /// - Throws: `ExitCode` where the output cannot be written, or some of the input could not be read.
  static func write(_ bytes: [UInt8], of input: AccessInput) throws {
    try ReportOutput.write(bytes)
    if input.manifests.isIncomplete { throw ExitCode(ExitStatus.unreadable.rawValue) }
  }
}
