import Foundation
import Testing

@testable import SourceTree

struct ScalarResolutionTests {
  /// A line of a table: YAML, and what kubectl makes of it as JSON, or "error".
  struct Row: CustomTestStringConvertible, Sendable {
    let yaml: String
    let json: String
    var testDescription: String { yaml }
  }

  static let recorded: [Row] = {
    guard let file = Corpus.scalarRecording, let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count >= 3, let yaml = try? JSONDecoder().decode(String.self, from: Data(columns[0].utf8)) else { return nil }
      return Row(yaml: yaml, json: columns[1] == "ok" ? String(columns[2]) : "error")
    }
  }()

  /// Seen with kubectl 1.32, beyond the recording.
  static let observed: [(String, String)] = [
    ("0b-1", "-1"), ("-0b-1", #""-0b-1""#), ("0b+1", "1"), ("+0b1", "1"), (".5_0", "0.5"), (".5__0", #"".5__0""#), (".5e1_0", "5000000000"),
    ("._5", #""._5""#), ("0_x1F", "31"), ("+_1", "1"), ("0x1FFFFFFFFFFFFFFFFFF", #""0x1FFFFFFFFFFFFFFFFFF""#),
    ("4611686018427387904.0", "4611686018427388000"), ("9007199254740993.0", "9007199254740992"), ("9.2e18", "9200000000000000000"),
    ("1e20", "100000000000000000000"), ("1e21", "1e21"), ("!!float 18446744073709551615", "error"), ("!!float 1.5", "1.5"),
    ("!!int 1.5", "error"), (#"!!int """#, "error"), (#"!!null """#, "null"), ("!!null ~", "null"), ("!!bool 1", "error"),
    ("!!timestamp 2001-01-01", #""2001-01-01""#), ("!!timestamp x", "error"), ("!!timestamp 2001-1-1T1:2:3Z", #""2001-1-1T1:2:3Z""#),
    ("!!merge x", #""x""#), ("!!seq x", #""x""#), (#"!!binary "!""#, "error"), ("!!binary aGVsbG8", "error"),
    ("!!binary /w==", #""\uFFFD""#),
    (#"!<tag:yaml.org,2002:int> "5""#, "5"), ("!!str ~", #""~""#), ("!!float .inf", "error"), ("!!float x", "error"), ("-.Inf", "error"),
    ("+.nan", #""+.nan""#), (".5e", #"".5e""#), (".e5", #"".e5""#), ("0x1p-2", #""0x1p-2""#), ("+0x1F", "31"), ("+", #""+""#),
    ("+.", #""+.""#),
    ("1e-7", "1e-7"), ("123456789012345678", "123456789012345678"), ("1.7976931348623157e309", #""1.7976931348623157e309""#),
    (#"! "yes""#, #""yes""#), ("!foo 1", #""1""#), ("!!omap x", #""x""#), (".1e400", #"".1e400""#),
    ("0777777777777777777777777", "7.777777777777778e23"), ("!!int 123456789012345678901234567890", "error"),
    ("0b1111111111111111111111111111111111111111111111111111111111111111", "18446744073709552000"),
  ]

  @Test(arguments: recorded + observed.map(Row.init))
  func readsAsKubectlDoes(_ row: Row) throws {
    guard let document = try? documents("spec:\n  v: \(row.yaml)\n").first else {
      #expect(row.json == "error")
      return
    }
    let node = try #require(document.root["spec"]?["v"])
    if row.json == "error" {
      #expect(node.scalar == .notANumber || node.scalar == .tagMismatch)
    } else {
      let expected = try JSONDecoder().decode(JSONValue.self, from: Data(row.json.utf8))
      #expect(JSONValue(kubectl: node) == expected)
      if let whole = Int64(row.json) { #expect(node.scalar == .int(whole)) }
    }
  }

  @Test(.enabled(if: Corpus.isAvailable)) func recordingIsComplete() {
    #expect(Self.recorded.count == 197)
  }

  /// Seen with kubectl 1.32; nil where it refuses the key.
  static let keys: [(String, String?)] = [
    ("on", "true"), ("yes", "true"), ("n", "false"), ("1", "1"), ("1.0", "1"), ("~", nil), (#""~""#, "~"), ("null", nil), ("0x1F", "31"),
    ("1e6", "1e+06"), ("123456789.5", "1.2345679e+08"), ("1e-7", "1e-07"), (".inf", ".inf"), ("-.inf", "-.inf"), (".nan", ".nan"),
    ("-0.0", "-0"), ("18446744073709551615", nil), ("0400", "256"), ("2001-01-01", "2001-01-01"), ("!!str 1", "1"),
    ("!!binary aGVsbG8=", "hello"), (#"!!int "1""#, "1"), ("1e21", "1e+21"), ("0.1", "0.1"), ("16777217.0", "1.6777216e+07"),
    ("100000.0", "100000"), ("1e400", "1e400"), ("!foo x", "x"), ("9223372036854775807", "9223372036854775807"), ("08", "8"),
    (#""<<""#, "<<"), (#""on""#, "on"), ("3.4e39", ".inf"), ("1e-46", "0"), ("12345.678", "12345.678"), (#"!!null """#, nil),
    ("0.30000001192092896", "0.3"), ("&k k", "k"), ("*a", "str"), ("? [a]", nil), ("? {a: b}", nil), ("1.5e-4", "0.00015"),
    ("-12.5", "-12.5"),
  ]

  @Test(arguments: keys)
  func namesKeysAsKubectlDoes(key: String, name: String?) throws {
    let separator = key.hasPrefix("?") ? "\n " : ""
    let document = try #require(try documents("anchor: &a str\nspec:\n  \(key)\(separator) : v\n").first)
    let mapping = try #require(document.root["spec"])
    let entry = try #require(Array(mapping.entries).first)
    #expect(entry.key.keyText == name)
  }
}

extension JSONValue {
  /// A scalar as kubectl reads it; nil where it refuses it, and for collections.
  init?(kubectl node: Node) {
    switch node.scalar {
    case .null: self = .null
    case .bool(let bool): self = .bool(bool)
    case .int(let int): self = .number(Double(int))
    case .float(let float): self = .number(float)
    case .string(let string): self = .string(string)
    case .notANumber, .tagMismatch: return nil
    case nil:
      let node = node.resolved
      if node.kind == .sequence {
        var items: [JSONValue] = []
        for item in node.items {
          guard let value = JSONValue(kubectl: item) else { return nil }
          items.append(value)
        }
        self = .array(items)
        return
      }
      var object: [String: JSONValue] = [:]
      for entry in node.mergedEntries {
        guard let key = entry.key.keyText, let value = JSONValue(kubectl: entry.value) else { return nil }
        object[key] = value
      }
      self = .object(object)
    }
  }
}
