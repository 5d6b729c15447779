/// One event of an audit log (`k8s.io/apiserver/pkg/apis/audit/v1`, Event), as far as it says who was allowed what.
package struct AuditEvent: Hashable, Sendable {
  /// What the authorizer said; nil where it was not asked, as of requests that were not authenticated.
  package enum Decision: String, Sendable {
    case allow, forbid
  }

  /// `auditID`, which all stages of a request share.
  package var auditID = ""
  /// `RequestReceived`, `ResponseStarted`, `ResponseComplete` or `Panic`.
  package var stage = ""
  /// Who acted: the impersonated user where there is one.
  package var user = ""
  /// The groups of whoever asked.
  package var groups: [String] = []
  /// Who asked to be taken for ``user``.
  package var impersonator: String?
  /// The uid that was asked for with it; empty where none was.
  package var impersonatedUID = ""
  /// What else was asked for, by its key.
  package var impersonatedExtra: [String: [String]] = [:]
  /// The verb by which it was allowed since 1.36, such as `impersonate:serviceaccount`; empty where that is `impersonate`.
  package var impersonationConstraint = ""
  /// The pod whose token was used.
  package var podName: String?
  /// `verb`, as RBAC has it.
  package var verb = ""
  /// `objectRef.apiGroup`; empty for the core group.
  package var apiGroup = ""
  /// Empty for a request that is for no resource.
  package var resource = ""
  /// `objectRef.subresource`; empty where there is none.
  package var subresource = ""
  /// `objectRef.namespace`; empty for objects of the cluster.
  package var namespace = ""
  /// That of a field selector on the name, too.
  package var name = ""
  /// With its query.
  package var requestURI = ""
  /// The status of the response; nil before there is one.
  package var code: Int?
  /// What the authorizer said; nil where the log does not tell.
  package var decision: Decision?
  /// Which binding and role allowed it, in the API server's words.
  package var reason = ""
  /// When the request came, as written: RFC 3339 with microseconds.
  package var time = ""

  /// An event of which nothing is known yet.
  package init() {}

  /// The path without its query, for a request that is for no resource.
  package var path: String { String(requestURI.prefix { $0 != "?" }) }
}
