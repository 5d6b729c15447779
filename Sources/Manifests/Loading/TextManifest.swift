import SourceTree

/// A manifest of a CronJob or Job that an object keeps as text: in a ConfigMap, in the values of a chart, in a patch.
///
/// Text that stands in the file as it is (a block scalar with `|`, a quoted one without escapes) is read where it stands, so that places in it are places in
/// the file. Of any other text it is only said that it holds a manifest.
enum TextManifest {
  /// The documents of the text, ready to be walked.
  case documents([Document])
  /// The text holds a manifest that is not judged; the reason is a clause.
  case notEvaluated(reason: String)

  /// Looks for a manifest in a scalar; texts without one are told by their bytes, as nearly all are.
  ///
  /// - Parameter depth: In how many texts the scalar stands, one within the other.
  /// - Returns: nil for text that holds none.
  init?(_ node: Node, depth: Int) {
    let written = node.source.bytes[node.range.bounds.clamped(to: 0..<node.source.bytes.count)]
    let bytes = node.tag == nil ? written : Array((node.text ?? "").utf8)[...]
    guard bytes.count >= Self.shortestManifest, Self.looksLikeWorkload(bytes), !node.isLastAppliedConfiguration else { return nil }
    let kind = Self.kind(in: bytes)
    if depth < Self.depthLimit, let parts = Self.parts(of: node),
      let documents = Self.documents(of: node.source, in: parts, depth: depth + 1)
    {
      self = .documents(documents)
    } else if Self.holdsWorkload(node.text ?? "") {
      self = .notEvaluated(
        reason:
          "a string holds the manifest of a \(kind ?? "workload"), and escapes or folds in it: scan the manifest as a file of its own")
    } else if let kind {
      self = .notEvaluated(
        reason:
          "a string holds what looks like the manifest of a \(kind): scan the manifest as a file of its own, rendered where it is a template"
      )
    } else {
      return nil
    }
  }

  /// `kind:`, `containers:` and what has to stand there beside.
  private static var shortestManifest: Int { 24 }

  /// Why a value of a Secret or of `binaryData` is not evaluated, whose text is not to be shown or stands nowhere; nil where it holds no manifest.
  static func reason(for value: Node, isBase64: Bool, isSecret: Bool) -> String? {
    guard let text = value.text else { return nil }
    let bytes = Array(text.utf8)
    guard let content = isBase64 ? Base64.decode(bytes) : bytes, looksLikeWorkload(content[...]) else { return nil }
    let kind: String
    if let named = Self.kind(in: content[...]) {
      kind = named
    } else if holdsWorkload(String(decoding: content, as: UTF8.self)) {
      kind = "workload"
    } else {
      return nil
    }
    return isSecret
      ? "a Secret holds the manifest of a \(kind), and what Secrets hold is not shown: scan the manifest that the Secret is made of"
      : "a value in base64 holds the manifest of a \(kind): scan the manifest as a file of its own"
  }

  /// Texts within texts within texts: more than anyone has in earnest.
  private static var depthLimit: Int { 3 }

  /// The documents of the parts; nil where one of them cannot be read, or none holds a workload.
  private static func documents(of source: Source, in parts: [SourceRange], depth: Int) -> [Document]? {
    var documents: [Document] = []
    for part in parts {
      var reader = DocumentReader(source, within: part)
      while let result = reader.next() {
        guard case .success(let document) = result, document.obstacle == nil else { return nil }
        documents.append(document)
      }
    }
    return documents.contains { ObjectWalk.holdsWorkload($0, depth: depth) } ? documents : nil
  }

  private static func holdsWorkload(_ text: String) -> Bool {
    guard let source = try? Source(name: "", bytes: Array(text.utf8)) else { return false }
    return documents(of: source, in: [SourceRange(0, source.bytes.count)], depth: depthLimit) != nil
  }

