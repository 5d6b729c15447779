/// What a walk passes over, counted by the reason; a directory that is not entered counts once.
package struct SkippedEntries: Sendable, Hashable {
  package enum Reason: String, Sendable, CaseIterable {
    /// The name begins with a dot, and git does not track it.
    case hidden
    /// A `.gitignore` names it, and git does not track it.
    case ignored
    /// A file that is not called `.yaml`, `.yml` or `.json`.
    case otherName
    /// `--exclude` leaves it out, or `--include` does not take it.
    case excluded
    /// A pipe, a socket or a device.
    case special
    /// A link to a directory that it is in itself.
    case linkLoop
  }

  private var counts: [Reason: Int] = [:]

  package init() {}

  package subscript(reason: Reason) -> Int {
    get { counts[reason] ?? 0 }
    set { counts[reason] = newValue == 0 ? nil : newValue }
  }

  package var isEmpty: Bool { counts.isEmpty }

  package static func += (left: inout SkippedEntries, right: SkippedEntries) {
    for (reason, count) in right.counts { left[reason] += count }
  }
}
