/// Markdown of ours as a terminal shows it, in colours and with its lines broken: headings, paragraphs, lists, tables, code and links, a paragraph or
/// item a line.
package struct TerminalMarkdown {
  private let style = TextStyle(isColored: true)
  private let width: Int
  private var output: [UInt8] = []

  /// - Parameter width: Cells of a line; code and tables may be wider.
  package static func text(_ markdown: String, width: Int) -> String {
    var page = TerminalMarkdown(width: width)
    page.write(markdown.split(separator: "\n", omittingEmptySubsequences: false))
    return String(decoding: page.output, as: UTF8.self)
  }

  private init(width: Int) { self.width = max(width, 40) }

  private mutating func write(_ lines: [Substring]) {
    var rest = lines[...]
    if rest.last?.isEmpty == true { rest.removeLast() }
    while let line = rest.popFirst() {
      if line.hasPrefix("```") {
        while let code = rest.popFirst(), !code.hasPrefix("```") { write(code: code) }
      } else if line.hasPrefix("|") {
        var rows = [line]
        while let row = rest.first, row.hasPrefix("|") {
          rows.append(row)
          rest.removeFirst()
        }
        write(table: rows)
      } else if line.hasPrefix("#") {
        let text = line.drop { $0 == "#" }.drop { $0 == " " }
        write(String(text), indentation: 0, code: style.heading(level: line.prefix { $0 == "#" }.count))
      } else if line.hasPrefix("- ") {
        output += "- ".utf8
        write(String(line.dropFirst(2)), indentation: 2)
      } else {
        write(String(line), indentation: 0)
      }
    }
  }

  /// A line of a manifest; the comment that marks a finding stands out.
  private mutating func write(code line: Substring) {
    let mark = line.firstRange(of: "  # CFW")?.lowerBound ?? line.endIndex
    output += "    ".utf8
    style.write(style.code, to: &output) { TerminalText.append(String(line[..<mark]), to: &$0) }
    if mark < line.endIndex { style.write(style.mark, to: &output) { TerminalText.append(String(line[mark...]), to: &$0) } }
    output += "\n".utf8
  }

  /// The second row only parts the titles from the rest.
  private mutating func write(table lines: [Substring]) {
    let rows = lines.enumerated().filter { $0.offset != 1 }.map { row in
      row.element.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
    }
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    for (number, row) in rows.enumerated() {
      for (column, cell) in row.enumerated() {
        let padding = column < row.count - 1 ? String(repeating: " ", count: widths[column] - cell.count + 2) : ""
        style.write(number == 0 ? style.frame : "0", to: &output) { TerminalText.append(cell, to: &$0) }
        output += padding.utf8
      }
      output += "\n".utf8
    }
  }

  /// A paragraph, in which backticks stand around code and links are `[label](address)`.
  private mutating func write(_ text: String, indentation: Int, code: TextStyle.Code? = nil) {
    var words = StyledWords()
    for (index, piece) in Prose(text).pieces.enumerated() {
      if index % 2 == 1 {
        words.append(piece, code ?? style.code)
      } else {
        append(prose: piece, code, to: &words)
      }
    }
    words.write(indentation: indentation, width: width, style: style, to: &output)
    output += "\n".utf8
  }

  private func append(prose text: Substring, _ code: TextStyle.Code?, to words: inout StyledWords) {
    var rest = text
    while let middle = rest.firstRange(of: "]("), let open = rest[..<middle.lowerBound].lastIndex(of: "["),
      let close = rest[middle.upperBound...].firstIndex(of: ")")
    {
      words.append(rest[..<open], code)
      words.append(rest[rest.index(after: open)..<middle.lowerBound], code)
      words.append(" ", nil)
      words.append(rest[middle.upperBound..<close], style.link)
      rest = rest[rest.index(after: close)...]
    }
    words.append(rest, code)
  }
}

/// Words, each of pieces in one style, to be set into lines.
private struct StyledWords {
  private var words: [[(text: Substring, code: TextStyle.Code?)]] = [[]]

  mutating func append(_ text: Substring, _ code: TextStyle.Code?) {
    for (index, part) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { words.append([]) }
      if !part.isEmpty { words[words.count - 1].append((part, code)) }
    }
  }

  /// The caller has written `indentation` cells of the first line.
  func write(indentation: Int, width: Int, style: TextStyle, to output: inout [UInt8]) {
    var column = indentation
    for word in words where !word.isEmpty {
      var bytes: [UInt8] = []
      var cells = 0
      for (text, code) in word {
        if let code {
          style.write(code, to: &bytes) { cells += TerminalText.append(String(text), to: &$0) }
        } else {
          cells += TerminalText.append(String(text), to: &bytes)
        }
      }
      if column > indentation, column + 1 + cells > width {
        output += "\n\(String(repeating: " ", count: indentation))".utf8
        column = indentation
      } else if column > indentation {
        output += " ".utf8
        column += 1
      }
      output += bytes
      column += cells
    }
  }
}
