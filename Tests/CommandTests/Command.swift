import Foundation
import Testing

/// A run of the built `curfew`.
struct Command {
  var status: Int32
  var output: String
  var error: String

  /// - Parameters:
  ///   - wrapper: A program, with its arguments, that runs the command, such as `taskset`.
  ///   - folder: The working directory; the package's own without one.
  static func run(
    _ arguments: [String], input: String = "", folder: URL = Command.package, wrapper: [String] = [], environment: [String: String] = [:]
  ) throws -> Command {
    let scratch = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let inputFile = scratch.appending(path: "input")
    let outputFile = scratch.appending(path: "output")
    let errorFile = scratch.appending(path: "error")
    try Data(input.utf8).write(to: inputFile)
    try Data().write(to: outputFile)
    try Data().write(to: errorFile)

    let process = Process()
    let command = wrapper + [binary.path] + arguments
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    process.waitUntilExit()
    return Command(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
  }

  /// The program stands beside the bundle of the tests.
  static var binary: URL {
    URL(filePath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent().appending(path: "curfew")
  }

  static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "curfew-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// The folder of real manifests, where there is one.
  static var corpus: URL? {
    ProcessInfo.processInfo.environment["CURFEW_CORPUS"].map { URL(filePath: $0) }
  }
}
