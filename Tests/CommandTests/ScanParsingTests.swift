import ArgumentParser
import Testing

@testable import curfew

/// A scan is parsed on its own where that says the same as parsing it in the tree of commands.
struct ScanParsingTests {
  @Test(arguments: [
    "scan", "scan deploy/ - --format json --output report.json --profile=strict", "scan -- --help --version", "scan help",
    "scan a b --format json c d - e", "scan --exclude a b c", "scan --exclude=a b c", "scan --no-config a b",
    "scan --no-config a -- b -- c -d",
    "scan a b c", "scan -- - a", "scan a --", "scan - -", "scan --output - a",
  ])
  func parsesScansOnTheirOwn(_ words: String) throws {
    let arguments = words.split(separator: " ").map(String.init)
    let scan = try #require(Curfew.scan(arguments) as? ScanCommand)
    let inTree = try #require(try Curfew.parseAsRoot(arguments) as? ScanCommand)
    #expect(scan.input.paths == inTree.input.paths)
    #expect(scan.input.sources.reading.exclude == inTree.input.sources.reading.exclude)
    #expect(scan.output.format == inTree.output.format)
    #expect(scan.output.output == inTree.output.output)
    #expect(scan.rules.profile == inTree.rules.profile)
  }

  @Test(arguments: [
    "", "help scan", "explain concurrent-runs", "scan --help", "scan -h", "scan --help-hidden", "scan --version",
    "scan --experimental-dump-help",
    "scan --generate-completion-script", "scan --generate-completion-script zsh", "scan --unknown", "scan --profile unknown",
    "scan --top 0",
    "scan --output", "---completion scan", "-- scan", "scan a b --help", "scan --unknown a b c", "scan --format a b",
  ])
  func leavesTheRestToTheTree(_ words: String) {
    #expect(Curfew.scan(words.split(separator: " ").map(String.init)) == nil)
  }
}
