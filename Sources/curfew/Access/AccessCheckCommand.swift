import AccessControl
import ArgumentParser
import Engine
import Findings
import Manifests
import Reports
import SourceTree

/// `curfew access check`: one permission, or many.
struct AccessCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say whether a request would be allowed, like kubectl auth can-i, but without a cluster; or many requests in one go.",
    discussion: """
      A file of requests has one JSON object a line: user, groups, namespace, verb, group, resource, subresource, name, nonResourceURL (what is left \
      out is empty), or a SubjectAccessReview. Without groups a service account is in those that every one is in. Each line comes back with allowed, \
      decision (allowed, denied or notEvaluated) and reason. Where a line says allowed, that is what is expected: the exit status is 1 where an answer \
      is another one.

      Examples:
        curfew access check get secrets/db -n shop --as shop/backup -f deploy/
        curfew access check list nodes --as dana --as-group ops -f dump.json
        curfew access check --requests expectations.jsonl -f dump.json

      Exit status of one request: 0 where it is allowed, 1 where it is denied or not evaluated, 2 where some input could not be read.
      """)

  @Argument(help: "The verb: get, list, create, …")
  var verb: String?

  @Argument(help: ArgumentHelp("RESOURCE[.GROUP][/SUBRESOURCE][/NAME], or a path that begins with a slash.", valueName: "resource"))
  var resource: String?

  @Option(name: .shortAndLong, help: "The namespace of the request; without it, all of them at once.")
  var namespace: String?

  @Option(name: .customLong("as"), help: ArgumentHelp("Who asks: a user, or NAMESPACE/NAME of a service account.", valueName: "user"))
  var user: String?

  @Option(name: .customLong("as-group"), help: ArgumentHelp("A group that the user is in; repeatable.", valueName: "group"))
  var groups: [String] = []

  @Option(help: ArgumentHelp("A file of requests, one JSON object a line; - is standard input.", valueName: "path"), completion: .file())
  var requests: String?

  @OptionGroup(title: "Input") var input: AccessInputOptions

  func validate() throws {
    if requests == nil {
      guard verb != nil, resource != nil, user != nil else {
        throw ValidationError("Name a verb, a resource and --as, or a file of --requests.")
      }
      try AccessQuestion.validate(verb: verb ?? "", resource: resource ?? "")
    } else if verb != nil || user != nil {
      throw ValidationError("--requests has the requests; name no other beside it.")
    }
    if requests == "-", input.manifests.paths.contains("-") {
      throw ValidationError("Only one of --requests and --filename can be standard input.")
    }
  }

  func run() throws {
    if let requests { return try check(requestsIn: requests) }
    let input = input.read()
    let question = AccessQuestion(
      verb: verb ?? "", resource: resource ?? "", namespace: namespace, NamedResources(input.manifests.state))
    let request = question.request(by: asker)
    let doubts = AccessDoubts(
      verb: verb ?? "", target: question.target, namespace: namespace, account: ServiceAccountName(userName: asker.name), user: asker.name,
      in: input)
    for note in doubts.notes { StandardError.write("curfew: \(note)\n") }
    let decision = input.authorizer.decision(on: request)
    var text = decision.answer
    let reason = input.authorizer.reason(of: decision)
    if !reason.isEmpty { text += " - \(reason)" }
    if case .allowed(let grant?) = decision {
      let evidence = input.authorizer.evidence(grant)
      text += "\nrule: \(evidence.rule)  \(input.manifests.places.text(evidence.ruleOrigin))"
    }
    try AccessOutput.write(Array("\(text)\n".utf8), of: input)
    if !decision.isAllowed { throw ExitCode(ExitStatus.findings.rawValue) }
  }

  private var asker: User {
    let name = user ?? ""
    let parts = name.split(separator: "/").map(String.init)
    let account = ServiceAccountName(userName: name) ?? (parts.count == 2 ? ServiceAccountName(namespace: parts[0], name: parts[1]) : nil)
    var user = account.map(User.init(serviceAccount:)) ?? User(name: name, groups: [ServiceAccountName.groupOfAuthenticated])
    user.groups += groups
    return user
  }

  private func check(requestsIn path: String) throws {
    let bytes = try StandardError.reporting { try path == "-" ? readStandardInput() : readFile(path) }
    let input = input.read()
    var answers: [UInt8] = []
    var counts = RequestCounts()
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }) { continue }
      do throws(RequestError) {
        let row = try RequestRow(Array(line))
        let decision = input.authorizer.decision(on: row.request)
        counts.add(decision, expected: row.isExpectedToBeAllowed)
        answers += RequestAnswer(row.request, decision, reason: input.authorizer.reason(of: decision), expected: row.isExpectedToBeAllowed)
          .json()
      } catch {
        StandardError.write("curfew: \(path):\(number + 1): \(error.message)\n")
        counts.unreadable += 1
      }
    }
    StandardError.write("\(counts.description)\n")
    try AccessOutput.write(answers, of: input)
    if counts.unreadable > 0 { throw ExitCode(ExitStatus.unreadable.rawValue) }
    if counts.unexpected > 0 { throw ExitCode(ExitStatus.findings.rawValue) }
  }
}

extension AccessDecision {
  /// As kubectl auth can-i answers.
  fileprivate var answer: String {
    switch self {
    case .allowed: "yes"
    case .denied: "no"
    case .notEvaluated: "not evaluated"
    }
  }
}

/// How a file of requests was answered.
private struct RequestCounts {
  var allowed = 0
  var denied = 0
  var notEvaluated = 0
  var expectations = 0
  var unexpected = 0
  var unreadable = 0

  mutating func add(_ decision: AccessDecision, expected: Bool?) {
    switch decision {
    case .allowed: allowed += 1
    case .denied: denied += 1
    case .notEvaluated: notEvaluated += 1
    }
    guard let expected else { return }
    expectations += 1
    if decision.isAllowed != expected { unexpected += 1 }
  }

  var description: String {
    var text = "\(allowed) allowed, \(denied) denied, \(notEvaluated) not evaluated"
    if expectations > 0 { text += "; \(unexpected) of \(expectations) not as expected" }
    if unreadable > 0 { text += "; \(unreadable) unreadable" }
    return text
  }
}
