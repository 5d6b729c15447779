import Foundation
import Testing

@testable import Manifests

@Suite struct ReadFileTests {
  @Test(arguments: [0, 1, 15, 4_095, 4_096, 4_097, 65_535, 65_536, 65_537, 3_000_000])
  func readsEveryByte(_ size: Int) throws {
    let directory = try TemporaryDirectory()
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    try directory.write("a.yaml", Data(bytes))
    let read = try readFile(directory["a.yaml"])
    #expect(read == bytes)
    #expect(read.capacity <= size + 64 + size / 8)
  }

  @Test func followsLinks() throws {
    let directory = try TemporaryDirectory()
    try directory.write("a.yaml", text: "a: 1\n")
    try directory.link("b.yaml", to: "a.yaml")
    #expect(try readFile(directory["b.yaml"]) == Array("a: 1\n".utf8))
  }

  /// As if they had grown or shrunk since they were opened: their size is said to be 0, or a page.
  @Test(
    arguments: ["/proc/self/status", "/proc/kallsyms", "/sys/kernel/mm/transparent_hugepage/enabled"].filter(
      FileManager.default.isReadableFile)
  )
  func readsToTheEndWhateverTheSizeIsSaidToBe(_ path: String) throws {
    let bytes = try readFile(path)
    #expect(!bytes.isEmpty)
    #expect(bytes.last == UInt8(ascii: "\n"))
    if path.contains("kallsyms") { #expect(bytes.count > 65_536) }
  }

  @Test func refusesWhatIsNoFile() throws {
    let directory = try TemporaryDirectory()
    try directory.makePipe("pipe")
    let cases: [(String, InputError.Reason)] = [
      (directory["none"], .missing), (directory.path, .isDirectory), (directory["pipe"], .notRegularFile), ("/dev/zero", .notRegularFile),
    ]
    for (path, reason) in cases {
      let error = #expect(throws: InputError.self) { try readFile(path) }
      #expect(error?.reason == reason, "\(path)")
      #expect(error?.path == path)
    }
  }

  @Test(arguments: [maximumFileSize + 1, 1 << 40]) func refusesWhatIsTooLarge(_ size: Int) throws {
    let directory = try TemporaryDirectory()
    try directory.write("large.yaml", text: "")
    try FileHandle(forWritingTo: URL(fileURLWithPath: directory["large.yaml"])).truncate(atOffset: UInt64(size))
    let error = #expect(throws: InputError.self) { try readFile(directory["large.yaml"]) }
    #expect(error?.reason == .tooLarge)
  }

  /// One test, for there is one standard input.
  @Test func readsStandardInput() throws {
    let saved = dup(STDIN_FILENO)
    defer {
      dup2(saved, STDIN_FILENO)
      close(saved)
    }
    let directory = try TemporaryDirectory()
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try directory.write("input", Data(bytes))

    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: directory["input"]))
    dup2(file.fileDescriptor, STDIN_FILENO)
    #expect(try readStandardInput() == bytes)

    let pipe = Pipe()
    dup2(pipe.fileHandleForReading.fileDescriptor, STDIN_FILENO)
    let writer = pipe.fileHandleForWriting
    Thread.detachNewThread {
      writer.write(Data(bytes))
      try? writer.close()
    }
    #expect(try readStandardInput() == bytes)

    let folder = unsafe open(directory.path, O_RDONLY)
    dup2(folder, STDIN_FILENO)
    close(folder)
    let error = #expect(throws: InputError.self) { try readStandardInput(name: "pod.yaml") }
    #expect(error?.description == "pod.yaml: is a directory; name a file")
  }

  @Test func descriptionsCannotMoveTheCursor() {
    let error = InputError(path: "a\n::error::\u{1B}[2J\u{202E}é", reason: .missing)
    #expect(error.description.hasPrefix("a\\u{A}::error::\\u{1B}[2J\\u{202E}é: no such file"))
  }
}
