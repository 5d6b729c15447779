import ClusterState
import AccessControl
import ArgumentParser
import Engine
import Findings
import Manifests
import Reports

/// `curfew access exposure`: who can read a workload's credentials.
struct AccessExposureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exposure",
    abstract: "List everyone who can read a workload's credentials: its Secrets, its pods, its service account, its log; or a Secret.",
    discussion: """
      Of a Secret it also lists the workloads that get it as a volume or a variable, and those whose service account can read it.

      Those whom Kubernetes itself grants it, such as its controllers and system:masters, are counted only.

      Examples:
        curfew access exposure backup -f deploy/
        curfew access exposure cronjob/shop/backup -f dump.json --format json
        curfew access exposure secret/shop/database -f dump.json
      """)

  @OptionGroup var review: AccessReviewOptions

  func run() throws {
    guard let secret = review.workload.secret else { return try review.run(.exposure) }
    try review.run(ofSecret: secret.name, in: secret.namespace)
  }
}

/// `curfew access control`: who can change what a workload does.
struct AccessControlCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control",
    abstract: "List everyone who can change what a workload runs, as whom, or with what.",
    discussion: """
      Who writes the ConfigMap with the script, the Secret, the service account, or the object that a controller makes them from (an ExternalSecret, \
      say), decides what the job does, without touching the job.

      Examples:
        curfew access control backup -f deploy/
        curfew access control cronjob/shop/backup -f dump.json --format json
      """)

  @OptionGroup var review: AccessReviewOptions

  func run() throws { try review.run(.control) }
}

/// What reviews of one workload have in common.
struct AccessReviewOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("[KIND/][NAMESPACE/]NAME of a CronJob or Job in the input.", valueName: "workload"))
  var workload: ObjectReference

  @OptionGroup(title: "Input") var input: AccessInputOptions

  @Option(help: "How to print it.")
  var format: PlainFormat = .text

  @Option(help: "Colours in the text.")
  var color: ColorChoice = .auto

  func run(_ subject: WorkloadReview.Subject) throws {
    let input = input.read()
    let reviews = input.applications.flatMap { application in
      application.workloads.map(\.object).compactMap { found -> (String, WorkloadReview)? in
        let namespace = found.namespace ?? application.authorizer.defaultNamespace
        // A CronJob's Jobs are the CronJob.
        guard found.owner == nil, workload.matches(found.kind, namespace: namespace, name: found.name) else { return nil }
        let folder = application.state.folder.map { " of \($0.isEmpty ? "." : $0)" } ?? ""
        return (
          "\(found.kind.rawValue) \(namespace)/\(found.name)\(folder)",
          WorkloadReview(subject, of: found, application.authorizer, application.state)
        )
      }
    }
    guard !reviews.isEmpty else {
      StandardError.write("curfew: there is no workload \(workload) in the input; `curfew access show` lists who runs as what\n")
      throw ExitCode(ExitStatus.unreadable.rawValue)
    }
    try write(reviews, input)
  }

  /// - Parameter namespace: Where the Secret is; nil: wherever workloads get one of the name.
  func run(ofSecret name: String, in namespace: String?) throws {
    let input = input.read()
    let reviews = input.applications.flatMap { application -> [(String, WorkloadReview)] in
      let workloads = application.workloads.map(\.object)
      let home = application.authorizer.defaultNamespace
      var namespaces = Set(namespace.map { [$0] } ?? [])
      if namespace == nil {
        namespaces.formUnion(workloads.filter { $0.secrets.contains(name) }.map { $0.namespace ?? home })
        namespaces.formUnion(
          application.state.secrets.filter { $0.object.metadata.name.value == name }.map { $0.object.metadata.namespace.value ?? home })
      }
      return namespaces.sorted().map {
        ("Secret \($0)/\(name)", WorkloadReview(ofSecret: name, in: $0, application.authorizer, workloads: workloads))
      }
    }
    guard !reviews.isEmpty else {
      StandardError.write("curfew: nothing in the input is, or gets, a Secret \(name); name its namespace: secret/NAMESPACE/\(name)\n")
      throw ExitCode(ExitStatus.unreadable.rawValue)
    }
    try write(reviews, input)
  }

  private func write(_ reviews: [(String, WorkloadReview)], _ input: AccessInput) throws {
    let report = WorkloadReviewReport(reviews, input.manifests.places)
    try AccessOutput.write(format == .json ? report.json() : report.text(isColored: color.isOn), of: input)
  }
}
