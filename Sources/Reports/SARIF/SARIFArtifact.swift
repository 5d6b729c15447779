import Findings
import SourceTree

/// A scanned file, and how places in it are told.
struct SARIFArtifact {
  /// Its `artifactLocation`.
  let location: [UInt8]
  private let offsetsEnd: UInt32

  init(_ file: FileReport) {
    location = JSONWriter.bytes { json in Self.write(path: file.path, to: &json) }
    offsetsEnd = file.offsetsEnd
  }

  /// A place in the file.
  func write(_ place: Place, to json: inout JSONWriter) {
    json.key("physicalLocation")
    json.beginObject()
    json.key("artifactLocation")
    json.encoded(location)
    json.key("region")
    json.beginObject()
    json.member("startLine", place.start.line)
    json.member("startColumn", place.start.column)
    // A place without an end, as that of a credential, is one to the end of the line (SARIF 3.30.8).
    if !place.range.isEmpty {
      json.member("endLine", place.end.line)
      json.member("endColumn", place.end.column)
      if place.range.end <= offsetsEnd {
        json.member("byteOffset", Int(place.range.start))
        json.member("byteLength", place.range.bounds.count)
      }
    }
    json.endObject()
    json.endObject()
  }

  /// A place in a file that was rendered: the result belongs where people mend it.
  static func write(_ origin: RenderedFrom, to json: inout JSONWriter) {
    json.key("physicalLocation")
    json.beginObject()
    json.key("artifactLocation")
    write(path: origin.path, to: &json)
    json.key("region")
    json.beginObject()
    json.member("startLine", origin.line ?? 1)
    json.endObject()
    json.endObject()
  }

  private static func write(path: String, to json: inout JSONWriter) {
    json.beginObject()
    if path.utf8.first == UInt8(ascii: "/") {
      json.member("uri", "file://\(percentEncoded(path))")
    } else {
      var path = Substring(path)
      while path.hasPrefix("./") {
        path = path.dropFirst(2)
        while path.hasPrefix("/") { path = path.dropFirst() }
      }
      json.member("uri", percentEncoded(String(path)))
      json.member("uriBaseId", "%SRCROOT%")
    }
    json.endObject()
  }

  /// Everything but RFC 3986's unreserved characters and `/` becomes an escape.
  private static func percentEncoded(_ path: String) -> String {
    var result: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.append(byte)
      default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