  /// Where the text's documents stand, line by line as they are; nil where the text is written in another way than it reads.
  private static func parts(of node: Node) -> [SourceRange]? {
    let bytes = node.source.bytes
    let range = node.range.bounds.clamped(to: 0..<bytes.count)
    switch node.style {
    case .singleQuoted, .doubleQuoted:
      return node.isVerbatim && range.count > 2 ? [SourceRange(range.lowerBound + 1, range.upperBound - 1)] : nil
    case .literal: break
    case .plain, .folded, .block, .flow: return nil
    }
    var parts: [SourceRange] = []
    var line = lineStart(after: range.lowerBound, in: bytes, end: range.upperBound)
    var start = line
    let indentation = node.contentIndentation
    while line < range.upperBound {
      let next = lineStart(after: line, in: bytes, end: range.upperBound)
      let content = bytes[min(line + indentation, next)..<next]
      if content.starts(with: "---".utf8) {
        let rest = content.dropFirst(3).drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard rest.first.map({ $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "#") }) ?? true else {
          return nil
        }
        parts.append(SourceRange(start, line))
        start = next
      }
      line = next
    }
    parts.append(SourceRange(start, range.upperBound))
    return parts
  }

  private static func lineStart(after offset: Int, in bytes: [UInt8], end: Int) -> Int {
    var index = offset
    while index < end, bytes[index] != UInt8(ascii: "\n") { index += 1 }
    return min(index + 1, end)
  }

  /// `CronJob` or `Job` where the text says that it is the kind of something, in whatever quotes.
  private static func kind(in text: ArraySlice<UInt8>) -> String? {
    let bytes = text.span
    var index = 5
    while index + 3 <= bytes.count {
      guard bytes[index] == UInt8(ascii: "J"), bytes[index + 1] == UInt8(ascii: "o"), bytes[index + 2] == UInt8(ascii: "b") else {
        index += 1
        continue
      }
      let isCronJob = stands("Cron", before: index, in: bytes)
      if stands("kind", before: endOfKey(before: isCronJob ? index - 4 : index, in: bytes), in: bytes) {
        return isCronJob ? "CronJob" : "Job"
      }
      index += 3
    }
    return nil
  }

  /// Where the key ends whose value starts at `offset`: over quotes, escapes of quotes, blanks and one colon.
  private static func endOfKey(before offset: Int, in bytes: Span<UInt8>) -> Int {
    var index = offset
    var colons = 0
    while index > 0 {
      switch bytes[index - 1] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case UInt8(ascii: ":") where colons == 0: colons = 1
      default: return colons == 1 ? index : 0
      }
      index -= 1
    }
    return 0
  }

  private static func stands(_ word: StaticString, before offset: Int, in bytes: Span<UInt8>) -> Bool {
    let start = offset - word.utf8CodeUnitCount
    guard start >= 0, offset <= bytes.count else { return false }
    for index in 0..<word.utf8CodeUnitCount where unsafe bytes[start + index] != word.utf8Start[index] { return false }
    return true
  }

  /// Whether fields stand in the text that only workloads have, apart from what it says of its kind, and it says that it is of any.
  private static func looksLikeWorkload(_ text: ArraySlice<UInt8>) -> Bool {
    let bytes = text.span
    var hasKind = false
    var hasBody = false
    // By letters that are in no other place of the words, and few in others.
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "k"): hasKind = hasKind || stands("kind", before: index + 4, in: bytes)
      case UInt8(ascii: "T"): hasBody = hasBody || stands("jobTemplate", before: index + 8, in: bytes)
      case UInt8(ascii: "t"): hasBody = hasBody || stands("ontainers", before: index + 7, in: bytes)
      default: continue
      }
      if hasKind, hasBody { return true }
    }
    return false
  }
}

extension Node {
  /// Whether the scalar is the copy that `kubectl apply` keeps of the object it stands in.
  fileprivate var isLastAppliedConfiguration: Bool {
    index > 0 && Node(document: document, index: index - 1).isText("kubectl.kubernetes.io/last-applied-configuration")
  }
}
