import Foundation
import Testing

@testable import SourceTree

/// Which documents of a stream kubectl does not read.
struct UnreadTests {
  private static let yaml = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: yaml}\n"
  private static let flow = "{apiVersion: example.com/v1, kind: Thing, metadata: {name: flow}}"
  private static let json =
    #"{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"json"},"n":[-1.5e3,0,true,null,"\u00e9\n",[],{}]}"#

  /// A stream, and for each of its documents why it is not read.
  static let streams: [(text: String, unread: [Unread.Reason?])] = [
    (yaml, [nil]), ("---\n" + yaml, [nil]), ("# c\n--- # c\n" + yaml, [nil]), ("---\n" + flow, [nil]), ("# c\n\n  " + flow, [nil]),
    (yaml + "---\n" + flow, [nil, nil]), ("---\n# c\n---\n" + flow, [nil, nil]), (json, [nil]), ("\n \r\n\t" + json + " \n", [nil]),
    ("\u{FEFF}" + json, [nil]), (json.replacing("\\n", with: "\\/\\ud83d"), [nil]), (json + json, [nil, nil]),
    (json + "\n" + json + "\r\n\n" + json, [nil, nil, nil]), ("{}" + json, [nil, nil]),
    (yaml + "...\n%YAML 1.2\n---\n" + yaml, [nil, nil]), ("%YAML 1.1\r---\r" + yaml, [nil]), (yaml + "---\n" + json, [nil, nil]),
    ("%TAG !e! tag:example.com,2000:\r---\r" + yaml, [nil]),
    // A stream that begins like JSON and is none.
    (flow, [.notJSON]), ("\n  " + flow, [.notJSON]), ("\u{FEFF}" + flow, [.notJSON]), ("\t" + flow, [.notJSON]),
    (flow + "\n---\n" + yaml, [.notJSON, .notJSON]), (json + "\n---\n" + yaml, [nil, .notJSON]),
    (json + "\n---\n" + json, [nil, .notJSON]),
    ("{}\n---\n" + flow, [nil, .notJSON]), (json + " # c\n" + json, [nil, .notJSON]), (json + flow, [nil, .notJSON]),
    (String(json.dropLast()) + ",}", [.notJSON]), (json.replacing("0,", with: "00,"), [.notJSON]),
    (json.replacing("[-", with: "[+"), [.notJSON]),
    (json.replacing("true", with: "True"), [.notJSON]), (json.replacing("null", with: "~"), [.notJSON]),
    (json.replacing("\\n", with: "\\x2f"), [.notJSON]), (json.replacing("\\n", with: "a\tb"), [.notJSON]),
    (json.replacing("\"json\"", with: "'json'"), [.notJSON]), (json.replacing("\"json\"", with: "!!str \"json\""), [.notJSON]),
    (json.replacing("[],", with: "[1,],"), [.notJSON]), (json.replacing("\"n\":", with: "? \"n\":"), [.notJSON]),
    (json.replacing("1.5", with: "1."), [.notJSON]), (json.replacing("1.5e3", with: ".5"), [.notJSON]),
    (json.replacing("e3", with: "e"), [.notJSON]),
    // Directives.
    ("%YAML 1.2\n---\n" + yaml, [.directive]), ("%YAML 1.1\n---\n" + yaml, [.directive]), ("# c\n%YAML 1.2\n---\n" + yaml, [.directive]),
    ("%TAG !e! tag:example.com,2000:\n---\n" + yaml, [.directive]), ("%FOO\n---\n" + yaml, [.directive]),
    ("...\n%YAML 1.2\n---\n" + yaml, [.directive]), ("%YAML 1.2\r---\r" + yaml, [.directive]),
    ("%YAML 1.1\n---\n" + yaml + "---\n" + yaml, [.directive, .directive]),
    // Text behind the marker, and markers that are none.
    ("--- " + flow, [.textBehindMarker]), ("--- !!map\n" + yaml, [.textBehindMarker]),
    (yaml + "--- &a\n" + yaml, [.textBehindMarker, .textBehindMarker]),
    ("--- " + flow + "\n---\n" + yaml, [.textBehindMarker, .textBehindMarker]),
    (yaml + "...\n" + yaml, [nil, .noMarker]), (yaml + "...\n" + yaml + "---\n" + yaml, [nil, .noMarker, nil]),
    (yaml + "\r---\r" + yaml, [nil, .noMarker]),
  ]

  @Test(arguments: streams) func areNamed(text: String, unread: [Unread.Reason?]) throws {
    #expect(try documents(text).map { $0.unread?.reason } == unread)
  }

  @Test func pointAtWhatKubectlStopsAt() throws {
    let places = { (text: String) in try documents(text).map { $0.unread.map { String(text[$0.place, of: text]) } } }
    #expect(try places("{\"a\": b}\n---\nc: d\n") == ["b", "b"])
    #expect(try places("{\"a\": 1}\n---\nc: d\n") == [nil, "-"])
    #expect(try places("# c\n%YAML 1.2\n---\na: b\n") == ["%YAML 1.2"])
    #expect(try places("a: b\n---\nc: d\n--- &c\n- d\n") == [nil, "---", "---"])
  }

  /// What is left of each stream when documents that are no objects are left out is what kubectl reads. From 1.33 on it reads some that begin with `{`, too.
  @Test(.enabled(if: Kubectl.path != nil), arguments: streams) func areThoseKubectlDoesNotRead(text: String, unread: [Unread.Reason?])
    throws
  {
    let objects = try documents(text).filter { $0.root["kind"] != nil && $0.unread == nil }.compactMap {
      $0.root["metadata"]?["name"]?.text
    }
    let theirs = try Kubectl.names(in: text)
    #expect(theirs == objects || unread.contains(.notJSON) && theirs.starts(with: objects) && Kubectl.triesYAMLBehindJSON)
  }

  @Test func goOnBehindABrokenText() throws {
    let results = try read(Array("\(Self.json)\n{\"a\": [1,\n  }\n{\"b\" 1}\n\(Self.json)\n".utf8)).results
    #expect(results.map { (try? $0.get()) == nil } == [false, true, true, false])
  }
}

extension String {
  fileprivate subscript(range: SourceRange, of text: String) -> Substring {
    let bytes = text.utf8
    return text[
      bytes.index(bytes.startIndex, offsetBy: range.bounds.lowerBound)..<bytes.index(bytes.startIndex, offsetBy: range.bounds.upperBound)]
  }
}
