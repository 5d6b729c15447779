package import SourceTree

/// Reads the objects of one input, one at a time and with one document's tree in memory.
///
/// ```swift
/// var reader = ManifestReader(source)
/// while let element = reader.next() {
///   switch element {
///   case .object(let manifest): …
///   case .failure(let error): …              // exit code 2
///   case .notEvaluated(let range, let reason): …
///   }
/// }
/// hide(reader.redactions)
/// ```
package struct ManifestReader {
  package enum Element: Sendable {
    case object(Manifest)
    /// The document cannot be read, or kubectl might read it as something else.
    case failure(SyntaxError)
    /// The document says nothing until something is done about the place; the reason is a clause.
    case notEvaluated(SourceRange, reason: String)
  }

  /// The bytes that may hold credentials of all that has been read so far, by their keys and in no particular order.
  package private(set) var redactions: [SourceRange] = []
  /// Of documents that cannot be read, whatever does not explain why: it may hold credentials, too.
  package private(set) var guesses: [SourceRange] = []

  /// The mapping that holds the fields of the object that was read last.
  package private(set) var object: Node?
  /// The document of the file that is read; an object that stands in a text of it has one of its own.
  package private(set) var document: Document?

  private let source: Source
  private var keys = KeyMeanings()
  private var documents: DocumentReader
  private var objects: ObjectWalk?
  private var isAtEnd = false
  private let readsStatus: Bool
  private let isPatch: Bool

  /// - Parameters:
  ///   - readsStatus: Whether ``Workload/status`` is of interest; for a scan it is not.
  ///   - isPatch: Whether the objects are known to be patches of others; what does not look whole is taken for one anyway.
  package init(_ source: Source, readsStatus: Bool = false, isPatch: Bool = false) {
    self.source = source
    self.readsStatus = readsStatus
    self.isPatch = isPatch
    documents = DocumentReader(source)
  }

  /// The next object, or why a document gives none; nil at the end of the input.
  package mutating func next() -> Element? {
    while true {
      switch objects?.next() {
      case .document(let document)?:
        Redactions.append(document, to: &redactions, &keys)
        continue
      case .object(let found)?:
        object = found.object
        return .object(Manifest(found, readsStatus: readsStatus, isPatch: isPatch))
      case .notEvaluated(let place, let reason)?: return .notEvaluated(place, reason: reason)
      case nil: break
      }
      // The tree goes before the next one is made.
      objects = nil
      object = nil
      document = nil
      let start = documents.offset
      guard let result = documents.next() else { return trailingObstacle(from: start) }
      switch result {
      case .success(let document):
        Redactions.append(document, to: &redactions, &keys)
        guard let obstacle = document.obstacle else {
          self.document = document
          objects = ObjectWalk(document)
          continue
        }
        guesses += TextRedactions.ranges(in: source.bytes, document.range)
        return obstacle
      case .failure(let error):
        guesses += TextRedactions.ranges(in: source.bytes, SourceRange(start, documents.offset))
        return error.kind == .template ? .notEvaluated(error.range, reason: Self.templateReason) : .failure(error)
      }
    }
  }

  /// A line break of YAML 1.1 behind the last document: in a comment of its own, it may hide a whole document.
  private mutating func trailingObstacle(from start: UInt32) -> Element? {
    guard !isAtEnd, let offset = source.ambiguousCharacters.last, offset >= start else { return nil }
    isAtEnd = true
    return .notEvaluated(SourceRange(offset, offset + 1), reason: Self.ambiguityReason)
  }

  /// Why a template is not evaluated.
  package static var templateReason: String {
    "the document is a template: render it first (helm template, kustomize build, ytt) and scan what it produces"
  }

  fileprivate static var ambiguityReason: String {
    """
    kubectl takes this character (U+0085, U+2028, U+2029, U+FEFF or another blank that is none to YAML 1.2) for a line break or for nothing, so what it \
    reads may differ: remove it, or escape it in a quoted scalar
    """
  }
}

extension Document {
  /// Why a document that parses must not be read further.
  var obstacle: ManifestReader.Element? {
    if let template { return .notEvaluated(template, reason: ManifestReader.templateReason) }
    if let place = ambiguousCharacter { return .notEvaluated(place, reason: ManifestReader.ambiguityReason) }
    if let error = aliasError() ?? mergeError() ?? duplicateKey() { return .failure(error) }
    return nil
  }

  /// The first of the ``Source/ambiguousCharacters`` outside quoted scalars, for what follows such a line break in a comment, or in a block scalar, is
  /// structure to kubectl; or the blank of another script that the document starts with, and that kubectl passes over before a `{`.
  fileprivate var ambiguousCharacter: SourceRange? {
    if let blank = blankOfAnotherScript { return blank }
    let breaks = source.ambiguousCharacters
    guard !breaks.isEmpty else { return nil }
    var next = breaks.prefixCount { $0 < range.start }
    var quoted = QuotedScalars(root)
    var scalar = quoted.next()
    while next < breaks.endIndex, breaks[next] < range.end {
      let offset = breaks[next]
      while let current = scalar, current.end <= offset { scalar = quoted.next() }
      guard let current = scalar, current.start <= offset else { return SourceRange(offset, offset + 1) }
      next += 1
    }
    return nil
  }

  /// The blank beyond ASCII that the document starts with.
  private var blankOfAnotherScript: SourceRange? {
    let start = Int(root.range.start)
    guard !root.isEmpty, start < source.bytes.count, source.bytes[start] >= 0x80 else { return nil }
    let place = SourceRange(root.range.start, root.range.start + 4)
    return source.text(place).unicodeScalars.first?.properties.isWhitespace == true ? place : nil
  }
}

/// The ranges of a tree's quoted scalars in source order.
private struct QuotedScalars {
  private var root: Node?
  private var levels: [Node.Children] = []

  init(_ root: Node) { self.root = root }

  mutating func next() -> SourceRange? {
    if let root {
      self.root = nil
      if let range = visit(root) { return range }
    }
    while var nodes = levels.popLast() {
      guard let node = nodes.next() else { continue }
      levels.append(nodes)
      if let range = visit(node) { return range }
    }
    return nil
  }

  private mutating func visit(_ node: Node) -> SourceRange? {
    if node.kind != .scalar { levels.append(node.children) }
    return node.style == .singleQuoted || node.style == .doubleQuoted ? node.range : nil
  }
}
