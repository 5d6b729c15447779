import SourceTree

/// Which bytes of an input hold credentials that no excerpt may show.
enum Redactions {
  /// The values of a Secret, and of any object the copy that `kubectl apply` keeps of it.
  static func append(_ found: ObjectWalk.Found, to redactions: inout [SourceRange]) {
    appendCopies(in: found.object, to: &redactions)
    switch found.type {
    case .secret:
      appendValues(of: found.object.entry("data"), to: &redactions)
      appendValues(of: found.object.entry("stringData"), to: &redactions)
    case .workload(.cronJob):
      let template = found.object["spec"]?["jobTemplate"]
      appendCopies(in: template, to: &redactions)
      appendCopies(in: template?["spec"]?["template"], to: &redactions)
    case .workload(.job): appendCopies(in: found.object["spec"]?["template"], to: &redactions)
    default: break
    }
  }

  /// Takes a document that could not be read to the end for a Secret where its text says so, and hides all of it.
  static func appendSuspect(_ document: SourceRange, in source: Source, to redactions: inout [SourceRange]) {
    let bounds = document.bounds.clamped(to: 0..<source.bytes.count)
    if saysSecret(source.bytes[bounds]) { redactions.append(document) }
  }

  private static func appendCopies(in object: Node?, to redactions: inout [SourceRange]) {
    let annotations = object?["metadata"]?["annotations"]
    guard let copy = annotations?.entry("kubectl.kubernetes.io/last-applied-configuration") else { return }
    append(copy.value, to: &redactions)
  }

  private static func appendValues(of entry: Node.Entry?, to redactions: inout [SourceRange]) {
    guard let entry else { return }
    guard entry.value.resolved.kind == .mapping else { return append(entry.value, to: &redactions) }
    for entry in entry.value.mergedEntries { append(entry.value, to: &redactions) }
  }

  private static func append(_ value: Node, to redactions: inout [SourceRange]) {
    redactions.append(value.range)
    if value.kind == .alias { redactions.append(value.resolved.range) }
  }

  /// Whether `kind` stands before `Secret` somewhere, with nothing but quotes, blanks and a colon between them.
  private static func saysSecret(_ text: ArraySlice<UInt8>) -> Bool {
    let kind = Array("kind".utf8)
    let secret = Array("Secret".utf8)
    var index = text.startIndex
    while index < text.endIndex {
      guard text[index] == secret[0], text[index...].starts(with: secret) else {
        index += 1
        continue
      }
      let before = text[..<index].reversed().drop { byte in
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "\"")
          || byte == UInt8(ascii: "'")
      }
      if before.starts(with: kind.reversed()) { return true }
      index += secret.count
    }
    return false
  }
}
