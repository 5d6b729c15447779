import Findings
import SourceTree

/// A manifest with the places at which a rule's findings are expected.
struct MarkedManifest {
  var bytes: [UInt8]
  /// Where the expected findings start.
  var starts: Marks
  /// Where they end.
  var ends: Marks

  struct Marks {
    var offsets: [Int] = []
    /// How many there are besides, at places that cannot be told: within text that is written otherwise now.
    var unplaced = 0
  }
}

/// A way to write an example otherwise that must not change what a rule says about it.
enum ExampleMutation: String, CaseIterable {
  case asWritten = "as written"
  case afterAnotherDocument = "after another document"
  case beforeAnotherDocument = "before another document"
  case crlf = "with CRLF"
  case loneCarriageReturns = "with lone CRs"
  case byteOrderMark = "with a byte order mark"
  case fourSpaces = "indented by four spaces"
  case inList = "in a List"
  case flow = "in flow style"
  case json = "as JSON"
  case anchoredScalars = "with its scalars as aliases"
  case anchoredPod = "with its pod as an alias"
  case bareJob = "as a bare Job"

  /// The example written that way; nil where that is not possible.
  func apply(to example: Example) throws -> MarkedManifest? {
    let original = MarkedManifest(
      bytes: Array(example.manifest.utf8), starts: .init(offsets: example.starts), ends: .init(offsets: example.ends))
    if self == .asWritten { return original }
    let documents = try Self.documents(of: original.bytes)
    if let rewritten = rewrite(original, documents: documents) { return rewritten }
    // The others write one document anew, and know neither anchors nor tags of its own.
    guard documents.count == 1, let document = documents.first, !document.hasAliases else { return nil }
    var writer = FlowWriter(document, isJSON: self == .json)
    switch self {
    case .flow, .json: writer.write(document.root)
    case .anchoredScalars: writer.writeListWithAliases(document.root) { $0.kind == .scalar }
    case .anchoredPod:
      guard let pod = Self.podSpec(of: document.root) else { return nil }
      writer.writeListWithAliases(document.root) { $0.index == pod.index }
    case .bareJob:
      guard writer.writeBareJob(ofCronJob: document.root) else { return nil }
    default: return nil
    }
    return writer.isFaithful ? writer.marked(original, keepsAll: self != .bareJob) : nil
  }

  private static let otherDocument = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\ndata: {key: value}\n"

  /// The mutations that keep the text and add to it.
  private func rewrite(_ original: MarkedManifest, documents: [Document]) -> MarkedManifest? {
    var rewriter = Rewriter(original)
    switch self {
    case .afterAnotherDocument:
      rewriter.insert("\(Self.otherDocument)---\n")
      rewriter.copyRest()
    case .beforeAnotherDocument:
      rewriter.copyRest()
      rewriter.insert("\n---\n\(Self.otherDocument)")
    case .crlf:
      rewriter.copyLines { _ in
      } lineEnd: {
        $0.insert("\r")
      }
    case .loneCarriageReturns:
      rewriter.copyRest()
      rewriter.replace("\n", with: "\r")
    case .byteOrderMark:
      rewriter.insert("\u{FEFF}")
      rewriter.copyRest()
    case .fourSpaces:
      guard rewriter.copyIndentedTwice(documents) else { return nil }
    case .inList:
      guard documents.count == 1 else { return nil }
      rewriter.insert("apiVersion: v1\nkind: List\nitems:\n-\n")
      rewriter.copyLines {
        $0.insert("  ")
      } lineEnd: { _ in
      }
    default: return nil
    }
    return rewriter.result
  }

  static func documents(of bytes: [UInt8]) throws -> [Document] {
    var reader = DocumentReader(try Source(name: "example", bytes: bytes))
    var documents: [Document] = []
    while let result = reader.next() { documents.append(try result.get()) }
    return documents
  }

  private static func podSpec(of root: Node) -> Node? {
    let job = root["kind"]?.isText("CronJob") == true ? root["spec"]?["jobTemplate"]?["spec"] : root["spec"]
    return root["kind"]?.isText("Pod") == true ? root["spec"] : job?["template"]?["spec"]
  }
}

/// Copies a manifest and puts text in between, keeping account of where its bytes go.
private struct Rewriter {
  private let original: MarkedManifest
  private var output: [UInt8] = []
  /// The new offset of each byte of the original.
  private var moved: [Int] = []

  init(_ original: MarkedManifest) { self.original = original }

  private var next: Int { moved.count }

  mutating func insert(_ text: String) { output += text.utf8 }

  mutating func copy() {
    moved.append(output.count)
    output.append(original.bytes[next - 1])
  }

  mutating func copyRest() {
    while next < original.bytes.count { copy() }
  }

  mutating func replace(_ old: Character, with new: Character) {
    output = output.map { $0 == old.asciiValue ? new.asciiValue ?? $0 : $0 }
  }

