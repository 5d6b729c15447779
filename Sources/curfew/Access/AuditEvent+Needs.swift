import AccessControl
import AuditTrail

extension AuditEvent {
  /// The permission that was asked for.
  var need: AccessNeed {
    if resource.isEmpty { return AccessNeed(verb: verb, nonResourceURL: path) }
    return AccessNeed(verb: verb, apiGroup: apiGroup, resource: resource, subresource: subresource, namespace: namespace, name: name)
  }

  /// The permissions that a request took, those that the API server checks besides among them.
  var needs: [AccessNeed] {
    var needs = [need]
    // What creates by PUT or PATCH must be allowed to create, too.
    if verb == "update" || verb == "patch", code == 201 {
      var create = need
      create.verb = "create"
      create.name = ""
      needs.append(create)
    }
    // Since 1.35 a websocket, which is a GET, needs what a POST needs.
    if verb == "get", resource == "pods", ["exec", "attach", "portforward"].contains(subresource) {
      var create = need
      create.verb = "create"
      needs.append(create)
    }
    return needs
  }
}
