import Foundation
import Testing

@testable import Manifests

@Suite struct InputSelectionTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// The files below the directory, by their path in it.
  func list(_ paths: String..., include: [String] = [], exclude: [String] = []) -> [String] {
    let listing = InputSelection(paths: paths.map { directory[$0] }, include: include, exclude: exclude).list()
    #expect(listing.errors.map(\.description) == [])
    return listing.files.map { String($0.path.dropFirst(directory.path.count + 1)) }
  }

  func errors(_ paths: String...) -> [String] {
    InputSelection(paths: paths.map { directory[$0] }).list().errors.map {
      $0.description.replacingOccurrences(of: directory.path + "/", with: "")
    }
  }

  @Test func aDirectoryIsSortedByTheBytesOfThePath() throws {
    let names = ["a-b.yaml", "a.yaml", "a/z.yaml", "a0.yaml", "a/b/c.yaml", "Z.yml", "b.json", "a b/x.yaml", "é.yaml", "ab/a.yaml"]
    for name in names { try directory.write(name) }
    #expect(list("") == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  @Test func onlyManifestsThatAreNotHiddenAreTaken() throws {
    let taken = ["A.YAML", "B.YML", "C.JSON", "d.Yaml", "e.yaml", "f.yml", "g.json", "h.tar.yaml"]
    for name in taken { try directory.write("in/" + name) }
    let visible = ["x", "x.txt", "yaml", "x.yamlx", "xyaml", "x.yaml.bak", "x.yaml.d/readme"]
    for name in visible + [".hidden.yaml", ".hidden/x.yaml", ".github/x.yaml"] {
      try directory.write("in/" + name)
    }
    #expect(list("in") == taken.map { "in/" + $0 })
  }

  /// What a repository holds is read, whatever its name and whatever a `.gitignore` says.
  @Test func whatGitTracksIsTaken() throws {
    try directory.write(".gitignore", text: "made/\n*.tmp.yaml\n")
    let tracked = [
      ".github/run.yaml", ".k8s/deep/.er/cron.yaml", ".one.yaml", "a.yaml", "made/b.yaml", "made/sub/c.yaml", "made/x.tmp.yaml",
    ]
    for name in tracked { try directory.write(name) }
    try directory.link(".linked", to: "sub")
    try directory.write("sub/d.yaml", ".notes/readme.md")
    _ = try Git.run(["add", "-f", ".linked", ".notes/readme.md"] + tracked, in: directory.path)
    for name in [".github/local.yaml", ".cache/e.yaml", ".two.yaml", "made/f.yaml", "g.tmp.yaml", "made/other/h.yaml"] {
      try directory.write(name)
    }
    #expect(list("") == (tracked + ["sub/d.yaml"]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(list("made") == ["made/b.yaml", "made/f.yaml", "made/other/h.yaml", "made/sub/c.yaml", "made/x.tmp.yaml"])
    #expect(list(".k8s") == [".k8s/deep/.er/cron.yaml"])
    #expect(list("", exclude: [".k8s", "made/sub/"]).count == tracked.count - 1)
    #expect(list("", include: [".k8s/"]) == [".k8s/deep/.er/cron.yaml"])

    let skipped = InputSelection(paths: [directory.path]).list().skipped
    // .github/local.yaml, .cache, .two.yaml and .notes, of which no manifest is tracked.
    #expect(skipped[.hidden] == 4)
    // made/f.yaml, made/other and g.tmp.yaml.
    #expect(skipped[.ignored] == 3)
    #expect(skipped[.otherName] == 1)
  }

  @Test func aSubmoduleInAHiddenFolderIsTaken() throws {
    try directory.write("inner/a.yaml", "inner/.b.yaml")
    _ = try Git.run(["init", "-q", "inner"], in: directory.path)
    _ = try Git.run(["add", "."], in: directory["inner"])
    _ = try Git.run(["commit", "-q", "-m", "inner"], in: directory["inner"])
    try FileManager.default.moveItem(atPath: directory["inner"], toPath: directory[".inner"])
    try directory.write(".inner/untracked.yaml", ".inner/.untracked.yaml")
    #expect(list("") == [])
    _ = try Git.run(["add", ".inner"], in: directory.path)
    #expect(list("") == [".inner/.b.yaml", ".inner/a.yaml", ".inner/untracked.yaml"])
  }

  @Test func aFurtherWorkingTreeHasItsOwnIndex() throws {
    _ = try Git.run(["commit", "-q", "--allow-empty", "-m", "Begin"], in: directory.path)
    _ = try Git.run(["worktree", "add", "-q", "--detach", directory["tree"]], in: directory.path)
    try directory.write("tree/.a.yaml", "tree/.b.yaml")
    _ = try Git.run(["add", ".a.yaml"], in: directory["tree"])
    #expect(list("tree") == ["tree/.a.yaml"])
  }

  /// A directory that is not entered counts once.
  @Test func whatIsSkippedIsCounted() throws {
    try directory.write(".gitignore", text: "made/\n")
    try directory.write("a.yaml", ".hidden.yaml", ".hidden/b.yaml", "made/c.yaml", "notes.txt", "sub/notes.txt", "old/d.yaml", "e.json")
    try directory.makePipe("pipe.yaml")
    try directory.link("sub/up", to: "..")
    try directory.link("null.yaml", to: "/dev/null")
    let listing = InputSelection(paths: [directory.path], exclude: ["old/", "*.json"]).list()
    #expect(listing.files.map(\.path) == [directory["a.yaml"]])
    let expected: [SkippedEntries.Reason: Int] = [.hidden: 2, .ignored: 1, .otherName: 3, .excluded: 2, .special: 2, .linkLoop: 1]
    for reason in SkippedEntries.Reason.allCases { #expect(listing.skipped[reason] == expected[reason], "\(reason)") }
    #expect(InputSelection(paths: [directory["a.yaml"]]).list().skipped.isEmpty)
    let included = InputSelection(paths: [directory.path], include: ["e.json"]).list()
    #expect(included.skipped[.excluded] == 2)
  }

  @Test func whatIsNamedIsTakenWhateverItIsCalled() throws {
    try directory.write(".gitignore", text: "build\n*.log\n")
    try directory.write("x.txt", ".hidden.yaml", ".hidden/a.yaml", "build/b.yaml", "c.log", "build/d.log")
    let named = ["x.txt", ".hidden.yaml", "c.log"]
    #expect(list("x.txt", ".hidden.yaml", "c.log") == named)
    #expect(list(".hidden", "build") == [".hidden/a.yaml", "build/b.yaml"])
  }

  @Test func theOrderOfThePathsIsKeptAndEachFileListedOnce() throws {
    try directory.write("a.yaml", "b/c.yaml", "b/d.yaml", "e.yaml")
    try directory.link("again.yaml", to: "e.yaml")
    #expect(list("e.yaml", "b", "", "b/d.yaml") == ["e.yaml", "b/c.yaml", "b/d.yaml", "a.yaml"])
    #expect(list("b/d.yaml", "b/../b/d.yaml", "./b//d.yaml", "b") == ["b/d.yaml", "b/c.yaml"])
    #expect(list("again.yaml", "e.yaml") == ["again.yaml"])
    #expect(list("a.yaml", "a.yaml") == ["a.yaml"])
  }

  @Test func namesThatLookAlikeAreDifferentFiles() throws {
    try directory.write("\u{E9}.yaml", "e\u{301}.yaml")
    #expect(list("", "").map { Array($0.utf8) } == ["e\u{301}.yaml", "\u{E9}.yaml"].map { Array($0.utf8) })
  }

  @Test(arguments: [
    ("%", "%"), ("%/", "%"), ("%//.", "%"), ("./%", "%"), ("././/%/./", "%"), ("%/../%", "%/../%"),
  ])
  func pathsAreShownAsGivenWithoutNeedlessSegments(_ given: String, _ shown: String) throws {
    try directory.write("a.yaml", "b/c.yaml")
    let name = (directory.path as NSString).lastPathComponent
    let depth = FileManager.default.currentDirectoryPath.split(separator: "/").count
    let relative = String(repeating: "../", count: depth) + directory.path.dropFirst()
    func fill(_ text: String) -> String {
      guard text == "%/../%" else { return text.replacingOccurrences(of: "%", with: relative) }
      return relative + "/../" + name
    }
    let listing = InputSelection(paths: [fill(given)]).list()
    #expect(listing.files.map(\.path) == [fill(shown) + "/a.yaml", fill(shown) + "/b/c.yaml"])
    #expect(try listing.files.map { file throws(InputError) in try readFile(file.path) }.count == 2)
  }

  @Test func theCurrentDirectoryHasNoPrefix() {
    let current = FileManager.default.currentDirectoryPath + "/"
    let listing = InputSelection(paths: ["."], include: ["Package.*", "**"]).list()
    let absolute = InputSelection(paths: [current], include: ["Package.*", "**"]).list()
    #expect(listing.files.map { current + $0.path } == absolute.files.map(\.path))
    #expect(InputSelection(paths: ["./Package.swift"]).list().files.map(\.path) == ["Package.swift"])
  }

  @Test func standardInputKeepsItsPlace() throws {
    try directory.write("a.yaml", "b.yaml")
    let listing = InputSelection(paths: [directory["b.yaml"], "-", directory["a.yaml"], "-"], standardInputName: "pod.yaml").list()
    #expect(listing.files.map(\.path) == [directory["b.yaml"], "pod.yaml", directory["a.yaml"]])
    #expect(listing.files.map(\.isStandardInput) == [false, true, false])
  }

  struct Narrowing: Sendable {
    let include: [String]
    let exclude: [String]
    let expected: [String]
  }

  @Test(arguments: [
    Narrowing(include: ["b.yaml"], exclude: [], expected: ["b.yaml", "x/b.yaml", "x/y/b.yaml"]),
    Narrowing(include: ["/b.yaml"], exclude: [], expected: ["b.yaml"]),
    Narrowing(include: ["x/"], exclude: [], expected: ["x/a.yaml", "x/b.yaml", "x/y/b.yaml", "x/y/c.json"]),
    Narrowing(include: ["x/*.yaml"], exclude: [], expected: ["x/a.yaml", "x/b.yaml"]),
    Narrowing(include: ["x/**/b.yaml"], exclude: [], expected: ["x/b.yaml", "x/y/b.yaml"]),
    Narrowing(include: ["*.json", "/a.yaml"], exclude: [], expected: ["a.yaml", "x/y/c.json"]),
    Narrowing(include: ["x/", "!x/y"], exclude: [], expected: ["x/a.yaml", "x/b.yaml"]),
    Narrowing(include: ["*.txt"], exclude: [], expected: []),
    Narrowing(include: [], exclude: ["x"], expected: ["a.yaml", "b.yaml"]),
    Narrowing(include: [], exclude: ["*.yaml", "!a.yaml"], expected: ["a.yaml", "x/a.yaml", "x/y/c.json"]),
    Narrowing(include: [], exclude: ["x/*", "!x/y"], expected: ["a.yaml", "b.yaml", "x/y/b.yaml", "x/y/c.json"]),
    Narrowing(include: ["x/"], exclude: ["y/"], expected: ["x/a.yaml", "x/b.yaml"]),
    Narrowing(include: ["x/y/c.json"], exclude: ["y/"], expected: []),
  ])
  func patternsNarrowADirectory(_ narrowing: Narrowing) throws {
    try directory.write("root/a.yaml", "root/b.yaml", "root/note.txt")
    try directory.write("root/x/a.yaml", "root/x/b.yaml", "root/x/y/b.yaml", "root/x/y/c.json")
    let files = list("root", include: narrowing.include, exclude: narrowing.exclude)
    #expect(files == narrowing.expected.map { "root/" + $0 })
    #expect(list("root/a.yaml", include: narrowing.include, exclude: narrowing.exclude) == ["root/a.yaml"])
  }

  @Test func uselessPatternsAreErrors() throws {
    try directory.write("a.yaml")
    let listing = InputSelection(paths: [directory.path], include: ["[a"], exclude: [""]).list()
    #expect(listing.files.isEmpty)
    #expect(listing.errors.map(\.path) == ["[a", ""])
    #expect(listing.errors.map(\.reason) == [.uselessPattern, .uselessPattern])
  }

  @Test func linksAreFollowed() throws {
    let outside = try TemporaryDirectory()
    try outside.write("o.yaml", "deep/p.yaml", "other.txt")
    try directory.write("real/a.yaml", "z.yaml")
    try directory.link("file.yaml", to: outside["o.yaml"])
    try directory.link("text.yaml", to: outside["other.txt"])
    try directory.link("named.txt", to: outside["o.yaml"])
    try directory.link("folder", to: outside["deep"])
    try directory.link("b-twice", to: "real")
    try directory.link("a-twice.yaml", to: "z.yaml")
    try directory.link("null.yaml", to: "/dev/null")
    #expect(list("") == ["file.yaml", "folder/p.yaml", "real/a.yaml", "text.yaml", "z.yaml"])
    #expect(list("b-twice") == ["b-twice/a.yaml"])
    #expect(list("", exclude: ["folder/", "file.yaml", "z.yaml", "real"]) == ["a-twice.yaml", "b-twice/a.yaml", "text.yaml"])
    #expect(list("", include: ["b-twice/"]) == ["b-twice/a.yaml"])
  }

  @Test func linksThatLoopAreNotFollowed() throws {
    try directory.write("a/x.yaml", "b/y.yaml")
    try directory.link("self", to: ".")
    try directory.link("a/up", to: "..")
    try directory.link("a/root", to: "/")
    try directory.link("a/b", to: "../b")
    try directory.link("b/a", to: "../a")
    #expect(list("") == ["a/x.yaml", "b/y.yaml"])
    #expect(list("a") == ["a/b/y.yaml", "a/x.yaml"])
  }

  @Test func whatCannotBeReachedIsAnError() throws {
    try directory.write("walk/a.yaml")
    try directory.link("walk/gone", to: "nowhere")
    try directory.link("walk/circle.yaml", to: "circle.yaml")
    try directory.link("walk/.lock.yaml", to: "user@host")
    try directory.makePipe("walk/pipe.yaml")
    let link = "a symbolic link that leads to nothing; restore its target, remove the link, or leave it out with --exclude"
    #expect(errors("walk") == ["walk/circle.yaml: \(link)", "walk/gone: \(link)"])
    #expect(errors("walk/gone") == ["walk/gone: \(link)"])
    let missing = "no such file or directory; check the spelling, and the folder it is relative to"
    #expect(errors("none.yaml", "walk/a.yaml/b") == ["none.yaml: \(missing)", "walk/a.yaml/b: \(missing)"])
    #expect(
      errors("walk/pipe.yaml") == [
        "walk/pipe.yaml: neither a regular file nor a directory; save it to a file, or send it to standard input and name that with -"
      ])
    #expect(InputSelection(paths: [""]).list().errors.map(\.reason) == [.missing])
    #expect(InputSelection(paths: [directory["walk"], directory["none"]]).list().files.map(\.path) == [directory["walk/a.yaml"]])
  }

  @Test func namesThatAreNotUTF8AreErrors() throws {
    try directory.write("a.yaml")
    let name = directory.path.utf8.map { CChar(bitPattern: $0) } + "/x".utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xFF)]
    let folder = name + [0]
    let file = name + ".yaml".utf8.map { CChar(bitPattern: $0) } + [0]
    let made = unsafe mkdir(folder, 0o700)
    try #require(made == 0)
    let descriptor = unsafe open(file, O_CREAT | O_WRONLY, 0o600)
    try #require(descriptor >= 0)
    close(descriptor)
    let listing = InputSelection(paths: [directory.path]).list()
    #expect(listing.files.map(\.path) == [directory["a.yaml"]])
    #expect(listing.errors.map(\.path) == [directory["x\u{FFFD}.yaml"], directory["x\u{FFFD}"]])
    #expect(listing.errors.map(\.reason) == [.nameNotUTF8, .nameNotUTF8])
  }

  @Test func whatMayNotBeReadIsAnError() throws {
    try directory.write("closed/a.yaml", "closed.yaml", "open.yaml", "ignoring/b.yaml", "ignoring/.gitignore")
    for name in ["closed", "closed.yaml", "ignoring/.gitignore"] {
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: directory[name])
    }
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory["closed"]) }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path)
    try withoutPrivileges {
      let listing = InputSelection(paths: [directory.path]).list()
      #expect(listing.files.map(\.path) == ["closed.yaml", "ignoring/b.yaml", "open.yaml"].map { directory[$0] })
      #expect(listing.errors.map(\.path) == [directory["closed"], directory["ignoring/.gitignore"]])
      #expect(listing.errors.map(\.reason) == [.permissionDenied, .permissionDenied])
      let error = #expect(throws: InputError.self) { try readFile(directory["closed.yaml"]) }
      #expect(error?.reason == .permissionDenied)
    }
  }

  @Test func manyFilesOfADirectoryAreListed() throws {
    let names = (0..<5_000).map { "job-\($0).yaml" }
    try directory.write("many/")
    for name in names { close(unsafe open(directory["many/" + name], O_CREAT | O_WRONLY, 0o600)) }
    #expect(list("many") == names.map { "many/" + $0 }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  /// Deeper than a path can be long.
  @Test func aDirectoryThatIsTooDeepIsAnError() throws {
    var descriptor = unsafe open(directory.path, O_RDONLY | O_DIRECTORY)
    let name = String(repeating: "d", count: 200)
    for _ in 0..<25 {
      let made = unsafe mkdirat(descriptor, name, 0o700)
      try #require(made == 0)
      let next = unsafe openat(descriptor, name, O_RDONLY | O_DIRECTORY)
      close(descriptor)
      descriptor = next
    }
    close(descriptor)
    // FileManager cannot remove it.
    defer { try? Process.run(URL(fileURLWithPath: "/bin/rm"), arguments: ["-rf", directory.path]).waitUntilExit() }
    let listing = InputSelection(paths: [directory.path]).list()
    #expect(listing.errors.map(\.problem) == ["File name too long (error \(ENAMETOOLONG))"])
  }

  /// Runs `body` as nobody would, where the tests run as root, whom no permission stops.
  private func withoutPrivileges(_ body: () throws -> Void) throws {
    guard geteuid() == 0 else { return try body() }
    // Counts for this thread alone, unlike seteuid.
    let found = unsafe dlsym(nil, "setfsuid")
    let symbol = unsafe try #require(found)
    let setFileSystemUser = unsafe unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
    _ = setFileSystemUser(65_534)
    defer { _ = setFileSystemUser(0) }
    try body()
  }
}
