package import ClusterState
package import AccessControl
import Manifests

/// What service accounts can do, for programs: one line each.
package struct AccessJSONReport {
  /// Raised when a consumer of the former version could misread a report; a new member alone does not raise it.
  static let version = "1"

  private let place: AccessPlaces

  /// A report whose places are looked up so.
  package init(_ place: AccessPlaces) { self.place = place }

  /// The whole report.
  package func bytes(_ accounts: [ServiceAccountAccess]) -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.lastLine()
      json.member("schemaVersion", Self.version)
      json.line()
      json.key("serviceAccounts")
      json.beginArray()
      for account in accounts {
        json.line()
        write(account, to: &json)
      }
      json.endLines()
      json.lastLine()
      json.endObject()
      json.lastLine()
    }
  }

  private func write(_ account: ServiceAccountAccess, to json: inout JSONWriter) {
    json.beginObject()
    json.member("namespace", account.name.namespace)
    json.member("name", account.name.name)
    if let folder = account.folder { json.member("folder", folder) }
    if let origin = account.origin { place.write(origin, to: &json) }
    json.member("level", account.level.name)
    json.key("workloads")
    json.beginArray()
    for workload in account.workloads {
      json.beginObject()
      json.member("kind", workload.kind)
      json.member("namespace", workload.namespace)
      json.member("name", workload.name)
      place.write(workload.origin, to: &json)
      json.endObject()
    }
    json.endArray()
    json.key("externalIdentities")
    json.beginArray()
    for identity in account.externalIdentities {
      json.beginObject()
      json.member("annotation", identity.annotation)
      json.member("name", identity.name)
      json.endObject()
    }
    json.endArray()
    json.key("roles")
    json.beginArray()
    for role in account.roles.all { write(role, to: &json) }
    json.endArray()
    if let path = account.path {
      json.key("shortestPath")
      write(path, to: &json)
    }
    json.endObject()
  }

  private func write(_ role: HeldRole, to json: inout JSONWriter) {
    json.beginObject()
    json.member("binding", role.binding.description)
    place.write(role.bindingOrigin, to: &json)
    json.member("role", role.role.description)
    json.member("subject", role.subject.description)
    json.member("standing", role.standing.name)
    json.key("rules")
    json.beginArray()
    for (position, rule) in role.rules.enumerated() {
      json.beginObject()
      json.members(rule.text)
      place.write(rule.origin, to: &json)
      if let held = role.content.gravestCapability(ofRule: position) {
        json.member("level", held.level.name)
        json.member("lets", held.capability.phrase)
      }
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  private func write(_ path: AccessPath, to json: inout JSONWriter) {
    json.beginObject()
    json.member("reaches", path.goal.description)
    json.key("steps")
    json.beginArray()
    for step in path.steps {
      json.beginObject()
      json.member("actor", step.actor.description)
      json.member("does", step.phrase)
      if let binding = step.binding { json.member("binding", binding.description) }
      if let role = step.role { json.member("role", role.description) }
      if let rule = step.rule {
        json.key("rule")
        json.beginObject()
        json.members(rule)
        if let origin = step.ruleOrigin { place.write(origin, to: &json) }
        json.endObject()
      }
      json.member("reaches", step.reach.description)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }
}

/// Where objects stand: the paths and lines of origins.
package struct AccessPlaces {
  /// The path and line of an origin; nil for what Kubernetes makes itself.
  private let find: (Origin) -> (path: String, line: Int)?

  /// Places that are looked up so; nil for what stands in no file.
  package init(_ find: @escaping (Origin) -> (path: String, line: Int)?) { self.find = find }

  /// `path:line`.
  package func text(_ origin: Origin) -> String { find(origin).map { "\($0.path):\($0.line)" } ?? "built in" }

  func write(_ origin: Origin, to json: inout JSONWriter) {
    guard let place = find(origin) else { return }
    json.member("path", place.path)
    json.member("line", place.line)
  }
}

extension HeldRole.Standing {
  fileprivate var name: String {
    switch self {
    case .known: "known"
    case .missing: "missing"
    case .unknown: "unknown"
    }
  }
}

extension JSONWriter {
  /// The lists of a rule, those that are empty left out.
  mutating func members(_ rule: RuleText) {
    let isResource = !rule.resources.isEmpty || rule.nonResourceURLs.isEmpty
    if isResource {
      member("apiGroups", rule.apiGroups)
      member("resources", rule.resources)
    }
    if !rule.resourceNames.isEmpty { member("resourceNames", rule.resourceNames) }
    if !rule.nonResourceURLs.isEmpty { member("nonResourceURLs", rule.nonResourceURLs) }
    member("verbs", rule.verbs)
  }
}
