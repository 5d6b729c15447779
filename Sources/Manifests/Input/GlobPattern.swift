/// One pattern as a `.gitignore` file has it, also used for `--include` and `--exclude`.
///
/// `*` and `?` stay within a path segment, `**` between slashes crosses them, `[a-z]`, `[!a]` and `[[:digit:]]` are sets of bytes, `\` makes
/// the next byte literal, a leading `!` negates, a trailing `/` asks for a directory, and a `/` anywhere else anchors the pattern to
/// the folder it belongs to; without one it is compared with the last segment of a path alone. Paths are bytes, and case counts.
///
/// Behaves as git does, its oddities included (after a literal beginning, `foo**/bar` crosses segments).
/// Source: the gitignore manual page, and `git check-ignore` in the tests.
package struct GlobPattern: Sendable {
  /// Whether the pattern begins with `!`: what it matches is taken back from the patterns before it.
  package let isNegated: Bool
  let matchesDirectoriesOnly: Bool
  let matchesNameOnly: Bool
  private let steps: [Step]
  private let sets: [ByteSet]
  /// The number of bytes that every match has at least.
  private let minimumLength: Int
  private let firstStep: Step
  private let lastStep: Step

  /// The bytes that it matches; nil where it has wildcards.
  var literal: [UInt8]? { steps.allSatisfy(\.isLiteral) ? steps.map { UInt8(truncatingIfNeeded: $0.rawValue) } : nil }

  /// Compiles a pattern.
  ///
  /// Returns nil when it can never match anything: when it is empty, or ends within a set or after a `\`, or names an unknown class, or
  /// asks for more bytes than a path can have.
  package init?(_ text: some Collection<UInt8>) {
    var body = Array(text)[...]
    isNegated = body.first == UInt8(ascii: "!")
    if isNegated { body.removeFirst() }
    matchesDirectoriesOnly = body.last == .slash
    if matchesDirectoriesOnly { body.removeLast() }
    matchesNameOnly = !body.contains(.slash)
    if body.first == .slash { body.removeFirst() }
    var compiler = Compiler(text: Array(body), matchesNameOnly: matchesNameOnly)
    guard compiler.compile(), let first = compiler.steps.first, let last = compiler.steps.last else { return nil }
    steps = compiler.steps
    sets = compiler.sets
    minimumLength = compiler.minimumLength
    firstStep = first
    lastStep = last
  }

  /// Whether the pattern, its negation aside, matches a path itself; the caller asks for the directories above it.
  ///
  /// Takes time proportional to the length of the path times that of the pattern at worst, whatever they hold.
  /// - Parameters:
  ///   - path: segments with a slash between them.
  ///   - base: where, in `path`, the part begins that is relative to the pattern's folder.
  ///   - nameStart: where, in `path`, the last segment begins.
  ///   - isDirectory: whether `path` is a directory; a symbolic link is none to git.
  func matches(_ path: Span<UInt8>, from base: Int, nameStart: Int, isDirectory: Bool) -> Bool {
    if matchesDirectoriesOnly && !isDirectory { return false }
    let start = matchesNameOnly ? nameStart : base
    let end = path.count
    if end - start < minimumLength || start >= end { return false }
    if firstStep.isLiteral && firstStep.rawValue != UInt16(path[start]) { return false }
    if lastStep.isLiteral && lastStep.rawValue != UInt16(path[end - 1]) { return false }
    return matches(path, from: start)
  }

  /// Goes back to the last `*` of the segment, else to the last `**`: what came before them cannot make a difference any more.
  private func matches(_ path: Span<UInt8>, from start: Int) -> Bool {
    var step = 0
    var position = start
    var afterStar: (step: Int, position: Int)?
    var afterStarStar: (step: Int, position: Int, atSegments: Bool)?
    while true {
      if step == steps.count {
        if position == path.count { return true }
      } else {
        let current = steps[step]
        switch current {
        case .anyBytesInSegment:
          step += 1
          afterStar = (step, position)
          continue
        case .anySegments, .anyBytes:
          step += 1
          if current == .anyBytes && step == steps.count { return true }
          afterStarStar = (step, position, current == .anySegments)
          continue
        default:
          if position < path.count && current.accepts(path[position], sets: sets) {
            if current == .slash { afterStar = nil }
            step += 1
            position += 1
            continue
          }
        }
      }
      if let star = afterStar, star.position < path.count, path[star.position] != .slash {
        position = star.position + 1
        step = star.step
        afterStar = (step, position)
        continue
      }
      afterStar = nil
      guard let starStar = afterStarStar else { return false }
      position = starStar.position
      if starStar.atSegments {
        while position < path.count && path[position] != .slash { position += 1 }
      }
      if position >= path.count { return false }
      position += 1
      step = starStar.step
      afterStarStar = (step, position, starStar.atSegments)
    }
  }
}

