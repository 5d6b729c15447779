import ArgumentParser
import Reports
import Testing

@testable import curfew

struct ReportDestinationTests {
  static let pairs: [(String, [ReportDestination])] = [
    ("", [ReportDestination(format: .text, path: nil)]),
    ("--output a", [ReportDestination(format: .text, path: "a")]),
    ("-o a", [ReportDestination(format: .text, path: "a")]),
    ("--output -", [ReportDestination(format: .text, path: nil)]),
    ("--format json -o - --format html -o=b", [ReportDestination(format: .json, path: nil), ReportDestination(format: .html, path: "b")]),
    ("--format json", [ReportDestination(format: .json, path: nil)]),
    ("--format json --output a --format text", [ReportDestination(format: .json, path: "a"), ReportDestination(format: .text, path: nil)]),
    (
      "--format text --format sarif --output a",
      [ReportDestination(format: .text, path: nil), ReportDestination(format: .sarif, path: "a")]
    ),
    (
      "--format=json --output=a --format=sarif --output=b",
      [ReportDestination(format: .json, path: "a"), ReportDestination(format: .sarif, path: "b")]
    ),
  ]

  @Test(arguments: pairs)
  func eachOutputBelongsToTheFormatBeforeIt(_ words: String, _ expected: [ReportDestination]) throws {
    let arguments = ["scan"] + words.split(separator: " ").map(String.init) + ["-"]
    let options = try OutputOptions.parse(words.split(separator: " ").map(String.init))
    #expect(try ReportDestination.pair(arguments, formats: options.format, outputs: options.output) == expected)
  }

  @Test(arguments: [
    "--output a --format json", "--format json --output a --output b", "--output a --output b", "-o a -o b", "--output - --output b",
  ])
  func contradictionsAreRefused(_ words: String) throws {
    let arguments = ["scan"] + words.split(separator: " ").map(String.init)
    let options = try OutputOptions.parse(words.split(separator: " ").map(String.init))
    #expect(throws: ValidationError.self) { try ReportDestination.pair(arguments, formats: options.format, outputs: options.output) }
  }
}
