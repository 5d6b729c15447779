/// Whether bytes that cannot be read as documents may hold a workload, or an object that says what workloads may do.
///
/// What is written nowhere near one, such as an HTML page or a configuration with comments in it, is unreadable without keeping anything from
/// being judged. Where it cannot be told, the answer is yes: escapes and tags can spell a kind so that no search finds it. UTF-16 and UTF-32
/// are searched as UTF-8 is.
package func mayHoldObjects(_ bytes: [UInt8]) -> Bool {
  var text: [UInt8] = []
  text.reserveCapacity(bytes.count)
  for byte in bytes where byte != 0 {
    let isUpperCase = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
    text.append(isUpperCase ? byte | 0x20 : byte)
  }
  if holds("cronjob", text) || holds("jobtemplate", text) || hidesText(text) { return true }
  let companions: [StaticString] = ["job", "pod", "template", "container", "role", "serviceaccount", "networkpolicy"]
  return holds("kind", text) && companions.contains { holds($0, text) }
}

/// Whether there are escapes of characters, or tags that make another text of what is written.
private func hidesText(_ text: [UInt8]) -> Bool {
  if holds("!binary", text) || holds(":binary", text) || holds("%tag", text) { return true }
  var index = 0
  while let backslash = text[index...].firstIndex(of: UInt8(ascii: "\\")), backslash + 1 < text.count {
    let digits: Int? =
      switch text[backslash + 1] {
      case UInt8(ascii: "x"): 2
      case UInt8(ascii: "u"): 4
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): 0
      default: nil
      }
    if let digits {
      let escaped = text[(backslash + 2)...].prefix(digits)
      if escaped.count == digits, escaped.allSatisfy(isHexadecimalDigit) { return true }
    }
    index = backslash + 2
  }
  return false
}

private func isHexadecimalDigit(_ byte: UInt8) -> Bool {
  byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f")
}

private func holds(_ word: StaticString, _ text: [UInt8]) -> Bool {
  let word = word.description.utf8
  guard let first = word.first else { return true }
  var index = 0
  while let start = text[index...].firstIndex(of: first) {
    if text[start...].starts(with: word) { return true }
    index = start + 1
  }
  return false
}