extension GlobPattern {
  /// What a pattern asks of the next bytes: a literal byte (0 to 255), one of the wildcards, or the set at `rawValue - firstSet`.
  private struct Step: RawRepresentable, Equatable {
    let rawValue: UInt16

    /// `?`
    static let anyByte = Step(rawValue: 256)
    /// `*`
    static let anyBytesInSegment = Step(rawValue: 257)
    /// `**/`: no segment, or some with the slash behind them.
    static let anySegments = Step(rawValue: 258)
    /// `**` at the end.
    static let anyBytes = Step(rawValue: 259)
    static let firstSet: UInt16 = 260
    static let slash = Step.literal(.slash)

    static func literal(_ byte: UInt8) -> Step { Step(rawValue: UInt16(byte)) }

    var isLiteral: Bool { rawValue < 256 }

    func accepts(_ byte: UInt8, sets: [ByteSet]) -> Bool {
      if isLiteral { return rawValue == UInt16(byte) }
      if byte == .slash { return false }
      return self == .anyByte || sets[Int(rawValue - Step.firstSet)].contains(byte)
    }
  }

  private struct Compiler {
    let text: [UInt8]
    let matchesNameOnly: Bool
    var steps: [Step] = []
    var sets: [ByteSet] = []
    var minimumLength = 0
    /// `PATH_MAX` of Linux.
    private static let longestPath = 4_096
    private var index = 0
    private var sawSpecial = false
    /// The first `]` that was found behind a `[:`, so that it is looked for once.
    private var closing = 0

    init(text: [UInt8], matchesNameOnly: Bool) {
      self.text = text
      self.matchesNameOnly = matchesNameOnly
    }

    /// Returns false when the pattern can never match.
    mutating func compile() -> Bool {
      while index < text.count {
        guard minimumLength <= Self.longestPath else { return false }
        switch text[index] {
        case .backslash:
          guard index + 1 < text.count else { return false }
          append(.literal(text[index + 1]))
          index += 2
          sawSpecial = true
        case .star:
          compileStars()
          sawSpecial = true
        case .questionMark:
          append(.anyByte)
          index += 1
          sawSpecial = true
        case .openingBracket:
          guard let set = compileSet() else { return false }
          append(Step(rawValue: Step.firstSet + UInt16(sets.count)))
          sets.append(set)
          sawSpecial = true
        default:
          append(.literal(text[index]))
          index += 1
        }
      }
      return true
    }

    private mutating func append(_ step: Step) {
      steps.append(step)
      minimumLength += 1
    }

    private mutating func compileStars() {
      let begin = index
      while index < text.count && text[index] == .star { index += 1 }
      let followsBoundary = !sawSpecial || text[begin - 1] == .slash
      let endsPattern = index == text.count
      let precedesSlash = !endsPattern && text[index] == .slash
      let precedesEscapedSlash = index + 1 < text.count && text[index] == .backslash && text[index + 1] == .slash
      guard !matchesNameOnly, index - begin >= 2, followsBoundary, endsPattern || precedesSlash || precedesEscapedSlash else {
        steps.append(.anyBytesInSegment)
        return
      }
      if precedesSlash {
        index += 1
        if steps.last != .anySegments { steps.append(.anySegments) }
      } else {
        steps.append(.anyBytes)
      }
    }

