internal import Findings
internal import Manifests
package import SourceTree

/// Something wrong in a file that is not scanned itself, such as a configuration, as people read it: place, message and the lines in question.
package enum Diagnostic {
  /// - Parameters:
  ///   - path: As the user knows the file.
  ///   - range: In `bytes`, the file's content.
  package static func text(_ message: String, at range: SourceRange, path: String, bytes: [UInt8], isColored: Bool) -> [UInt8] {
    let style = TextStyle(isColored: isColored)
    let place = Place(range, lines: LineIndex(bytes))
    var output: [UInt8] = []
    style.write(style.heading, to: &output) { TerminalText.append("\(path):\(place.start.line):\(place.start.column):", to: &$0) }
    output += " ".utf8
    style.write(style.error, to: &output) { $0 += "error:".utf8 }
    TerminalText.append(" \(message)", to: &output)
    output += "\n".utf8
    for row in ExcerptSource(bytes: bytes, redactions: TextRedactions.ranges(inOwnFile: bytes)).excerpt(of: range, style: style) {
      output += row
      output += "\n".utf8
    }
    return output
  }
}
