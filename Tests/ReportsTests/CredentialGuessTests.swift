import SourceTree
import Testing

@testable import Reports

struct CredentialGuessTests {
  /// The last line of a text, and what of it is shown.
  @Test(arguments: [
    ("kind: Secret\nstringData:\n  username: dummy", "  username:"),
    ("\"kind\" : \"Secret\"\n\"a\": dummy", "\"a\":"),
    ("{\"kind\":\"Secret\",\"a\":\"dummy\"}", "{\"kind\":"),
    ("kind:\n  Secret\n- x: dummy", "- x:"),
    ("kind: Secret\ndata:\n  a: |\n    ZHVtbXk", "    "),
    ("kind: Secret\n    dummy: dummy2: dummy3", "    dummy:"),
    ("kind: Secret\n  dum my: x", "  "),
    ("kind: Secret\n  user:dummy", "  "),
    ("kind: Secret\r\n# a: dummy", "# a:"),
    ("kind: Secret\n---\nkind: Job\n  image: busybox", "  image: busybox"),
    ("kind: Job\n---\nkind: Secret\n  image: dummy", "  image:"),
    ("kind: Job\nimage: busybox", "image: busybox"),
    ("image: dummy\nkind: Secret\nx: dummy", "x:"),
  ])
  func showsOnlyKeysOfSecrets(text: String, shown: String) {
    let bytes = Array(text.utf8)
    let lines = LineIndex(bytes)
    let line = lines.range(ofLine: lines.count - 1)
    let hidden = CredentialGuess.ranges(in: bytes, line: line)
    let rest = line.bounds.filter { index in !hidden.contains { $0.bounds.contains(index) } }.map { bytes[$0] }
    #expect(String(decoding: rest, as: UTF8.self) == shown)
  }
}
