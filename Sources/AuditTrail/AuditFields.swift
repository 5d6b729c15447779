/// Where the fields of one event stand in its line.
struct AuditFields {
  struct User {
    var name: Range<Int>?
    /// The whole array.
    var groups: Range<Int>?
    /// The whole array, which has one element.
    var podName: Range<Int>?
    var uid: Range<Int>?
    /// Each key with its whole array.
    var extra: [(key: Range<Int>, values: Range<Int>)] = []
  }

  private(set) var isEvent = false
  private(set) var auditID: Range<Int>?
  private(set) var stage: Range<Int>?
  private(set) var user = User()
  private(set) var impersonated = User()
  private(set) var constraint: Range<Int>?
  private(set) var verb: Range<Int>?
  private(set) var apiGroup: Range<Int>?
  private(set) var resource: Range<Int>?
  private(set) var subresource: Range<Int>?
  private(set) var namespace: Range<Int>?
  private(set) var name: Range<Int>?
  private(set) var requestURI: Range<Int>?
  private(set) var code: Int?
  private(set) var decision: Range<Int>?
  private(set) var reason: Range<Int>?
  private(set) var time: Range<Int>?

  /// - Parameter items: Takes the events of an `EventList`; nil for one of them, as lists are not nested.
  mutating func read(_ cursor: inout JSONCursor, _ items: inout [AuditFields]?) {
    guard cursor.enter(UInt8(ascii: "{")) else { return cursor.skipValue() }
    while let key = cursor.nextKey() {
      switch key.count {
      case 4 where cursor.holds(key, "verb"): verb = cursor.stringIfAny()
      case 4 where cursor.holds(key, "user"): Self.read(&user, &cursor)
      case 5 where cursor.holds(key, "stage"):
        stage = cursor.stringIfAny()
        isEvent = stage != nil
      case 5 where items != nil && cursor.holds(key, "items"): items = Self.items(&cursor)
      case 7 where cursor.holds(key, "auditID"): auditID = cursor.stringIfAny()
      case 9 where cursor.holds(key, "objectRef"): readObject(&cursor)
      case 10 where cursor.holds(key, "requestURI"): requestURI = cursor.stringIfAny()
      case 11 where cursor.holds(key, "annotations"): readAnnotations(&cursor)
      case 14 where cursor.holds(key, "responseStatus"): readStatus(&cursor)
      case 16 where cursor.holds(key, "impersonatedUser"): Self.read(&impersonated, &cursor, readsAll: true)
      case 22 where cursor.holds(key, "authenticationMetadata"): readAuthentication(&cursor)
      case 24 where cursor.holds(key, "requestReceivedTimestamp"): time = cursor.stringIfAny().flatMap { cursor.holdsTime($0) ? $0 : nil }
      default: cursor.skipValue()
      }
    }
  }

  private static func items(_ cursor: inout JSONCursor) -> [AuditFields] {
    guard cursor.enter(UInt8(ascii: "[")) else {
      cursor.skipValue()
      return []
    }
    var items: [AuditFields] = []
    while cursor.nextElement(), !cursor.isBroken {
      var item = AuditFields()
      var none: [AuditFields]?
      item.read(&cursor, &none)
      items.append(item)
    }
    return items
  }

  /// - Parameter readsAll: Whether more is wanted of the user than who it is.
  private static func read(_ user: inout User, _ cursor: inout JSONCursor, readsAll: Bool = false) {
    guard cursor.enter(UInt8(ascii: "{")) else { return cursor.skipValue() }
    while let key = cursor.nextKey() {
      if cursor.holds(key, "username") {
        user.name = cursor.stringIfAny()
      } else if cursor.holds(key, "groups") {
        user.groups = cursor.extent()
      } else if readsAll, cursor.holds(key, "uid") {
        user.uid = cursor.stringIfAny()
      } else if cursor.holds(key, "extra"), cursor.enter(UInt8(ascii: "{")) {
        while let key = cursor.nextKey() {
          if cursor.holds(key, "authentication.kubernetes.io/pod-name") {
            user.podName = cursor.extent()
          } else if readsAll {
            user.extra.append((key, cursor.extent()))
          } else {
            cursor.skipValue()
          }
        }
      } else {
        cursor.skipValue()
      }
    }
  }

  private mutating func readObject(_ cursor: inout JSONCursor) {
    guard cursor.enter(UInt8(ascii: "{")) else { return cursor.skipValue() }
    while let key = cursor.nextKey() {
      if cursor.holds(key, "resource") {
        resource = cursor.stringIfAny()
      } else if cursor.holds(key, "namespace") {
        namespace = cursor.stringIfAny()
      } else if cursor.holds(key, "name") {
        name = cursor.stringIfAny()
      } else if cursor.holds(key, "apiGroup") {
        apiGroup = cursor.stringIfAny()
      } else if cursor.holds(key, "subresource") {
        subresource = cursor.stringIfAny()
      } else {
        cursor.skipValue()
      }
    }
  }

  private mutating func readAuthentication(_ cursor: inout JSONCursor) {
    guard cursor.enter(UInt8(ascii: "{")) else { return cursor.skipValue() }
    while let key = cursor.nextKey() {
      if cursor.holds(key, "impersonationConstraint") { constraint = cursor.stringIfAny() } else { cursor.skipValue() }
    }
  }

  private mutating func readAnnotations(_ cursor: inout JSONCursor) {
    guard cursor.enter(UInt8(ascii: "{")) else { return cursor.skipValue() }
    while let key = cursor.nextKey() {
      if cursor.holds(key, "authorization.k8s.io/decision") {
        decision = cursor.stringIfAny()
      } else if cursor.holds(key, "authorization.k8s.io/reason") {
        reason = cursor.stringIfAny()
      } else {
        cursor.skipValue()
      }
    }
  }

  private mutating func readStatus(_ cursor: inout JSONCursor) {
    guard cursor.enter(UInt8(ascii: "{")) else { return cursor.skipValue() }
    while let key = cursor.nextKey() {
      if cursor.holds(key, "code") { code = cursor.integer() } else { cursor.skipValue() }
    }
  }

  /// The event, copied out of its line.
  func event(_ cursor: JSONCursor) -> AuditEvent {
    func text(_ range: Range<Int>?) -> String { range.map { cursor.text($0) } ?? "" }
    var event = AuditEvent()
    event.auditID = text(auditID)
    event.stage = text(stage)
    let actor = impersonated.name == nil ? user : impersonated
    event.user = text(actor.name)
    event.groups = actor.groups.map { cursor.texts(inArray: $0) } ?? []
    event.impersonator = impersonated.name == nil ? nil : text(user.name)
    event.impersonatedUID = text(impersonated.uid)
    for (key, values) in impersonated.extra { event.impersonatedExtra[cursor.text(key), default: []] += cursor.texts(inArray: values) }
    event.impersonationConstraint = text(constraint)
    event.podName = user.podName.flatMap { cursor.texts(inArray: $0).first }
    event.verb = text(verb)
    event.apiGroup = text(apiGroup)
    event.resource = text(resource)
    event.subresource = text(subresource)
    event.namespace = text(namespace)
    event.name = text(name)
    event.requestURI = text(requestURI)
    event.code = code
    event.decision = decision.flatMap { AuditEvent.Decision(rawValue: cursor.text($0)) }
    event.reason = text(reason)
    event.time = text(time)
    return event
  }
}
