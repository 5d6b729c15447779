/// The next two times of a schedule after the last run, kept so that each is searched for once.
struct UpcomingTimes: Sendable {
  private(set) var base: Instant
  private(set) var first: Instant?
  private(set) var second: Instant?
  private var rest: Firings

  init(_ schedule: Schedule, after base: Instant) {
    self.base = base
    rest = schedule.firings(after: base)
    first = rest.next()
    second = first == nil ? nil : rest.next()
  }

  /// Takes the first of them for the last run.
  mutating func advance() {
    guard let first else { return }
    base = first
    self.first = second
    second = second == nil ? nil : rest.next()
  }
}
