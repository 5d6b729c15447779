// Headers and files of other formats.
extension CredentialText {
  static func isAuthorization(_ name: String) -> Bool {
    let count = name.utf8.count
    return (count == 13 || count == 19) && name.lowercased().hasSuffix("authorization")
  }

  /// A whole text that is the value of such a header.
  static func schemeAndToken(_ text: String) -> Range<Int>? {
    guard text.hasPrefix("Bearer ") || text.hasPrefix("Basic "), text.utf8.count >= 20 else { return nil }
    let bytes = Array(text.utf8)
    guard let range = authorization(in: bytes, from: 0).range, range.upperBound == bytes.count else { return nil }
    return range
  }

  /// What follows the scheme: `Bearer …`, `Basic …`, `token …`.
  ///
  /// - Returns: It, and the end of what was looked at.
  static func authorization(in bytes: [UInt8], from start: Int) -> (range: Range<Int>?, end: Int) {
    var start = start
    for _ in 0..<2 {
      while start < bytes.count,
        bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'")
      { start += 1 }
      var end = start
      while end < bytes.count, bytes[end] > 0x20, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "'") { end += 1 }
      let word = String(decoding: bytes[start..<end], as: UTF8.self)
      switch word.lowercased() {
      case "bearer", "basic", "token", "apikey", "api-key", "negotiate", "digest", "splunk": start = end
      default:
        guard end - start >= 8, !expands(bytes[start..<end], 0), CredentialVariable.mayBeValue(word),
          word.utf8.contains(where: { $0 &- UInt8(ascii: "0") < 10 || $0 &- UInt8(ascii: "A") < 26 })
        else { return (nil, end) }
        return (start..<end, end)
      }
    }
    return (nil, start)
  }

  static func mayHoldMachineLine(_ bytes: Span<UInt8>) -> Bool {
    var start = 0
    while let letter = bytes.offset(of: UInt8(ascii: "m"), from: start) {
      if CredentialShapes.hasPrefix("machine ", bytes, at: letter, before: bytes.count) { return true }
      start = letter + 1
    }
    return false
  }

  /// `machine HOST login NAME password VALUE`
  static func appendMachineLines(in bytes: [UInt8], to matches: inout [CredentialMatch]) {
    var start = 0
    while let machine = bytes.firstRange(of: "machine ", in: start..<bytes.count) {
      start = machine.upperBound
      let line = start..<min(start + 300, bytes.count)
      guard let login = bytes.firstRange(of: "login ", in: line),
        let password = bytes.firstRange(of: "password ", in: login.upperBound..<line.upperBound)
      else { continue }
      var end = password.upperBound
      while end < bytes.count, bytes[end] > 0x20, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "'"),
        bytes[end] != UInt8(ascii: "\\")
      { end += 1 }
      let value = bytes[password.upperBound..<end]
      if !value.isEmpty, !expands(value, 0),
        CredentialVariable.mayBeValue(String(decoding: value, as: UTF8.self))
      {
        matches.append(CredentialMatch(kind: "password in .netrc form", range: password.upperBound..<end))
      }
      start = end
    }
  }

  /// Whether there are four colons.
  static func mayHoldPasswordFileLine(_ bytes: Span<UInt8>, from colon: Int) -> Bool {
    var colon = colon
    for _ in 1..<4 {
      guard let next = bytes.offset(of: UInt8(ascii: ":"), from: colon + 1) else { return false }
      colon = next
    }
    return true
  }

  /// `HOST:PORT:DATABASE:USER:PASSWORD`, alone on its line or between quotes.
  static func appendPasswordFileLines(in bytes: [UInt8], to matches: inout [CredentialMatch]) {
    var start = 0
    var colons: [Int] = []
    func finish(at end: Int) {
      defer {
        start = end + 1
        colons.removeAll(keepingCapacity: true)
      }
      guard colons.count == 4, colons[0] > start, end > colons[3] + 1 else { return }
      let port = bytes[colons[0] + 1..<colons[1]]
      guard port.elementsEqual("*".utf8) || (3...5).contains(port.count) && port.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }),
        colons[2] > colons[1] + 1, colons[3] > colons[2] + 1, bytes[start] != UInt8(ascii: "-"), bytes[start] != UInt8(ascii: "/")
      else { return }
      let value = bytes[colons[3] + 1..<end]
      guard !expands(value, 0), CredentialVariable.mayBeValue(String(decoding: value, as: UTF8.self)), !value.contains(UInt8(ascii: "/"))
      else { return }
      matches.append(CredentialMatch(kind: "password in .pgpass form", range: colons[3] + 1..<end))
    }
    for index in bytes.indices {
      switch bytes[index] {
      case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ","), UInt8(ascii: "="): finish(at: index)
      case UInt8(ascii: ":"): colons.append(index)
      default: break
      }
    }
    finish(at: bytes.count)
  }
}

extension [UInt8] {
  /// Where the text first stands in a part of the bytes.
  fileprivate func firstRange(of text: StaticString, in part: Range<Int>) -> Range<Int>? {
    let length = text.utf8CodeUnitCount
    guard length > 0, part.lowerBound >= 0, part.upperBound <= count else { return nil }
    return text.withUTF8Buffer { pattern in
      var index = part.lowerBound
      while index + length <= part.upperBound {
        if unsafe self[index] == pattern[0], unsafe self[index..<index + length].elementsEqual(pattern) { return index..<index + length }
        index += 1
      }
      return nil
    }
  }
}
