import Foundation
import Testing

@testable import Manifests

/// What is unreadable is no failure only where it is certain that no workload is in it.
struct ObjectTracesTests {
  static let traces = [
    "kind: CronJob\na: [", "KIND: cRONjOB", "{\"kind\": \"Job\",", "kind: Pod\n a", "kind: Deployment\nspec: {template: [", "x: CronJob",
    "kind: {{ .Values.kind }}\nspec: {jobTemplate: {", "kind: RoleBinding\n\tx", "kind: NetworkPolicy\n: [",
    // Spelt so that no search finds them.
    #""k\x69nd": "Cr\u006fnJob", ["#, "\"ki\\\nnd\": [", "!!binary a2luZA==: [", "!<tag:yaml.org,2002:binary> a2luZA==: [",
    "%TAG !e! tag:yaml.org,2002:bin\n--- !e!ary a2luZA==: [",
  ]

  static let nothing = [
    "a: [", "", "<html><body>404</body></html>", "{ // a comment\n \"compilerOptions\": {},}", #"path: "C:\\Users\\x, ["#,
    "kind: Service\n\tx",
    "the job is done: [", "regular: \"\\d\\s", "\u{FEFF}a: [", "tab:\n\t- x",
  ]

  @Test(arguments: traces) func tracesAreFound(_ text: String) {
    #expect(mayHoldObjects(Array(text.utf8)))
    for encoding: String.Encoding in [.utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian, .utf32BigEndian] {
      #expect(mayHoldObjects(Array(text.data(using: encoding) ?? Data())), "\(encoding)")
    }
  }

  @Test(arguments: nothing) func nothingIsNoTrace(_ text: String) { #expect(!mayHoldObjects(Array(text.utf8))) }
}
