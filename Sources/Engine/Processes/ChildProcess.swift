package import Subprocess

/// Another program that was run to its end: `git`, `helm`, `kustomize`.
package struct ChildProcess: Sendable {
  /// The exit status; 128 plus the signal's number where a signal ended it, as shells count.
  package var status: Int32
  package var output: [UInt8]
  package var error: [UInt8]

  /// More than any chart or overlay renders to; a program that goes on is stopped.
  private static var mostOutput: Int { 256 << 20 }
  private static var mostErrorOutput: Int { 4 << 20 }

  /// Runs a program from the `PATH`, in this process's folder.
  ///
  /// - Parameters:
  ///   - command: The program and its arguments; no shell is involved.
  ///   - input: Its standard input.
  ///   - timeLimit: The program and what it started are ended when it takes longer.
  /// - Throws: ``ChildProcessError`` where it did not run, or not to its end. A status other than 0 is no error here.
  package static func run(
    _ command: [String], input: [UInt8] = [], environment: Environment = .inherit, timeLimit: Duration = .seconds(120)
  ) async throws(ChildProcessError) -> ChildProcess {
    let program = command.first ?? ""
    let outcome = await withTaskGroup(of: Result<ChildProcess, ChildProcessError>?.self) { group in
      group.addTask { await result(of: program, Array(command.dropFirst()), input, environment) }
      group.addTask {
        try? await Task.sleep(for: timeLimit)
        return nil
      }
      let first = await group.next() ?? nil
      // Ends whichever is left: the sleep, or the program.
      group.cancelAll()
      return first
    }
    guard let outcome else { throw ChildProcessError(program: program, reason: .timeLimit(timeLimit)) }
    return try outcome.get()
  }

  private static func result(
    of program: String, _ arguments: [String], _ input: [UInt8], _ environment: Environment
  ) async -> Result<ChildProcess, ChildProcessError> {
    var options = PlatformOptions()
    // A group of its own, so that what the program started is ended with it.
    options.processGroupID = 0
    options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
    do {
      let result = try await Subprocess.run(
        .name(program), arguments: Arguments(arguments), environment: environment, platformOptions: options, input: .array(input),
        output: .bytes(limit: mostOutput), error: .bytes(limit: mostErrorOutput))
      let status: Int32 =
        switch result.terminationStatus {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
      return .success(ChildProcess(status: status, output: result.standardOutput, error: result.standardError))
    } catch let error as SubprocessError where error.code == .executableNotFound {
      return .failure(ChildProcessError(program: program, reason: .notFound))
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      return .failure(ChildProcessError(program: program, reason: .outputLimit))
    } catch {
      return .failure(ChildProcessError(program: program, reason: .other("\(error)")))
    }
  }
}

/// Why another program gave no result.
package struct ChildProcessError: Error, CustomStringConvertible {
  package enum Reason: Sendable {
    case notFound
    case timeLimit(Duration)
    case outputLimit
    case other(String)
  }

  package let program: String
  package let reason: Reason

  package var description: String {
    switch reason {
    case .notFound: "\(program) is not on the PATH; install it, or add its folder to the PATH"
    case .timeLimit(let limit): "\(program) was stopped after \(limit.components.seconds) seconds; run it yourself to see what it waits for"
    case .outputLimit: "\(program) was stopped because its output has no end: more than 256 MiB, or 4 MiB of messages"
    case .other(let text): "\(program) could not be run: \(text)"
    }
  }
}
