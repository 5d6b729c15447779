import Testing

@testable import curfew

struct ProgressTests {
  @Test func aLargeFileIsCountedInBytes() {
    #expect(Progress.text(files: 3, of: 10) == "scanned 3 of 10 files")
    #expect(Progress.text(files: 3, of: 10, offset: 5 << 20, size: 64 << 20) == "scanned 3 of 10 files, 5 of 64 MiB of the next")
    #expect(Progress.text(files: 0, of: 1, offset: 5 << 20, size: 64 << 20) == "scanned 5 of 64 MiB")
  }

  @Test func nobodyIsToldWhereThereIsNoTerminal() throws {
    let workspace = try Workspace(["job.yaml": ExitStatusTests.job + "\n# " + String(repeating: "x", count: 9 << 20)])
    #expect(try workspace.curfew("scan", "job.yaml").error == "")
  }
}
