import ClusterState
package import AccessControl
package import Manifests
import Rules
import ShellScript

/// What a workload says to need of the API server, or is seen to ask it for.
package struct DeclaredNeeds: Sendable {
  /// What they ask of the API.
  package private(set) var needs = AccessNeeds()
  /// What could not be understood, or only guessed; each a clause for people.
  package private(set) var confirmations: [String] = []
  private let resources: NamedResources

  /// On the workload or its pod template: a line for each permission, `VERB[,VERB] RESOURCE[.GROUP][/SUBRESOURCE][/NAME] [in NAMESPACE]`.
  package static var annotation: String { "access.curfew.dev/needs" }

  /// Reads the annotation; nil where the workload has none.
  ///
  /// - Parameters:
  ///   - namespace: Where the permissions are needed that name no other.
  ///   - resources: What is known of kinds that are not Kubernetes' own.
  package init?(annotationOf workload: Workload, namespace: String, resources: NamedResources = NamedResources()) {
    guard
      let text = workload.metadata.annotations[Self.annotation].value ?? workload.podMetadata.annotations[Self.annotation].value
    else { return nil }
    self.resources = resources
    for line in text.split(whereSeparator: { $0.isNewline || $0 == ";" }) {
      let words = line.split(separator: " ").map(String.init)
      if words.isEmpty { continue }
      guard words.count == 2 || words.count == 4 && words[2] == "in" else {
        confirmations.append("the annotation's line \"\(Self.shown(line))\" is not VERB RESOURCE, and was left out")
        continue
      }
      let verbs = words[0].split(separator: ",").map(String.init)
      for verb in verbs {
        add(verb, words[1], in: words.count == 4 ? words[3] : namespace, isApplied: !verbs.allSatisfy { $0 == "create" })
      }
    }
  }

  /// Without credentials: anything may stand in a line that is no permission.
  private static func shown(_ line: Substring) -> String {
    CredentialLook.isHarmless(line.utf8.span, 0..<line.utf8.count) ? CredentialHints.masking(String(line)) : "•••"
  }

  /// - Parameter isApplied: Whether the same object is written otherwise, so that it may be a PUT or PATCH that creates it.
  private mutating func add(_ verb: String, _ resource: String, in namespace: String, isApplied: Bool) {
    if resource.hasPrefix("/") { return needs.add(AccessNeed(verb: verb, nonResourceURL: resource)) }
    var target = resources.resource(resource)
    if verb == "create", target.subresource.isEmpty, !target.name.isEmpty, !isApplied {
      target.name = ""
      confirmations.append(
        "create \(target.resource) is for any name, as a request that creates names nothing, unless it is a PUT or a PATCH")
    }
    needs.add(
      AccessNeed(
        verb: verb, apiGroup: target.apiGroup, resource: target.resource, subresource: target.subresource,
        namespace: target.isNamespaced ? namespace : "", name: target.name))
  }

  /// Looks for `kubectl` in command lines, and in scripts of ConfigMaps.
  package init(
    scriptsOf workload: Workload, configMaps: [ConfigMap], namespace: String, resources: NamedResources = NamedResources()
  ) {
    self.resources = resources
    var reader = KubectlReader(namespace: namespace, resources: resources)
    for container in workload.pod.allContainers where container.presence == .present {
      let words = (container.command.items + container.args.items).compactMap(\.value)
      // What the kubelet puts in the place of a variable is not known here.
      reader.read(words.map { $0.contains("$(") ? KubectlReader.unknown : $0 })
      for word in words where word.contains(" ") { reader.read(ShellScript(word)) }
    }
    let facts = WorkloadFacts(workload)
    for configMap in configMaps where configMap.metadata.namespace.value == workload.metadata.namespace.value {
      guard let name = configMap.metadata.name.value, facts.configMaps.contains(name) else { continue }
      for text in configMap.texts where text.text.contains("kubectl") { reader.read(ShellScript(text.text)) }
    }
    needs = reader.needs
    confirmations = reader.confirmations
  }
}
