import SourceTree
import Testing

@testable import Manifests

struct TextRedactionsTests {
  private func shown(_ text: String, _ trust: TextRedactions.Trust) -> String {
    let bytes = Array(text.utf8)
    var shown = ""
    var index = 0
    for range in TextRedactions.ranges(in: bytes, SourceRange(0, bytes.count), trust) {
      shown += String(decoding: bytes[index..<range.bounds.lowerBound], as: UTF8.self) + "•"
      index = range.bounds.upperBound
    }
    return shown + String(decoding: bytes[index...], as: UTF8.self)
  }

  /// Keys and structure stay, and the values of fields that hold no credentials.
  @Test(arguments: [
    ("kind: CronJob\n  name: backup\n", "kind: CronJob\n  name: backup\n"), ("schedule: \"*/5 * * * *\"", "schedule: \"*/5 * * * *\""),
    ("image: registry.example.com/a/b:1.4", "image: registry.example.com/a/b:1.4"), ("schedule: @daily", "schedule: @daily"),
    ("name: q7Zt2mKxLw9v", "name: •"), ("name: a b -phunter", "name: •"), ("name: \"never closed", "name: •"),
    ("- name: PGPASSWORD\n  value: hunter\n  bad: [", "- name: PGPASSWORD\n  value: •\n  bad: ["),
    ("command: [\"mysqldump\", '-phunter', db", "command: [\"•\", '•', •"), ("- sh\n- -c\n- |\n  echo hunter", "- •\n- •\n- •\n  •"),
    ("args: |-\n    mysql -phunter", "args: |-\n    •"),
    ("{\"name\": \"a\",\"x\":\"hunter\",\"y\":[1]}", "{\"name\": \"a\",\"x\":\"•\",\"y\":[•]}"),
    ("[\"a, \"hunter\", b]", "[•, \"•\", •]"), ("# hunter", "•"), ("a: b # hunter", "a: •"), ("a:\r\n\thunter\r\n", "a:\r\n\t•\r\n"),
    ("user:hunter", "•"), ("-phunter", "•"), ("---\n- - a: x\n...\n", "---\n- - a: •\n•\n"), ("? hunter\n: hunter", "? •\n: •"),
    ("x: 'it''s hunter', y: z", "x: '•', y: •"), ("'a\\' : 'hunter'", "'•' : '•'"), ("x: !t &a hunter", "x: •"), ("", ""), (":", ":"),
    ("\"", "•"),
  ])
  func hidesValues(text: String, expected: String) {
    #expect(shown(text, .manifest) == expected)
  }

  /// Where there is data, all of it may be that of a Secret, however its kind is written.
  @Test(arguments: [
    ("kind: Secret\nstringData:\n  name: hunter", "kind: •\nstringData:\n  name: •"),
    ("kind: !!binary U2VjcmV0\ndata: {name: hunter", "kind: •\ndata: {name: •"),
    ("kind: secret\n\"data\" : {name: x", "kind: •\n\"data\" : {name: •"),
    ("kind: Job\nmetadata:\n  name: a\n  x: [", "kind: Job\nmetadata:\n  name: a\n  x: ["),
  ])
  func hidesAllOfWhatMayBeASecret(text: String, expected: String) {
    #expect(shown(text, .manifest) == expected)
  }

  /// A file of our own is shown as it is, but for what looks like a credential or has the name of one.
  @Test(arguments: [
    ("profile: strct\nrules: {a-b: off}", "profile: strct\nrules: {a-b: off}"), ("paths: [\"legacy/**\", a]", "paths: [\"legacy/**\", a]"),
    ("- hunter", "- hunter"), ("password: hunter", "password: •"), ("token: [hunter, a]", "token: [•, •]"),
    ("rule: q7Zt2mKxLw9v", "rule: •"),
    ("{\"rule\": \"CFW201\", \"apiKey\": \"hunter\"}", "{\"rule\": \"CFW201\", \"apiKey\": \"•\"}"),
  ])
  func trustsOwnFiles(text: String, expected: String) {
    #expect(shown(text, .ownFile) == expected)
  }

  /// Ranges lie within the part, in order and apart, whatever the bytes.
  @Test func readsAnyBytes() {
    var state: UInt64 = 7
    let letters = Array("a: -\"'[]{},#|\n\r\t\\?&*!%@`1\u{0}".utf8) + [0xC3, 0xFF]
    for _ in 0..<3_000 {
      let bytes = (0..<40).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return letters[Int(state >> 33) % letters.count]
      }
      var end = 3
      for range in TextRedactions.ranges(in: bytes, SourceRange(3, 37)) {
        #expect(Int(range.start) >= end && !range.isEmpty && range.end <= 37)
        end = Int(range.end)
      }
    }
  }
}
