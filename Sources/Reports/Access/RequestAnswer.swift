package import AccessControl

/// A request with what the authorizer says to it, as a line of JSON.
package struct RequestAnswer {
  private let request: AccessRequest
  private let decision: AccessDecision
  private let reason: String
  private let expected: Bool?

  /// - Parameter expected: What the answer should be; nil where that is not known.
  package init(_ request: AccessRequest, _ decision: AccessDecision, reason: String, expected: Bool?) {
    self.request = request
    self.decision = decision
    self.reason = reason
    self.expected = expected
  }

  /// The answer as a line of JSON.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.member("user", request.user.name)
      json.member("groups", request.user.groups)
      json.member("namespace", request.namespace)
      json.member("verb", request.verb)
      json.member("group", request.apiGroup)
      json.member("resource", request.resource)
      json.member("subresource", request.subresource)
      json.member("name", request.name)
      json.member("nonResourceURL", request.nonResourceURL)
      json.member("allowed", decision.isAllowed)
      json.member("decision", decision.name)
      if !reason.isEmpty { json.member("reason", reason) }
      if let expected, expected != decision.isAllowed { json.member("expected", expected) }
      json.endObject()
      json.lastLine()
    }
  }
}

extension AccessDecision {
  /// `allowed`, `denied` or `notEvaluated`.
  package var name: String {
    switch self {
    case .allowed: "allowed"
    case .denied: "denied"
    case .notEvaluated: "notEvaluated"
    }
  }
}
