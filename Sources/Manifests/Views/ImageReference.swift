/// The parts of an image's name, as `[registry/]repository[:tag][@digest]`.
///
/// Follows the grammar of github.com/distribution/reference (`reference.go`, `normalize.go`), which the kubelet uses. The digest alone is taken as written, so
/// that a malformed one can be told from a malformed name: see ``digestDefect``.
///
/// A class, so that handing it to a rule copies nothing.
package final class ImageReference: Sendable {
  /// The whole name.
  package let text: String
  /// UTF-8 offsets into ``text``; nil where the part is not written.
  package let registryRange: Range<Int>?
  package let repositoryRange: Range<Int>
  package let tagRange: Range<Int>?
  package let digestRange: Range<Int>?

  /// Whether the name stands for another image tomorrow by its very meaning: no tag, which means `latest`, or a tag that moves by convention.
  package let isMoving: Bool

  /// Whether the digest, if there is one, needs no second look: SHA-256 in lower case.
  private let hasCommonDigest: Bool

  /// Nil where the text is no image name, or a part of it has not been filled in.
  package init?(_ text: String) {
    let bytes = text.utf8.span
    var end = bytes.count
    var firstSlash: Int?
    var colon: Int?
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "/"):
        firstSlash = firstSlash ?? index
        colon = nil
        continue
      case UInt8(ascii: ":"):
        colon = index
        continue
      case UInt8(ascii: "@"): end = index
      default: continue
      }
      break
    }
    let digest = end < bytes.count ? end + 1..<bytes.count : nil
    // A colon before the last slash belongs to the registry's port.
    let tag = colon.map { $0 + 1..<end }
    var repository = 0..<(colon ?? end)
    var registry: Range<Int>?
    if let slash = firstSlash, Self.namesRegistry(bytes.extracting(..<slash)) {
      registry = 0..<slash
      repository = slash + 1..<repository.upperBound
    }

    guard Self.isRepository(bytes.extracting(repository)) else { return nil }
    if let tag, !Self.isTag(bytes.extracting(tag)) { return nil }
    if let registry, !Self.isRegistry(bytes.extracting(registry)) { return nil }
    var hasCommonDigest = true
    if let digest {
      hasCommonDigest = Self.isCommonDigest(bytes.extracting(digest))
      if !hasCommonDigest, Self.isFilledInLater(bytes.extracting(digest)) { return nil }
    }
    self.text = text
    self.hasCommonDigest = hasCommonDigest
    registryRange = registry
    repositoryRange = repository
    tagRange = tag
    digestRange = digest
    isMoving = digest == nil && tag.map { Self.isMovingTag(bytes.extracting($0)) } ?? true
  }

  /// Whether a text holds `{{`, `${` or `$(`: what no template, shell or kubelet has filled in yet.
  package static func isFilledInLater(_ text: String) -> Bool { isFilledInLater(text.utf8.span) }

  private static func isFilledInLater(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices.dropLast() {
      switch (bytes[index], bytes[index + 1]) {
      case (UInt8(ascii: "{"), UInt8(ascii: "{")), (UInt8(ascii: "$"), UInt8(ascii: "{")), (UInt8(ascii: "$"), UInt8(ascii: "(")):
        return true
      default: continue
      }
    }
    return false
  }

  package var tag: String? { tagRange.map { part($0) } }

  /// The registry and the repository in full: `docker.io/library/postgres` for `postgres`.
  package var fullName: String {
    let registry = registryRange.map { Self.canonicalRegistry(part($0)) } ?? Self.defaultRegistry
    let repository = part(repositoryRange)
    let isOfficial = registry == Self.defaultRegistry && !repository.contains("/")
    return isOfficial ? "\(registry)/library/\(repository)" : "\(registry)/\(repository)"
  }

  package static let defaultRegistry = "docker.io"

  /// The names Docker Hub goes by, brought to one.
  package static func canonicalRegistry(_ registry: String) -> String {
    switch registry {
    case "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com": defaultRegistry
    default: registry
    }
  }

  private func part(_ range: Range<Int>) -> String {
    let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
    return String(text[start..<text.utf8.index(start, offsetBy: range.count)])
  }

  /// The first component is a registry where it could be no part of a repository of Docker Hub: it has a dot, a port or an upper-case letter, or is
  /// `localhost`.
  private static func namesRegistry(_ component: Span<UInt8>) -> Bool {
    for index in component.indices {
      let byte = component[index]
      if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || isUpper(byte) { return true }
    }
    return equals(component, "localhost")
  }

  private static func equals(_ bytes: Span<UInt8>, _ text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    for index in bytes.indices where unsafe bytes[index] != text.utf8Start[index] { return false }
    return true
  }

  /// A host name or an address, with an optional port.
  private static func isRegistry(_ registry: Span<UInt8>) -> Bool {
    var end = 0
    if !registry.isEmpty, registry[0] == UInt8(ascii: "[") {
      end = 1
      while end < registry.count, isHexadecimal(registry[end]) || registry[end] == UInt8(ascii: ":") || registry[end] == UInt8(ascii: ".") {
        end += 1
      }
      guard end > 1, end < registry.count, registry[end] == UInt8(ascii: "]") else { return false }
      end += 1
    } else {
      while end < registry.count, registry[end] != UInt8(ascii: ":") { end += 1 }
      guard isHostName(registry.extracting(..<end)) else { return false }
    }
    return end == registry.count || registry[end] == UInt8(ascii: ":") && isPort(registry.extracting((end + 1)...))
  }

  /// Letters and digits, with dots and dashes between them, and no dash beside a dot.
  private static func isHostName(_ name: Span<UInt8>) -> Bool {
    var previous = UInt8(ascii: ".")
    for index in name.indices {
      let byte = name[index]
      switch byte {
      case UInt8(ascii: "."): if !isAlphanumeric(previous) { return false }
      case UInt8(ascii: "-"): if previous == UInt8(ascii: ".") { return false }
      default: if !isAlphanumeric(byte) { return false }
      }
      previous = byte
    }
    return isAlphanumeric(previous)
  }

  private static func isPort(_ port: Span<UInt8>) -> Bool {
    for index in port.indices where !isDigit(port[index]) { return false }
    return !port.isEmpty
  }

  /// Components of lower-case letters and digits, with `.`, `_`, `__` or any number of `-` between them; 255 bytes at most.
  private static func isRepository(_ repository: Span<UInt8>) -> Bool {
    guard repository.count <= 255 else { return false }
    var index = 0
    while true {
      let start = index
      while index < repository.count, isLowerAlphanumeric(repository[index]) { index += 1 }
      if index == start { return false }
      if index == repository.count { return true }
      let separator = repository[index]
      let first = index
      repeat { index += 1 } while index < repository.count && repository[index] == separator
      switch separator {
      case UInt8(ascii: "."), UInt8(ascii: "/"): if index - first > 1 { return false }
      case UInt8(ascii: "_"): if index - first > 2 { return false }
      case UInt8(ascii: "-"): break
      default: return false
      }
    }
  }

  /// 1 to 128 word characters, dots and dashes; the first one is a word character.
  private static func isTag(_ tag: Span<UInt8>) -> Bool {
    guard !tag.isEmpty, tag.count <= 128, isWord(tag[0]) else { return false }
    for index in tag.indices {
      let byte = tag[index]
      if !isWord(byte), byte != UInt8(ascii: "."), byte != UInt8(ascii: "-") { return false }
    }
    return true
  }

  private static func isMovingTag(_ tag: Span<UInt8>) -> Bool {
    // Nearly all tags are versions.
    if tag.isEmpty || isDigit(tag[0]) || tag[0] == UInt8(ascii: "v") { return false }
    for name in movingTags where equals(tag, name) { return true }
    return false
  }

  /// Whether it is `sha256:` and as many lower-case digits as that gives.
  private static func isCommonDigest(_ digest: Span<UInt8>) -> Bool {
    guard digest.count == 71, equals(digest.extracting(..<7), "sha256:") else { return false }
    // Without a branch, so that many bytes are looked at at once.
    var strangers: UInt8 = 0
    for index in 7..<71 {
      let isDigit: UInt8 = digest[index] &- UInt8(ascii: "0") < 10 ? 1 : 0
      let isLetter: UInt8 = digest[index] &- UInt8(ascii: "a") < 6 ? 1 : 0
      strangers |= 1 &- (isDigit | isLetter)
    }
    return strangers == 0
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
  private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
  private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLowerAlphanumeric(byte) || isUpper(byte) }
  private static func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == UInt8(ascii: "_") }
  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isLowerHexadecimal(byte) || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
  }
  private static func isLowerHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}

