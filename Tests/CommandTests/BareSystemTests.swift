import Foundation
import Testing

/// A container image may hold nothing but the program: no `/proc`, no shell, no time zones.
@Suite(
  .enabled(if: geteuid() == 0, "chroot takes root"),
  .disabled(if: unsafe dlsym(nil, "__asan_init") != nil, "AddressSanitizer reads /proc"))
struct BareSystemTests {
  @Test func scansWhereOnlyItsLibrariesAre() throws {
    let root = try Command.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    for file in try libraries(of: Command.binary) + [Command.binary.path] { try copy(file, into: root) }
    let manifest = Command.package.appending(path: "Examples/hardened/cronjob.yaml")
    try FileManager.default.copyItem(at: manifest, to: root.appending(path: "cronjob.yaml"))

    let bare = try Command.run(["scan", "--format", "json", "/cronjob.yaml"], wrapper: ["chroot", root.path])
    #expect(bare.status == 0)
    #expect(bare.output.contains(#""workloads":1"#))
  }

  /// The files that the loader maps, the loader among them.
  private func libraries(of program: URL) throws -> [String] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/ldd")
    process.arguments = [program.path]
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init).filter { $0.hasPrefix("/") }
  }

  private func copy(_ file: String, into root: URL) throws {
    let target = root.appending(path: file)
    try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: URL(filePath: file).resolvingSymlinksInPath(), to: target)
  }
}
