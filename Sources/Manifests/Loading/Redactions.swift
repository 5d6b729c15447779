import SourceTree

/// Which bytes of a document's scalars may hold credentials that no excerpt may show, by the keys they stand under.
///
/// Kinds are not asked: what stands in `data` or `stringData` is hidden, unless the object says in so many letters that it is a ConfigMap.
struct Redactions {
  private let document: Document
  private let bytes: [UInt8]
  private(set) var ranges: [SourceRange] = []
  /// What has been hidden, as many aliases may mean one mapping.
  private var hidden: Set<Int> = []
  /// What has been hidden with the objects in it: an alias may mean once a list alone, and once all below it.
  private var hiddenWithObjects: Set<Int> = []

  /// - Parameter keys: Of the file that the document belongs to.
  static func append(_ document: Document, to redactions: inout [SourceRange], _ keys: inout KeyMeanings) {
    var walk = Redactions(document: document)
    // In one loop, and not in a call for each mapping or key: most keys are harmless, and there are as many as half of all nodes.
    let records = document.nodes
    let text = document.source.bytes
    let nodes = records.span
    let bytes = text.span
    for mapping in nodes.indices where nodes[mapping].kind == .mapping {
      let end = mapping &+ Int(nodes[mapping].count)
      var key = mapping &+ 1
      while key < end {
        let flags = nodes[key].flags
        let value = key &+ Int(nodes[key].count)
        if flags.contains(.needsDecoding) {
          walk.hideScalars(value)
          let decoded = Array((Node(document: document, index: document.resolved(key)).keyText ?? "").utf8)
          walk.visit(value, under: keys.meaning(of: decoded.indices, in: decoded.span), of: mapping)
        } else {
          let written = nodes[key].kind == .alias ? document.resolved(key) : key
          let meaning = keys.meaning(of: Self.text(of: nodes[written]), in: bytes)
          if meaning != .harmless { walk.visit(value, under: meaning, of: mapping) }
        }
        key = value &+ Int(nodes[value].count)
      }
    }
    redactions += walk.ranges
  }

  private init(document: Document) {
    self.document = document
    bytes = document.source.bytes
  }

  /// A scalar's bytes without its quotes.
  private static func text(of scalar: NodeRecord) -> Range<Int> {
    let start = Int(scalar.start)
    let count = max(0, Int(scalar.end) &- start)
    let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
    let quote = isQuoted && count >= 2 ? 1 : 0
    return start + quote..<start + count - quote
  }

  private mutating func visit(_ value: Int, under meaning: KeyMeanings.Meaning, of mapping: Int) {
    switch meaning {
    case .harmless: break
    case .credential: hideScalars(value, inObjects: true)
    case .reference: hideScalars(value)
    case .value:
      guard let name = document.value("name", of: mapping) ?? document.value("key", of: mapping) else { return }
      if CredentialLook.isName(bytes.span, Self.text(of: document.nodes[name])) { hideScalars(value) }
    case .entries: hideEntries(value)
    case .entriesButOfConfigMaps: if !isConfigMap(mapping) { hideEntries(value) }
    case .headers: hideHeaders(value)
    }
  }

  private func isConfigMap(_ mapping: Int) -> Bool {
    guard let kind = document.value("kind", of: mapping) else { return false }
    return Node(document: document, index: kind).isText("ConfigMap")
  }

  /// Hides the scalars that are the node's entries, those that merge keys bring in among them, or the node itself.
  private mutating func hideEntries(_ written: Int) {
    // Without recursion, as merge keys may lead through as many aliases as there are in the document.
    var open: [Int] = []
    var next: Int? = written
    while let written = next {
      hideEntries(written, &open)
      next = open.popLast()
    }
  }

  /// - Parameter open: Takes in what merge keys bring in.
  private mutating func hideEntries(_ written: Int, _ open: inout [Int]) {
    let node = Node(document: document, index: document.resolved(written))
    guard node.kind == .mapping else { return hideScalars(written) }
    guard hidden.insert(node.index).inserted else { return }
    for entry in node.entries {
      let value = entry.value.resolved
      if entry.key.isMergeKey, value.kind == .mapping || value.kind == .sequence {
        open += value.kind == .mapping ? [value.index] : value.items.map(\.resolved.index)
      } else if value.kind == .mapping, !entry.key.isText("spec"), !entry.key.isText("metadata") {
        // Where a policy makes objects, `data` is an object; anything else that is nested has no business there.
        ranges.append(value.range)
      } else {
        hideScalars(entry.value.index)
      }
    }
  }

  private mutating func hideHeaders(_ value: Int) {
    let headers = Node(document: document, index: document.resolved(value))
    guard headers.kind == .sequence else { return hideEntries(value) }
    for item in headers.items {
      let header = item.resolved
      if header.kind == .scalar { hideScalars(item.index) }
      if let value = header.entry("value")?.value { hideScalars(value.index) }
    }
  }

  /// Hides a scalar, and those of a list, of lists in it among them.
  private mutating func hideScalars(_ written: Int, inObjects: Bool = false) {
    var open = [written]
    while let written = open.popLast() {
      let node = Node(document: document, index: document.resolved(written))
      switch node.kind {
      case .scalar:
        if document.nodes[written].kind == .alias { ranges.append(document.range(written)) }
        if !node.isEmpty { ranges.append(node.range) }
      case .sequence:
        let isNew = inObjects ? hiddenWithObjects.insert(node.index).inserted : hidden.insert(node.index).inserted
        if isNew { open += node.items.map(\.index) }
      case .mapping: if inObjects, hiddenWithObjects.insert(node.index).inserted { open += node.entries.map(\.value.index) }
      case .alias: break
      }
    }
  }
}
