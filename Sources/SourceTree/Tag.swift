/// What tags name, YAML 1.2.2, section 6.8.2 and 6.9.1.
enum Tag {
  /// Prefix of the tags that YAML itself defines; `!!` stands for it.
  static let corePrefix = "tag:yaml.org,2002:"
  static let binary = corePrefix + "binary"
  static let merge = corePrefix + "merge"
}

extension Node {
  /// The tag with its handle expanded and its percent escapes resolved: `tag:yaml.org,2002:str` for `!!str`; `!` for the non-specific tag.
  ///
  /// Nil for nodes without a tag, and for handles that no `%TAG` directive of the document declares.
  package var tagName: String? {
    guard let tag else { return nil }
    let text = source.text(tag)
    if text.hasPrefix("!<") { return removingPercentEscapes(text.dropFirst(2).dropLast()) }
    guard let handleEnd = text.dropFirst().lastIndex(of: "!") else {
      guard text != "!" else { return text }
      return (document.tagPrefixes["!"] ?? "!") + removingPercentEscapes(text.dropFirst())
    }
    let handle = String(text[...handleEnd])
    guard let prefix = document.tagPrefixes[handle] ?? (handle == "!!" ? Tag.corePrefix : nil) else { return nil }
    return prefix + removingPercentEscapes(text[text.index(after: handleEnd)...])
  }

  private func removingPercentEscapes(_ text: Substring) -> String {
    guard text.utf8.contains(Ascii.percent) else { return String(text) }
    var result: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2).compactMap(ScalarText.hexadecimalDigit)
      if byte == Ascii.percent, digits.count == 2 {
        result.append(UInt8(truncatingIfNeeded: digits[0] << 4 | digits[1]))
        rest = rest.dropFirst(2)
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
