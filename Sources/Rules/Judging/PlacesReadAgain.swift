import Findings
import SourceTree

/// Says in which line something stands whose file has been read and dropped. Few findings ask, so no scan keeps what it would take to know.
struct PlacesReadAgain: ~Copyable {
  private let read: (String) -> [UInt8]?
  private var last: File?

  private struct File {
    let path: String
    let bytes: [UInt8]
    let lines: LineIndex
    let hidden: HiddenRanges
  }

  init(read: @escaping (String) -> [UInt8]?) {
    self.read = read
  }

  /// nil where the file cannot be read again, or has changed.
  mutating func place(_ range: SourceRange, in report: FileReport) -> Place? {
    if last?.path != report.path {
      last = nil
      guard let bytes = read(report.path), StableHash.of(bytes) == report.fingerprint else { return nil }
      last = File(path: report.path, bytes: bytes, lines: LineIndex(bytes), hidden: HiddenRanges(report.redactions, in: bytes))
    }
    return last.map { $0.hidden.place(range, lines: $0.lines) }
  }
}
