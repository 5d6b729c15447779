import Foundation
import Testing

@testable import SourceTree

/// Where libyaml and Curfew both accept a text, they see the same structure in it.
struct LibyamlTests {
  private func compare(_ bytes: [UInt8]) -> (ours: [String]?, theirs: [String]?) {
    // kubectl ends the last line before libyaml's port sees it.
    let isOpen = bytes.last.map { $0 != 0x0A && $0 != 0x0D } ?? false
    let theirs = Libyaml.events(of: isOpen ? bytes + [0x0A] : bytes)
    let ours = try? documents(bytes, dialect: .kubernetes)
    return (ours.map { EventWriter.events(of: $0, isStructural: true) }, theirs)
  }

  @Test func agreesOnGeneratedDocuments() {
    var accepted = 0
    for seed in 0..<3_000 {
      var random = RandomYAML(seed: UInt64(seed))
      let text = random.stream()
      let (ours, theirs) = compare(Array(text.utf8))
      #expect(ours == theirs, "seed \(seed):\n\(text)")
      if ours != nil { accepted += 1 }
    }
    #expect(accepted > 2_000)
  }

  @Test func dump() {
    guard let path = ProcessInfo.processInfo.environment["DUMP"] else { return }
    var out = ""
    var n = 0
    for seed in 0..<Int(ProcessInfo.processInfo.environment["SEEDS"] ?? "2000")! {
      var random = RandomYAML(seed: UInt64(seed))
      let bytes = random.mutation(of: Array(random.stream().utf8))
      let (ours, theirs) = compare(bytes)
      if let ours, let theirs, ours != theirs {
        n += 1
        out += "==== seed \(seed)\n\(String(decoding: bytes, as: UTF8.self))\n--ours\n\(ours.joined(separator: "\n"))\n--theirs\n\(theirs.joined(separator: "\n"))\n"
      } else if (ours == nil) != (theirs == nil) {
        n += 1
        out += "==== \(ours == nil ? "WE-REFUSE" : "THEY-REFUSE") seed \(seed) \(ours == nil ? String(describing: syntaxError(bytes)) : "")\n\(String(decoding: bytes, as: UTF8.self))\n"
      }
    }
    try? (out + "\(n)").write(toFile: path, atomically: true, encoding: .utf8)
  }
}
