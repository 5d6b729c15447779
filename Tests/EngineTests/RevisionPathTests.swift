import Testing

@testable import Engine

struct RevisionPathTests {
  @Test(arguments: [
    ("git:main", "main", nil), ("git:v1.2:deploy", "v1.2", "deploy"), ("git:HEAD~1:a:b", "HEAD~1", "a:b"), ("git:main:", "main", ""),
    ("git:", "", nil),
  ])
  func aRevisionAndAPathAreNamed(_ argument: String, _ revision: String, _ path: String?) throws {
    let named = try #require(RevisionPath(argument))
    #expect(named.revision.name == revision)
    #expect(named.path == path)
  }

  @Test(arguments: ["", "-", ".", "./git:main", "deploy", "GIT:main"])
  func otherPathsAreNone(_ argument: String) {
    #expect(RevisionPath(argument) == nil)
  }
}