  mutating func copyLines(lineStart: (inout Rewriter) -> Void, lineEnd: (inout Rewriter) -> Void) {
    lineStart(&self)
    while next < original.bytes.count {
      let isEnd = original.bytes[next] == UInt8(ascii: "\n")
      if isEnd { lineEnd(&self) }
      copy()
      if isEnd, next < original.bytes.count { lineStart(&self) }
    }
  }

  private func count(of character: Character, at offset: Int) -> Int {
    original.bytes[min(offset, original.bytes.count)...].prefix { $0 == character.asciiValue }.count
  }

  /// Doubles the indentation, the one behind the dashes of sequences too.
  ///
  /// - Returns: false where a block scalar gives its indentation as a number.
  mutating func copyIndentedTwice(_ documents: [Document]) -> Bool {
    var scalars: [Node] = []
    for document in documents { Self.collectScalars(document.root, into: &scalars) }
    let blocks = scalars.filter { $0.style == .literal || $0.style == .folded }
    for block in blocks where block.source.text(block.range).prefix(while: { $0 != "\n" }).contains(where: \.isNumber) { return false }
    while next < original.bytes.count {
      let line = next
      let indentation = count(of: " ", at: line)
      if let block = blocks.first(where: { $0.range.start < line && line < $0.range.end }) {
        insert(String(repeating: " ", count: Self.contentIndentation(of: block)))
      } else {
        insert(String(repeating: " ", count: indentation))
        for _ in 0..<indentation { copy() }
        while next + 1 < original.bytes.count, original.bytes[next] == UInt8(ascii: "-"), original.bytes[next + 1] == UInt8(ascii: " ") {
          copy()
          let spaces = count(of: " ", at: next)
          insert(String(repeating: " ", count: spaces + 1))
          for _ in 0..<spaces { copy() }
        }
      }
      while next < original.bytes.count, original.bytes[next] != UInt8(ascii: "\n") { copy() }
      if next < original.bytes.count { copy() }
    }
    return true
  }

  private static func contentIndentation(of block: Node) -> Int {
    let lines = block.source.text(block.range).split(separator: "\n").dropFirst()
    return lines.filter { $0.contains { $0 != " " } }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
  }

  private static func collectScalars(_ node: Node, into scalars: inout [Node]) {
    if node.kind == .scalar { scalars.append(node) }
    for child in node.children { collectScalars(child, into: &scalars) }
  }

  var result: MarkedManifest {
    MarkedManifest(
      bytes: output, starts: .init(offsets: original.starts.offsets.map { $0 < moved.count ? moved[$0] : output.count }),
      // Behind the last byte that belongs to the finding.
      ends: .init(offsets: original.ends.offsets.map { moved[$0 - 1] + 1 }))
  }
}

/// Writes the tree of a document anew, in flow style or as JSON.
private struct FlowWriter {
  private struct WrittenNode {
    var node: Node
    /// Where it stands, its quotes, brackets or `*` included.
    var start: Int
    var end: Int
    /// Where a scalar's text starts, where that is written as in the original.
    var text: Int?
  }

  private let document: Document
  private let isJSON: Bool
  private var output: [UInt8] = []
  private var written: [WrittenNode] = []
  /// Node indices and the names of the anchors that stand for them.
  private var anchors: [Int: String] = [:]
  private var depth = 0
  /// Whether everything could be written so that it means the same.
  private(set) var isFaithful = true

  init(_ document: Document, isJSON: Bool) {
    self.document = document
    self.isJSON = isJSON
  }

  mutating func write(_ node: Node) {
    if let name = anchors[node.index] {
      // What is within an aliased scalar is found at the alias, what is within a collection at its anchor.
      let start = output.count
      append("*\(name)")
      if node.kind == .scalar { written.append(WrittenNode(node: node, start: start, end: output.count, text: nil)) }
      return
    }
    if node.tag != nil || node.anchor != nil { isFaithful = false }
    let position = written.count
    if node.kind != .scalar { written.append(WrittenNode(node: node, start: output.count, end: output.count, text: nil)) }
    switch node.kind {
    case .scalar: writeScalar(node, isKey: false)
    case .sequence: writeCollection("[", node.items.map { item in { $0.write(item) } }, "]")
    case .mapping: writeCollection("{", node.entries.map { entry in { $0.write(entry) } }, "}")
    case .alias: isFaithful = false
    }
    if node.kind != .scalar { written[position].end = output.count }
  }

  private mutating func write(_ entry: Node.Entry) {
    writeScalar(entry.key, isKey: true)
    append(": ")
    write(entry.value)
  }

  private mutating func writeCollection(_ open: String, _ items: [(inout FlowWriter) -> Void], _ close: String) {
    append(open)
    depth += 1
    for (index, writeItem) in items.enumerated() {
      if index > 0 { append(isJSON ? "," : ", ") }
      if isJSON { append("\n" + String(repeating: "  ", count: depth)) }
      writeItem(&self)
    }
    depth -= 1
    if isJSON, !items.isEmpty { append("\n" + String(repeating: "  ", count: depth)) }
    append(close)
  }

