/// Requests that were denied, each different one once, in memory that does not grow with how often they were.
package struct DeniedRequests: Sendable {
  /// A request, and how often it was denied.
  package struct Entry: Sendable {
    /// Who made it.
    package let user: User
    /// What would have allowed it.
    package let need: AccessNeed
    /// How often it was denied.
    package fileprivate(set) var count = 0
    /// RFC 3339.
    package fileprivate(set) var first: String
    /// RFC 3339.
    package fileprivate(set) var last: String
    /// The first pods that made it, sorted.
    package fileprivate(set) var pods: [String] = []
  }

  private struct Key: Hashable {
    let user: String
    let need: AccessNeed
  }

  private var found: [Key: Entry] = [:]
  /// How many requests were not taken in, as there were too many different ones.
  package private(set) var others = 0

  private static let mostEntries = 20_000
  private static let mostPods = 3

  /// None yet.
  package init() {}

  /// Takes in a request, at a time in RFC 3339.
  package mutating func add(_ need: AccessNeed, by user: User, at time: String, pod: String?) {
    let key = Key(user: user.name, need: need)
    guard found.count < Self.mostEntries || found[key] != nil else {
      others += 1
      return
    }
    var entry = found[key] ?? Entry(user: user, need: need, first: time, last: time)
    entry.count += 1
    entry.first = min(entry.first, time)
    entry.last = max(entry.last, time)
    if let pod, entry.pods.count < Self.mostPods, !entry.pods.contains(pod) {
      entry.pods.append(pod)
      entry.pods.sort()
    }
    found[key] = entry
  }

  /// The most frequent first.
  package var entries: [Entry] {
    found.values.sorted { ($1.count, $0.user.name, $0.need) < ($0.count, $1.user.name, $1.need) }
  }
}

/// A denied request, the smallest grant that would allow it, and what that opens.
package struct DeniedRequest: Sendable {
  /// The request.
  package let entry: DeniedRequests.Entry
  /// The rule of the grant, which needs a Role in the request's namespace, or a ClusterRole where it has none.
  package let rule: RuleText
  /// What the grant lets its holder do to others.
  package let opens: [HeldCapability]
  /// The grant of the input that allows it now; nil where none does.
  package let allowedNow: GrantEvidence?
  /// Whether the request came without credentials, so that no grant is the answer.
  package var isAnonymous: Bool { entry.user.name == "system:anonymous" }

  /// Asks what the input grants, where there is one.
  package init(_ entry: DeniedRequests.Entry, opens: [HeldCapability], _ authorizer: Authorizer?) {
    self.entry = entry
    rule = entry.need.rule
    self.opens = opens
    if let authorizer, case .allowed(let grant?) = authorizer.decision(on: entry.need.request(by: entry.user)) {
      allowedNow = authorizer.evidence(grant)
    } else {
      allowedNow = nil
    }
  }

  /// How grave the grant would be.
  package var level: Capability.Level { opens.map(\.level).max() ?? .none }
}
