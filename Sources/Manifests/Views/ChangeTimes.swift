/// When a CronJob or a Job of a cluster was made and changed, as `metadata.creationTimestamp` and `metadata.managedFields` tell; RFC 3339 as the API writes it,
/// in UTC.
package struct ChangeTimes: Hashable, Sendable {
  /// When the object was made.
  package let created: String?
  /// When who owns a field of the CronJob's template last changed any of theirs; nil where nothing tells.
  package let template: String?
  /// The same of `schedule` and `timeZone`.
  package let schedule: String?
  /// The same of those who own `suspend` or a policy, and not the schedule.
  package let policy: String?
  /// Whether kube-controller-manager wrote the object; nil where nothing tells.
  package let isMadeByController: Bool?

  private struct Entry {
    let manager: String
    let time: String
    let ownsTemplate: Bool
    let ownsSchedule: Bool
    let ownsPolicy: Bool
  }

  /// nil for what no API server has stored.
  init?(_ object: borrowing ObjectReader, isStored: Bool) {
    guard isStored else { return nil }
    let metadata = object.object("metadata")
    created = metadata.string("creationTimestamp").value
    let entries = metadata.list("managedFields") { entry -> Entry? in
      // What the controllers write to the status is no change.
      guard entry.string("subresource").value == nil, let manager = entry.string("manager").value, let time = entry.string("time").value
      else { return nil }
      let spec = entry.object("fieldsV1").object("f:spec")
      return Entry(
        manager: manager, time: time, ownsTemplate: spec.entry("f:jobTemplate") != nil,
        ownsSchedule: spec.entry("f:schedule") != nil || spec.entry("f:timeZone") != nil,
        ownsPolicy: spec.entry("f:suspend") != nil || spec.entry("f:concurrencyPolicy") != nil
          || spec.entry("f:startingDeadlineSeconds") != nil)
    }.items.compactMap { $0 }
    template = entries.filter(\.ownsTemplate).map(\.time).max()
    schedule = entries.filter(\.ownsSchedule).map(\.time).max()
    policy = entries.filter { $0.ownsPolicy && !$0.ownsSchedule }.map(\.time).max()
    isMadeByController = entries.isEmpty ? nil : entries.contains { $0.manager == "kube-controller-manager" }
  }

  /// A number that grows with time; nil for what is no time of the API.
  package static func order(_ time: String) -> Int64? {
    let digits = time.utf8.filter { $0 >= 0x30 && $0 <= 0x39 }
    guard time.utf8.count == 20, digits.count == 14, time.utf8.last == UInt8(ascii: "Z") else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }
}
