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
  /// Empty where the request names no object, as one that posts a new one.
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

  /// Whether `resourceNames` can limit it: what is deleted with others is not named to the authorizer. What is created is named where that is done by a
  /// PUT or PATCH, or in an object, as a token in its service account.
  var takesNames: Bool { verb != "deletecollection" }

  /// Whether it is power over others that ought to be limited to names, however many they are.
  var isOverOthers: Bool { verb == "impersonate" || verb.hasPrefix("impersonate:") || resource == "serviceaccounts" }

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
