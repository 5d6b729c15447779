/// A permission that somebody used, or says to need.
package struct AccessNeed: Hashable, Comparable, Sendable {
  /// What is done.
  package var verb: String
  /// Empty is the core group.
  package var apiGroup: String
  /// Empty where the request is for none.
  package var resource: String
  /// Empty where the resource itself is meant.
  package var subresource: String
  /// Empty for objects of the cluster, and for all namespaces at once.
  package var namespace: String
  /// Empty where no object is named.
  package var name: String
  /// The path of a request that is for no resource; empty for resources.
  package var nonResourceURL: String

  /// A permission; what is left out is empty.
  package init(
    verb: String, apiGroup: String = "", resource: String = "", subresource: String = "", namespace: String = "", name: String = "",
    nonResourceURL: String = ""
  ) {
    self.verb = verb
    self.apiGroup = apiGroup
    self.resource = resource
    self.subresource = subresource
    self.namespace = namespace
    self.name = name
    self.nonResourceURL = nonResourceURL
  }

  /// The request that takes it.
  package func request(by user: User) -> AccessRequest {
    AccessRequest(
      user: user, verb: verb, apiGroup: apiGroup, resource: resource, subresource: subresource, name: name, namespace: namespace,
      nonResourceURL: nonResourceURL)
  }

  /// The smallest rule that allows it.
  package var rule: RuleText {
    if !nonResourceURL.isEmpty {
      return RuleText(verbs: [verb], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [nonResourceURL])
    }
    return RuleText(
      verbs: [verb], apiGroups: [apiGroup], resources: [combinedResource], resourceNames: name.isEmpty || !takesNames ? [] : [name],
      nonResourceURLs: [])
  }

  /// As rules spell it.
  var combinedResource: String { subresource.isEmpty ? resource : "\(resource)/\(subresource)" }

  /// Whether `resourceNames` can limit it: the name of what is created, or deleted with others, is not known to the authorizer.
  var takesNames: Bool { verb != "create" && verb != "deletecollection" }

  private var key: [String] { [namespace, nonResourceURL, apiGroup, resource, subresource, verb, name] }

  package static func < (left: AccessNeed, right: AccessNeed) -> Bool { left.key.lexicographicallyPrecedes(right.key) }
}

extension SubjectReference {
  /// The subject of a binding that grants something to a user.
  package init(_ user: User) {
    let account = ServiceAccountName(userName: user.name)
    self.init(kind: account == nil ? .user : .serviceAccount, namespace: account?.namespace, name: account?.name ?? user.name)
  }
}
