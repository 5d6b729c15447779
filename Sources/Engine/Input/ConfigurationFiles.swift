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

  /// The clusters that files are said to be of; the first is that of all other files.
  package private(set) var clusters = [ScanSettings.Cluster()]
  private var clusterOfName: [String: Int] = [:]

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

  /// The index, in ``clusters``, of the cluster that a file is of.
  package mutating func cluster(of file: InputFile) -> Int {
    guard roots.indices.contains(file.argument), let configuration = fileOfRoot[file.argument], configuration.hasClusters else { return 0 }
    let path = roots[file.argument].absolutePath(of: file) ?? canonicalPath(".").map { "\($0)/\(file.path)" }
    guard let cluster = configuration.cluster(of: path) else { return 0 }
    // By the file that names it, as files in different folders may use one name.
    let name = "\(configuration.name)\n\(cluster.name)"
    if let index = clusterOfName[name] { return index }
    clusters.append(ScanSettings.Cluster(name: cluster.name, complete: cluster.complete))
    clusterOfName[name] = clusters.count - 1
    return clusters.count - 1
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
  private let patternsOfClusters: [GlobPatternList]

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
    func compiled(_ patterns: [Configuration.Pattern]) -> GlobPatternList {
      GlobPatternList(
        patterns.compactMap { pattern in
          if let compiled = GlobPattern(pattern.text.utf8) { return compiled }
          errors.append(PlacedError("this pattern can never match a path; close its brackets", at: pattern.range))
          return nil
        })
    }
    patterns = configuration.overrides.map { compiled($0.paths) }
    patternsOfClusters = configuration.clusters.map { compiled($0.paths) }
    guard errors.isEmpty else { throw ConfigurationFileError(name: name, bytes: bytes, errors: errors) }
    configuration.base.name = name
    self.configuration = configuration
  }

  var hasOverrides: Bool { !configuration.overrides.isEmpty }
  var hasClusters: Bool { !configuration.clusters.isEmpty }

  /// - Parameter path: Absolute; nil where only what holds for every file is wanted.
  func layers(for path: String?) -> [ConfigurationLayer] {
    var layers = [configuration.base]
    guard let relative = relative(path) else { return layers }
    for index in patterns.indices where patterns[index].matches(relative.span) { layers.append(configuration.overrides[index].layer) }
    return layers
  }

  /// The cluster that a file is said to be of.
  func cluster(of path: String?) -> Configuration.Cluster? {
    guard let relative = relative(path) else { return nil }
    return patternsOfClusters.firstIndex { $0.matches(relative.span) }.map { configuration.clusters[$0] }
  }

  /// What patterns are compared with; nil for a file elsewhere than below the folder.
  private func relative(_ path: String?) -> [UInt8]? {
    let prefix = folder.utf8.last == UInt8(ascii: "/") ? folder : folder + "/"
    guard let path, path.utf8.starts(with: prefix.utf8) else { return nil }
    return Array(path.utf8.dropFirst(prefix.utf8.count))
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
