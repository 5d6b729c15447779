import AccessControl
import AuditTrail

extension AuditEvent {
  /// The permission that was asked for.
  var need: AccessNeed {
    if resource.isEmpty { return AccessNeed(verb: verb, nonResourceURL: path) }
    // What is posted to a collection has its name in the log, but had none when it was authorized.
    let isAuthorizedByName = verb != "create" || !subresource.isEmpty
    return AccessNeed(
      verb: verb, apiGroup: apiGroup, resource: resource, subresource: subresource, namespace: namespace,
      name: isAuthorizedByName ? name : "")
  }

  /// The permissions that a request took of ``user``, those that the API server checks besides among them.
  var needs: [AccessNeed] {
    var needs = [need]
    // What creates by PUT or PATCH must be allowed to create, too: that is asked with the name.
    if verb == "update" || verb == "patch", code == 201 {
      var create = need
      create.verb = "create"
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

  /// The permissions that a request took of ``impersonator``, to be taken for somebody else
  /// (`k8s.io/apiserver/pkg/endpoints/filters/impersonation`).
  var impersonationNeeds: [AccessNeed] {
    let isConstrained = !impersonationConstraint.isEmpty
    let verb = isConstrained ? impersonationConstraint : "impersonate"
    let authentication = "authentication.k8s.io"
    let group = isConstrained ? authentication : ""
    var needs: [AccessNeed] = []
    var givenGroups: Set = [user == "system:anonymous" ? "system:unauthenticated" : "system:authenticated"]
    if let account = ServiceAccountName(userName: user) {
      needs.append(AccessNeed(verb: verb, apiGroup: group, resource: "serviceaccounts", namespace: account.namespace, name: account.name))
      givenGroups.formUnion(account.groups)
    } else if isConstrained, verb.hasSuffix("-node") {
      // Its own node is asked for as that of any pod.
      let node = verb == "impersonate:associated-node" ? "*" : user.split(separator: ":").last.map(String.init) ?? ""
      needs.append(AccessNeed(verb: verb, apiGroup: group, resource: "nodes", name: node))
      givenGroups.insert("system:nodes")
    } else {
      needs.append(AccessNeed(verb: verb, apiGroup: group, resource: "users", name: user))
    }
    for name in groups where !givenGroups.contains(name) {
      needs.append(AccessNeed(verb: verb, apiGroup: group, resource: "groups", name: name))
    }
    if !impersonatedUID.isEmpty { needs.append(AccessNeed(verb: verb, apiGroup: authentication, resource: "uids", name: impersonatedUID)) }
    for (key, values) in impersonatedExtra {
      needs += values.map { AccessNeed(verb: verb, apiGroup: authentication, resource: "userextras", subresource: key, name: $0) }
    }
    if isConstrained {
      var action = need
      action.verb = "impersonate-on:\(verb.dropFirst("impersonate:".count)):\(self.verb)"
      needs.append(action)
    }
    return needs
  }
}
