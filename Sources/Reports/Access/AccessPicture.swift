import AccessControl

/// A diagram drawn as SVG, for pages with ``HTMLStyle`` and ``AccessStyle``.
struct AccessPicture {
  fileprivate struct Box {
    var classes: String
    var lines: [(text: String, style: String)]
    /// All of it, where ``lines`` leave something out.
    var whole: String?
    var link: String?
    var isRound = false

    /// Wide enough for any font: letters of names may be bold.
    var width: Int { max(72, 20 + (lines.map { $0.text.unicodeScalars.count * ($0.style == "name" ? 8 : 7) }.max() ?? 0)) }
    var height: Int { 14 + 16 * lines.count }
  }

  private var boxes: [Box]
  private let layout: LayeredLayout
  private let direction: LayeredLayout.Direction

  /// Longer lines are broken.
  fileprivate static let longestLine = 32
  fileprivate static let mostLines = 4

  init(_ diagram: AccessDiagram, _ direction: LayeredLayout.Direction) {
    self.direction = direction
    boxes = diagram.nodes.map { node in
      var box = Box(classes: "\(node.kind) \(node.level.name)", lines: [], link: node.link, isRound: node.kind == .account)
      if !node.caption.isEmpty { box.lines.append((node.caption, "caption")) }
      box.append(node.name, "name")
      return box
    }
    var arrows: [(from: Int, to: Int)] = []
    for edge in diagram.edges {
      // What runs as an account, and what the account is outside, needs no word.
      if edge.label.isEmpty || diagram.nodes[edge.from].kind == .workload || diagram.nodes[edge.to].kind == .cloud {
        arrows.append((edge.from, edge.to))
        continue
      }
      var box = Box(classes: edge.rule.isEmpty ? "binding" : "use", lines: [])
      box.append(edge.label, "name")
      if !edge.rule.isEmpty { box.append(edge.rule, "rule") }
      boxes.append(box)
      arrows.append((edge.from, boxes.count - 1))
      arrows.append((boxes.count - 1, edge.to))
    }
    layout = LayeredLayout(boxes.map { ($0.width, $0.height) }, arrows: arrows, direction)
  }

  /// - Parameters:
  ///   - label: What it shows, for those who do not see it.
  ///   - hasLinks: Whether one can go to its parts; otherwise it is one image.
  func write(label: String, hasLinks: Bool, to svg: inout MarkupWriter) {
    // Lines have a breadth, too.
    let (width, height) = (layout.width + 4, layout.height + 4)
    svg.markup(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" role=\"\(hasLinks ? "group" : "img")\" "
        + "width=\"\(width)\" height=\"\(height)\" viewBox=\"-2 -2 \(width) \(height)\"")
    svg.attribute("aria-label", label)
    svg.markup(">\n")
    for route in layout.routes { write(route, to: &svg) }
    for (box, place) in zip(boxes, layout.boxes) { write(box, place, to: &svg) }
    svg.markup("</svg>\n")
  }

  private func write(_ route: LayeredLayout.Route, to svg: inout MarkupWriter) {
    guard let first = route.points.first, let last = route.points.last else { return }
    var path = "M\(first.x) \(first.y)"
    for (from, to) in zip(route.points, route.points.dropFirst()) {
      switch direction {
      case .down: path += "C\(from.x) \((from.y + to.y) / 2) \(to.x) \((from.y + to.y) / 2) \(to.x) \(to.y)"
      case .right: path += "C\((from.x + to.x) / 2) \(from.y) \((from.x + to.x) / 2) \(to.y) \(to.x) \(to.y)"
      }
    }
    svg.markup("<path class=\"arrow\" d=\"\(path)\"/>")
    let before = route.points[max(0, route.points.count - 2)]
    switch direction {
    case .down:
      let tail = last.y + (before.y < last.y ? -8 : 8)
      svg.markup("<path class=\"head\" d=\"M\(last.x) \(last.y)L\(last.x - 4) \(tail)L\(last.x + 4) \(tail)Z\"/>\n")
    case .right:
      let tail = last.x + (before.x < last.x ? -8 : 8)
      svg.markup("<path class=\"head\" d=\"M\(last.x) \(last.y)L\(tail) \(last.y - 4)L\(tail) \(last.y + 4)Z\"/>\n")
    }
  }

  private func write(_ box: Box, _ place: LayeredLayout.Box, to svg: inout MarkupWriter) {
    if let link = box.link {
      svg.markup("<a")
      svg.attribute("href", link)
      svg.markup(">")
    }
    svg.markup("<g class=\"box \(box.classes)\">")
    if let whole = box.whole {
      svg.markup("<title>")
      svg.text(whole)
      svg.markup("</title>")
    }
    svg.markup(
      "<rect x=\"\(place.x)\" y=\"\(place.y)\" width=\"\(place.width)\" height=\"\(place.height)\" rx=\"\(box.isRound ? 16 : 4)\"/>")
    for (index, line) in box.lines.enumerated() {
      svg.markup("<text class=\"\(line.style)\" x=\"\(place.x + place.width / 2)\" y=\"\(place.y + 19 + 16 * index)\">")
      svg.text(line.text)
      svg.markup("</text>")
    }
    svg.markup("</g>\(box.link == nil ? "" : "</a>")\n")
  }
}

extension AccessPicture.Box {
  /// Adds a text in lines; what is longer than they may be is left to the tooltip.
  fileprivate mutating func append(_ text: String, _ style: String) {
    var lines = Self.broken(text)
    if lines.count > AccessPicture.mostLines {
      lines = Array(lines.prefix(AccessPicture.mostLines))
      lines[lines.count - 1] += "…"
      whole = whole.map { "\($0) \(text)" } ?? text
    }
    self.lines += lines.map { ($0, style) }
  }

  /// A text broken at spaces, or behind marks where a word is long, or anywhere where it has none.
  private static func broken(_ text: String) -> [String] {
    var shown: [UInt8] = []
    TerminalText.append(text, to: &shown)
    let longest = AccessPicture.longestLine
    var lines: [String] = []
    var rest = Array(String(decoding: shown, as: UTF8.self).unicodeScalars)[...]
    while rest.count > longest {
      let line = rest.prefix(longest)
      // A space may also stand right behind the line.
      let space = rest.prefix(longest + 1).lastIndex(of: " ")
      let mark = line.lastIndex { "/,:.-".unicodeScalars.contains($0) }.map { $0 + 1 }
      let end = [space, mark].compactMap { $0 }.first { $0 - line.startIndex > longest / 3 } ?? line.endIndex
      lines.append(Self.text(rest[..<end]))
      rest = rest[end...].drop { $0 == " " }
    }
    lines.append(Self.text(rest))
    return lines
  }

  private static func text(_ line: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: line)
    return String(text)
  }
}
