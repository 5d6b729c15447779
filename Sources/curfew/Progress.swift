import Engine
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Says on standard error how far a long scan has come; on terminals only.
final class Progress: Sendable {
  private struct State {
    var files = 0
    var last = ContinuousClock.now
    var hasShown = false
  }

  private let total: Int
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// Files of fewer bytes are over before anyone would ask.
  private static let largeFile = 8 << 20

  /// nil where nobody looks.
  init?(files total: Int) {
    guard isatty(STDERR_FILENO) == 1 else { return nil }
    self.total = total
  }

  /// A scan has come so far.
  func note(_ step: FileScan.Progress) {
    switch step {
    case .entries(let count): advance(to: count)
    case .bytes(let offset, let size): advance(to: offset, of: size)
    }
  }

  /// So many files are done.
  private func advance(to files: Int) {
    show { state in
      state.files = files
      return Self.text(files: files, of: total)
    }
  }

  /// A file is read so far; workers call it from all sides.
  private func advance(to offset: Int, of size: Int) {
    guard size >= Self.largeFile else { return }
    show { Self.text(files: $0.files, of: total, offset: offset, size: size) }
  }

  static func text(files: Int, of total: Int, offset: Int = 0, size: Int = 0) -> String {
    let bytes = "\(offset >> 20) of \(size >> 20) MiB"
    if size > 0, total == 1 { return "scanned \(bytes)" }
    return "scanned \(files) of \(total) files" + (size > 0 ? ", \(bytes) of the next" : "")
  }

  /// Shows a text at most ten times a second, and nothing in the first second.
  private func show(_ text: (inout State) -> String) {
    let now = ContinuousClock.now
    state.withLock { state in
      let text = text(&state)
      guard now - start > .seconds(1), now - state.last > .milliseconds(100) else { return }
      state.last = now
      state.hasShown = true
      StandardError.write(shown: Array("\r\(text)\u{1B}[K".utf8))
    }
  }

  /// Clears the line.
  func finish() {
    state.withLock { if $0.hasShown { StandardError.write(shown: Array("\r\u{1B}[K".utf8)) } }
  }
}
