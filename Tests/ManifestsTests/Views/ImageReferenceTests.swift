import Testing

@testable import Manifests

struct ImageReferenceTests {
  /// A name and its parts, as github.com/distribution/reference takes it apart.
  struct Parts: Sendable {
    var text: String
    var registry: String?
    var repository: String
    var tag: String?
    var digest: String?
    var fullName: String

    init(_ text: String, _ registry: String?, _ repository: String, _ tag: String?, _ digest: String?, _ fullName: String) {
      self.text = text
      self.registry = registry
      self.repository = repository
      self.tag = tag
      self.digest = digest
      self.fullName = fullName
    }
  }

  static let digits = "86784d3a5db8dd83543d3e4d2bd17441170b19c33eeff4cec0f54ac49a0e3ffe"

  static let valid: [Parts] = [
    Parts("postgres", nil, "postgres", nil, nil, "docker.io/library/postgres"),
    Parts("postgres:16.4", nil, "postgres", "16.4", nil, "docker.io/library/postgres"),
    Parts("acme/backup:v1", nil, "acme/backup", "v1", nil, "docker.io/acme/backup"),
    Parts("docker.io/postgres", "docker.io", "postgres", nil, nil, "docker.io/library/postgres"),
    Parts("index.docker.io/library/postgres", "index.docker.io", "library/postgres", nil, nil, "docker.io/library/postgres"),
    Parts("localhost/app", "localhost", "app", nil, nil, "localhost/app"),
    Parts("localhost:5000/app:2", "localhost:5000", "app", "2", nil, "localhost:5000/app"),
    Parts("registry:5000/app", "registry:5000", "app", nil, nil, "registry:5000/app"),
    // A bare host name is a repository of Docker Hub, and upper case in front of a slash makes a registry.
    Parts("registry.example.com", nil, "registry.example.com", nil, nil, "docker.io/library/registry.example.com"),
    Parts("Registry/app", "Registry", "app", nil, nil, "Registry/app"),
    Parts("[fd00::1]:5000/app:2", "[fd00::1]:5000", "app", "2", nil, "[fd00::1]:5000/app"),
    Parts("quay.io/a/b/c_d/e__f/g--h.i:Tag_1.0-x", "quay.io", "a/b/c_d/e__f/g--h.i", "Tag_1.0-x", nil, "quay.io/a/b/c_d/e__f/g--h.i"),
    Parts("app@sha256:\(digits)", nil, "app", nil, "sha256:\(digits)", "docker.io/library/app"),
    Parts("ghcr.io/acme/app:1@sha256:\(digits)", "ghcr.io", "acme/app", "1", "sha256:\(digits)", "ghcr.io/acme/app"),
    // A digest that is none is still no reason not to know the name.
    Parts("app:1@", nil, "app", "1", "", "docker.io/library/app"),
    Parts("app@latest", nil, "app", nil, "latest", "docker.io/library/app"),
  ]

  @Test("Names fall into their parts", arguments: valid)
  func parts(_ expected: Parts) throws {
    let reference = try #require(ImageReference(expected.text))
    func part(_ range: Range<Int>?) -> String? {
      range.map { String(decoding: Array(expected.text.utf8)[$0], as: UTF8.self) }
    }
    #expect(part(reference.registryRange) == expected.registry)
    #expect(part(reference.repositoryRange) == expected.repository)
    #expect(part(reference.tagRange) == expected.tag)
    #expect(part(reference.digestRange) == expected.digest)
    #expect(reference.tag == expected.tag)
    #expect(reference.fullName == expected.fullName)
  }

  @Test(
    "What is no name is none",
    arguments: [
      "", " ", "App", "acme/App:1", "a//b", "/a", "a/", "a b", "a:", "a:-1", "a:1:2", "a_", "_a", "a..b", "a___b", "a._b", "a:\u{E9}",
      "\u{E9}",
      "quay.io/", "host:port/app", "host:/app", "-host.example.com/app", "a..example.com/app", "[fd00::1/app",
      "[]/app", "[fd00::1]x/app", ":1", "@sha256:00", "https://registry.example.com/app", "app:" + String(repeating: "a", count: 129),
      String(repeating: "a", count: 256), "$IMAGE", "<image>", "image:<tag>",
    ])
  func rejected(_ text: String) {
    #expect(ImageReference(text) == nil)
  }

  @Test("Any text is a name or none")
  func arbitrary() {
    var state: UInt64 = 1
    let alphabet = Array("aZ0.:/@_-[]sha256\u{E9} ".unicodeScalars)
    var names = 0
    for _ in 0..<10_000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(alphabet[Int(state >> 33) % alphabet.count])
      }
      let name = String(text)
      guard let reference = ImageReference(name) else { continue }
      names += 1
      let ranges = [reference.registryRange, reference.repositoryRange, reference.tagRange, reference.digestRange].compactMap { $0 }
      // Between two parts stands one separator, and the parts reach from the first byte to the last.
      #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == name.utf8.count)
      #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound + 1 == $1.lowerBound })
      #expect(!reference.repositoryRange.isEmpty)
      _ = reference.digestDefect
    }
    #expect(names > 100)
  }

  @Test(
    "Digests are an algorithm and its digits",
    arguments: [
      ("sha256:\(digits)", nil), ("sha384:\(String(repeating: "0", count: 96))", nil), ("sha512:\(digits)\(digits)", nil),
      ("", .incomplete), ("sha256", .incomplete), ("sha256:", .incomplete), (":\(digits)", .incomplete), (digits, .incomplete),
      ("md5:0123", .unknownAlgorithm("md5")), ("SHA256:\(digits)", .unknownAlgorithm("SHA256")),
      ("sha256:\(digits.dropLast())", .length(63, expected: 64, algorithm: "sha256")),
      ("sha256:\(digits)0", .length(65, expected: 64, algorithm: "sha256")),
      ("sha512:\(digits)", .length(64, expected: 128, algorithm: "sha512")),
      ("sha256:\(digits.uppercased())", .upperCase), ("sha256:\(digits.dropLast())g", .notHexadecimal),
      ("sha256:\(digits)@sha256:\(digits)", .notHexadecimal),
    ] as [(String, ImageReference.DigestDefect?)])
  func digestDefects(_ digest: String, _ expected: ImageReference.DigestDefect?) throws {
    let reference = try #require(ImageReference("registry.example.com/app:1@\(digest)"))
    #expect(reference.digestDefect == expected)
    #expect(try #require(ImageReference("app:1")).digestDefect == nil)
  }

  @Test(
    "Tags move by convention, versions do not",
    arguments: [
      ("app", true), ("app:latest", true), ("registry:5000/app", true), ("app:main", true), ("app:nightly", true), ("app:1", false),
      ("app:latest-2024", false), ("app:v1.2.3", false), ("app:latest@sha256:\(digits)", false), ("app@sha256:\(digits)", false),
    ])
  func moving(_ text: String, _ isMoving: Bool) throws {
    #expect(try #require(ImageReference(text)).isMoving == isMoving)
  }
}
