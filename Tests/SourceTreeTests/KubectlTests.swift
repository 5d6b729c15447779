import Foundation
import Randomness
import Testing

@testable import SourceTree

/// Asks kubectl itself, where it is installed: `kubectl annotate --local` prints an object of an unknown kind back and needs no cluster.
enum Kubectl {
  static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/kubectl" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// What stands under `spec` of an object, or nil where kubectl refuses the file.
  static func spec(of yaml: String) throws -> JSONValue? {
    let (data, status) = try output(of: yaml, "json")
    guard status == 0, case .object(let object) = try JSONDecoder().decode(JSONValue.self, from: data) else { return nil }
    return object["spec"] ?? .null
  }

  /// The names of the objects that kubectl reads, whatever else it says of the file.
  static func names(in yaml: String) throws -> [String] {
    String(decoding: try output(of: yaml, "name").data, as: UTF8.self).split(separator: "\n").map {
      String($0.drop { $0 != "/" }.dropFirst())
    }
  }

  /// Whether it tries YAML where a stream that begins with `{` is no JSON: from 1.33 on.
  static let triesYAMLBehindJSON = (try? names(in: "{apiVersion: example.com/v1, kind: Thing, metadata: {name: x}}")) == ["x"]

  private static func output(of yaml: String, _ format: String) throws -> (data: Data, status: Int32) {
    guard let path else { return (Data(), 1) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "kubectl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "object.yaml")
    try Data(yaml.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["annotate", "--local", "-f", file.path, "x=1", "-o", format]
    process.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (data, process.terminationStatus)
  }

  static let header = "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: x\n"
}

@Suite(.enabled(if: Kubectl.path != nil))
struct KubectlTests {
  /// Scalars at random: digits, signs, letters of numbers and words, in one list, so that kubectl need run once only.
  @Test(arguments: 0..<8) func readsScalarsAlike(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let alphabets = [
      "0123456789", "0123456789._eE+-", "01_xXoObB+-aF7", "yYnNoOfFeEsSaAlLtTrRuU~", ".iInNfFaA+-", "0123456789-:TZ. ",
    ].map(Array.init)
    var scalars: [String] = []
    while scalars.count < 300 {
      let alphabet = alphabets[Int.random(in: 0..<alphabets.count, using: &generator)]
      let length = Int.random(in: 1...(scalars.count % 5 == 0 ? 24 : 6), using: &generator)
      let text = String((0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "0" })
      let yaml = "v: \(text)\n"
      guard let document = try? documents(yaml).first, let value = document.root["v"], value.kind == .scalar, value.scalar != .notANumber,
        Libyaml.events(of: Array(yaml.utf8)) != nil
      else { continue }
      scalars.append(text)
    }
    let yaml = Kubectl.header + "spec:\n" + scalars.map { "- \($0)\n" }.joined()
    try expectSame(yaml)
  }

  @Test(arguments: 0..<4) func namesKeysAlike(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let alphabets = ["0123456789", "0123456789._eE+-", "01_xXoObB+-aF7", "yYnNoOfFeEsSaAlLtTrRuU"].map(Array.init)
    var keys: [String] = []
    while keys.count < 200 {
      let alphabet = alphabets[Int.random(in: 0..<alphabets.count, using: &generator)]
      let text = String((0..<Int.random(in: 1...8, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "0" })
      guard let document = try? documents("\(text): v\n").first, Libyaml.events(of: Array("\(text): v\n".utf8)) != nil,
        let key = Array(document.root.entries).first?.key, key.keyText != nil
      else { continue }
      keys.append(text)
    }
    try expectSame(Kubectl.header + "spec:\n" + keys.map { "- \($0): v\n" }.joined())
  }

  @Test(arguments: 0..<60) func readsGeneratedDocumentsAlike(seed: Int) throws {
    var random = RandomYAML(seed: UInt64(seed) + 10_000)
    let text = random.stream().split(separator: "\n", omittingEmptySubsequences: false)
    // The first document, moved below a key.
    let body = text.prefix { !$0.hasPrefix("---") && !$0.hasPrefix("...") }.map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
    try expectSame(Kubectl.header + "spec:\n" + body + "\n")
  }

  @Test(.enabled(if: Corpus.isAvailable)) func readsManifestsAlike() throws {
    for (number, file) in Corpus.manifests.enumerated() where number % 97 == 0 {
      let text = String(decoding: try Corpus.bytes(file), as: UTF8.self)
      guard let document = try? documents(text).first, document.root.kind == .mapping, document.template == nil else { continue }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("---") || $0.hasPrefix("#") }
        .prefix { !$0.hasPrefix("---") }
      try expectSame(Kubectl.header + "spec:\n" + lines.map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n") + "\n", "\(file.path)")
    }
  }

  /// Who reads a value below `spec`. Where both do, they read the same.
  enum Readers { case both, kubectl, curfew, none }

  @Test(
    arguments: [
      ("? \(long("k", 1_025))\n  : 1", .both), ("\(long("k", 1_024)): 1", .both), ("\(long("é", 1_024)): 1", .both),
      ("\(long("k", 1_025)): 1", .none),
      ("[\(long("k", 1_024)): 1]", .both), ("[\(long("k", 1_025)): 1]", .none), ("&a0: x", .none), ("*a: x", .both), ("&a: x", .none),
      ("[?x]", .kubectl), ("{?x: y}", .kubectl), ("[:x]", .none), ("[a:b, a: b]", .both), ("&é x", .none), ("&b [*b]", .none),
      ("- &a-b_9 x\n  - *a-b_9", .both), ("!!str &b : x", .both), ("{a: b}: c", .none), ("\"a\":b", .none), ("- |\n    x", .both),
      ("|1\n   x", .both),
      ("a: 'b\n c'", .both), ("[a,\n b]", .both), ("a: \"b\n\n  c\"", .both), ("a: 'b\nc'", .both), ("[a,\nb]", .both), ("a:\tb", .both),
      ("a: b\n\tc: d", .none), ("- a\n  -\tb", .curfew), ("!!int x", .none), ("a: .inf", .none), ("~: x", .none),
      ("18446744073709551615: x", .none),
      ("<<: 1", .curfew), ("*undefined", .none), ("%x", .none), ("@x", .none), ("a: b: c", .none), ("- - - a", .both),
      ("? - a\n  : b", .none),
      ("\"\\ud83d\"", .curfew), ("\"\\ud83d\\ude00\"", .curfew), ("\"\\/\"", .curfew), ("'a' # c", .both), ("'a'# c", .kubectl),
      ("[a, b,]", .both), ("[a,, b]", .none),
    ] as [(String, Readers)])
  func readsOrRefuses(yaml: String, readers: Readers) throws {
    let text = Kubectl.header + "anchor: &a str\nspec:\n  \(yaml)\n"
    let ours = try? documents(text).first.flatMap { document in
      document.aliasError() == nil ? document.root["spec"].flatMap { JSONValue(kubectl: $0) } : nil
    }
    let theirs = try Kubectl.spec(of: text)
    let seen: Readers = ours == nil ? (theirs == nil ? .none : .kubectl) : (theirs == nil ? .curfew : .both)
    #expect(seen == readers)
    if let ours, let theirs { #expect(ours == theirs) }
  }

  private static func long(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  /// Both read the same, or Curfew refuses; it may read what kubectl refuses, for YAML 1.1 has more rules.
  private func expectSame(_ yaml: String, _ name: String = "", sourceLocation: SourceLocation = #_sourceLocation) throws {
    let theirs = try Kubectl.spec(of: yaml)
    guard let document = try? documents(yaml).first, document.aliasError() == nil, let spec = document.root["spec"] else { return }
    guard let theirs else { return }
    let ours = JSONValue(kubectl: spec)
    if case .array(let left)? = ours, case .array(let right) = theirs, left.count == right.count {
      for (index, (left, right)) in zip(left, right).enumerated() where left != right {
        Issue.record("item \(index): \(left), kubectl: \(right)", sourceLocation: sourceLocation)
      }
    } else {
      #expect(ours == theirs, "\(name)\n\(yaml.prefix(2_000))", sourceLocation: sourceLocation)
    }
  }
}
