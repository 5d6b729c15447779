package import SourceTree

/// Follows what Helm or Kustomize printed back to the files it was made from.
///
/// Both say which file an object comes from: Helm in a comment (`# Source: chart/templates/x.yaml`), Kustomize in an annotation where it was asked to
/// (`config.kubernetes.io/origin`, `buildMetadata: [originAnnotations]`). The line is the one that holds the same field of the same object there, if there is.
package struct SourceTrace {
  package enum Renderer: Sendable {
    /// The chart's directory or archive.
    case helm(chart: String)
    /// The directory that paths of origins are relative to.
    case kustomize(root: String)
  }

  /// A place in a file that was rendered.
  package struct Place: Hashable, Sendable {
    package var path: String
    /// 1 for the first line; nil where it cannot be told.
    package var line: Int?
  }

  private let renderer: Renderer
  private let read: (String) -> [UInt8]?
  private var documents: [Document] = []
  private var files: [String: SourceFile] = [:]

  /// - Parameters:
  ///   - rendered: What was printed.
  ///   - read: Reads a file it was made from; nil where there is none.
  package init(_ rendered: Source, by renderer: Renderer, read: @escaping (String) -> [UInt8]?) {
    self.renderer = renderer
    self.read = read
    var reader = DocumentReader(rendered)
    while let result = reader.next() {
      if case .success(let document) = result { documents.append(document) }
    }
  }

  /// Where the text at a range comes from; nil where the renderer does not say.
  package mutating func place(of range: SourceRange) -> Place? {
    guard let document = documents.first(where: { $0.range.contains(range) }), let path = origin(of: document) else { return nil }
    let file = files[path] ?? SourceFile(read(path), isTemplate: isTemplate)
    files[path] = file
    let step = FieldTrail(to: range, in: document.root)
    return Place(path: path, line: file.line(of: step, of: ObjectName(document.root), isTemplate: isTemplate))
  }

  private var isTemplate: Bool { if case .helm = renderer { true } else { false } }

  private func origin(of document: Document) -> String? {
    switch renderer {
    case .helm(let chart):
      guard let source = Self.helmSource(document), let slash = source.firstIndex(of: "/") else { return nil }
      // The first segment is the chart's name, which its directory need not have.
      return Self.join(chart, String(source[source.index(after: slash)...]))
    case .kustomize(let root):
      guard let text = document.root["metadata"]?["annotations"]?["config.kubernetes.io/origin"]?.text,
        let source = try? Source(name: "origin", bytes: Array(text.utf8))
      else { return nil }
      var reader = DocumentReader(source)
      guard case .success(let origin) = reader.next(), origin.root["repo"] == nil else { return nil }
      return (origin.root["path"] ?? origin.root["configuredIn"])?.text.map { Self.join(root, $0) }
    }
  }

  /// The path behind `# Source: `, in the comments before the document's content.
  private static func helmSource(_ document: Document) -> String? {
    let marker = Array("# Source: ".utf8)
    let bytes = document.source.bytes
    for line in bytes[document.range.bounds].split(separator: UInt8(ascii: "\n")).prefix(8) where line.starts(with: marker) {
      let path = line.dropFirst(marker.count)
      return String(decoding: path.last == UInt8(ascii: "\r") ? path.dropLast() : path, as: UTF8.self)
    }
    return nil
  }

  /// The two as one path, without needless segments.
  private static func join(_ base: String, _ path: String) -> String {
    var segments: [Substring] = []
    for segment in "\(base)/\(path)".split(separator: "/") where segment != "." {
      if segment == "..", let last = segments.last, last != ".." { segments.removeLast() } else { segments.append(segment) }
    }
    return (base.hasPrefix("/") ? "/" : "") + segments.joined(separator: "/")
  }
}

/// What an object is called.
private struct ObjectName {
  let kind: String?
  let name: String?

  init(_ root: Node) {
    kind = root["kind"]?.text
    name = root["metadata"]?["name"]?.text
  }
}

/// The way from an object to one of its fields.
private struct FieldTrail {
  enum Step {
    case key(String)
    /// An item of a list, by its `name` where it has one: lists are reordered when patches are applied.
    case item(Int, name: String?)
  }