    private mutating func compileSet() -> ByteSet? {
      index += 1
      guard index < text.count else { return nil }
      let isNegated = text[index] == UInt8(ascii: "!") || text[index] == UInt8(ascii: "^")
      if isNegated { index += 1 }
      var set = ByteSet()
      var rangeStart: UInt8?
      repeat {
        guard var byte = next() else { return nil }
        if byte == .backslash {
          guard let escaped = next() else { return nil }
          set.insert(escaped)
          rangeStart = escaped
        } else if byte == UInt8(ascii: "-"), let lower = rangeStart, index < text.count, text[index] != .closingBracket {
          guard let upper = next() else { return nil }
          byte = upper
          if byte == .backslash {
            guard let escaped = next() else { return nil }
            byte = escaped
          }
          if lower <= byte { set.insert(lower...byte) }
          rangeStart = nil
        } else if byte == .openingBracket && index < text.count && text[index] == UInt8(ascii: ":") {
          if closing <= index {
            guard let end = text[index...].firstIndex(of: .closingBracket) else { return nil }
            closing = end
          }
          if closing > index + 1 && text[closing - 1] == UInt8(ascii: ":") {
            guard let members = ByteSet(className: text[(index + 1)..<(closing - 1)]) else { return nil }
            set.formUnion(members)
            rangeStart = nil
            index = closing + 1
          } else {
            set.insert(byte)
            rangeStart = byte
          }
        } else {
          set.insert(byte)
          rangeStart = byte
        }
        guard index < text.count else { return nil }
      } while text[index] != .closingBracket
      index += 1
      return isNegated ? set.inverted : set
    }

    private mutating func next() -> UInt8? {
      guard index < text.count else { return nil }
      defer { index += 1 }
      return text[index]
    }
  }
}

/// A set of byte values.
private struct ByteSet {
  private var words: SIMD4<UInt64> = .zero

  init() {}

  /// The members of a POSIX character class in the C locale, by its name without brackets and colons.
  init?(className: ArraySlice<UInt8>) {
    let ranges: [ClosedRange<Character>]
    switch String(decoding: className, as: UTF8.self) {
    case "alnum": ranges = ["0"..."9", "A"..."Z", "a"..."z"]
    case "alpha": ranges = ["A"..."Z", "a"..."z"]
    case "blank": ranges = ["\t"..."\t", " "..." "]
    case "cntrl": ranges = ["\0"..."\u{1F}", "\u{7F}"..."\u{7F}"]
    case "digit": ranges = ["0"..."9"]
    case "graph": ranges = ["!"..."~"]
    case "lower": ranges = ["a"..."z"]
    case "print": ranges = [" "..."~"]
    case "punct": ranges = ["!"..."/", ":"..."@", "["..."`", "{"..."~"]
    // Neither vertical tab nor form feed is a space to git.
    case "space": ranges = ["\t"..."\n", "\r"..."\r", " "..." "]
    case "upper": ranges = ["A"..."Z"]
    case "xdigit": ranges = ["0"..."9", "A"..."F", "a"..."f"]
    default: return nil
    }
    for range in ranges {
      guard let lower = range.lowerBound.utf8.first, let upper = range.upperBound.utf8.first else { return nil }
      insert(lower...upper)
    }
  }

  var inverted: ByteSet {
    var set = self
    set.words = ~words
    return set
  }

  func contains(_ byte: UInt8) -> Bool {
    words[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0
  }

  mutating func insert(_ byte: UInt8) {
    words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
  }

  mutating func insert(_ range: ClosedRange<UInt8>) {
    for byte in range { insert(byte) }
  }

  mutating func formUnion(_ other: ByteSet) {
    words |= other.words
  }
}

extension UInt8 {
  static var slash: UInt8 { UInt8(ascii: "/") }
  fileprivate static var backslash: UInt8 { UInt8(ascii: "\\") }
  fileprivate static var star: UInt8 { UInt8(ascii: "*") }
  fileprivate static var questionMark: UInt8 { UInt8(ascii: "?") }
  fileprivate static var openingBracket: UInt8 { UInt8(ascii: "[") }
  fileprivate static var closingBracket: UInt8 { UInt8(ascii: "]") }
}
