/// Patterns in the order they were written: the last one that matches decides.
package struct GlobPatternList: Sendable {
  private let patterns: [GlobPattern]
  /// nil for a short list: it is sooner gone through.
  private let index: GlobPatternIndex?
  private static let mostWithoutIndex = 16

  package init(_ patterns: [GlobPattern] = []) {
    self.patterns = patterns
    index = patterns.count > Self.mostWithoutIndex ? GlobPatternIndex(patterns) : nil
  }

  /// Reads the lines of a `.gitignore` file: blank lines, comments, spaces at the end of a line and patterns that can never match are
  /// left out, as git leaves them out.
  package init(ignoreFile bytes: [UInt8]) {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest.removeFirst(3) }
    self.init(
      rest.split(separator: UInt8(ascii: "\n")).compactMap { line in
        guard line.first != UInt8(ascii: "#") else { return nil }
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        return GlobPattern(Self.trimmingSpaces(line.prefix { $0 != 0 }))
      })
  }

  package var isEmpty: Bool { patterns.isEmpty }

  /// True when the last pattern that matches `path` is a plain one, false when it is negated, nil when none matches.
  ///
  /// The parameters are those of ``GlobPattern``'s match.
  func verdict(on path: Span<UInt8>, from base: Int, nameStart: Int, isDirectory: Bool) -> Bool? {
    if let index {
      var last = -1
      for position in index.literals(of: path, from: base, nameStart: nameStart)
      where position > last && patterns[position].matches(path, from: base, nameStart: nameStart, isDirectory: isDirectory) {
        last = position
      }
      for position in index.others.reversed() {
        guard position > last else { break }
        if patterns[position].matches(path, from: base, nameStart: nameStart, isDirectory: isDirectory) { last = position }
      }
      return last < 0 ? nil : !patterns[last].isNegated
    }
    var index = patterns.count - 1
    while index >= 0 {
      if patterns[index].matches(path, from: base, nameStart: nameStart, isDirectory: isDirectory) { return !patterns[index].isNegated }
      index -= 1
    }
    return nil
  }

  /// Whether the last pattern that matches `path`, or a folder it is in, is a plain one.
  ///
  /// - Parameter path: Of a file, relative to the patterns' folder.
  package func matches(_ path: Span<UInt8>) -> Bool {
    var nameStart = 0
    for index in path.indices where path[index] == .slash {
      if verdict(on: path.extracting(..<index), from: 0, nameStart: nameStart, isDirectory: true) == true { return true }
      nameStart = index + 1
    }
    return verdict(on: path, from: 0, nameStart: nameStart, isDirectory: false) == true
  }

  /// Drops the spaces (no tabs) at the end of a line, but for one behind a backslash.
  private static func trimmingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = line.startIndex
    var index = line.startIndex
    while index < line.endIndex {
      if line[index] == UInt8(ascii: "\\") {
        index += 1
        // A lone backslash at the end keeps the spaces before it.
        guard index < line.endIndex else { return line }
      } else if line[index] == UInt8(ascii: " ") {
        index += 1
        continue
      }
      index += 1
      end = index
    }
    return line[..<end]
  }
}
