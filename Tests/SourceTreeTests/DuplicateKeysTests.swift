import Testing

@testable import SourceTree

@Suite struct DuplicateKeysTests {
  private func document(_ text: String) throws -> Document {
    var reader = DocumentReader(try Source(name: "test.yaml", bytes: Array(text.utf8)))
    return try #require(try reader.next()?.get())
  }

  @Test(arguments: [
    "a: 1\nb: 2\na: 3\n",
    "{a: 1, a: 2}",
    #"{"a": 1, "a": 2}"#,
    "x:\n- y: {b: 1, c: 2, 'b': 3}\n",
    "a: 1\n\"a\": 2\n",
    "a: 1\n\"\\x61\": 2\n",
    "1: x\n\"1\": y\n",
    "1: x\n0x1: y\n",
    "1.0: x\n1: y\n",
    "on: x\n\"true\": y\n",
    "yes: x\non: y\n",
    "NO: x\n'false': y\n",
    "&a name: 1\nother: 2\n*a : 3\n",
    "? |-\n  key\n: 1\nkey: 2\n",
    "!!str 1: x\n1: y\n",
    "\"\": x\n'': y\n",
  ])
  func findsEqualKeys(_ text: String) throws {
    let error = try #require(try document(text).duplicateKey())
    #expect(error.kind == .duplicateKey)
    let related = try #require(error.related)
    #expect(related.end <= error.range.start)
  }

  @Test(arguments: [
    "a: 1\nb: 2\n", "ab: 1\nba: 2\naa: 3\nbb: 4\n", "true: x\nyesterday: y\n", "1: x\n\"01\": y\n", "null: x\nname: y\nnode: z\n",
    "a: {a: {a: 1}}\nb: {a: 1}\n", "- a: 1\n- a: 1\n", "base: &b {x: 1, y: 2}\nc:\n  <<: *b\n  x: 3\n",
    "a: &a {x: 1}\nb: &b {y: 1}\nc:\n  <<: *a\n  <<: *b\n  z: 1\n", "A: 1\na: 2\n", "~", "? [a]\n: 1\n? [a]\n: 2\n",
  ])
  func acceptsDistinctKeys(_ text: String) throws {
    #expect(try document(text).duplicateKey() == nil)
  }

  @Test func namesBothPlaces() throws {
    let text = "metadata:\n  name: a\n  labels: {}\n  name: b\n"
    let error = try #require(try document(text).duplicateKey())
    #expect(error.range == SourceRange(35, 39))
    #expect(error.related == SourceRange(12, 16))
  }

  /// One key more than fits the quick comparison, and many more; each position of the second key.
  @Test(arguments: [15, 16, 17, 200])
  func agreesWithASetOfNames(_ count: Int) throws {
    let names = (0..<count).map { "key\($0 &* 7919 % 10_007)" }
    let distinct = names.map { "\($0): x\n" }.joined()
    #expect(try document(distinct).duplicateKey() == nil)
    for position in stride(from: 0, to: count, by: max(count / 16, 1)) {
      let error = try #require(try document(distinct + "\(names[position]): y\n").duplicateKey())
      #expect(error.range.start == UInt32(distinct.utf8.count))
    }
  }

  @Test func readsLargeMappings() throws {
    let text = (0..<50_000).map { "\($0): \($0)\n" }.joined()
    #expect(try document(text).duplicateKey() == nil)
    #expect(try document(text + "'49999': 0\n").duplicateKey() != nil)
  }
}
