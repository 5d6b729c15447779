import Testing

@testable import Reports

struct LayeredLayoutTests {
  private struct Graph {
    var sizes: [(width: Int, height: Int)]
    var arrows: [(from: Int, to: Int)]

    /// Any graph of few nodes: with circles, parts that hang on nothing, and arrows that are there twice.
    init(seed: UInt64) {
      var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
      func number(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(truncatingIfNeeded: state >> 33) % count
      }
      let count = 1 + number(14)
      sizes = (0..<count).map { _ in (20 + number(200), 20 + number(60)) }
      arrows = (0..<number(24)).map { _ in (number(count), number(count)) }.filter { $0.0 != $0.1 }
    }
  }

  /// One test over many graphs: each is small.
  @Test("No box touches another, all is within the picture, and arrows begin and end at the borders of their boxes")
  func random() {
    for seed in 0..<2_000 as Range<UInt64> {
      let graph = Graph(seed: seed)
      for direction in [LayeredLayout.Direction.down, .right] {
        let layout = LayeredLayout(graph.sizes, arrows: graph.arrows, direction)
        let boxes = layout.boxes
        #expect(zip(boxes, graph.sizes).allSatisfy { ($0.width, $0.height) == $1 }, "seed \(seed)")
        #expect(
          boxes.allSatisfy { $0.x >= 0 && $0.y >= 0 && $0.x + $0.width <= layout.width && $0.y + $0.height <= layout.height },
          "seed \(seed)")
        #expect(
          boxes.indices.allSatisfy { index in boxes[..<index].allSatisfy { !Self.touch($0, boxes[index]) } }, "seed \(seed)")
        #expect(layout.routes.count == graph.arrows.count)
        #expect(
          zip(layout.routes, graph.arrows).allSatisfy { route, arrow in
            Self.isOnBorder(route.points.first, of: boxes[arrow.from], direction)
              && Self.isOnBorder(route.points.last, of: boxes[arrow.to], direction)
          }, "seed \(seed)")
      }
    }
  }

  private static func touch(_ box: LayeredLayout.Box, _ other: LayeredLayout.Box) -> Bool {
    box.x <= other.x + other.width && other.x <= box.x + box.width && box.y <= other.y + other.height && other.y <= box.y + box.height
  }

  /// In the middle of a side that faces other layers.
  private static func isOnBorder(_ point: (x: Int, y: Int)?, of box: LayeredLayout.Box, _ direction: LayeredLayout.Direction) -> Bool {
    guard let point else { return false }
    return switch direction {
    case .down: (point.y == box.y || point.y == box.y + box.height) && point.x == box.x + box.width / 2
    case .right: (point.x == box.x || point.x == box.x + box.width) && point.y == box.y + box.height / 2
    }
  }

  @Test("A chain stands in a line, and what leads to it right before it")
  func chain() {
    let layout = LayeredLayout(Array(repeating: (100, 30), count: 4), arrows: [(0, 1), (1, 2), (3, 2)], .down)
    #expect(layout.boxes[0].x == layout.boxes[1].x)
    #expect(layout.boxes[0].y < layout.boxes[1].y && layout.boxes[1].y < layout.boxes[2].y)
    #expect(layout.boxes[3].y == layout.boxes[1].y)
  }

  @Test("Arrows do not cross where they need not")
  func crossings() {
    let layout = LayeredLayout(Array(repeating: (50, 20), count: 4), arrows: [(0, 3), (1, 2)], .down)
    #expect((layout.boxes[0].x < layout.boxes[1].x) == (layout.boxes[3].x < layout.boxes[2].x))
  }

  @Test("The same graph gives the same picture")
  func determinism() {
    for seed in 0..<50 as Range<UInt64> {
      let graph = Graph(seed: seed)
      let first = LayeredLayout(graph.sizes, arrows: graph.arrows, .down)
      let second = LayeredLayout(graph.sizes, arrows: graph.arrows, .down)
      #expect(first.boxes == second.boxes)
      #expect(first.routes == second.routes)
    }
  }
}
