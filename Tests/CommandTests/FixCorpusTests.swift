import Foundation
import Testing
import Yams

/// Real manifests, mended: read by another parser, nothing differs but what is said to.
struct FixCorpusTests {
  /// How the text is written otherwise.
  enum Form: String, CaseIterable {
    case asWritten, crlf, byteOrderMark, withoutLastLineEnd

    func apply(to text: String) -> String {
      switch self {
      case .asWritten: text
      case .crlf: text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n")
      case .byteOrderMark: "\u{FEFF}\(text)"
      case .withoutLastLineEnd: String(text.reversed().drop { $0.isNewline }.reversed())
      }
    }
  }

  /// Some files: all would take minutes.
  private static func manifests() throws -> [(path: String, text: String)] {
    guard let corpus = Command.corpus else { return [] }
    var files: [(path: String, text: String)] = []
    for (folder, share) in [("cronjobs", 60), ("jobs", 6), ("bundles", 40)] {
      let names = (FileManager.default.enumerator(atPath: corpus.appending(path: folder).path)?.compactMap { $0 as? String } ?? []).sorted()
      for (index, name) in names.filter({ $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") || $0.hasSuffix(".json") }).enumerated()
      where index % share == 0 {
        guard let text = try? String(contentsOf: corpus.appending(path: "\(folder)/\(name)"), encoding: .utf8) else { continue }
        files.append(("\(folder)/\(name)", text))
      }
    }
    return files
  }

  private static let arguments = [
    "fix", "--write", "--unsafe", "--profile", "strict", "--severity-threshold", "info", "--no-config", "--format", "json", ".",
  ]

  @Test(.enabled(if: Command.corpus != nil), arguments: Form.allCases)
  func onlyWhatIsSaidChanges(_ form: Form) throws {
    let workspace = try Workspace()
    for (path, text) in try Self.manifests() { try workspace.write(form.apply(to: text), to: path) }
    let before = try Self.texts(of: workspace)
    let report = try Workspace.report(Command.run(Self.arguments, folder: workspace.folder).output)
    let files = try #require(report["files"] as? [[String: Any]])
    var changed = 0
    for file in files {
      let path = try #require(file["path"] as? String)
      let made = (file["fixes"] as? [[String: Any]] ?? []).filter { $0["outcome"] as? String == "made" }
      guard let old = before[path] else { continue }
      let new = try workspace.read(path)
      #expect((old == new) == made.isEmpty, "\(path)")
      if old == new { continue }
      changed += 1
      Self.compareTexts(old, new, path, form)
      let paths = made.flatMap { $0["paths"] as? [String] ?? [] }.map(Self.steps)
      guard let oldTrees = Self.trees(old) else { continue }
      let newTrees = try #require(Self.trees(new), "\(path) cannot be read any more")
      #expect(oldTrees.count == newTrees.count, "\(path)")
      for (oldTree, newTree) in zip(oldTrees, newTrees) {
        for difference in Self.differences(oldTree, newTree) {
          #expect(
            paths.contains { $0.starts(with: difference) || difference.starts(with: $0) }, "\(path): \(difference.joined(separator: "."))")
        }
      }
    }
    #expect(changed > 20)
    let mended = try Self.texts(of: workspace)
    let again = try Workspace.report(Command.run(Self.arguments, folder: workspace.folder).output)
    #expect((again["summary"] as? [String: Any])?["made"] as? Int == 0)
    #expect(try Self.texts(of: workspace) == mended)
  }

  private static func texts(of workspace: Workspace) throws -> [String: String] {
    let names = FileManager.default.enumerator(atPath: workspace.folder.path)?.compactMap { $0 as? String } ?? []
    return Dictionary(
      uniqueKeysWithValues: try names.filter { $0.hasSuffix("l") || $0.hasSuffix(".json") }.compactMap { name in
        let type = try FileManager.default.attributesOfItem(atPath: workspace.folder.appending(path: name).path)[.type]
        return type as? FileAttributeType == .typeRegular ? (name, try workspace.read(name)) : nil
      })
  }

  /// Comments, line ends and the ends of the text.
  private static func compareTexts(_ old: String, _ new: String, _ path: String, _ form: Form) {
    func comments(_ text: String) -> [String: Int] {
      let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasPrefix("#") }
      return Dictionary(lines.map { ($0, 1) }, uniquingKeysWith: +)
    }
    let left = comments(new)
    for (comment, count) in comments(old) { #expect(left[comment, default: 0] >= count, "\(path) lacks \(comment)") }
    #expect(
      old.unicodeScalars.first == "\u{FEFF}" ? new.unicodeScalars.first == "\u{FEFF}" : new.unicodeScalars.first != "\u{FEFF}", "\(path)")
    #expect(old.last?.isNewline == new.last?.isNewline, "\(path)")
    if form == .crlf { #expect(!new.utf8.split(separator: 10).dropLast(new.utf8.last == 10 ? 0 : 1).contains { $0.last != 13 }, "\(path)") }
  }

  private static func trees(_ text: String) -> [Any]? {
    try? Array(Yams.load_all(yaml: text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text))
  }

  /// The ways to what two trees do not share; items of lists without their positions.
  private static func differences(_ left: Any, _ right: Any, at path: [String] = []) -> [[String]] {
    switch (left, right) {
    case (let left as [AnyHashable: Any], let right as [AnyHashable: Any]):
      return Set(left.keys).union(right.keys).flatMap { key -> [[String]] in
        guard let one = left[key], let other = right[key] else { return [path + ["\(key)"]] }
        return differences(one, other, at: path + ["\(key)"])
      }
    case (let left as [Any], let right as [Any]):
      if left.count != right.count { return [path] }
      return zip(left, right).flatMap { differences($0, $1, at: path + ["[]"]) }
    default: return "\(left)" == "\(right)" && type(of: left) == type(of: right) ? [] : [path]
    }
  }

  /// The steps of a path as reports write it.
  private static func steps(_ path: String) -> [String] {
    var steps: [String] = []
    var name = ""
    var bracket: String?
    func end() { if !name.isEmpty { steps.append(name) } }
    for character in path {
      switch (character, bracket) {
      case ("]", let inner?):
        steps.append(Int(inner) == nil ? inner.trimmingCharacters(in: ["\""]) : "[]")
        bracket = nil
      case (_, let inner?): bracket = inner + String(character)
      case (".", nil): (_, name) = (end(), "")
      case ("[", nil): (_, name, bracket) = (end(), "", "")
      default: name.append(character)
      }
    }
    end()
    return steps
  }
}
