import Testing

@testable import SourceTree

struct FieldPathTests {
  @Test(arguments: [
    ("", []), ("spec", [PathStep.key("spec")]),
    ("spec.containers[0].env[2].valueFrom", [.key("spec"), .key("containers"), .item(0), .key("env"), .item(2), .key("valueFrom")]),
    ("metadata.annotations[a.b/c]", [.key("metadata"), .key("annotations"), .key("a.b/c")]), ("[1][2]", [.item(1), .item(2)]),
    ("data.0[0]", [.key("data"), .key("0"), .item(0)]), ("data[\"\"].x", [.key("data"), .key(""), .key("x")]),
    ("[\"a\\\"b\"][\"c[d]\"]", [.key("a\"b"), .key("c[d]")]), ("[\"two words\"]", [.key("two words")]), ("[\"a\\nb\"]", [.key("a\nb")]),
    ("é.a-b_c/d", [.key("é"), .key("a-b_c/d")]),
  ]) func isWrittenInOneWay(text: String, steps: [PathStep]) {
    #expect(FieldPath(steps).description == text)
    #expect(FieldPath(text) == FieldPath(steps))
  }

  @Test(arguments: [
    ("metadata.annotations[\"a.b/c\"]", "metadata.annotations[a.b/c]"),
    ("metadata.annotations['a.b/c'].d", "metadata.annotations[a.b/c].d"),
    ("[spec].a", "spec.a"), ("a[007]", "a[7]"), ("['it''s']", "[\"it's\"]"),
  ]) func isReadAsPeopleWriteIt(text: String, path: String) {
    #expect(FieldPath(text)?.description == path)
  }

  @Test(arguments: [
    ".", "a.", ".a", "a..b", "a[", "a[]", "a]", "a[0", "a[0]b", "a b", "a[\"b]", "a[\"b\"", "a[\"b\\\"]", "a['b\"]",
    "a[99999999999999999999]", "a\n", "a[b][",
    "[\"\\q\"]",
  ]) func isNotReadFromAnythingElse(text: String) {
    #expect(FieldPath(text) == nil)
  }

  private static let yaml = """
    metadata:
      annotations: &n {a.b/c: x}
    on: 1
    list:
    - name: one
      x: {w: [1, 2]}
    - *n
    - <<: *n
      z: 3
    """

  @Test(arguments: [
    ("metadata.annotations[a.b/c]", "x"), ("true", "1"), ("list[0].x.w[1]", "2"), ("list[1][a.b/c]", "x"), ("list[2][a.b/c]", "x"),
    ("list[2].z", "3"),
  ]) func leadsToWhatIsRead(path: FieldPath, text: String) throws {
    let root = try #require(try documents(Self.yaml).first).root
    #expect(path.node(in: root)?.text == text)
    #expect(("list[3]" as FieldPath).node(in: root) == nil)
    #expect(("list.x" as FieldPath).node(in: root) == nil)
    #expect(("metadata[0]" as FieldPath).node(in: root) == nil)
  }

  @Test func isFoundAtEveryByte() throws {
    let document = try #require(try documents(Self.yaml).first)
    let text = Self.yaml
    let paths = DocumentPaths(document)
    func path(at needle: String, _ offset: Int = 0) -> String {
      let place = text.ranges(of: needle).first.map { text.utf8.distance(from: text.startIndex, to: $0.lowerBound) } ?? 0
      return paths.path(of: SourceRange(place + offset, place + offset))?.description ?? "none"
    }
    #expect(path(at: "metadata") == "metadata")
    #expect(path(at: "annotations") == "metadata.annotations")
    #expect(path(at: "&n {") == "metadata.annotations")
    #expect(path(at: "a.b/c") == "metadata.annotations[a.b/c]")
    #expect(path(at: "on:") == "true")
    #expect(path(at: "one") == "list[0].name")
    #expect(path(at: "2]") == "list[0].x.w[1]")
    #expect(path(at: "- *n", 2) == "list[1]")
    #expect(path(at: "z: 3", 3) == "list[2].z")
    for offset in 0..<UInt32(text.utf8.count + 3) { _ = paths.path(of: SourceRange(offset, offset)) }
  }

  @Test func ofEveryNodeLeadsThere() throws {
    var count = 0
    for seed in 0..<200 {
      var manifest = RandomManifest(seed: UInt64(seed), isPlain: true)
      guard case .success(let document)? = try? read(manifest.stream()).results.first, document.duplicateKey() == nil else { continue }
      let paths = DocumentPaths(document)
      for index in document.nodes.indices
      where document.nodes[index].kind == .scalar && document.nodes[index].start < document.nodes[index].end {
        let node = Node(document: document, index: index)
        let path = try #require(paths.path(of: node.range))
        #expect(FieldPath(path.description) == path)
        let found = try #require(path.node(in: document.root))
        // A key's path is that of its value.
        #expect(found.index == index || found.index == index + 1, "seed \(seed): \(path)")
        count += 1
      }
    }
    #expect(count > 1_000)
  }
}
