import SourceTree

/// Reads one input in both dialects and stops the process where an invariant of the tree does not hold.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let source = try? Source(name: "fuzz", bytes: bytes) else { return 0 }
  for dialect in [Dialect.kubernetes, .yaml12] {
    var documents: [Result<Document, SyntaxError>] = []
    var reader = DocumentReader(source, dialect: dialect)
    while let result = reader.next() { documents.append(result) }
    checkTokens(of: source, documents)
    for case .success(let document) in documents { check(document) }
    for case .failure(let error) in documents {
      // Behind the last byte stands one more place: the input's end.
      precondition(Int(error.range.start) <= bytes.count && Int(error.range.end) <= bytes.count + 1, "error out of bounds")
    }
  }
  return 0
}

private func checkTokens(of source: Source, _ documents: [Result<Document, SyntaxError>]) {
  var position: UInt32 = 0
  for token in Tokens(source, documents: documents) {
    precondition(token.range.start == position && token.range.end > position, "tokens leave a gap")
    position = token.range.end
  }
  precondition(Int(position) == source.bytes.count, "tokens do not cover the input")
}

private func check(_ document: Document) {
  let bytes = SourceRange(0, document.source.bytes.count)
  precondition(bytes.contains(document.range), "document out of bounds")
  // `:` alone is a mapping with two empty scalars: no byte makes more nodes than that.
  precondition(document.nodeCount <= 3 * document.source.bytes.count + 1, "more nodes than bytes allow")
  var nodes = 0
  check(document.root, within: bytes, &nodes)
  precondition(nodes == document.nodeCount, "nodes outside of the tree")
  guard document.aliasError() == nil else { return }
  _ = (document.duplicateKey(), document.mergeError())
  checkMerges(document.root)
}

private func check(_ node: Node, within parent: SourceRange, _ nodes: inout Int) {
  nodes += 1
  precondition(parent.contains(node.rangeWithProperties), "node outside of its parent")
  precondition(node.extent.contains(node.range), "extent without the content")
  switch node.kind {
  case .scalar: precondition(node.text != nil && node.scalar != nil, "scalar without text")
  case .alias: precondition(node.resolved.kind != .alias, "alias without target")
  case .sequence, .mapping: precondition(node.text == nil && node.scalar == nil, "collection with text")
  }
  _ = (node.anchor, node.tagName, node.keyText, node.isTemplated, node.isMergeKey)
  var end = node.range.start
  var children = 0
  for child in node.children {
    precondition(child.rangeWithProperties.start >= end, "siblings overlap")
    check(child, within: node.range, &nodes)
    end = child.range.end
    children += 1
  }
  precondition(node.kind != .mapping || children % 2 == 0, "key without value")
}

private func checkMerges(_ node: Node) {
  if node.kind == .mapping { _ = node.mergedEntries.count }
  for child in node.children { checkMerges(child) }
}
