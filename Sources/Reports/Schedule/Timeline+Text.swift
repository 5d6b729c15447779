import CronSchedule
import Findings

extension Timeline {
  private static let nameWidth = 22
  private static let chartWidth = 56

  /// For a terminal of 80 columns.
  package func text(isColored: Bool) -> [UInt8] {
    let style = TextStyle(isColored: isColored)
    var output: [UInt8] = []
    style.write(style.heading, to: &output) { $0 += "\(title): ".utf8 }
    output += "\(countWords)\n\(periodWords)\n\n".utf8
    for row in rows {
      output.appendColumn(row.name, width: Self.nameWidth)
      output += " ".utf8
      let cells = cells(of: row)
      let last = cells.lastIndex { $0 != .empty } ?? -1
      for cell in cells[...last] {
        guard let code = cell.code(style) else {
          output += cell.text.utf8
          continue
        }
        style.write(code, to: &output) { $0 += cell.text.utf8 }
      }
      output += "\n".utf8
    }
    appendAxis(style, to: &output)
    output +=
      "\n█ a run, ▌ a short one, 2 so many at once, ! failed or ended by its\ndeadline, ▒ a time skipped as a run is active, × a time without a run\n"
      .utf8
    if hidden > 0 { output += "and \(hidden) CronJobs that are less busy; --top shows them\n".utf8 }
    return output
  }

  private enum Cell: Equatable {
    case empty, short, run, trouble, skipped, missed, outage
    case several(Int)

    var text: String {
      switch self {
      case .empty: " "
      case .short: "▌"
      case .run: "█"
      case .trouble: "!"
      case .skipped: "▒"
      case .missed: "×"
      case .outage: "░"
      case .several(let count): count > 9 ? "+" : "\(count)"
      }
    }

    func code(_ style: TextStyle) -> TextStyle.Code? {
      switch self {
      case .empty: nil
      case .short, .run: style.severity(.low)
      case .several, .skipped: style.severity(.medium)
      case .trouble, .missed: style.error
      case .outage: style.frame
      }
    }
  }

  private func cells(of row: Row) -> [Cell] {
    let width = Self.chartWidth
    var busy = [Double](repeating: 0, count: width)
    var atOnce = [Int](repeating: 0, count: width)
    var cells = [Cell](repeating: .empty, count: width)
    func column(_ instant: Instant) -> Int { min(width - 1, Int(position(instant) * Double(width))) }
    // How many work at once is highest where one starts.
    var active = Heap<Instant>()
    var ends = [Int](repeating: 0, count: width)
    for bar in row.bars {
      while let end = active.first, end <= bar.start {
        active.removeFirst()
        ends[column(end)] -= 1
      }
      active.insert(bar.end)
      ends[column(bar.end)] += 1
      let first = column(bar.start)
      let last = max(first, column(bar.end))
      let (from, to) = (position(bar.start) * Double(width), position(bar.end) * Double(width))
      var working = ends[(last + 1)...].reduce(0, +)
      for index in (first...last).reversed() {
        busy[index] += max(0, min(to, Double(index + 1)) - max(from, Double(index)))
        working += ends[index]
        atOnce[index] = max(atOnce[index], working)
      }
      atOnce[first] = max(atOnce[first], 1)
      if bar.isTrouble { cells[last] = .trouble }
    }
    for index in 0..<width where cells[index] != .trouble && atOnce[index] > 0 {
      cells[index] = atOnce[index] > 1 ? .several(atOnce[index]) : busy[index] < 0.5 ? .short : .run
    }
    for lost in row.lost {
      let index = column(lost.time)
      if cells[index] == .trouble { continue }
      cells[index] = lost.isSkipped ? .skipped : .missed
    }
    for outage in outages {
      for index in column(outage.lowerBound)...column(outage.upperBound) where cells[index] == .empty { cells[index] = .outage }
    }
    return cells
  }

  private func appendAxis(_ style: TextStyle, to output: inout [UInt8]) {
    var line = [Character](repeating: " ", count: Self.nameWidth + 1 + Self.chartWidth + 2)
    for (time, label) in ticks(7) {
      let column = Self.nameWidth + 1 + Int(position(time) * Double(Self.chartWidth))
      guard column + label.count < line.count, column == 0 || line[column - 1] == " ", line[column] == " " else { continue }
      for (offset, character) in "\(label)".enumerated() { line[column + offset] = character }
    }
    while line.last == " " { line.removeLast() }
    style.write(style.frame, to: &output) { $0 += String(line).utf8 }
    output += "\n".utf8
  }
}
