import AccessControl
import SourceTree

/// One line of a file of requests.
struct RequestRow {
  let request: AccessRequest
  /// What the line says the answer is; nil where it says nothing.
  let isExpectedToBeAllowed: Bool?

  init(_ line: [UInt8]) throws(RequestError) {
    let source: Source
    do throws(SyntaxError) { source = try Source(name: "requests", bytes: line) } catch { throw RequestError(error.message) }
    var reader = DocumentReader(source)
    guard case .success(let document)? = reader.next(), document.root.kind == .mapping else { throw RequestError("this is no JSON object") }
    let root = document.root
    let spec = root["kind"]?.text == "SubjectAccessReview" ? root["spec"] ?? root : root
    let attributes = spec["resourceAttributes"] ?? spec["nonResourceAttributes"] ?? spec
    func text(_ key: StaticString, of node: Node) throws(RequestError) -> String {
      guard let value = node[key]?.resolved, value.scalar != .null else { return "" }
      guard case .string(let text)? = value.scalar else { throw RequestError("\"\(key)\" is no string") }
      return text
    }
    let name = try text("user", of: spec)
    guard spec["user"] != nil || spec["groups"] != nil else { throw RequestError("\"user\" is missing: who asks?") }
    var user = ServiceAccountName(userName: name).map(User.init(serviceAccount:)) ?? User(name: name, groups: ["system:authenticated"])
    if let groups = spec["groups"]?.resolved, groups.kind == .sequence { user.groups = groups.items.compactMap(\.text) }
    let isPath = spec["nonResourceAttributes"] != nil
    request = AccessRequest(
      user: user, verb: try text("verb", of: attributes), apiGroup: try text("group", of: attributes),
      resource: try text("resource", of: attributes), subresource: try text("subresource", of: attributes),
      name: try text("name", of: attributes), namespace: try text("namespace", of: attributes),
      nonResourceURL: try text(isPath ? "path" : "nonResourceURL", of: attributes))
    guard attributes["verb"] != nil else { throw RequestError("\"verb\" is missing: what is asked for?") }
    if case .bool(let allowed)? = (root["allowed"] ?? root["status"]?["allowed"])?.scalar {
      isExpectedToBeAllowed = allowed
    } else {
      isExpectedToBeAllowed = nil
    }
  }
}

/// Why a line is no request.
struct RequestError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
