#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Says on standard error how far a long scan has come; on terminals only.
struct Progress {
  private let total: Int
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private var hasShown = false

  init(total: Int) {
    self.total = total
    isShown = isatty(STDERR_FILENO) == 1
  }

  /// Shows a count at most ten times a second, and nothing in the first second.
  mutating func advance(to count: Int) {
    guard isShown else { return }
    let now = ContinuousClock.now
    guard now - start > .seconds(1), now - last > .milliseconds(100) else { return }
    last = now
    hasShown = true
    StandardError.write(shown: Array("\rscanned \(count) of \(total) files".utf8))
  }

  /// Clears the line.
  func finish() {
    if hasShown { StandardError.write(shown: Array("\r\u{1B}[K".utf8)) }
  }
}