  private mutating func append(_ text: String) { output += text.utf8 }

  private mutating func writeScalar(_ node: Node, isKey: Bool) {
    let start = output.count
    switch node.scalar {
    case .null?: append("null")
    case .bool(let value)?: append(value ? "true" : "false")
    case .int(let value)?: append("\(value)")
    case .float?: append(node.text ?? "")
    case .string(let text)?:
      writeString(text, of: node, isKey: isKey)
      return
    default: isFaithful = false
    }
    if isKey { isFaithful = false }
    written.append(WrittenNode(node: node, start: start, end: output.count, text: nil))
  }

  private mutating func writeString(_ text: String, of node: Node, isKey: Bool) {
    if node.isTemplated, node.style == .plain { isFaithful = false }
    let start = output.count
    let isPlain = !isJSON && node.style == .plain && Self.isPlain(text)
    let escaped = Self.escaped(text)
    append(isPlain ? text : "\"\(escaped)\"")
    let source = node.source.text(node.range)
    let isVerbatim = (source == text || source == "\"\(text)\"" || source == "'\(text)'") && escaped == text
    written.append(WrittenNode(node: node, start: start, end: output.count, text: isVerbatim ? start + (isPlain ? 0 : 1) : nil))
  }

  /// Whether a text that was a plain scalar is one within brackets, too.
  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.last != ":"
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_./:@+-".contains($0)) }
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A List that holds the values a predicate picks behind anchors, in front of the object that has aliases in their places.
  mutating func writeListWithAliases(_ root: Node, picks: (Node) -> Bool) {
    var picked: [Node] = []
    Self.collectValues(root, where: picks, into: &picked)
    append("{anchors: [")
    for (number, node) in picked.enumerated() {
      if number > 0 { append(", ") }
      append("&value\(number) ")
      let known = written.count
      write(node)
      if node.kind == .scalar { written.removeSubrange(known...) }
    }
    for (number, node) in picked.enumerated() { anchors[node.index] = "value\(number)" }
    append("], apiVersion: v1, kind: List, items: [")
    write(root)
    append("]}")
  }

  private static func collectValues(_ node: Node, where picks: (Node) -> Bool, into values: inout [Node]) {
    if picks(node) {
      values.append(node)
      return
    }
    for item in node.items { collectValues(item, where: picks, into: &values) }
    for entry in node.entries { collectValues(entry.value, where: picks, into: &values) }
  }

  /// The Job that a CronJob makes.
  ///
  /// - Returns: false for anything but a CronJob with a job template.
  mutating func writeBareJob(ofCronJob root: Node) -> Bool {
    guard root["kind"]?.isText("CronJob") == true, let template = root["spec"]?["jobTemplate"], let spec = template.entry("spec") else {
      return false
    }
    append("{apiVersion: batch/v1, kind: Job, metadata: {name: example")
    for key: StaticString in ["labels", "annotations"] {
      guard let entry = template["metadata"]?.entry(key) else { continue }
      append(", ")
      write(entry)
    }
    append("}, ")
    write(spec)
    append("}")
    return true
  }

  /// What was written, with the marks where their scalars are now.
  ///
  /// - Parameter keepsAll: Whether a mark that was not written counts as a finding at an unknown place, or as none.
  func marked(_ original: MarkedManifest, keepsAll: Bool) -> MarkedManifest {
    MarkedManifest(
      bytes: output,
      starts: marks(original.starts.offsets, keepsAll, isWithin: { $0.start <= $1 && $1 < $0.end }) { found, mark in
        anchors[found.node.index] != nil || mark == found.node.range.start ? found.start : nil
      },
      ends: marks(original.ends.offsets, keepsAll, isWithin: { $0.start < $1 && $1 <= $0.end }) { found, mark in
        anchors[found.node.index] != nil || mark == found.node.range.end ? found.end : nil
      })
  }

  /// - Parameters:
  ///   - isWithin: Whether a mark may belong to the node that stood there.
  ///   - place: Where the mark is now, if it is one of the node as a whole.
  private func marks(
    _ marks: [Int], _ keepsAll: Bool, isWithin: (SourceRange, Int) -> Bool, place: (WrittenNode, Int) -> Int?
  ) -> MarkedManifest.Marks {
    var result = MarkedManifest.Marks()
    for mark in marks {
      // The innermost node starts last, and is the last one of those that was written.
      let around = written.reversed().filter { isWithin($0.node.range, mark) }
      guard let found = around.max(by: { $0.node.range.start < $1.node.range.start }) else {
        if keepsAll { result.unplaced += 1 }
        continue
      }
      if let whole = place(found, mark) {
        result.offsets.append(whole)
      } else if let text = found.text {
        let quote = found.node.style == .plain ? 0 : 1
        result.offsets.append(text + mark - Int(found.node.range.start) - quote)
      } else {
        result.unplaced += 1
      }
    }
    return result
  }
}