extension ImageReference {
  /// What is wrong with a digest.
  package enum DigestDefect: Hashable, Sendable {
    /// There is no `algorithm:` in front, or nothing behind it.
    case incomplete
    case unknownAlgorithm(String)
    /// The digits are not as many as the algorithm gives.
    case length(Int, expected: Int, algorithm: String)
    case upperCase
    case notHexadecimal
  }

  /// What is wrong with the digest; nil where there is none, or a sound one.
  ///
  /// The algorithms are those that github.com/opencontainers/go-digest knows; their digits are lower case.
  package var digestDefect: DigestDefect? {
    guard !hasCommonDigest, let digestRange else { return nil }
    let digest = text.utf8.span.extracting(digestRange)
    guard let colon = digest.indices.first(where: { digest[$0] == UInt8(ascii: ":") }), colon > 0, colon + 1 < digest.count else {
      return .incomplete
    }
    let algorithm = part(digestRange.lowerBound..<digestRange.lowerBound + colon)
    let digits = colon + 1..<digest.count
    let expected: Int
    switch algorithm {
    case "sha256": expected = 64
    case "sha384": expected = 96
    case "sha512": expected = 128
    default: return .unknownAlgorithm(algorithm)
    }
    if !digits.allSatisfy({ Self.isHexadecimal(digest[$0]) }) { return .notHexadecimal }
    if digits.count != expected { return .length(digits.count, expected: expected, algorithm: algorithm) }
    return digits.allSatisfy { Self.isLowerHexadecimal(digest[$0]) } ? nil : .upperCase
  }

  /// Whether the image is named by its content.
  package var isPinned: Bool { digestRange != nil }

  fileprivate static let movingTags: [StaticString] = [
    "latest", "stable", "edge", "nightly", "main", "master", "develop", "development", "dev", "head", "HEAD", "canary", "current",
    "snapshot",
  ]
}
