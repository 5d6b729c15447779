import Testing

@testable import SourceTree

struct JSONPatchTests {
  private static let object = """
    {"metadata": {"name": "x", "labels": null}, "spec": {"containers": [{"name": "a", "args": ["1", "2", "3"], "env": []}, {"name": "b"}]}}
    """

  private func patch(_ changes: Change...) throws -> [String] {
    let document = try #require(try documents(Self.object).first)
    let (patch, conflicts) = ChangePrinter(document.root).patch(for: changes)
    #expect(conflicts == [])
    return String(decoding: patch.json, as: UTF8.self).dropFirst().dropLast().replacing("},{\"op\"", with: "}\n{\"op\"").split(
      separator: "\n"
    ).map(String.init)
  }

  @Test func addsReplacesAndRemoves() throws {
    #expect(try patch(.set("metadata.name", "y")) == [#"{"op":"replace","path":"/metadata/name","value":"y"}"#])
    #expect(
      try patch(.set("metadata.annotations[a.b/c~d]", "e")) == [#"{"op":"add","path":"/metadata/annotations","value":{"a.b/c~d":"e"}}"#])
    #expect(try patch(.set("metadata[a/b~c]", 1)) == [#"{"op":"add","path":"/metadata/a~1b~0c","value":1}"#])
    #expect(try patch(.set("metadata.labels.a", "b")) == [#"{"op":"replace","path":"/metadata/labels","value":{"a":"b"}}"#])
    #expect(try patch(.remove("metadata.labels"), .remove("metadata.none")) == [#"{"op":"remove","path":"/metadata/labels"}"#])
    #expect(try patch(.set("metadata.name", "x")) == [])
  }

  @Test func makesNewParentsOnce() throws {
    #expect(
      try patch(.set("spec.securityContext.a", 1), .ensure("spec.securityContext.b", "c", unique: nil))
        == [#"{"op":"add","path":"/spec/securityContext","value":{"a":1,"b":["c"]}}"#])
  }

  @Test func testsTheNamesOfItemsItGoesThrough() throws {
    #expect(
      try patch(.set("spec.containers[1].image", "i"), .set("spec.containers[1].tty", false)) == [
        #"{"op":"test","path":"/spec/containers/1/name","value":"b"}"#, #"{"op":"add","path":"/spec/containers/1/image","value":"i"}"#,
        #"{"op":"add","path":"/spec/containers/1/tty","value":false}"#,
      ])
  }

  @Test func keepsPositionsWhatTheyWere() throws {
    #expect(
      try patch(
        .remove("spec.containers[0].args[0]"), .remove("spec.containers[0].args[2]"), .set("spec.containers[0].args[1]", "x"),
        .ensure("spec.containers[0].args", "y", unique: nil), .ensure("spec.containers[0].env", ["name": "N"])) == [
          #"{"op":"test","path":"/spec/containers/0/name","value":"a"}"#,
          #"{"op":"replace","path":"/spec/containers/0/env","value":[{"name":"N"}]}"#,
          #"{"op":"replace","path":"/spec/containers/0/args/1","value":"x"}"#,
          #"{"op":"add","path":"/spec/containers/0/args/-","value":"y"}"#, #"{"op":"remove","path":"/spec/containers/0/args/2"}"#,
          #"{"op":"remove","path":"/spec/containers/0/args/0"}"#,
        ])
  }

  /// The patch, made on the value, gives what the changes say.
  @Test func saysWhatTheChangesSay() throws {
    var made = 0
    for seed in 0..<2_000 {
      var manifest = RandomManifest(seed: UInt64(seed), isPlain: true)
      guard case .success(let document)? = try? read(manifest.stream()).results.first, document.duplicateKey() == nil,
        let before = TreeValue(document.root)
      else { continue }
      var generator = RandomChanges(seed: UInt64(seed), isPlain: true)
      let changes = generator.changes(of: before)
      let (patch, conflicts) = ChangePrinter(document.root).patch(for: changes)
      let refused = Set(conflicts.map(\.change))
      let accepted = changes.filter { !refused.contains($0) }
      var value: TreeValue? = before
      for operation in patch.operations { value = value.flatMap { Self.applying(operation, to: $0) } }
      #expect(value == TreeModel.applying(accepted, to: before), "seed \(seed): \(changes) \(patch.operations)")
      made += accepted.count
    }
    #expect(made > 2_000)
  }

  /// RFC 6902, on a value; nil where the operation fails.
  private static func applying(_ operation: JSONPatch.Operation, to value: TreeValue) -> TreeValue? {
    switch operation {
    case .test(let path, let wanted): change(value, tokens(path)) { $0 == wanted ? .some(wanted) : nil }
    case .add(let path, let new): change(value, tokens(path), isAddition: true) { _ in .some(new) }
    case .replace(let path, let new): change(value, tokens(path)) { $0 == nil ? nil : .some(new) }
    case .remove(let path): change(value, tokens(path)) { $0 == nil ? nil : .some(nil) }
    }
  }

  private static func tokens(_ path: String) -> ArraySlice<String> {
    path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      String($0).replacing("~1", with: "/").replacing("~0", with: "~")
    }[...]
  }

  private static func change(
    _ value: TreeValue, _ tokens: ArraySlice<String>, isAddition: Bool = false, _ body: (TreeValue?) -> TreeValue??
  ) -> TreeValue? {
    guard let token = tokens.first else { return body(value) ?? nil }
    let rest = tokens.dropFirst()
    switch value {
    case .map(var entries):
      let index = entries.firstIndex { $0.key == token }
      guard rest.isEmpty else {
        guard let index, let new = change(entries[index].value, rest, isAddition: isAddition, body) else { return nil }
        entries[index].value = new
        return .map(entries)
      }
      guard let new = body(index.map { entries[$0].value }) else { return nil }
      if let index { entries.remove(at: index) }
      if let new { entries.append(KeyValue(token, new)) }
      return .map(entries)
    case .list(var items):
      if token == "-", rest.isEmpty, isAddition {
        guard let new = body(nil) ?? nil else { return nil }
        return .list(items + [new])
      }
      guard let index = Int(token), items.indices.contains(index) else { return nil }
      if rest.isEmpty {
        guard let new = body(items[index]) else { return nil }
        if let new { items[index] = new } else { items.remove(at: index) }
      } else {
        guard let new = change(items[index], rest, isAddition: isAddition, body) else { return nil }
        items[index] = new
      }
      return .list(items)
    default: return nil
    }
  }
}
