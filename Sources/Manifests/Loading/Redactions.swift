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

  static func append(_ document: Document, to redactions: inout [SourceRange]) {
    var walk = Redactions(document: document)
    for node in document.nodes.indices where document.nodes[node].kind == .mapping { walk.visit(node) }
    redactions += walk.ranges
  }

  private init(document: Document) {
    self.document = document
    bytes = document.source.bytes
  }

  private mutating func visit(_ mapping: Int) {
    let end = mapping + Int(document.nodes[mapping].count)
    var key = mapping + 1
    while key < end {
      let value = document.value(ofKey: key)
      let name = text(of: document.resolved(key))
      if CredentialLook.isName(bytes.span, name) || document.nodes[key].flags.contains(.needsDecoding) {
        hideScalars(value, depth: 0)
      } else {
        visit(key, called: name, value, of: mapping)
      }
      key = value + Int(document.nodes[value].count)
    }
  }

  /// A scalar's bytes without its quotes.
  private func text(of scalar: Int) -> Range<Int> {
    let range = document.range(scalar).bounds
    switch document.nodes[scalar].style {
    case .singleQuoted, .doubleQuoted: return range.count < 2 ? range : range.lowerBound + 1..<range.upperBound - 1
    default: return range
    }
  }

  /// Fields of Kubernetes that hold credentials.
  private mutating func visit(_ key: Int, called name: Range<Int>, _ value: Int, of mapping: Int) {
    // By length first, as nearly all keys are others.
    switch name.count {
    case 4: if isKey(key, "data"), !isConfigMap(mapping) { hideEntries(value) }
    case 5:
      guard isKey(key, "value"), let name = document.value("name", of: mapping) else { return }
      if CredentialLook.isName(bytes.span, text(of: name)) { hideScalars(value, depth: 0) }
    case 7: if isKey(key, "options") { hideEntries(value) }
    case 10: if isKey(key, "stringData") || isKey(key, "binaryData") && !isConfigMap(mapping) { hideEntries(value) }
    case 11: if isKey(key, "httpHeaders") { hideHeaders(value) }
    case 16: if isKey(key, "volumeAttributes") { hideEntries(value) }
    case 48: if isKey(key, "kubectl.kubernetes.io/last-applied-configuration") { hideScalars(value, depth: 0) }
    default: break
    }
  }

  private func isKey(_ key: Int, _ name: StaticString) -> Bool {
    Node(document: document, index: document.resolved(key)).isText(name)
  }

  private func isConfigMap(_ mapping: Int) -> Bool {
    guard let kind = document.value("kind", of: mapping) else { return false }
    return Node(document: document, index: kind).isText("ConfigMap")
  }

  /// Hides the scalars that are the node's entries, those that merge keys bring in among them, or the node itself.
  private mutating func hideEntries(_ written: Int) {
    let node = Node(document: document, index: document.resolved(written))
    guard node.kind == .mapping else { return hideScalars(written, depth: 0) }
    guard hidden.insert(node.index).inserted else { return }
    for entry in node.entries {
      let value = entry.value.resolved
      if entry.key.isMergeKey, value.kind == .mapping || value.kind == .sequence {
        for source in value.kind == .mapping ? [value] : value.items.map(\.resolved) { hideEntries(source.index) }
      } else if value.kind == .mapping, !entry.key.isText("spec"), !entry.key.isText("metadata") {
        // Where a policy makes objects, `data` is an object; anything else that is nested has no business there.
        ranges.append(value.range)
      } else {
        hideScalars(entry.value.index, depth: 0)
      }
    }
  }

  private mutating func hideHeaders(_ value: Int) {
    for item in Node(document: document, index: document.resolved(value)).items {
      if let value = item.resolved.entry("value")?.value { hideScalars(value.index, depth: 0) }
    }
  }

  /// Hides a scalar, and those of a list.
  private mutating func hideScalars(_ written: Int, depth: Int) {
    let node = Node(document: document, index: document.resolved(written))
    switch node.kind {
    case .scalar:
      if document.nodes[written].kind == .alias { ranges.append(document.range(written)) }
      if !node.isEmpty { ranges.append(node.range) }
    case .sequence:
      guard depth < 8, hidden.insert(node.index).inserted else { return }
      for item in node.items { hideScalars(item.index, depth: depth + 1) }
    case .mapping, .alias: break
    }
  }
}
