/// Another tool that judges manifests, and all it checks that could concern a Job.
///
/// Only facts are taken from the tools: the names of their checks and what each looks for, in our words.
struct Peer {
  /// As rules write it in `Reference.peer(tool:id:)`.
  var tool: String
  /// As the tool writes itself.
  var name: String
  /// The list of checks that the table follows.
  var source: String
  /// How to run Curfew in its place. Markdown.
  var introduction: String
  /// What the tool checks besides, and why the table leaves it out. Markdown.
  var remainder: String
  var checks: [PeerCheck]

  static let all = [kubeLinter, kubescape, checkov, polaris, kubeScore, trivy, kyverno]

  /// Tools that rules mention and the page leaves out: their projects have ended.
  static let withoutTable: Set<String> = ["datree"]
}

/// One check of another tool.
struct PeerCheck {
  var id: String
  /// What it looks for.
  var title: String
  /// Why no rule refers to it; nil where one does.
  var reason: Reason?

  init(_ id: String, _ title: String, _ reason: Reason? = nil) {
    self.id = id
    self.title = title
    self.reason = reason
  }

  /// Why Curfew has no rule with the same check; each with a sentence or two that say more.
  enum Reason {
    /// Right for something else than a Job.
    case notForJobs(String)
    /// Comes with rules that are not written yet.
    case later(String)
    /// Another kind of tool knows better.
    case otherTools(String)
    /// No manifest of a workload tells; the cluster's own settings do.
    case clusterOnly(String)
    /// Following it makes a Job neither safer nor more reliable.
    case declined(String)
    /// Found in another way, by the rules of these codes.
    case covered([String], String = "")
  }
}

extension PeerCheck.Reason {
  /// Said of the jobs whose service accounts hold the role, rather than of the role.
  static func held(_ codes: String...) -> Self { covered(codes, "Said of the jobs whose service accounts hold it.") }

  static let probes = notForJobs("A probe keeps a server in service; a Job ends by itself.")
  static let serving = notForJobs("A Job serves nobody: no Service, route or port leads to it.")
  static let replicas = notForJobs("Replicas, rollouts and disruption budgets keep a server in service.")

  static let vulnerabilities = otherTools("What versions are vulnerable is known to scanners of images and clusters.")
  static let signatures = otherTools("A signature is verified against the registry, at admission.")

  static let conventions = declined("Labels and annotations are the team's convention.")
  static let placement = declined("Where a pod runs is a question of capacity.")
  static let equalRequests = declined("Equal requests and limits cost capacity; the limit alone bounds what a Job takes.")
  static let defaultNamespace = declined("A manifest often gets its namespace when it is applied, so the file does not tell.")
  static let priority = declined("A priority that nobody thought about is as good as none.")
}
