import CronSchedule

extension Timeline {
  /// A picture that needs nothing else, and follows the reader's choice of light or dark.
  package func svg() -> [UInt8] { MarkupWriter.bytes { write(to: &$0) } }

  /// A page with the picture and the same in figures.
  package func html() -> [UInt8] {
    MarkupWriter.bytes { html in
      html.markup(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>\(title)</title>
        <style>
        \(Self.pageStyle)
        </style>
        </head>
        <body>
        <main>

        """)
      write(to: &html)
      html.markup("<table>\n<thead><tr><th scope=\"col\">CronJob</th><th scope=\"col\">Schedule</th>")
      for head in ["Runs", "Failed", "Ended early", "Skipped", "Missed", "Busy"] { html.markup("<th scope=\"col\">\(head)</th>") }
      html.markup("</tr></thead>\n<tbody>\n")
      for row in rows {
        html.markup("<tr><th scope=\"row\">")
        html.text(row.name)
        html.markup("</th><td>")
        html.text(row.schedule)
        let numbers = [
          row.bars.count, row.bars.count { $0.ending == .failed }, row.bars.count { $0.ending == .deadline || $0.ending == .replaced },
          row.lost.count { $0.isSkipped }, row.lost.count { !$0.isSkipped },
        ]
        html.markup("</td>" + numbers.map { "<td>\($0)</td>" }.joined() + "<td>\(DurationText.of(seconds: row.busySeconds))</td></tr>\n")
      }
      html.markup("</tbody>\n</table>\n")
      if hidden > 0 { html.markup("<p>\(hidden) CronJobs that are less busy are left out.</p>\n") }
      html.markup("</main>\n</body>\n</html>\n")
    }
  }

  private enum Layout {
    static let width = 1000.0
    static let left = 232.0
    static let right = 976.0
    static let top = 64.0
    static let loadHeight = 44.0
    static let rowHeight = 24.0
    static let barHeight = 14.0
    static let rowsTop = top + loadHeight + 14
    static let mostLanes = 5
  }

  private static let style = """
    .curfew { --ground: #ffffff; --stripe: #f5f7fa; --line: #dfe4eb; --text: #1b2330; --muted: #566070; --run: #3f7fd0; --open: #9dbfe9;
      --early: #8d97a6; --bad: #c4372a; --deadline: #8b4fc7; --lost: #b26a00; --load: #c9dcf4; --outage: #ece3d0; background: var(--ground); }
    @media (prefers-color-scheme: dark) {
      .curfew { --ground: #12161d; --stripe: #1a2029; --line: #2e3744; --text: #e4e8ee; --muted: #a3adbb; --run: #5b9bea; --open: #2f5687;
        --early: #7f8a9a; --bad: #ef6b5c; --deadline: #b48ae8; --lost: #e0a13a; --load: #24405f; --outage: #3a3222; }
    }
    .curfew text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; fill: var(--text); }
    .curfew .title { font-size: 17px; font-weight: 650; } .curfew .muted { fill: var(--muted); } .curfew .end { text-anchor: end; }
    .curfew .middle { text-anchor: middle; } .curfew .ground { fill: var(--ground); } .curfew .stripe { fill: var(--stripe); }
    .curfew .grid { stroke: var(--line); } .curfew .load { fill: var(--load); } .curfew .outage { fill: var(--outage); }
    .curfew .finished { fill: var(--run); } .curfew .open { fill: var(--open); } .curfew .replaced { fill: var(--early); }
    .curfew .failed { fill: var(--bad); }
    .curfew .deadline { fill: var(--deadline); } .curfew .manual { stroke: var(--text); stroke-width: 1.5; }
    .curfew .skipped { stroke: var(--lost); stroke-width: 2; fill: var(--ground); } .curfew .missed { stroke: var(--bad); stroke-width: 2; fill: none; }
    """

  private static let pageStyle = """
    :root { color-scheme: light dark; }
    body { margin: 0; background: #ffffff; color: #1b2330; font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
    main { max-width: 68rem; margin: 0 auto; padding: 1rem; }
    svg { width: 100%; height: auto; }
    table { border-collapse: collapse; width: 100%; margin-top: 1.5rem; font-size: 0.875rem; }
    th, td { text-align: right; padding: 0.25rem 0.5rem; border-bottom: 1px solid #8884; font-variant-numeric: tabular-nums; }
    th:first-child, td:nth-child(2), thead th:nth-child(2) { text-align: left; font-weight: 500; overflow-wrap: anywhere; }
    @media (prefers-color-scheme: dark) { body { background: #12161d; color: #e4e8ee; } }
    """

  private var rowsBottom: Double { Layout.rowsTop + Double(rows.count) * Layout.rowHeight }

  private func x(_ instant: Instant) -> Double { Layout.left + position(instant) * (Layout.right - Layout.left) }

  private func write(to svg: inout MarkupWriter) {
    let height = rowsBottom + 64
    svg.markup(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"curfew\" viewBox=\"0 0 \(Self.number(Layout.width)) \(Self.number(height))\" role=\"img\" "
        + "width=\"\(Self.number(Layout.width))\" height=\"\(Self.number(height))\">\n<title>")
    svg.text("\(title): \(periodWords), \(countWords)")
    svg.markup("</title>\n<style>\n\(Self.style)\n</style>\n")
    svg.markup("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n")
    text(title, 16, 28, "title", to: &svg)
    text(
      "\(periodWords), \(countWords)" + (hidden > 0 ? "; \(hidden) CronJobs that are less busy are left out" : ""), 16, 48, "muted",
      to: &svg)
    for index in stride(from: 0, to: rows.count, by: 2) {
      rectangle(0, Layout.rowsTop + Double(index) * Layout.rowHeight, Layout.width, Layout.rowHeight, "stripe", to: &svg)
    }
    for outage in outages {
      let from = x(outage.lowerBound)
      rectangle(
        from, Layout.top, max(1, x(outage.upperBound) - from), rowsBottom - Layout.top, "outage", to: &svg, title: "controller down")
    }
    writeLoad(to: &svg)
    for (time, label) in ticks(10) {
      let x = Self.number(x(time))
      svg.markup(
        "<line class=\"grid\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(Self.number(Layout.top))\" y2=\"\(Self.number(rowsBottom))\"/>")
      text(label, self.x(time), rowsBottom + 18, "muted middle", to: &svg)
    }
    for (index, row) in rows.enumerated() { write(row, y: Layout.rowsTop + Double(index) * Layout.rowHeight, to: &svg) }
    writeLegend(y: rowsBottom + 44, to: &svg)
    svg.markup("</svg>\n")
  }

  private func write(_ row: Row, y: Double, to svg: inout MarkupWriter) {
    let name = row.name.count > 34 ? "…" + row.name.suffix(33) : row.name
    text(name, Layout.left - 10, y + 16, "end", to: &svg, tooltip: "\(row.name): \(row.schedule)")
    // Runs at once lie below each other.
    var laneEnds: [Instant] = []
    let lanes = row.bars.map { bar in
      if let lane = laneEnds.firstIndex(where: { $0 <= bar.start }) {
        laneEnds[lane] = bar.end
        return lane
      }
      // What finds no place shares the last lane.
      guard laneEnds.count < Layout.mostLanes else { return laneEnds.count - 1 }
      laneEnds.append(bar.end)
      return laneEnds.count - 1
    }
    let count = min(max(laneEnds.count, 1), Layout.mostLanes)
    let height = Layout.barHeight / Double(count)
    // What would not be seen apart is drawn as one.
    var pending: [(from: Double, to: Double, bar: Bar, runs: Int)?] = Array(repeating: nil, count: count)
    func draw(_ lane: Int, _ svg: inout MarkupWriter) {
      guard let (from, to, bar, runs) = pending[lane] else { return }
      let times = "\(Self.clock(bar.start)) to \(bar.ending == .open ? "open" : Self.clock(bar.end))"
      let label = runs > 1 ? "\(runs) runs from \(Self.clock(bar.start))" : "\(bar.job.map { "\($0): " } ?? "")\(times)\(Self.words(bar))"
      rectangle(
        from, y + 5 + Double(lane) * height, max(1.2, to - from), max(1, height - (count > 1 ? 1 : 0)),
        bar.ending.rawValue + (bar.isManual ? " manual" : ""), to: &svg, title: label)
      pending[lane] = nil
    }
    for (bar, lane) in zip(row.bars, lanes) {
      let lane = min(lane, count - 1)
      let (from, to) = (x(bar.start), x(bar.end))
      if let last = pending[lane], from - last.to < 0.75, last.bar.ending == bar.ending, last.bar.isManual == bar.isManual,
        last.to - last.from < 4 || to - from < 0.75
      {
        pending[lane] = (last.from, max(last.to, to), last.bar, last.runs + 1)
      } else {
        draw(lane, &svg)
        pending[lane] = (from, to, bar, 1)
      }
    }
    for lane in 0..<count { draw(lane, &svg) }
    var lastMark = -Double.infinity
    for lost in row.lost {
      let center = x(lost.time)
      guard center - lastMark >= 3 else { continue }
      lastMark = center
      mark(center, y + 12, isSkipped: lost.isSkipped, to: &svg)
    }
  }

  private func mark(_ x: Double, _ y: Double, isSkipped: Bool, to svg: inout MarkupWriter) {
    let (left, right, top, bottom) = (Self.number(x - 3.5), Self.number(x + 3.5), Self.number(y - 3.5), Self.number(y + 3.5))
    svg.markup(
      isSkipped
        ? "<circle class=\"skipped\" cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"3\"/>"
        : "<path class=\"missed\" d=\"M\(left) \(top)L\(right) \(bottom)M\(left) \(bottom)L\(right) \(top)\"/>")
    svg.markup("\n")
  }

  /// How many runs work at once, as an area.
  private func writeLoad(to svg: inout MarkupWriter) {
    let period = SimulatedPeriod(from: start, to: end)
    var load = ClusterLoad(period)
    for row in rows {
      for bar in row.bars where bar.end > start {
        load.add(Run(scheduledTime: bar.start, start: max(bar.start, start), end: bar.end, ending: bar.ending), cpu: 0, memory: 0)
      }
    }
    let parts = Int(min(372, max(1, length)))
    let peaks = load.peaks(of: .runs, parts: parts)
    guard let highest = peaks.map(\.value).max(), highest > 0 else { return }
    let bottom = Layout.top + Layout.loadHeight
    let width = (Layout.right - Layout.left) / Double(parts)
    var path = "M\(Self.number(Layout.left)) \(Self.number(bottom))"
    for (index, peak) in peaks.enumerated() {
      let y = bottom - Double(peak.value) / Double(highest) * (Layout.loadHeight - 6)
      path += "L\(Self.number(Layout.left + Double(index) * width)) \(Self.number(y))"
      path += "L\(Self.number(Layout.left + Double(index + 1) * width)) \(Self.number(y))"
    }
    path += "L\(Self.number(Layout.right)) \(Self.number(bottom))Z"
    svg.markup("<path class=\"load\" d=\"\(path)\"/>\n")
    text("at once: \(highest) at most", Layout.left - 10, bottom - 4, "muted end", to: &svg)
  }

  private func writeLegend(y: Double, to svg: inout MarkupWriter) {
    var x = 16.0
    func entry(_ label: String, _ svg: inout MarkupWriter, _ draw: (Double, inout MarkupWriter) -> Void) {
      draw(x, &svg)
      text(label, x + 20, y, "muted", to: &svg)
      x += 38 + Double(label.count) * 6.3
    }
    let endings: [(Run.Ending, String)] = [
      (.finished, "run"), (.failed, "failed"), (.deadline, "ended by its deadline"), (.replaced, "replaced or deleted"),
      (.open, "works still"),
    ]
    for (ending, label) in endings where rows.contains(where: { $0.bars.contains { $0.ending == ending } }) {
      entry(label, &svg) { rectangle($0, y - 9, 14, 10, ending.rawValue, to: &$1) }
    }
    if rows.contains(where: { $0.bars.contains(where: \.isManual) }) {
      entry("by hand", &svg) { rectangle($0, y - 9, 14, 10, "finished manual", to: &$1) }
    }
    for isSkipped in [true, false] where rows.contains(where: { $0.lost.contains { $0.isSkipped == isSkipped } }) {
      entry(isSkipped ? "skipped: a run was active" : "no run", &svg) { mark($0 + 7, y - 4, isSkipped: isSkipped, to: &$1) }
    }
    if !outages.isEmpty { entry("controller down", &svg) { rectangle($0, y - 9, 14, 10, "outage", to: &$1) } }
  }

  private static func words(_ bar: Bar) -> String {
    switch bar.ending {
    case .finished, .open: ""
    case .failed: ", failed"
    case .deadline: ", ended by its deadline"
    case .replaced: ", replaced or deleted"
    }
  }

  private static func clock(_ instant: Instant) -> String { ClockTime(instant, in: .utc).timeOfDay }

  private func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, to svg: inout MarkupWriter, title: String? = nil
  ) {
    svg.markup(
      "<rect class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
    )
    guard let title else { return svg.markup("/>\n") }
    svg.markup("><title>")
    svg.text(title)
    svg.markup("</title></rect>\n")
  }

  private func text(_ text: String, _ x: Double, _ y: Double, _ style: String, to svg: inout MarkupWriter, tooltip: String? = nil) {
    svg.markup("<text class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\">")
    if let tooltip {
      svg.markup("<title>")
      svg.text(tooltip)
      svg.markup("</title>")
    }
    svg.text(text)
    svg.markup("</text>\n")
  }

  /// With two decimals at most.
  private static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
    let decimals = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
    return "\(hundredths < 0 ? "-" : "")\(whole)\(decimals)"
  }
}
