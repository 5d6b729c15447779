package import Findings
package import Manifests
internal import Reports
internal import Rules
internal import SourceTree

/// The configuration files of a scan, and the policy that each input file gets from them.
package struct ConfigurationFiles: Sendable {
  /// The different policies; never empty.
  package private(set) var policies: [RulePolicy] = []
  /// What was read, as the user knows it.
  package private(set) var names: [String] = []

  private let commandLine: ConfigurationLayer
  private let roots: [InputRoot]
  /// The file of each root; nil where there is none.
  private var fileOfRoot: [ConfigurationFile?] = []
  private var policyOfLayers: [[ConfigurationLayer]: Int] = [:]
  /// What is asked of the files of a root, where that does not depend on their paths.
  private var policyOfRoot: [Int?] = []

  /// Finds and reads the files.
  ///
  /// - Parameters:
  ///   - roots: What is scanned.
  ///   - path: The one file to read, where the user names it.
  /// - Throws: ``ConfigurationFileError`` with everything that is wrong in the first file that cannot be used.
  package init(
    for roots: [InputRoot], path: String?, isIgnored: Bool, commandLine: ConfigurationLayer
  ) throws(ConfigurationFileError) {
    self.commandLine = commandLine
    self.roots = roots
    if let path {
      // A file that is kept apart from the manifests cannot be what its patterns are relative to.
      let file = try ConfigurationFile(path: path, name: path, folder: canonicalPath(".") ?? "/")
      fileOfRoot = roots.map { _ in file }
    } else {
      var search = ConfigurationSearch()
      for root in roots { fileOfRoot.append(isIgnored ? nil : try search.file(above: root)) }
    }
    for case let file? in fileOfRoot where !names.contains(file.name) { names.append(file.name) }
    _ = policy(base: fileOfRoot.first ?? nil, path: nil)
    policyOfRoot = fileOfRoot.map { file in file?.hasOverrides == true ? nil : policy(base: file, path: nil) }
  }

  /// The index, in ``policies``, of what is asked of a file.
  package mutating func policy(of file: InputFile) -> Int {
    guard roots.indices.contains(file.argument) else { return 0 }
    if let policy = policyOfRoot[file.argument] { return policy }
    let path = roots[file.argument].absolutePath(of: file) ?? canonicalPath(".").map { "\($0)/\(file.path)" }
    return policy(base: fileOfRoot[file.argument], path: path)
  }

  private mutating func policy(base file: ConfigurationFile?, path: String?) -> Int {
    let layers = (file?.layers(for: path) ?? []) + [commandLine]
    if let index = policyOfLayers[layers] { return index }
    policies.append(RulePolicy(Registry.catalogue, layers: layers))
    policyOfLayers[layers] = policies.count - 1
    return policies.count - 1
  }
}

/// A configuration file that was read.
private struct ConfigurationFile: Sendable {
  let name: String
  private let folder: String
  private let configuration: Configuration
  private let patterns: [GlobPatternList]

  /// - Parameters:
  ///   - name: The path as it is shown.
  ///   - folder: What its patterns are relative to; absolute, without links.
  init(path: String, name: String, folder: String) throws(ConfigurationFileError) {
    let bytes: [UInt8]
    do { bytes = try readFile(path) } catch { throw ConfigurationFileError(unreadable: error) }
    self.name = name
    self.folder = folder
    let source: Source
    do {
      source = try Source(name: name, bytes: bytes)
    } catch {
      throw ConfigurationFileError(name: name, bytes: bytes, errors: [PlacedError(error.message, at: error.range)])
    }
    var (configuration, errors) = ConfigurationReader.read(source, Registry.catalogue)
    var patterns: [GlobPatternList] = []
    for override in configuration.overrides {
      patterns.append(
        GlobPatternList(
          override.paths.compactMap { pattern in
            if let compiled = GlobPattern(pattern.text.utf8) { return compiled }
            errors.append(PlacedError("this pattern can never match a path; close its brackets", at: pattern.range))
            return nil
          }))
    }
    guard errors.isEmpty else { throw ConfigurationFileError(name: name, bytes: bytes, errors: errors) }
    configuration.base.name = name
    self.configuration = configuration
    self.patterns = patterns
  }

  var hasOverrides: Bool { !configuration.overrides.isEmpty }

  /// - Parameter path: Absolute; nil where only what holds for every file is wanted.
  func layers(for path: String?) -> [ConfigurationLayer] {
    var layers = [configuration.base]
    let prefix = folder.utf8.last == UInt8(ascii: "/") ? folder : folder + "/"
    guard let path, path.utf8.starts(with: prefix.utf8) else { return layers }
    let relative = Array(path.utf8.dropFirst(prefix.utf8.count))
    for index in patterns.indices where patterns[index].matches(relative.span) { layers.append(configuration.overrides[index].layer) }
    return layers
  }
}

/// Looks for configuration files upwards, once in each folder.
private struct ConfigurationSearch {
  private var found: [String: ConfigurationFile?] = [:]

  /// The nearest file in the folder of what is scanned, or above; standard input belongs to the current folder.
  mutating func file(above root: InputRoot) throws(ConfigurationFileError) -> ConfigurationFile? {
    var folder = root.canonical ?? canonicalPath(".") ?? "/"
    if root.canonical != nil, !root.isDirectory { folder = Self.parent(of: folder) ?? "/" }
    var searched: [String] = []
    var file: ConfigurationFile?
    while true {
      if let known = found[folder] {
        file = known
        break
      }
      searched.append(folder)
      let path = folder == "/" ? "/\(Configuration.fileName)" : "\(folder)/\(Configuration.fileName)"
      // What is no file or cannot be read is an error, not a reason to go on without it.
      if exists(path) {
        file = try ConfigurationFile(path: path, name: Self.shown(path), folder: folder)
        break
      }
      guard let parent = Self.parent(of: folder) else { break }
      folder = parent
    }
    for folder in searched { found[folder] = .some(file) }
    return file
  }

  private func exists(_ path: String) -> Bool {
    do {
      _ = try readFile(path)
      return true
    } catch {
      return error.reason != .missing
    }
  }

  private static func parent(of path: String) -> String? {
    guard path != "/", let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path as seen from the current folder, where it is below it.
  private static func shown(_ path: String) -> String {
    guard let current = canonicalPath("."), path.utf8.starts(with: "\(current)/".utf8) else { return path }
    return String(decoding: path.utf8.dropFirst(current.utf8.count + 1), as: UTF8.self)
  }
}

/// Why a configuration file cannot be used.
package struct ConfigurationFileError: Error {
  private let name: String
  private let bytes: [UInt8]
  private let errors: [PlacedError]
  private let unreadable: InputError?

  init(name: String, bytes: [UInt8], errors: [PlacedError]) {
    self.name = name
    self.bytes = bytes
    self.errors = errors
    unreadable = nil
  }

  init(unreadable error: InputError) {
    name = error.path
    bytes = []
    errors = []
    unreadable = error
  }

  /// What all the mistakes are, each with its place and the lines in question, ready for a terminal.
  package func text(isColored: Bool) -> [UInt8] {
    var text: [UInt8] = []
    if let unreadable {
      TerminalText.append("curfew: the configuration cannot be read: \(unreadable)", to: &text)
      text.append(UInt8(ascii: "\n"))
    }
    for error in errors {
      text += Diagnostic.text(error.message, at: error.range, path: name, bytes: bytes, isColored: isColored)
    }
    return text
  }
}
