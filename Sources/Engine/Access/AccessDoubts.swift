internal import ClusterState
package import AccessControl
internal import Manifests
internal import SourceTree

/// What of a question about access may be a slip of whoever asks: each is answered all the same.
package struct AccessDoubts {
  /// Clauses for people.
  package private(set) var notes: [String] = []

  /// What verbs the API server and RBAC know.
  private static let verbs = [
    "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind", "escalate", "impersonate", "approve",
    "sign",
    "attest", "post", "put", "head", "options", "*",
  ]

  /// Holds a question against an input.
  ///
  /// - Parameters:
  ///   - account: Who asks, where it is a service account.
  ///   - user: Who asks, where it is not.
  package init(
    verb: String, target: ResourceName?, namespace: String?, account: ServiceAccountName? = nil, user: String? = nil, in input: AccessInput
  ) {
    let state = input.manifests.state
    if !Self.verbs.contains(verb), !verb.hasPrefix("impersonate"), !input.authorizer.names(verb: verb) {
      notes.append("no rule of the input has the verb '\(verb)'\(Self.suggestion(for: verb, among: Self.verbs))")
    }
    if let target, !target.isKnown, !target.hasGroup {
      notes.append(
        "neither Kubernetes nor a role of the input has a resource '\(target.resource)'\(Self.suggestion(for: target.resource, among: ResourceName.knownNames))"
      )
    }
    if let namespace, !namespace.isEmpty {
      let known = state.namespacesInUse
      if !known.contains(namespace) {
        notes.append("nothing of the input is in the namespace '\(namespace)'\(Self.suggestion(for: namespace, among: known.sorted()))")
      }
    }
    if let account {
      let accounts = AccessGraph(input.authorizer, state).accounts
      if accounts.position(of: account) == nil {
        let names = accounts.all.map { "\($0.name)" }
        notes.append("the input neither has nor names a service account \(account)\(Self.suggestion(for: "\(account)", among: names))")
      }
    } else if let user, !input.authorizer.names(user: user) {
      notes.append("no binding of the input names the user '\(user)'; a service account is NAMESPACE/NAME")
    }
  }

  /// Whether two words stand the other way round: `secrets get`.
  package static func areSwapped(verb: String, resource: String) -> Bool {
    !verbs.contains(verb) && verbs.contains(resource) && ResourceName(verb).isKnown
  }

  private static func suggestion(for word: String, among words: [String]) -> String {
    Spelling.nearest(to: word, among: words).map { "; did you mean '\($0.word)'?" } ?? ""
  }
}
