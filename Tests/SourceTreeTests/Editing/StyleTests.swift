import Testing

@testable import SourceTree

/// What changes look like in each style, to the byte.
struct StyleTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let before: String
    let changes: [Change]
    let after: String
    var testDescription: String { name }
  }

  private static func example(_ name: String, _ before: String, _ changes: Change..., gives after: String) -> Case {
    Case(name: name, before: before, changes: changes, after: after)
  }

  @Test(arguments: block + comments + ends + lists + flow + json + scalars) func isWrittenInTheStyleOfTheSurroundings(_ example: Case)
    throws
  {
    let (text, conflicts) = try changed(example.before, example.changes)
    #expect(conflicts == [])
    #expect(text == example.after)
    let again = try changed(
      text, example.changes.filter { if case .set = $0.action { true } else if case .ensure = $0.action { true } else { false } })
    #expect(again.text == text, "A second time nothing changes.")
  }

  static let block: [Case] = [
    example("a value", "a: 1 # one\nb: 2\n", .set("a", 3), gives: "a: 3 # one\nb: 2\n"),
    example("the same value", "a: 0x10\n", .set("a", 16), gives: "a: 0x10\n"),
    example("a new key", "a:\n  b: 1\nc: 2\n", .set("a.d", true), gives: "a:\n  b: 1\n  d: true\nc: 2\n"),
    example(
      "a new parent", "spec:\n    a: 1\n", .set("spec.x.w", 1), .set("spec.x.z", "t"),
      gives: "spec:\n    a: 1\n    x:\n        w: 1\n        z: t\n"),
    example("an empty parent", "a:\nb: 1\n", .set("a.c", 1), gives: "a:\n  c: 1\nb: 1\n"),
    example("an empty parent with a comment", "a: # why\nb: 1\n", .set("a.c", 1), gives: "a: # why\n  c: 1\nb: 1\n"),
    example("a parent in braces", "a: {} # why\nb: 1\n", .set("a.c", 1), gives: "a: # why\n  c: 1\nb: 1\n"),
    example("a parent that is null", "a: ~\nb: 1\n", .set("a.c.d", 1), gives: "a:\n  c:\n    d: 1\nb: 1\n"),
    example("a parent in braces with a comment in it", "a: { # why\n  }\n", .set("a.c", 1), gives: "a: {c: 1 # why\n  }\n"),
    example("an empty item", "- \n- b\n", .set("[0].c", 1), gives: "- c: 1\n- b\n"),
    example("a scalar for a map", "a:\n  b: 1\n  # c\n  c: 2 # d\nd: 3\n", .set("a", 1), gives: "a: 1\nd: 3\n"),
    example(
      "a map for a scalar", "a: 1 # one\nd: 3\n", .set("a", ["b": 1, "c": [1, ["d": 2, "e": 3]]]),
      gives: "a: # one\n  b: 1\n  c:\n    - 1\n    - d: 2\n      e: 3\nd: 3\n"),
    example("a map for a map", "a:\n  b: 1 # b\n  c: 2\n", .set("a", ["b": 1, "d": 2]), gives: "a:\n  b: 1 # b\n  d: 2\n"),
    example("the last key", "a:\n  b: 1\nc: 2\n", .remove("a.b"), gives: "a: {}\nc: 2\n"),
    example("a key", "a: 1\nb: 2\nc: 3\n", .remove("b"), gives: "a: 1\nc: 3\n"),
    example("one goes, one comes", "a:\n  b: 1\n  c: 2\n", .remove("a.c"), .set("a.d", 3), gives: "a:\n  b: 1\n  d: 3\n"),
    example("all go, one comes", "a:\n  b: 1\n  c: 2\n", .remove("a.b"), .remove("a.c"), .set("a.d", 3), gives: "a:\n  d: 3\n"),
    example(
      "nested new keys", "a:\n  b:\n    c: 1\n", .set("x", 1), .set("a.w", 2), .set("a.b.z", 3),
      gives: "a:\n  w: 2\n  b:\n    c: 1\n    z: 3\nx: 1\n"),
    example(
      "a line before the collections, a collection behind", "a:\n  # b\n  b:\n    c: 1\n", .set("a.w", 2), .set("a.x", [1]),
      gives: "a:\n  w: 2\n  # b\n  b:\n    c: 1\n  x:\n    - 1\n"),
    example(
      "a line behind the last line", "a:\n  b: 1 # b\n  # c\n  c:\n    d: 1\n", .set("a.w", 2),
      gives: "a:\n  b: 1 # b\n  w: 2\n  # c\n  c:\n    d: 1\n"),
    example(
      "a line behind one that changes", "a:\n  b: 1 # b\n  c: |\n    d\n", .set("a.b", "x"), .set("a.w", 2),
      gives: "a:\n  b: x # b\n  w: 2\n  c: |\n    d\n"),
    example(
      "a line behind a scalar of several", "a:\n  b: 1\n  c: d\n    e\n  f: [\n    1]\n", .set("a.w", 2),
      gives: "a:\n  b: 1\n  w: 2\n  c: d\n    e\n  f: [\n    1]\n"),
    example(
      "a line in an item that starts with a collection", "- b:\n    c: 1\n", .set("[0].w", 2), gives: "- b:\n    c: 1\n  w: 2\n"),
    example("an unused anchor", "a: &x 1\nb: &y {c: 1}\n", .set("a", 2), .set("b.c", 2), gives: "a: &x 2\nb: &y {c: 2}\n"),
    example("an alias", "a: &x 1\nb: *x\n", .set("b", 2), gives: "a: &x 1\nb: 2\n"),
    example("a tag", "a: !!str 1\n", .set("a", 2), gives: "a: 2\n"),
    example(
      "beside a merge key", "x: &x {a: 1}\nz:\n  <<: *x\n  b: 2\n", .set("z.c", 3), gives: "x: &x {a: 1}\nz:\n  <<: *x\n  b: 2\n  c: 3\n"),
    example("quoted keys", "\"a\": 1\n\"b\": 2\n", .set("c", 3), gives: "\"a\": 1\n\"b\": 2\n\"c\": 3\n"),
    example("a document among others", "a: 1\n---\nb: 2\n", .set("c", 3), gives: "a: 1\nc: 3\n---\nb: 2\n"),
    example("a map for a value on the next line", "a:\n  1 # one\nb: 2\n", .set("a", ["c": 1]), gives: "a: # one\n  c: 1\nb: 2\n"),
    example("a value on the next line", "a:\n  1 # one\nb: 2\n", .set("a", "x: y"), gives: "a:\n  \"x: y\" # one\nb: 2\n"),
  ]

  static let comments: [Case] = [
    example(
      "go with what they are about", "a: 1\n# curfew:ignore x\n# b is\nb: 2 # two\n\n# c\nc: 3\n", .remove("b"),
      gives: "a: 1\n\n# c\nc: 3\n"),
    example("stay with the next", "a:\n  b: 1\n  # renovate: c\n  c: 2\n", .remove("a.b"), gives: "a:\n  # renovate: c\n  c: 2\n"),
    example("deeper ones belong to what is above", "a:\n  b: 1\n    # deep\n  # c\n  c: 2\n", .remove("a.b"), gives: "a:\n  # c\n  c: 2\n"),
    example(
      "a new key comes before those of the next block", "a:\n  b: 1\n# c\nc: 2\n", .set("a.d", 1), gives: "a:\n  b: 1\n  d: 1\n# c\nc: 2\n"),
    example(
      "a new key comes behind those of its block", "a:\n  b: 1\n  # d: 2\nc: 2\n", .set("a.e", 1),
      gives: "a:\n  b: 1\n  # d: 2\n  e: 1\nc: 2\n"),
    example("a blank line ends the block", "a:\n  b: 1\n\n# c\nc: 2\n", .set("a.e", 1), gives: "a:\n  b: 1\n  e: 1\n\n# c\nc: 2\n"),
    example("of two blank lines one goes", "a: 1\n\nb: 2\n\nc: 3\n", .remove("b"), gives: "a: 1\n\nc: 3\n"),
    example("at the head of a document", "# Source: x\na: 1\nb: 2\n", .remove("a"), gives: "# Source: x\nb: 2\n"),
    example("behind a dash", "- a: 1 # a\n  # b\n  b: 2\n", .remove("[0].a"), gives: "-\n  # b\n  b: 2\n"),
    example("of an item", "- a\n# b\n- b # c\n- c\n", .remove("[1]"), gives: "- a\n- c\n"),
    example(
      "that look like text", "a: |\n  x\n  # no comment\n# c\nb: 1\n", .set("c", 1), .remove("b"),
      gives: "a: |\n  x\n  # no comment\nc: 1\n"),
  ]

  static let ends: [Case] = [
    example("no final line end", "a: 1\nb: 2", .set("c", 3), gives: "a: 1\nb: 2\nc: 3"),
    example("no final line end, a key goes", "a: 1\nb: 2", .remove("b"), gives: "a: 1"),
    example(
      "carriage returns and line feeds", "a: 1\r\nb:\r\n  c: 1\r\n", .set("b.d", ["e": 1]),
      gives: "a: 1\r\nb:\r\n  c: 1\r\n  d:\r\n    e: 1\r\n"),
    example("carriage returns and line feeds, no final one", "a:\r\n  b: 1", .set("a.c", 1), gives: "a:\r\n  b: 1\r\n  c: 1"),
    example("carriage returns", "a: 1\rb: 2\r", .set("a", ["x": 1]), .remove("b"), gives: "a:\r  x: 1\r"),
    example("a byte order mark", "\u{FEFF}a: 1\nb: 2\n", .remove("a"), .set("b", ["c": 1]), gives: "\u{FEFF}b:\n  c: 1\n"),
    example("a literal that the end cuts off", "a: 1\nb: |\n  x", .set("c", 1), gives: "a: 1\nc: 1\nb: |\n  x"),
    example("a literal in an item that the end cuts off", "- a: |\n    x", .set("[0].b", 1), gives: "- b: 1\n  a: |\n    x"),
    example(
      "a literal that the end cuts off, first in its item", "- a: 1 # a\n  b: |\n    x", .remove("[0].a"), .set("[0].c", 1),
      gives: "- c: 1\n  b: |\n    x"),
    example(
      "a literal that the end cuts off, below comments", "- a: 1\n  # b\n  b: |\n    x", .remove("[0].a"), .set("[0].c", 1),
      gives: "-\n  c: 1\n  # b\n  b: |\n    x"),
    example("a keeping literal", "a: |+\n  x\n\nb: 1\n", .remove("b"), gives: "a: |+\n  x\n\n"),
    example("behind a keeping literal", "a: |+\n  x\n\n", .set("b", 1), gives: "a: |+\n  x\n\nb: 1\n"),
    example("blank lines that a literal would keep", "a: |+\n  x\nb: 1\n\nc: 2\n", .remove("b"), gives: "a: |+\n  x\nc: 2\n"),
    example("an end of the document", "a: 1\n...\n# c\n", .set("b", 1), gives: "a: 1\nb: 1\n...\n# c\n"),
  ]

  static let lists: [Case] = [
    example("indented", "a:\n  - x\nb: 1\n", .ensure("a", "w", unique: nil), gives: "a:\n  - x\n  - w\nb: 1\n"),
    example("at the parent's column", "a:\n- x\nb: 1\n", .ensure("a", "w", unique: nil), gives: "a:\n- x\n- w\nb: 1\n"),
    example(
      "of maps", "a:\n- name: x\n  v: 1\n", .ensure("a", ["name": "w", "v": ["w": 2]]),
      gives: "a:\n- name: x\n  v: 1\n- name: w\n  v:\n    w: 2\n"),
    example(
      "wide dashes", "a:\n-   name: x\n    v: 1\n", .ensure("a", ["name": "w", "v": 2]),
      gives: "a:\n-   name: x\n    v: 1\n-   name: w\n    v: 2\n"),
    example("quoted items", "a:\n  - \"x\"\n", .ensure("a", "w", unique: nil), gives: "a:\n  - \"x\"\n  - \"w\"\n"),
    example("a new list as the sibling", "a:\n- x\nb: 1\n", .ensure("c", "w", unique: nil), gives: "a:\n- x\nb: 1\nc:\n- w\n"),
    example(
      "a new list as the nearest", "a:\n- x:\n    w: 1\n", .ensure("a[0].x.z", "w", unique: nil),
      gives: "a:\n- x:\n    w: 1\n    z:\n    - w\n"),
    example("an empty list", "a: []\n", .ensure("a", ["name": "w"]), gives: "a:\n  - name: w\n"),
    example(
      "an item that is there", "a:\n- name: x\n", .ensure("a", ["name": "x"]), .ensure("a", ["name": "x", "v": 1]),
      gives: "a:\n- name: x\n  v: 1\n"),
    example("the same item twice", "a: 1\n", .ensure("b", ["name": "x"]), .ensure("b", ["name": "x"]), gives: "a: 1\nb:\n  - name: x\n"),
    example("an item goes", "a:\n  - x\n  - w\n  - z\n", .remove("a[1]"), gives: "a:\n  - x\n  - z\n"),
    example("the first item of one in another", "- - x\n  - w\n- z\n", .remove("[0][0]"), gives: "- - w\n- z\n"),
    example("all items go", "a:\n  - x\nb: 1\n", .remove("a[0]"), gives: "a: []\nb: 1\n"),
    example("a list for a list", "a:\n  - x # x\n  - w\n", .set("a", ["x", "z", "w"]), gives: "a:\n  - x # x\n  - z\n  - w\n"),
    example("a map for an item", "a:\n  - x # x\n  - w\n", .set("a[0]", ["b": 1, "c": 2]), gives: "a:\n  - b: 1 # x\n    c: 2\n  - w\n"),
    example("a scalar for an item", "a:\n  - b: 1\n    c: 2\n  - w\n", .set("a[0]", 1), gives: "a:\n  - 1\n  - w\n"),
    example("the first entry of an item", "- a: 1\n  b: 2\n", .remove("[0].a"), gives: "- b: 2\n"),
    example(
      "the end of the last item goes, another comes", "a:\n- b:\n  - c\n  - d\n  # d\n  e: 1\n\nf: 1\n", .remove("a[0].b[1]"),
      .remove("a[0].e"),
      .ensure("a", "x", unique: nil), gives: "a:\n- b:\n  - c\n- x\n\nf: 1\n"),
    example(
      "all of the last item goes, others come", "a:\n- b: 1 # c\n", .remove("a[0].b"), .set("a[0].e.f", 1), .ensure("a", "x", unique: nil),
      gives: "a:\n- e: # c\n    f: 1\n- x\n"),
    example(
      "by several rules", "c:\n- name: a\n", .set("c[0].s.x", true), .ensure("c[0].s.d", "ALL", unique: nil),
      .ensure("c[0].s.d", "ALL", unique: nil),
      gives: "c:\n- name: a\n  s:\n    x: true\n    d:\n    - ALL\n"),
  ]

  static let flow: [Case] = [
    example("a new key", "a: {b: 1}\n", .set("a.c", "x"), gives: "a: {b: 1, c: x}\n"),
    example("blanks inside", "a: { b: 1 }\n", .set("a.c", ["d", "e:1"]), gives: "a: { b: 1, c: [d, \"e:1\"] }\n"),
    example("a comma at the end", "a: {b: 1,}\n", .set("a.c", "x"), gives: "a: {b: 1, c: x,}\n"),
    example("a key without a value", "a: {b, c}\n", .set("a.b", 1), gives: "a: {b: 1, c}\n"),
    example("an empty value", "a: {b: , c: 1}\n", .set("a.b.d", 1), gives: "a: {b: {d: 1} , c: 1}\n"),
    example("a key goes", "a: {b: 1, c: 2, d: 3}\n", .remove("a.c"), gives: "a: {b: 1, d: 3}\n"),
    example("the last key goes", "a: {b: 1, c: 2}\n", .remove("a.c"), gives: "a: {b: 1}\n"),
    example("the last goes, another comes", "a: {b: 1, c: 2}\n", .remove("a.c"), .set("a.d", 3), gives: "a: {b: 1, d: 3}\n"),
    example("all go", "a: [b, c] # d\n", .remove("a[0]"), .remove("a[1]"), gives: "a: [] # d\n"),
    example("a list", "a: ['b', 'c']\n", .ensure("a", "d", unique: nil), .remove("a[0]"), gives: "a: ['c', 'd']\n"),
    example(
      "several lines", "a: {\n  b: 1, # b\n  c: 2  # c\n  }\n", .set("a.d", 3), gives: "a: {\n  b: 1, # b\n  c: 2,  # c\n  d: 3\n  }\n"),
    example("several lines, a comma at the end", "a: {\n  b: 1, # b\n  }\n", .set("a.d", 3), gives: "a: {\n  b: 1, # b\n  d: 3,\n  }\n"),
    example(
      "several lines, one goes", "a: {\n  b: 1, # b\n  # c\n  c: 2,\n  d: 3 # d\n  }\n", .remove("a.b"),
      gives: "a: {\n  # c\n  c: 2,\n  d: 3 # d\n  }\n"),
    example("several lines, the last goes", "a: {\n  b: 1, # b\n  c: 2 # c\n  }\n", .remove("a.c"), gives: "a: {\n  b: 1 # b\n  }\n"),
    example("the single pair of an item", "a: [b: 1, c]\n", .set("a[0].b", 2), gives: "a: [b: 2, c]\n"),
  ]

  static let json: [Case] = [
    example(
      "a new key", "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": \"x\"\n  }\n}\n", .set("b.d", "yes"), .set("e.f", [true]),
      gives:
        "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": \"x\",\n    \"d\": \"yes\"\n  },\n  \"e\": {\n    \"f\": [\n      true\n    ]\n  }\n}\n"),
    example("tabs", "{\n\t\"a\": {}\n}\n", .set("a.b", 1), gives: "{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n"),
    example(
      "on one line", "{\"a\":1,\"b\":[1,2]}\n", .set("c.d", "é\u{2028}\n"), .remove("b[1]"),
      gives: "{\"a\":1,\"b\":[1],\"c\":{\"d\":\"é\\u2028\\n\"}}\n"),
    example("the first key goes", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", .remove("a"), gives: "{\n  \"b\": 2\n}\n"),
    example("the last key goes", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", .remove("b"), gives: "{\n  \"a\": 1\n}\n"),
    example("nothing stays", "{\"a\": [\n  1\n]}", .remove("a[0]"), gives: "{\"a\": []}"),
    example("an empty object", "{}", .set("a.b", "c"), gives: "{\"a\": {\"b\": \"c\"}}"),
    example("null", "{\"a\": null}", .set("a.b", "c"), gives: "{\"a\": {\"b\": \"c\"}}"),
  ]

  static let scalars: [Case] = [
    example("quotes stay", "a: 'x'\nb: \"y\"\n", .set("a", "it's"), .set("b", "n\n"), gives: "a: 'it''s'\nb: \"n\\n\"\n"),
    example("another type's text", "a: x\n", .set("a", "yes"), gives: "a: \"yes\"\n"),
    example("quotes as elsewhere", "a: x\nb: 'y z'\n", .set("a", "0400"), gives: "a: '0400'\nb: 'y z'\n"),
    example(
      "what text is", "a: x\n",
      .set("a", ["12:30", "2024-01-01", "1e3", "~", "-", "a: b", "a #b", "*a", "{{ x }}", "10m", "-c", "/bin/sh", "a:b", ""]),
      gives:
        "a:\n  - \"12:30\"\n  - \"2024-01-01\"\n  - \"1e3\"\n  - \"~\"\n  - \"-\"\n  - \"a: b\"\n  - \"a #b\"\n  - \"*a\"\n  - \"{{ x }}\"\n  - 10m\n  - -c\n  - /bin/sh\n  - a:b\n  - \"\"\n"
    ),
    example(
      "numbers", "a: x\n", .set("a", [.float(1.5), .float(1e-7), .number(.min), .null, false]),
      gives: "a:\n  - 1.5\n  - 1.0e-07\n  - -9223372036854775808\n  - null\n  - false\n"),
    example("several lines", "a: x\nb: 1\n", .set("a", "set -e\n\nrun\n"), gives: "a: |\n  set -e\n\n  run\nb: 1\n"),
    example("several lines in an item", "a:\n- x\n", .set("a[0]", "x\ny"), gives: "a:\n- |-\n  x\n  y\n"),
    example("several lines at the end of a file without a line end", "a: x", .set("a", "x\ny\n"), gives: "a: \"x\\ny\\n\""),
    example("a part of a plain text", "a: nginx:1 # x\n", .splice("a", 6..<7, "2"), gives: "a: nginx:2 # x\n"),
    example("a part of a quoted text", "a: \"x\\ty z\"\n", .splice("a", 2..<3, "\"w\""), gives: "a: \"x\\t\\\"w\\\" z\"\n"),
    example(
      "a line of a script", "a: |\n  #!/bin/sh\n\n  run \"$x\"\n", .splice("a", 10..<10, "set -e\n"),
      gives: "a: |\n  #!/bin/sh\n  set -e\n\n  run \"$x\"\n"),
    example(
      "a line at the end of a script", "a: |\r\n  b\r\nc: 1\r\n", .splice("a", 2..<2, "d\n"), gives: "a: |\r\n  b\r\n  d\r\nc: 1\r\n"),
    example("the last line of a script", "- |-\n  a\n  b\n", .splice("[0]", 1..<3, ""), gives: "- |-\n  a\n"),
    example("two lines of a script", "a: |\n  b\n  c\n  d\n", .splice("a", 0..<1, "x"), .splice("a", 4..<6, ""), gives: "a: |\n  x\n  c\n"),
    example("a word of a folded text", "a: >-\n  b c\n  d\n", .splice("a", 4..<5, "x y"), gives: "a: >-\n  b c\n  x y\n"),
    example("a plain text that needs quotes", "a: x\n", .splice("a", 1..<1, ": y"), gives: "a: \"x: y\"\n"),
  ]
}
