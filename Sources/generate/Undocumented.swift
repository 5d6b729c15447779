internal import FoundationEssentials

/// Counts the declarations that a target shows to others without a comment that says what they are. The counts that are committed may only fall.
///
/// Not counted is what fulfils a requirement of a protocol, which is described there, and a view's fields, which the Kubernetes API names and describes.
enum UndocumentedGenerator {
  private static let path = "scripts/undocumented"

  static func files() throws -> [GeneratedFile] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: "Sources"))?.filter { $0.hasSuffix(".swift") }.sorted() ?? []
    let sources = try paths.map {
      (target: String($0.prefix { $0 != "/" }), text: String(decoding: try contents(of: "Sources/\($0)"), as: UTF8.self))
    }
    let requirements = sources.reduce(into: standardRequirements) { $0.formUnion(Self.requirements(in: $1.text)) }
    var counts: [String: Int] = [:]
    for source in sources { counts[source.target, default: 0] += undocumented(in: source.text, besides: requirements).count }
    let known = try committed()
    for (target, count) in counts.sorted(by: { $0.key < $1.key }) where count > known[target, default: 0] {
      throw GenerateError.source(
        path: "Sources/\(target)",
        "has \(count) package declarations without a doc comment; \(path) allows for \(known[target, default: 0]), and that may only fall")
    }
    let lines = counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
    return [GeneratedFile(path: path, origin: "scripts/docs", content: lines.joined())]
  }

  private static func committed() throws -> [String: Int] {
    let lines = String(decoding: try contents(of: path), as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
    return Dictionary(lines.compactMap { words in words.first.map { (String($0), words.last.flatMap { Int($0) } ?? 0) } }) { $1 }
  }

  /// Those of the standard library's protocols, which say themselves what they ask for.
  private static let standardRequirements: Set<String> = [
    "description", "hash", "encode", "==", "<", "rawValue", "next", "makeIterator", "startIndex", "endIndex", "underestimatedCount",
  ]

  private static let modifiers = [
    "static", "final", "mutating", "nonmutating", "consuming", "indirect", "convenience", "private(set)", "internal(set)",
  ]
  private static let kinds = ["func", "var", "let", "init", "subscript", "struct", "enum", "class", "actor", "protocol", "typealias"]

  /// The names of what is declared for other targets, without a doc comment.
  ///
  /// - Parameter requirements: Names of what need not have any.
  static func undocumented(in source: String, besides requirements: Set<String> = []) -> [String] {
    var names: [String] = []
    var isDocumented = false
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("///") {
        isDocumented = true
        continue
      }
      let name = name(declaredIn: text, for: "package")
      if let name, !isDocumented, !requirements.contains(name) { names.append(name) }
      // Attributes may stand between.
      isDocumented = isDocumented && name == nil && text.hasPrefix("@")
    }
    return names
  }

  /// The names that a file's protocols ask for.
  private static func requirements(in source: String) -> [String] {
    var names: [String] = []
    var isInProtocol = false
    for line in source.split(separator: "\n") {
      if line.hasPrefix("package protocol ") { isInProtocol = true }
      if line.hasPrefix("}") { isInProtocol = false }
      if isInProtocol, let name = name(declaredIn: line.drop { $0 == " " }, for: nil), name != "init" { names.append(name) }
    }
    return names
  }

  /// - Parameter access: How it has to be marked; nil where it need not be at all.
  private static func name(declaredIn line: Substring, for access: String?) -> String? {
    var words = line.split(separator: " ")[...]
    words = words.drop { $0.hasPrefix("@") || modifiers.contains(String($0)) }
    if let access {
      guard words.popFirst().map(String.init) == access else { return nil }
      words = words.drop { modifiers.contains(String($0)) }
    }
    guard let kind = words.popFirst()?.prefix(while: { $0.isLetter }), kinds.contains(String(kind)) else { return nil }
    if kind == "init" || kind == "subscript" { return String(kind) }
    let isField = ["Field<", "List<", "StringMap"].contains { type in words.dropFirst().first?.hasPrefix(type) == true }
    guard let name = words.first, !isField else { return nil }
    // The first character may be that of an operator.
    return String(name.prefix(1) + name.dropFirst().prefix { !":(<".contains($0) })
  }
}