  private(set) var steps: [Step] = []
  /// What the field holds, if it is a scalar and the way does not end at its key.
  private(set) var scalar: Scalar?

  /// The way to the smallest field that holds the range.
  init(to range: SourceRange, in root: Node) {
    var node = root
    while true {
      switch node.kind {
      case .mapping:
        guard let entry = node.entries.first(where: { $0.key.range.contains(range) || $0.value.range.contains(range) }),
          let key = entry.key.text
        else { return }
        steps.append(.key(key))
        if entry.key.range.contains(range) { return }
        node = entry.value
      case .sequence:
        guard let item = node.items.enumerated().first(where: { $0.element.range.contains(range) }) else { return }
        steps.append(.item(item.offset, name: item.element["name"]?.text))
        node = item.element
      case .scalar, .alias:
        scalar = node.scalar
        return
      }
    }
  }
}

/// A file that objects were made from.
private struct SourceFile {
  private var roots: [Node] = []
  private var lines: LineIndex?

  init(_ bytes: [UInt8]?, isTemplate: Bool) {
    guard let bytes, let source = try? Source(name: "", bytes: isTemplate ? TemplateMask.masking(bytes) : bytes) else { return }
    lines = LineIndex(source)
    var reader = DocumentReader(source)
    while let result = reader.next() {
      if case .success(let document) = result, document.root.kind == .mapping { roots.append(document.root) }
    }
  }

  /// The line of the same field of the same object.
  func line(of path: FieldTrail, of object: ObjectName, isTemplate: Bool) -> Int? {
    guard let lines, var node = root(of: object, isTemplate: isTemplate) else { return nil }
    var place = node.range.start
    for step in path.steps {
      switch step {
      case .key(let name):
        guard let entry = node.mergedEntries.first(where: { $0.key.text == name }) else { return nil }
        place = entry.key.range.start
        node = entry.value.resolved
      case .item(let index, let name):
        let items = Array(node.items)
        let named = name.flatMap { name in items.first { $0.resolved["name"]?.text == name } }
        guard let item = named ?? (name == nil || isTemplate ? items.dropFirst(index).first : nil) else { return nil }
        place = item.range.start
        node = item.resolved
      }
    }
    // What a patch has set stands elsewhere.
    if let scalar = path.scalar, !isTemplate, node.scalar != scalar { return nil }
    return lines.line(at: place) + 1
  }

  /// Names get prefixes and suffixes, and those of templates are not known: the kind decides where only one object has it.
  private func root(of object: ObjectName, isTemplate: Bool) -> Node? {
    let candidates = roots.filter { $0["kind"]?.text == object.kind }
    if candidates.count == 1 { return candidates.first }
    return candidates.first { $0["metadata"]?["name"]?.text == object.name }
      ?? candidates.first { root in
        guard !isTemplate, let name = root["metadata"]?["name"]?.text, !name.isEmpty else { return false }
        return object.name?.contains(name) ?? false
      }
  }
}

/// Turns a template into something that parses and has every line where it was.
private enum TemplateMask {
  /// Stands for the bytes of actions until it is known what else their line holds; it occurs in no manifest.
  private static let action: UInt8 = 1

  /// Actions (`{{ … }}`) that have lines for themselves become blanks, others letters.
  static func masking(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    var index = 0
    while let start = pair(UInt8(ascii: "{"), in: bytes, from: index) {
      index = pair(UInt8(ascii: "}"), in: bytes, from: start + 2).map { $0 + 2 } ?? bytes.count
      for offset in start..<index where bytes[offset] != UInt8(ascii: "\n") { result[offset] = action }
    }
    var start = 0
    while start < result.count {
      let end = result[start...].firstIndex(of: UInt8(ascii: "\n")) ?? result.count
      let isAlone = result[start..<end].allSatisfy { [action, UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains($0) }
      for offset in start..<end where result[offset] == action { result[offset] = UInt8(ascii: isAlone ? " " : "x") }
      start = end + 1
    }
    return result
  }

  /// Where the byte stands twice.
  private static func pair(_ byte: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
    guard start + 1 < bytes.count else { return nil }
    return (start..<bytes.count - 1).first { bytes[$0] == byte && bytes[$0 + 1] == byte }
  }
}
