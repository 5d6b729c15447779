import Randomness
import SourceTree

/// Changes one input at places that its own bytes choose, and stops the process where anything traps, or what was set is not read afterwards.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let source = try? Source(name: "fuzz", bytes: bytes) else { return 0 }
  var random = SeededGenerator(seed: bytes.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
  let documents = read(source)
  for (index, result) in documents.enumerated() {
    guard case .success(let document) = result else { continue }
    let changes = (0..<random.number(1, 8)).map { _ in change(of: document, &random) }
    check(changes, of: document, at: index, among: documents.count)
  }
  return 0
}

private func read(_ source: Source) -> [Result<Document, SyntaxError>] {
  var reader = DocumentReader(source)
  var documents: [Result<Document, SyntaxError>] = []
  while let result = reader.next() { documents.append(result) }
  return documents
}

private func change(of document: Document, _ random: inout SeededGenerator) -> Change {
  let offset = UInt32(random.number(Int(document.range.start), max(Int(document.range.start), Int(document.range.end))))
  var path = DocumentPaths(document).path(of: SourceRange(offset, offset)) ?? FieldPath()
  precondition(FieldPath(path.description) == path, "a path that is not read as it is written")
  while random.chance(30), !path.steps.isEmpty { path.steps.removeLast() }
  if random.chance(30) { path.steps.append(random.chance(80) ? .key(random.pick(["a", "b c", "yes"])) : .item(random.number(0, 3))) }
  let value = random.pick([
    TreeValue.text("x"), .text("a: b\n# c\n"), .number(7), .null, .list([.text("yes")]), .map([KeyValue("a", .list([]))]),
  ])
  switch random.number(0, 9) {
  case 0...1: return Change(path, .remove)
  case 2...3: return Change(path, .ensure(value, unique: random.chance(50) ? "a" : nil))
  case 4: return Change(path, .splice(0..<random.number(0, 4), random.pick(["", "x", "a\n", "'"])))
  default: return Change(path, .set(value))
  }
}

private func check(_ changes: [Change], of document: Document, at index: Int, among count: Int) {
  let printer = ChangePrinter(document.root)
  let (edits, conflicts) = printer.edits(for: changes)
  _ = printer.patch(for: changes).patch.json
  for edit in edits.edits { precondition(document.range.contains(edit.range), "an edit outside of the document") }
  guard !edits.isEmpty, let source = try? Source(name: "fuzz", bytes: edits.applied(to: document.source.bytes)) else {
    return precondition(edits.isEmpty, "the text is no text any more")
  }
  let documents = read(source)
  // A document that is not read may end elsewhere.
  guard documents.count == count, case .success(let changed) = documents[index] else { preconditionFailure("it cannot be read any more") }
  let refused = Set(conflicts.map(\.change))
  guard !changes.contains(where: { $0.action == .remove }) else { return }
  for case let change in changes where !refused.contains(change) {
    guard case .set(let value) = change.action else { continue }
    precondition(change.path.node(in: changed.root).flatMap { TreeValue($0) } == value, "what was set is not read")
  }
}
