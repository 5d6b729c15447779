/// What a document's style is where nothing nearer says it.
struct DocumentStyle {
  var block = BlockStyle()
  var flow = FlowStyle()

  init(_ document: Document, _ lines: Lines) {
    var single = 0
    var double = 0
    var step: Int?
    var dashOffset: Int?
    for index in document.nodes.indices {
      let record = document.nodes[index]
      switch record.style {
      case .singleQuoted: single += 1
      case .doubleQuoted: double += 1
      case .block where record.kind == .mapping && (step == nil || dashOffset == nil):
        let found = Self.offsets(of: index, in: document)
        step = step ?? found.step
        dashOffset = dashOffset ?? found.dashOffset
      default: break
      }
    }
    block.quotes = single > double ? .single : .double
    block.step = step ?? 2
    block.dashOffset = dashOffset ?? step ?? 2
    flow.quotes = block.quotes
    flow.lineBreak = lines.lineBreak(at: lines.range.upperBound)
    flow.isQuoted = Self.isJSON(document)
  }

  /// How much deeper than the keys of a mapping the first mapping and the first list under one of them stand.
  static func offsets(of mapping: Int, in document: Document) -> (step: Int?, dashOffset: Int?) {
    let column = document.indentation(of: mapping)
    var step: Int?
    var dashOffset: Int?
    var key = mapping + 1
    let end = mapping + Int(document.nodes[mapping].count)
    while key < end, step == nil || dashOffset == nil {
      let value = document.value(ofKey: key)
      let record = document.nodes[value]
      let offset = document.indentation(of: value) - column
      if record.style == .block, record.kind == .mapping, step == nil, offset > 0 { step = offset }
      if record.style == .block, record.kind == .sequence, dashOffset == nil, offset >= 0 { dashOffset = offset }
      key = value + Int(record.count)
    }
    return (step, dashOffset)
  }

  /// Whether kubectl takes the whole input for JSON.
  private static func isJSON(_ document: Document) -> Bool {
    let bytes = document.source.bytes
    let first = bytes.dropFirst(Encoding.startsWithByteOrderMark(bytes) ? 3 : 0).first { !isBlank($0) && !isBreak($0) }
    return first == Ascii.openBrace
  }
}
