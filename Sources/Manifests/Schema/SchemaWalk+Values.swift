import SourceTree

/// What is asked of a value beyond its type.
extension SchemaWalk {
  /// Checks the value of a field that may not hold everything; one of another type is reported elsewhere.
  mutating func checkValue(_ written: Int, of field: Int, _ step: Step, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) {
    let index = document.resolved(written)
    let record = nodes[index]
    guard case .scalar = record.kind else { return }
    let values = FieldValues.constraints[Int(fieldValues[field]) - 1]
    let isNumber = values.isOfNumbers
    if !isNumber, !record.needsDecoding, !record.hasProperties {
      let quote = if case .plain = record.style { 0 } else { 1 }
      let start = Int(record.start) + quote
      let end = Int(record.end) - quote
      if start >= end || values.allows(bytes.extracting(start..<end)) { return }
    }
    let node = Node(document: document, index: index)
    if node.isTemplated { return }
    let range = Node(document: document, index: written).range
    switch node.scalar {
    case .string(let text)? where !isNumber:
      if values.allows(text.utf8.span) { return }
      if FieldValues.isTemplate(text.utf8.span) { return report(.unrenderedValue, step, at: range) }
      report(.invalidValue(SchemaIssue.Value(text: text, values: values)), step, at: range)
    case .int(let number)? where isNumber && !values.allows(number):
      report(.invalidValue(SchemaIssue.Value(number: number, values: values)), step, at: range)
    default: break
    }
  }
}
