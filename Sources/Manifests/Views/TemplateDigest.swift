import SourceTree

/// What the spec of a Job, or of a CronJob's `jobTemplate`, comes to after defaulting: equal digests mean equal templates.
///
/// Fields that hold their default count as absent, as do those that the Job controller sets on each Job (`selector`, its labels) and `suspend`, which is
/// toggled while a Job lives. The order of keys does not matter. Digests are made with a key of this process: compare them, never store them.
///
/// Defaults are those of Kubernetes 1.36 (`pkg/apis/batch/v1/defaults.go`, `pkg/apis/core/v1/defaults.go`) that apply to pod templates.
package struct TemplateDigest: Hashable, Sendable {
  private let value: Int

  /// - Returns: nil where there is no readable template, or it is nested deeper than any real one.
  init?(_ jobSpec: Node?) {
    guard let node = jobSpec?.resolved, node.kind == .mapping else { return nil }
    var canonical = CanonicalForm()
    guard canonical.append(node, as: .job, depth: 0) else { return nil }
    value = canonical.finish()
  }
}

/// Feeds a template to a hash in such a way that no two different templates feed the same bytes.
private struct CanonicalForm {
  private var hasher = Hasher()

  private enum Tag: UInt8 { case null, bool, int, float, string, sequence, mapping, openCompletions }

  /// Real templates are about 15 levels deep; aliases can nest without bound.
  private static var depthLimit: Int { 64 }

  consuming func finish() -> Int { hasher.finalize() }

  /// - Returns: false where the node is nested too deep.
  mutating func append(_ node: Node, as shape: TemplateShape, depth: Int) -> Bool {
    guard depth < Self.depthLimit else { return false }
    let node = node.resolved
    switch node.kind {
    case .mapping: return appendMapping(node, as: shape, depth: depth)
    case .sequence:
      append(.sequence)
      hasher.combine(node.items.reduce(0) { count, _ in count + 1 })
      for item in node.items where !append(item, as: shape, depth: depth + 1) { return false }
      return true
    case .scalar, .alias:
      if shape == .quantities, let text = node.text { append(text) } else { append(node.scalar ?? Scalar.null) }
      return true
    }
  }

  private mutating func appendMapping(_ node: Node, as shape: TemplateShape, depth: Int) -> Bool {
    var fields: [(key: String, value: Node)] = []
    for entry in node.mergedEntries {
      let value = entry.value.resolved
      guard var key = entry.key.keyText, !shape.omits(key, value, in: node, depth: depth) else { continue }
      // The API keeps both names of the field equal.
      if shape == .podSpec, key == "serviceAccount" { key = "serviceAccountName" }
      fields.append((key, value))
    }
    fields.sort { $0.key < $1.key }
    append(.mapping)
    hasher.combine(fields.count)
    // Completions default to 1 only where neither they nor the parallelism are set.
    if shape == .job, node["completions"] == nil, node["parallelism"] != nil { append(.openCompletions) }
    for (key, value) in fields {
      append(key)
      guard append(value, as: shape.shape(of: key), depth: depth + 1) else { return false }
    }
    return true
  }

  private mutating func append(_ scalar: Scalar) {
    switch scalar {
    case .null, .notANumber, .tagMismatch: append(Tag.null)
    case .bool(let value):
      append(.bool)
      hasher.combine(value)
    case .int(let value): append(value)
    case .float(let value):
      if let whole = Int64(exactly: value) {
        append(whole)
      } else {
        append(.float)
        hasher.combine(value)
      }
    case .string(let text): append(text)
    }
  }

  private mutating func append(_ value: Int64) {
    append(.int)
    hasher.combine(value)
  }

  /// The bytes and their number: `String`'s own hash takes canonically equivalent texts for equal.
  private mutating func append(_ text: String) {
    append(.string)
    var text = text
    text.withUTF8 { bytes in
      hasher.combine(bytes.count)
      unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    }
  }

  private mutating func append(_ tag: Tag) { hasher.combine(tag.rawValue) }
}
