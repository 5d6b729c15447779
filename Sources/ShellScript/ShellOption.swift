/// A shell's option that matters to rules.
package enum ShellOption {
  /// Its long name, behind `-o`.
  package enum Name: Sendable { case errexit, xtrace, pipefail }

  /// An option that a command switches on or off.
  package struct Change: Sendable {
    /// Which one.
    package var name: Name
    /// Whether it is on from there.
    package var isOn: Bool
    /// The words that say so.
    package var range: Range<Int>
  }

  /// What `set` switches on and off: `set -ex`, `set +x`, `set -o pipefail`.
  package static func forEachChange(of command: ShellScript.Command, _ body: (Change) -> Void) {
    guard command.program.contains(.setsOptions) else { return }
    var arguments = command.words.dropFirst()
    while let word = arguments.popFirst() {
      guard let text = word.text, let sign = text.utf8.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { return }
      if text == "--" || text == "-" { return }
      let isOn = sign == UInt8(ascii: "-")
      for letter in text.utf8.dropFirst() {
        switch letter {
        case UInt8(ascii: "e"): body(Change(name: .errexit, isOn: isOn, range: word.range))
        case UInt8(ascii: "x"): body(Change(name: .xtrace, isOn: isOn, range: word.range))
        case UInt8(ascii: "o"):
          guard let option = arguments.popFirst() else { return }
          let range = word.range.lowerBound..<option.range.upperBound
          if let name = name(ofLongOption: option.text) { body(Change(name: name, isOn: isOn, range: range)) }
        default: continue
        }
      }
    }
  }

  static func name(ofLongOption text: String?) -> Name? {
    switch text {
    case "errexit": .errexit
    case "xtrace": .xtrace
    case "pipefail": .pipefail
    default: nil
    }
  }
}
