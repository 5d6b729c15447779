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

  private let bytes: [UInt8]

  /// Nil where the text is no image name, or a part of it has not been filled in.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    let nameAndTag = 0..<(bytes.firstIndex(of: UInt8(ascii: "@")) ?? bytes.count)
    let digest = nameAndTag.upperBound < bytes.count ? nameAndTag.upperBound + 1..<bytes.count : nil

    let lastSlash = bytes[nameAndTag].lastIndex(of: UInt8(ascii: "/")) ?? -1
    let tagColon = bytes[nameAndTag].lastIndex(of: UInt8(ascii: ":")).flatMap { $0 > lastSlash ? $0 : nil }
    let name = 0..<(tagColon ?? nameAndTag.upperBound)
    let tag = tagColon.map { $0 + 1..<nameAndTag.upperBound }

    var repository = name
    var registry: Range<Int>?
    if let slash = bytes[name].firstIndex(of: UInt8(ascii: "/")), Self.namesRegistry(bytes[..<slash]) {
      registry = 0..<slash
      repository = slash + 1..<name.upperBound
    }

    guard Self.isRepository(bytes[repository]), tag.map({ Self.isTag(bytes[$0]) }) ?? true,
      registry.map({ Self.isRegistry(bytes[$0]) }) ?? true, !Self.isFilledInLater(bytes[nameAndTag.upperBound...])
    else { return nil }
    self.text = text
    self.bytes = bytes
    registryRange = registry
    repositoryRange = repository
    tagRange = tag
    digestRange = digest
    isMoving = digest == nil && tag.map { Self.movingTags.contains(String(decoding: bytes[$0], as: UTF8.self)) } ?? true
  }

  /// Whether a text holds `{{`, `${` or `$(`: what no template, shell or kubelet has filled in yet.
  package static func isFilledInLater(_ text: String) -> Bool { isFilledInLater(Array(text.utf8)[...]) }

  private static func isFilledInLater(_ bytes: ArraySlice<UInt8>) -> Bool {
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

  private func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The first component is a registry where it could be no part of a repository of Docker Hub: it has a dot, a port or an upper-case letter, or is
  /// `localhost`.
  private static func namesRegistry(_ component: ArraySlice<UInt8>) -> Bool {
    component.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || isUpper($0) } || component.elementsEqual("localhost".utf8)
  }

  /// A host name or an address, with an optional port.
  private static func isRegistry(_ registry: ArraySlice<UInt8>) -> Bool {
    var rest = registry
    if registry.first == UInt8(ascii: "[") {
      guard let end = registry.firstIndex(of: UInt8(ascii: "]")) else { return false }
      let address = registry[registry.startIndex + 1..<end]
      guard !address.isEmpty, address.allSatisfy({ isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }) else {
        return false
      }
      rest = registry[(end + 1)...]
    } else {
      let end = registry.firstIndex(of: UInt8(ascii: ":")) ?? registry.endIndex
      guard isHostName(registry[..<end]) else { return false }
      rest = registry[end...]
    }
    return rest.isEmpty || rest.first == UInt8(ascii: ":") && isPort(rest.dropFirst())
  }

  /// Letters and digits, with dots and dashes between them, and no dash beside a dot.
  private static func isHostName(_ name: ArraySlice<UInt8>) -> Bool {
    var previous = UInt8(ascii: ".")
    for byte in name {
      switch byte {
      case UInt8(ascii: "."): if !isAlphanumeric(previous) { return false }
      case UInt8(ascii: "-"): if previous == UInt8(ascii: ".") { return false }
      default: if !isAlphanumeric(byte) { return false }
      }
      previous = byte
    }
    return isAlphanumeric(previous)
  }

  private static func isPort(_ port: ArraySlice<UInt8>) -> Bool { !port.isEmpty && port.allSatisfy(isDigit) }

  /// Components of lower-case letters and digits, with `.`, `_`, `__` or any number of `-` between them; 255 bytes at most.
  private static func isRepository(_ repository: ArraySlice<UInt8>) -> Bool {
    guard repository.count <= 255 else { return false }
    var index = repository.startIndex
    while true {
      let start = index
      while index < repository.endIndex, isLowerAlphanumeric(repository[index]) { index += 1 }
      if index == start { return false }
      if index == repository.endIndex { return true }
      if repository[index] == UInt8(ascii: "/") {
        index += 1
        continue
      }
      let separator = repository[index...].prefix { $0 == repository[index] }
      switch separator.first {
      case UInt8(ascii: "."): if separator.count > 1 { return false }
      case UInt8(ascii: "_"): if separator.count > 2 { return false }
      case UInt8(ascii: "-"): break
      default: return false
      }
      index = separator.endIndex
    }
  }

  /// 1 to 128 word characters, dots and dashes; the first one is a word character.
  private static func isTag(_ tag: ArraySlice<UInt8>) -> Bool {
    guard let first = tag.first, tag.count <= 128, isWord(first) else { return false }
    return tag.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
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
  package enum DigestDefect: Equatable, Sendable {
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
    guard let digestRange else { return nil }
    let digest = bytes[digestRange]
    guard let colon = digest.firstIndex(of: UInt8(ascii: ":")), colon > digest.startIndex, colon + 1 < digest.endIndex else {
      return .incomplete
    }
    let algorithm = String(decoding: digest[..<colon], as: UTF8.self)
    let digits = digest[(colon + 1)...]
    let expected: Int
    switch algorithm {
    case "sha256": expected = 64
    case "sha384": expected = 96
    case "sha512": expected = 128
    default: return .unknownAlgorithm(algorithm)
    }
    if !digits.allSatisfy(Self.isHexadecimal) { return .notHexadecimal }
    if digits.count != expected { return .length(digits.count, expected: expected, algorithm: algorithm) }
    return digits.allSatisfy(Self.isLowerHexadecimal) ? nil : .upperCase
  }

  /// Whether the image is named by its content.
  package var isPinned: Bool { digestRange != nil }

  fileprivate static let movingTags: Set<String> = [
    "latest", "stable", "edge", "nightly", "main", "master", "develop", "development", "dev", "head", "HEAD", "canary", "current",
    "snapshot",
  ]
}
