internal import FoundationEssentials

/// A file of the package that is made, not written by hand.
struct GeneratedFile {
  /// Below the package's folder.
  var path: String
  /// The command that makes it.
  var origin: String
  var content: String

  /// A page that is written by hand but for what stands between `<!-- SECTION:begin -->` and `<!-- SECTION:end -->`.
  static func filling(_ path: String, section: String, with content: String, origin: String) throws(GenerateError) -> GeneratedFile {
    let begin = "<!-- \(section):begin -->"
    let end = "<!-- \(section):end -->"
    let text = try String(decoding: contents(of: path), as: UTF8.self)
    guard let start = text.firstRange(of: begin)?.upperBound, let stop = text[start...].firstRange(of: end)?.lowerBound else {
      throw GenerateError.source(path: path, "has no place for what is generated between \(begin) and \(end)")
    }
    return GeneratedFile(path: path, origin: origin, content: "\(text[..<start])\n\(content)\n\(text[stop...])")
  }

  func isFresh() throws -> Bool {
    FileManager.default.contents(atPath: path).map(Array.init) == Array(content.utf8)
  }

  func write() throws {
    try Data(content.utf8).write(to: URL(filePath: path))
  }
}

/// Why nothing could be generated.
enum GenerateError: Error, CustomStringConvertible {
  case usage(String)
  /// A source that cannot be read or does not say what was expected; with a clause that says why.
  case source(path: String, String)

  var description: String {
    switch self {
    case .usage(let usage): "usage: \(usage)"
    case .source(let path, let reason): "\(path): \(reason)"
    }
  }

  var exitCode: Int32 {
    switch self {
    case .usage: 64
    case .source: 2
    }
  }
}

/// The bytes of a file.
func contents(of path: String) throws(GenerateError) -> [UInt8] {
  guard let data = FileManager.default.contents(atPath: path) else { throw .source(path: path, "cannot be read") }
  return Array(data)
}
