/// One question to the authorizer, as a SubjectAccessReview puts it (`k8s.io/api/authorization/v1`).
package struct AccessRequest: Hashable, Sendable {
  /// Who asks.
  package var user: User
  /// Empty for cluster-scoped objects, and for all namespaces at once.
  package var namespace: String
  /// What is asked to be done.
  package var verb: String
  /// Empty is the core group.
  package var apiGroup: String
  /// Empty where the request is for none.
  package var resource: String
  /// Empty where the resource itself is meant.
  package var subresource: String
  /// Empty where the request names no object: a plain list or watch, create and deletecollection.
  ///
  /// A list or watch whose field selector is `metadata.name=x` carries the name `x` (`k8s.io/apiserver/pkg/endpoints/request/requestinfo.go`).
  package var name: String
  /// The path of a request that is for no resource, such as `/healthz`; empty for resources.
  package var nonResourceURL: String

  /// A request; what is left out is empty.
  package init(
    user: User, verb: String, apiGroup: String = "", resource: String = "", subresource: String = "", name: String = "",
    namespace: String = "", nonResourceURL: String = ""
  ) {
    self.user = user
    self.namespace = namespace
    self.verb = verb
    self.apiGroup = apiGroup
    self.resource = resource
    self.subresource = subresource
    self.name = name
    self.nonResourceURL = nonResourceURL
  }

  /// `resource` or `resource/subresource`, as rules spell it.
  package var combinedResource: String { subresource.isEmpty ? resource : "\(resource)/\(subresource)" }
}

/// Who makes a request: a name and the groups it is in.
package struct User: Hashable, Sendable {
  /// As the API server knows it.
  package var name: String
  /// Those that bindings may name.
  package var groups: [String]

  /// Someone who was authenticated so.
  package init(name: String, groups: [String]) {
    self.name = name
    self.groups = groups
  }

  /// A service account, in the groups that every one of them is in (`k8s.io/apiserver/pkg/authentication/serviceaccount`).
  package init(serviceAccount: ServiceAccountName) {
    name = serviceAccount.userName
    groups = serviceAccount.groups
  }
}

/// A service account by namespace and name.
package struct ServiceAccountName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The namespace that it is in.
  package let namespace: String
  /// Its name there.
  package let name: String

  /// A service account of a namespace.
  package init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// Reads `system:serviceaccount:NAMESPACE:NAME`; nil for any other user.
  package init?(userName: String) {
    guard userName.hasPrefix(Self.userNamePrefix) else { return nil }
    let parts = userName.dropFirst(Self.userNamePrefix.count).split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    self.init(namespace: String(parts[0]), name: String(parts[1]))
  }

  private static let userNamePrefix = "system:serviceaccount:"

  /// The name that the API server knows it by.
  package var userName: String { "\(Self.userNamePrefix)\(namespace):\(name)" }

  /// The groups that every service account is in.
  package var groups: [String] {
    [Self.groupOfAll, Self.group(ofNamespace: namespace), Self.groupOfAuthenticated]
  }

  /// All service accounts are in it.
  package static let groupOfAll = "system:serviceaccounts"
  /// Everyone with credentials is in it.
  package static let groupOfAuthenticated = "system:authenticated"
  /// All service accounts of a namespace are in it.
  package static func group(ofNamespace namespace: String) -> String { "system:serviceaccounts:\(namespace)" }

  package var description: String { "\(namespace)/\(name)" }

  package static func < (left: ServiceAccountName, right: ServiceAccountName) -> Bool {
    (left.namespace, left.name) < (right.namespace, right.name)
  }
}
