import Foundation

/// The git that is installed, without the configuration of the user and the machine.
struct Git {
  /// Runs git in `directory` and returns its output, whatever it ends with.
  static func run(_ arguments: [String], in directory: String, input: Data = Data()) throws -> Data {
    let scratch = try TemporaryDirectory()
    try scratch.write("input", input)
    try scratch.write("output", Data())
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-c", "core.excludesFile=", "-c", "user.name=test", "-c", "user.email=test@example.org"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin", "HOME": scratch.path, "LC_ALL": "C",
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    ]
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: scratch["input"]))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch["output"]))
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return try Data(contentsOf: URL(fileURLWithPath: scratch["output"]))
  }

  /// Which of `paths`, relative to `directory`, git ignores.
  static func ignored(_ paths: [String], in directory: String) throws -> Set<String> {
    let output = try run(["check-ignore", "-z", "--stdin", "--no-index"], in: directory, input: Data(paths.joined(separator: "\0").utf8))
    return Set(output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
  }
}
