import Testing

@testable import Engine

struct ChildProcessTests {
  @Test func bothOutputsAndTheStatusAreKept() async throws {
    let child = try await ChildProcess.run(["sh", "-c", "echo out; echo err >&2; exit 3"])
    #expect(child.status == 3)
    #expect(child.output == Array("out\n".utf8))
    #expect(child.error == Array("err\n".utf8))
  }

  @Test func aSignalCountsAsInAShell() async throws {
    #expect(try await ChildProcess.run(["sh", "-c", "kill -TERM $$"]).status == 128 + 15)
  }

  @Test func moreThanAPipeHoldsArrives() async throws {
    let child = try await ChildProcess.run(["sh", "-c", "head -c 3000000 /dev/zero; head -c 300000 /dev/zero >&2"])
    #expect(child.output.count == 3_000_000)
    #expect(child.error.count == 300_000)
  }

  @Test func argumentsAreNoShellWords() async throws {
    let child = try await ChildProcess.run(["printf", "%s", "a b; $(c) 'd'"])
    #expect(child.output == Array("a b; $(c) 'd'".utf8))
  }

  @Test func whatIsMissingIsSaid() async throws {
    let error = try #require(await #expect(throws: ChildProcessError.self) { try await ChildProcess.run(["no-such-program"]) })
    #expect("\(error)" == "no-such-program is not on the PATH; install it, or add its folder to the PATH")
  }

  @Test func whatHangsIsEndedWithAllItStarted() async throws {
    let error = try #require(
      await #expect(throws: ChildProcessError.self) {
        try await ChildProcess.run(["sh", "-c", "sleep 600 & sleep 600"], timeLimit: .milliseconds(100))
      })
    #expect("\(error)".contains("stopped after"))
  }

  @Test func endlessOutputIsStopped() async throws {
    let error = try #require(
      await #expect(throws: ChildProcessError.self) { try await ChildProcess.run(["sh", "-c", "cat /dev/zero >&2"]) })
    #expect("\(error)".contains("has no end"))
  }
}
