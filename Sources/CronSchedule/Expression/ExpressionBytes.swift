/// Reading the bytes of an expression; every range counts UTF-8 bytes from its start.
extension Span<UInt8> {
  /// What Go's `strings.Fields` makes of it: the runs without white space, white space by Unicode.
  var words: [Range<Int>] {
    var words: [Range<Int>] = []
    while let word = word(from: words.last?.upperBound ?? 0) { words.append(word) }
    return words
  }

  /// The first of ``words`` that begins at `start` or behind it.
  func word(from start: Int) -> Range<Int>? {
    var lower = start
    while lower < count {
      let width = whiteSpaceWidth(at: lower)
      if width == 0 { break }
      lower += width
    }
    guard lower < count else { return nil }
    var upper = lower + 1
    while upper < count, whiteSpaceWidth(at: upper) == 0 { upper += 1 }
    return lower..<upper
  }

  /// How many bytes the white space at `index` has; 0 if there is none.
  private func whiteSpaceWidth(at index: Int) -> Int {
    switch self[index] {
    case 0x09...0x0D, 0x20: return 1
    case 0xC2 where index + 1 < count: return self[index + 1] == 0x85 || self[index + 1] == 0xA0 ? 2 : 0
    case 0xE1...0xE3 where index + 2 < count:
      switch (self[index], self[index + 1], self[index + 2]) {
      case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F),
        (0xE3, 0x80, 0x80):
        return 3
      default: return 0
      }
    default: return 0
    }
  }

  /// The first two parts of `range` between the separators, and how many there are: at least one, and each may be empty.
  func split(_ range: Range<Int>, at separator: Unicode.Scalar) -> (first: Range<Int>, second: Range<Int>, count: Int) {
    var first = range
    var second = range.upperBound..<range.upperBound
    var count = 1
    for index in range where self[index] == UInt8(ascii: separator) {
      if count == 1 {
        first = range.lowerBound..<index
        second = index + 1..<range.upperBound
      } else if count == 2 {
        second = second.lowerBound..<index
      }
      count += 1
    }
    return (first, second, count)
  }

  func equals(_ other: StaticString, in range: Range<Int>) -> Bool {
    guard range.count == other.utf8CodeUnitCount else { return false }
    for index in range where unsafe self[index] != other.utf8Start[index - range.lowerBound] { return false }
    return true
  }

  /// Whether `range` becomes `other` when Go's `strings.ToLower` has gone over it. One letter outside of ASCII becomes one in a name: the `I` with a dot.
  func equalsFolded(_ other: StaticString, in range: Range<Int>) -> Bool {
    var index = range.lowerBound
    for position in 0..<other.utf8CodeUnitCount {
      guard index < range.upperBound else { return false }
      var byte = self[index]
      if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) { byte |= 0x20 }
      if byte == 0xC4, index + 1 < range.upperBound, self[index + 1] == 0xB0 {
        byte = UInt8(ascii: "i")
        index += 1
      }
      guard unsafe byte == other.utf8Start[position] else { return false }
      index += 1
    }
    return index == range.upperBound
  }

  func firstRange(of other: StaticString) -> Range<Int>? {
    let width = other.utf8CodeUnitCount
    guard width <= count else { return nil }
    for start in 0...count - width where unsafe self[start] == other.utf8Start.pointee && equals(other, in: start..<start + width) {
      return start..<start + width
    }
    return nil
  }

  /// The word that `place` is in.
  func word(around place: Range<Int>) -> Range<Int> {
    words.first { $0.lowerBound <= place.lowerBound && place.upperBound <= $0.upperBound } ?? place
  }
}

extension UInt8 {
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
