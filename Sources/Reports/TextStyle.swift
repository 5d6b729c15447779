import Findings

/// Terminal colours, or none.
struct TextStyle: Sendable {
  var isColored: Bool

  /// Parameters of ANSI's "select graphic rendition".
  typealias Code = String

  let heading: Code = "1"
  let frame: Code = "2"
  let mark: Code = "1;33"
  let error: Code = "1;31"
  let help: Code = "32"
  let code: Code = "36"
  let link: Code = "4;34"

  /// - Parameter level: 1 for a page's title.
  func heading(level: Int) -> Code { level == 1 ? "1;36" : level == 2 ? "1" : "1;2" }

  func severity(_ severity: Severity) -> Code {
    switch severity {
    case .critical: "1;35"
    case .high: "1;31"
    case .medium: "33"
    case .low: "36"
    case .info: "34"
    }
  }

  func write(_ code: Code, to output: inout [UInt8], _ content: (inout [UInt8]) -> Void) {
    if isColored { output += "\u{1B}[\(code)m".utf8 }
    content(&output)
    if isColored { output += "\u{1B}[0m".utf8 }
  }
}
