import Testing

@testable import SourceTree

@Suite struct MergeKeyTests {
  private func mergeError(_ text: String) throws -> SyntaxError? {
    var reader = DocumentReader(try Source(name: "test.yaml", bytes: Array(text.utf8)))
    return try #require(try reader.next()?.get()).mergeError()
  }

  @Test(arguments: [
    "a: &a {x: 1}\nb: {<<: *a}\n", "a: &a {x: 1}\nb: {<<: [*a, {y: 2}]}\n", "a: {<<: {x: 1}}\n", "a: {<<: []}\n", "\"<<\": 1\n",
    "!!str <<: 1\n", "!!merge foo: 1\n", "a: &a <<\n*a : 1\n",
  ])
  func acceptsMappings(_ text: String) throws {
    #expect(try mergeError(text) == nil)
  }

  /// As kubectl does.
  @Test(arguments: [
    ("<<: 1\n", 4), ("<<: [1]\n", 5), ("<<: [{a: b}, 3]\n", 13), ("<<: \"x\"\n", 4), ("<<: [[{a: b}]]\n", 5), ("a: &a 1\nb: {<<: *a}\n", 6),
    ("? <<\n: 1\n", 7), ("! \"<<\": 1\n", 8), ("!!merge '<<': 1\n", 14), ("[<<: 1]\n", 5),
  ])
  func refusesOtherValues(_ text: String, _ offset: UInt32) throws {
    let error = try #require(try mergeError(text))
    #expect(error.kind == .badMerge && error.range.start == offset)
  }
}
