import AccessControl
import ArgumentParser
import Engine
import Manifests
import Reports

/// `curfew access who-can`: everyone who may do something.
struct AccessWhoCanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "who-can",
    abstract: "List everyone who may do something: users, groups and service accounts, with the binding and the rule.",
    discussion: """
      Groups are listed as bindings name them: system:serviceaccounts:shop is every service account of the namespace shop.

      Examples:
        curfew access who-can get secrets -n shop -f dump.json
        curfew access who-can get secrets/db -n shop -f deploy/
        curfew access who-can create pods/exec -f dump.json --format json
        curfew access who-can get /metrics -f dump.json
      """)

  @Argument(help: "The verb: get, list, create, …")
  var verb: String

  @Argument(help: ArgumentHelp("RESOURCE[.GROUP][/SUBRESOURCE][/NAME], or a path that begins with a slash.", valueName: "resource"))
  var resource: String

  @Option(name: .shortAndLong, help: "The namespace; without it, all of them.")
  var namespace: String?

  @OptionGroup(title: "Input") var input: AccessInputOptions

  @Option(help: "How to print it.")
  var format: PlainFormat = .text

  @Option(help: "Colours in the text.")
  var color: ColorChoice = .auto

  func validate() throws { try AccessQuestion.validate(verb: verb, resource: resource) }

  func run() throws {
    let input = input.read()
    let question = AccessQuestion(verb: verb, resource: resource, namespace: namespace, NamedResources(input.manifests.state))
    for note in AccessDoubts(verb: verb, target: question.target, namespace: namespace, in: input).notes {
      StandardError.write("curfew: \(note)\n")
    }
    let permitted = input.authorizer.subjects(permitting: question.request(by: User(name: "", groups: [])), in: question.namespaces)
    let report = PermittedSubjectsReport(permitted, question: question.description, input.manifests.places)
    try AccessOutput.write(format == .json ? report.json() : report.text(isColored: color.isOn), of: input)
  }
}

/// A permission as people type it: a verb, and a resource or path.
struct AccessQuestion: CustomStringConvertible {
  private let verb: String
  let target: ResourceName?
  private let path: String
  private let namespace: String?

  /// - Parameter resources: What is known of kinds that are not Kubernetes' own.
  init(verb: String, resource: String, namespace: String?, _ resources: NamedResources) {
    self.verb = verb
    let isPath = resource.hasPrefix("/")
    target = isPath ? nil : resources.resource(resource)
    path = isPath ? resource : ""
    self.namespace = namespace
  }

  /// - Throws: `ValidationError` where the two stand the other way round.
  static func validate(verb: String, resource: String) throws {
    guard AccessDoubts.areSwapped(verb: verb, resource: resource) else { return }
    throw ValidationError("The verb comes first: '\(resource) \(verb)'.")
  }

  /// Where bindings count beside those of the cluster: nil for every namespace.
  var namespaces: Set<String>? {
    guard let target, target.isNamespaced else { return Set(ownNamespace.map { [$0] } ?? []) }
    return namespace.map { [$0] }
  }

  /// A request for a namespace by name is one in that namespace (`requestinfo.go`), so that a Role there can grant it.
  private var ownNamespace: String? {
    target.flatMap { $0.resource == "namespaces" && $0.apiGroup.isEmpty && !$0.name.isEmpty ? $0.name : nil }
  }

  func request(by user: User) -> AccessRequest {
    guard let target else { return AccessRequest(user: user, verb: verb, nonResourceURL: path) }
    return AccessRequest(
      user: user, verb: verb, apiGroup: target.apiGroup, resource: target.resource, subresource: target.subresource, name: target.name,
      namespace: target.isNamespaced ? namespace ?? "" : ownNamespace ?? "")
  }

  var description: String {
    guard let target else { return "\(verb) \(path)" }
    var text = "\(verb) \(target.resource)"
    if !target.subresource.isEmpty { text += "/\(target.subresource)" }
    if !target.apiGroup.isEmpty { text += ".\(target.apiGroup)" }
    if !target.name.isEmpty { text += " \"\(target.name)\"" }
    if target.isNamespaced { text += namespace.map { " in namespace \($0)" } ?? " in any namespace" }
    return text
  }
}
