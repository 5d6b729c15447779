/// One event of an audit log (`k8s.io/apiserver/pkg/apis/audit/v1`, Event), as far as it says who was allowed what.
package struct AuditEvent: Hashable, Sendable {
  /// What the authorizer said; nil where it was not asked, as of requests that were not authenticated.
  package enum Decision: String, Sendable {
    case allow, forbid
  }

  package var auditID = ""
  /// `RequestReceived`, `ResponseStarted`, `ResponseComplete` or `Panic`.
  package var stage = ""
  /// Who acted: the impersonated user where there is one.
  package var user = ""
  package var groups: [String] = []
  /// Who asked to be taken for ``user``.
  package var impersonator: String?
  /// The pod whose token was used.
  package var podName: String?
  package var verb = ""
  package var apiGroup = ""
  /// Empty for a request that is for no resource.
  package var resource = ""
  package var subresource = ""
  package var namespace = ""
  /// That of a field selector on the name, too.
  package var name = ""
  /// With its query.
  package var requestURI = ""
  /// The status of the response; nil before there is one.
  package var code: Int?
  package var decision: Decision?
  /// Which binding and role allowed it, in the API server's words.
  package var reason = ""
  /// When the request came, as written: RFC 3339 with microseconds.
  package var time = ""

  package init() {}

  /// The path without its query, for a request that is for no resource.
  package var path: String { String(requestURI.prefix { $0 != "?" }) }
}
