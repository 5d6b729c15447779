import Foundation
import Randomness
import Testing

@testable import SourceTree

/// Whatever is changed in whatever document: what is read then is what was read before, with the changes made.
struct EditingPropertyTests {
  /// More of them where `CURFEW_GROWTH` is set.
  static let factor = ProcessInfo.processInfo.environment["CURFEW_GROWTH"] == nil ? 1 : 50

  struct Tally {
    var cases = 0
    var changes = 0
    var made = 0
    var refusals: [String: Int] = [:]
  }

  @Test("Random changes of plain documents are made, all of them", arguments: 0..<8)
  func plainDocuments(_ part: Int) throws {
    var tally = Tally()
    for number in 0..<400 * Self.factor {
      let seed = UInt64(part) << 32 | UInt64(number)
      var manifest = RandomManifest(seed: seed, isPlain: true)
      try check(manifest.stream(), seed, isPlain: true, &tally)
    }
    #expect(tally.made * 10 > tally.changes * 5, "\(tally)")
    if Self.factor > 1 { print("plain:", tally) }
  }

  @Test("Random changes of odd documents are made or refused", arguments: 0..<8)
  func oddDocuments(_ part: Int) throws {
    var tally = Tally()
    for number in 0..<300 * Self.factor {
      let seed = UInt64(part) << 32 | UInt64(number)
      var manifest = RandomManifest(seed: seed, isPlain: false)
      try check(manifest.stream(), seed, isPlain: false, &tally)
      var yaml = RandomYAML(seed: seed)
      try check(Array(yaml.stream().utf8), seed, isPlain: false, &tally)
    }
    #expect(tally.made * 10 > tally.changes * 2, "\(tally)")
    if Self.factor > 1 { print("odd:", tally) }
  }

  @Test(.enabled(if: Corpus.isAvailable)) func corpus() throws {
    var tally = Tally()
    for (number, file) in Corpus.manifests.enumerated() where !file.path.contains("yaml-test-suite") {
      let bytes = try Corpus.bytes(file)
      guard bytes.count < 60_000 else { continue }
      for round in 0..<max(Self.factor / 10, 1) { try check(bytes, UInt64(number) << 8 | UInt64(round), isPlain: false, &tally) }
    }
    #expect(tally.made > 500, "\(tally)")
    print("corpus:", tally)
  }

  /// Obstacles that a change of a plain document may meet.
  private static let plainObstacles: Set<Obstacle> = [
    .otherKind, .notACollection, .noMergeKey, .ambiguousItem, .differentItem, .notExact, .outOfText, .noSuchText, .root,
  ]

  private func check(_ bytes: [UInt8], _ seed: UInt64, isPlain: Bool, _ tally: inout Tally) throws {
    guard let (_, results) = try? read(bytes), let result = results.first, case .success(let document) = result else { return }
    var (index, edited) = (0, document)
    if results.count > 1, seed % 2 == 0, case .success(let other) = results[1] { (index, edited) = (1, other) }
    guard edited.isReliable, edited.duplicateKey() == nil, edited.root.kind != .alias, let before = TreeValue(edited.root) else { return }
    var generator = RandomChanges(seed: seed &* 31, isPlain: isPlain)
    let changes = generator.changes(of: before)
    let (edits, conflicts) = ChangePrinter(edited.root).edits(for: changes)
    tally.cases += 1
    tally.changes += changes.count
    tally.made += changes.count - conflicts.count
    let label: Comment =
      "seed \(seed)\n\(String(decoding: bytes, as: UTF8.self))\nCHANGES \(changes.map { "\($0.path) \($0.action)" }.joined(separator: "\n        ").replacing("SourceTree.", with: ""))\nCONFLICTS \("\(conflicts)".replacing("SourceTree.", with: ""))\n\(String(decoding: edits.applied(to: bytes), as: UTF8.self))"
    for conflict in conflicts {
      if case .notEditable(let change, let why) = conflict {
        // Edits that overlap would be refused like this.
        if why == .notExact { #expect({ if case .splice = change.action { true } else { false } }(), label) }
        tally.refusals[why.rawValue, default: 0] += 1
        if isPlain { #expect(Self.plainObstacles.contains(why), label) }
      } else if case .shared = conflict {
        tally.refusals["shared", default: 0] += 1
        #expect(!isPlain, label)
      } else {
        tally.refusals["different", default: 0] += 1
      }
    }
    let refused = Set(conflicts.map(\.change))
    let made = changes.filter { !refused.contains($0) }
    let expected = TreeModel.applying(made, to: before)
    let after = edits.applied(to: bytes)
    for edit in edits.edits { #expect(edited.range.contains(edit.range), label) }
    guard let (_, changed) = try? read(after), changed.count == results.count, case .success(let read) = changed[index] else {
      Issue.record("cannot be read: \(label)")
      return
    }
    #expect(shown(TreeValue(read.root)) == shown(expected), label)
    for other in results.indices where other != index {
      if case .success(let old) = results[other], case .success(let new) = changed[other] {
        #expect(TreeValue(old.root) == TreeValue(new.root), label)
      }
    }
    if made.allSatisfy({ if case .set = $0.action { true } else if case .ensure = $0.action { true } else { false } }) {
      #expect(ChangePrinter(read.root).edits(for: made).edits.isEmpty, label)
    }
    if made.allSatisfy({ self.keepsComments($0, in: before) }) { #expect(comments(results) == comments(changed), label) }
    compareWithLibyaml(bytes, results, after, changed, label)
  }

  private func shown(_ value: TreeValue?) -> String {
    func sorted(_ value: TreeValue) -> TreeValue {
      switch value {
      case .list(let items): .list(items.map(sorted))
      case .map(let entries): .map(entries.sorted { $0.key < $1.key }.map { KeyValue($0.key, sorted($0.value)) })
      default: value
      }
    }
    return value.map { String(decoding: FlowPrinter(FlowStyle(isQuoted: true)).item(sorted($0)), as: UTF8.self) } ?? "unreadable"
  }

  /// Whether a change takes nothing away, but for the scalar in whose place another one comes.
  private func keepsComments(_ change: Change, in value: TreeValue) -> Bool {
    guard case .set = change.action else { return if case .ensure = change.action { true } else { false } }
    switch value[steps: change.path.steps] {
    case .list, .map: return false
    default: return true
    }
  }

  private func comments(_ results: [Result<Document, SyntaxError>]) -> [String] {
    results.flatMap { result in
      guard case .success(let document) = result else { return [String]() }
      // A block scalar's header goes with its text.
      return Tokens(document).filter { $0.kind == .comment }.map { document.source.text($0.range) }.filter { $0 != "# header" }
    }
  }

  /// Where libyaml saw the same as we did before, it does so afterwards.
  private func compareWithLibyaml(
    _ bytes: [UInt8], _ before: [Result<Document, SyntaxError>], _ after: [UInt8], _ changed: [Result<Document, SyntaxError>],
    _ label: Comment
  ) {
    func ours(_ results: [Result<Document, SyntaxError>]) -> [String] {
      EventWriter.events(of: results.compactMap { try? $0.get() }, isStructural: true)
    }
    // A byte order mark counts as a column there.
    guard bytes.first != 0xEF, Libyaml.events(of: bytes) == ours(before) else { return }
    // Without an end of the last line it reads a literal otherwise than kubectl.
    guard let last = after.last, last == 0x0A || last == 0x0D else { return }
    #expect(Libyaml.events(of: after) == ours(changed), label)
  }
}
