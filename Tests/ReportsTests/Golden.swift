import Foundation
import Testing

/// Files that hold what is expected, byte by byte. `CURFEW_RECORD=1` writes them anew, and the test still fails.
enum Golden {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// - Parameter path: From the package's folder.
  static func expect(_ bytes: [UInt8], at path: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
    let file = root.appending(path: path)
    if ProcessInfo.processInfo.environment["CURFEW_RECORD"] == "1" {
      try Data(bytes).write(to: file)
      Issue.record("recorded \(path)", sourceLocation: sourceLocation)
      return
    }
    let expected = try [UInt8](Data(contentsOf: file))
    if bytes == expected { return }
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    let expectedLines = expected.split(separator: 10, omittingEmptySubsequences: false)
    let line = zip(lines, expectedLines).enumerated().first { $1.0 != $1.1 }?.offset ?? min(lines.count, expectedLines.count)
    func show(_ lines: [ArraySlice<UInt8>]) -> String { line < lines.count ? String(decoding: lines[line], as: UTF8.self) : "(end)" }
    Issue.record("\(path):\(line + 1): expected\n\(show(expectedLines))\ngot\n\(show(lines))", sourceLocation: sourceLocation)
  }
}
