import ClusterState
import ArgumentParser
import Engine
import Findings
import Manifests
import Policies

/// `curfew generate network-policy`: the narrowest NetworkPolicy that what a workload's manifests name allows.
struct GenerateNetworkPolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network-policy",
    abstract: "Draft a NetworkPolicy: no ingress, egress to what the workload's manifests name.",
    discussion: """
      Hosts are looked for in variables, command lines, scripts and ConfigMaps: names of Services, URLs, addresses, options of database \
      clients. Give the Services too, so that the policy can select their pods. DNS is let out by UDP and TCP. Comments say where each rule \
      comes from, and `Confirm:` what manifests cannot tell. Before it is printed, the evaluator that judges policies in a scan confirms that \
      the draft lets out what is named, and nothing to strangers or to the metadata address of the cloud.

      Examples:
        curfew generate network-policy backup -f deploy/
        curfew generate network-policy cronjob/database/backup --helm charts/backup > network-policy.yaml
      """)

  @Argument(help: ArgumentHelp("[KIND/][NAMESPACE/]NAME of a CronJob or Job in the input.", valueName: "workload"))
  var workload: ObjectReference

  @OptionGroup(title: "Input") var input: NamedInputOptions

  func run() throws {
    let manifests = input.read(keepsWritten: true)
    let workload = try StandardError.reporting { try manifests.workload(self.workload) }
    let state = manifests.state
    let needs = NetworkNeeds(of: workload, configMaps: manifests.configMaps, services: state.services)
    let draft = try StandardError.reporting { try NetworkPolicyDraft(for: workload, needs: needs, in: state) }
    try ReportOutput.write(Array(draft.yaml.utf8))
    StandardError.write("curfew: \(Self.summary(of: draft))\n")
    if manifests.isIncomplete { throw ExitCode(ExitStatus.unreadable.rawValue) }
  }

  private static func summary(of draft: NetworkPolicyDraft) -> String {
    let destinations = draft.destinations == 1 ? "1 destination" : "\(draft.destinations) destinations"
    let confirmations = draft.confirmations == 1 ? "1 comment asks" : "\(draft.confirmations) comments ask"
    let condition = draft.missingLabel.map { "once the pod template has the label \($0), " } ?? ""
    return """
      \(condition)the evaluator confirms: nothing comes in, and out go connections to \(destinations)\(draft.allowsDNS ? " and to DNS" : ""); \
      \(confirmations) to be confirmed
      """
  }
}
