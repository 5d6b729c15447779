import Findings
import SourceTree

/// Says in which line something stands whose file has been read and dropped. Few findings ask, so no scan keeps what it would take to know.
struct PlacesReadAgain: ~Copyable {
  private let read: (String) -> [UInt8]?
  private var last: (path: String, bytes: [UInt8], lines: LineIndex)?

  init(read: @escaping (String) -> [UInt8]?) {
    self.read = read
  }

  /// nil where the file cannot be read again, or has changed.
  mutating func place(_ range: SourceRange, in report: FileReport) -> Place? {
    if last?.path != report.path {
      last = nil
      guard let bytes = read(report.path), StableHash.of(bytes) == report.fingerprint else { return nil }
      last = (report.path, bytes, LineIndex(bytes))
    }
    guard let last else { return nil }
    return Place(HiddenRanges(report.redactions).clipped(range), in: last.bytes, lines: last.lines)
  }
}
