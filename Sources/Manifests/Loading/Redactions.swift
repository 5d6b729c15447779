import SourceTree

/// Which bytes of an input hold credentials that no excerpt may show.
enum Redactions {
  /// The values of a Secret, and of any object the copy that `kubectl apply` keeps of it.
  static func append(_ found: ObjectWalk.Found, to redactions: inout [SourceRange]) {
    let document = found.object.document
    let object = document.resolved(found.object.index)
    appendCopies(in: object, of: document, to: &redactions)
    switch found.type {
    case .secret:
      appendValues(of: found.object.entry("data"), to: &redactions)
      appendValues(of: found.object.entry("stringData"), to: &redactions)
    case .workload(.cronJob):
      guard let spec = document.value("spec", of: object), let template = document.value("jobTemplate", of: spec) else { return }
      appendCopies(in: template, of: document, to: &redactions)
      appendCopiesOfPodTemplate(in: template, of: document, to: &redactions)
    case .workload(.job): appendCopiesOfPodTemplate(in: object, of: document, to: &redactions)
    default: break
    }
  }

  /// Takes a document that could not be read to the end for a Secret where its text says so, and hides all of it.
  static func appendSuspect(_ document: SourceRange, in source: Source, to redactions: inout [SourceRange]) {
    let bounds = document.bounds.clamped(to: 0..<source.bytes.count)
    if saysSecret(source.bytes[bounds]) { redactions.append(document) }
  }

  private static func appendCopiesOfPodTemplate(in job: Int, of document: Document, to redactions: inout [SourceRange]) {
    guard let spec = document.value("spec", of: job), let template = document.value("template", of: spec) else { return }
    appendCopies(in: template, of: document, to: &redactions)
  }

  private static func appendCopies(in object: Int, of document: Document, to redactions: inout [SourceRange]) {
    guard let metadata = document.value("metadata", of: object), let annotations = document.value("annotations", of: metadata),
      let copy = document.key("kubectl.kubernetes.io/last-applied-configuration", of: annotations)
    else { return }
    append(Node(document: document, index: document.value(ofKey: copy)), to: &redactions)
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
