internal import FoundationEssentials

/// A file of the package that is made, not written by hand.
struct GeneratedFile {
  /// Below the package's folder.
  var path: String
  /// The command that makes it.
  var origin: String
  var content: String

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
