import Foundation
import Testing

@testable import SourceTree

/// Sizes with which a printer that is not n log n does not end.
struct EditingGrowthTests {
  private func count(_ text: String, _ changes: [Change]) throws -> Int {
    let (changed, conflicts) = try changed(text, changes)
    #expect(conflicts == [])
    return changed.utf8.count
  }

  @Test func manyChangesOfOneMapping() throws {
    let lines = (0..<10_000).map { "k\($0): \($0) # c\n" }
    let changes =
      (0..<10_000).map { $0 % 2 == 0 ? Change.remove("k\($0)") : Change.set("k\($0)", "x") }
      + (0..<10_000).map { Change.set("n\($0).a", 1) }
    #expect(try count(lines.joined(), changes) > 200_000)
  }

  @Test func manyItemsOfOneList() throws {
    let items = (0..<10_000).map { "- name: n\($0)\n  v: 1\n" }
    let changes =
      (0..<10_000).map { Change.ensure("a", ["name": .text("n\($0 + 5_000)"), "v": 1, "w": 2]) }
      + (0..<5_000).map { Change.remove("a[\($0)]") }
    #expect(try count("a:\n" + items.joined(), changes) > 200_000)
  }

  @Test func manyItemsOnOneLine() throws {
    let items = (0..<10_000).map { "{\"name\":\"n\($0)\"}" }.joined(separator: ",")
    let changes = (0..<10_000).map { $0 % 3 == 0 ? Change.remove("a[\($0)]") : Change.set("a[\($0)].v", "x") }
    #expect(try count("{\"a\":[\(items)]}", changes) > 100_000)
  }

  @Test func manyPartsOfOneText() throws {
    let script = (0..<10_000).map { "  echo \($0)\n" }.joined()
    let length = (0..<10_000).map { "echo \($0)\n".utf8.count }
    var offset = 0
    let changes = length.map { count in
      defer { offset += count }
      return Change.splice("a", offset..<offset + 4, "printf")
    }
    #expect(try count("a: |\n" + script, changes) == 5 + script.utf8.count + 20_000)
  }

  @Test func manyAliasesOfOneAnchor() throws {
    let text = "a: &x {b: 1}\nc:\n" + (0..<10_000).map { _ in "- *x\n" }.joined()
    let (_, conflicts) = try changed(text, (0..<10_000).map { Change.set("c[\($0)].b", 2) })
    #expect(conflicts.count == 10_000)
  }

  @Test func manyCommentsBelowManyEnds() throws {
    let depth = 400
    let ladder = (0..<depth).map { String(repeating: " ", count: $0) + "a:\n" }.joined() + String(repeating: " ", count: depth) + "b: 1\n"
    let comments = (0..<20_000).map { _ in String(repeating: " ", count: depth) + "# c\n" }.joined()
    let changes = (1..<depth).map { Change(FieldPath([PathStep](repeating: .key("a"), count: $0) + [.key("z")]), .set(1)) }
    #expect(try count(ladder + comments, changes) > comments.utf8.count)
  }

  /// Servers have threads with small stacks.
  @Test func deepDocumentsNeedNoDeepStack() async throws {
    let depth = 900
    let flow = String(repeating: "{a: ", count: depth) + "1" + String(repeating: "}", count: depth)
    let document = try await onLargeStack { try #require(try documents(flow).first) }
    let path = FieldPath([PathStep](repeating: .key("a"), count: depth - 1) + [.key("b")])
    let edits = try await onThread(stackSize: 128 << 10) {
      try ChangePrinter(document.root).edits(forAll: [Change(path, .set(["c": [1]]))])
    }
    #expect(edits.edits.map(\.bytes) == [Array(", b: {c: [1]}".utf8)])
  }

  private func onLargeStack<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await onThread(stackSize: 256 << 20, body)
  }

  private func onThread<Value: Sendable>(stackSize: Int, _ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Result(catching: body)) }
      thread.stackSize = stackSize
      thread.start()
    }
  }
}
