import Foundation
import Testing

@testable import Engine

/// What is there only until something else is complete.
struct UnfinishedFilesTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func whatIsUnfinishedGoesWithAStoppedRun(_ number: Int32) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "curfew-\(UUID().uuidString)").path
    await #expect(processExitsWith: .signal(number)) { [folder = folder as String, number = number as Int32] in
      signal(number, SIG_DFL)
      var none = sigset_t()
      unsafe sigemptyset(&none)
      unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
      UnfinishedFiles.goWithTheProcess()
      let file = folder + "/file"
      for path in [folder, file, folder + "/other"] { UnfinishedFiles.add(path) }
      UnfinishedFiles.remove(folder + "/other")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data().write(to: URL(filePath: file))
      raise(number)
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  /// As nohup has it.
  @Test func aSignalThatIsIgnoredStaysSo() async {
    await #expect(processExitsWith: .success) {
      signal(SIGHUP, SIG_IGN)
      var none = sigset_t()
      unsafe sigemptyset(&none)
      unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
      UnfinishedFiles.goWithTheProcess()
      UnfinishedFiles.add("/nowhere/file")
      raise(SIGHUP)
    }
  }
}
