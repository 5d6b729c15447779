/// Rows of text under headings, every column as wide as its widest cell.
struct TextTable {
  private let headings: [String]
  private var rows: [[String]] = []
  private var codes: [TextStyle.Code?] = []

  init(_ headings: String...) { self.headings = headings }

  var isEmpty: Bool { rows.isEmpty }

  /// - Parameter code: The colour of the second cell.
  mutating func append(_ cells: [String], code: TextStyle.Code? = nil) {
    rows.append(
      cells.map { cell in
        var shown: [UInt8] = []
        TerminalText.append(cell, to: &shown)
        return String(decoding: shown, as: UTF8.self)
      })
    codes.append(code)
  }

  func write(style: TextStyle, to output: inout [UInt8]) {
    let widths = headings.indices.map { column in
      ([headings] + rows).map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    func write(_ row: [String], code: TextStyle.Code?) {
      for (column, cell) in row.enumerated() {
        if column > 0 { output += "  ".utf8 }
        if column == 1, let code {
          style.write(code, to: &output) { $0 += cell.utf8 }
        } else {
          output += cell.utf8
        }
        if column < row.count - 1 { output += String(repeating: " ", count: widths[column] - cell.unicodeScalars.count).utf8 }
      }
      output += "\n".utf8
    }
    write(headings, code: nil)
    for (row, code) in zip(rows, codes) { write(row, code: code) }
  }
}
