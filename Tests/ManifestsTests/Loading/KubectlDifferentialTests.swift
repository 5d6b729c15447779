import Foundation
import SourceTree
import Testing

@testable import Manifests

/// Whatever a manifest is made to look like: if kubectl reads a workload there, so do we, or we say why not.
///
/// `CURFEW_MUTANTS` is how many are made, 2,000 without it; of the workloads of the corpus too, where there is one.
@Suite(.enabled(if: KubectlBatch.path != nil)) struct KubectlDifferentialTests {
  private static let own = [
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: NAME
    spec:
      schedule: "0 3 * * *"
      jobTemplate:
        spec:
          template:
            spec:
              hostPID: true
              restartPolicy: Never
              containers:
              - name: c
                image: registry.example.com/a:1.2
                args: [-c, 'a: b']
                securityContext: {privileged: true}

    """,
    """
    # A comment.
    kind: Job
    apiVersion: batch/v1
    metadata: {name: NAME, labels: {a: b}}
    spec:
      template:
        spec:
          hostPID: true
          containers:
          - command:
            - sh
            - -c
            - |
              set -e
              echo "a"
            name: c
            image: a
    """,
  ]

  /// Those of the corpus that are one document of moderate length, with a host's processes and another name.
  private static func corpus() throws -> [String] {
    try Corpus.manifests().compactMap { url in
      let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
      guard text.utf8.count < 3_000, !text.contains("---"), let reading = try? Reading(text), reading.elements.count == 1,
        let workload = reading.workloads.first, workload.kind != .pod, let name = workload.metadata.name.value, !name.isEmpty
      else { return nil }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        guard line.drop(while: { $0 == " " }) == "containers:" else { return String(line) }
        return "\(line.prefix { $0 == " " })hostPID: true\n\(line)"
      }
      return lines.joined(separator: "\n").replacing("name: \(name)\n", with: "name: NAME\n", maxReplacements: 1)
    }
  }

  @Test func findsOrNamesWhatKubectlReads() throws {
    let texts = try Self.own + Self.corpus()
    let count = ProcessInfo.processInfo.environment["CURFEW_MUTANTS"].flatMap { Int($0) } ?? 2_000
    var readByKubectl = 0
    for start in stride(from: 0, to: count, by: 500) {
      let mutants = (start..<min(start + 500, count)).map { number in
        var mutation = ManifestMutation(seed: UInt64(number))
        return mutation.apply(to: texts[number % texts.count].replacing("NAME", with: "m\(number)"))
      }
      for name in try KubectlBatch.namesWithHostPID(in: mutants) {
        guard let number = name.wholeMatch(of: /m([0-9]+)/).flatMap({ Int($0.1) }), mutants.indices.contains(number - start) else {
          continue
        }
        readByKubectl += 1
        let mutant = mutants[number - start]
        if Self.isFoundOrNamed(mutant) { continue }
        Issue.record("mutant \(number):\n\(String(decoding: mutant, as: UTF8.self).debugDescription)")
      }
    }
    #expect(readByKubectl > count / 4)
  }

  private static func isFoundOrNamed(_ mutant: [UInt8]) -> Bool {
    guard let reading = try? Reading(mutant) else { return true }
    if !reading.failures.isEmpty || !reading.notEvaluated.isEmpty { return true }
    return reading.workloads.contains { workload in
      // A `"true"` is printed as a boolean is.
      switch workload.pod.hostPID {
      case .present(let value, _): value
      case .unreadable: true
      case .absent: false
      }
    }
  }
}

/// kubectl, asked about many files at once.
private enum KubectlBatch {
  static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/kubectl" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The names of the CronJobs and Jobs with a host's processes that kubectl reads in any of the files.
  static func namesWithHostPID(in files: [[UInt8]]) throws -> [String] {
    guard let path else { return [] }
    let folder = FileManager.default.temporaryDirectory.appending(path: "kubectl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (number, file) in files.enumerated() { try Data(file).write(to: folder.appending(path: "\(number).yaml")) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    let template = #"={.kind} {.metadata.name} {.spec.template.spec.hostPID}{.spec.jobTemplate.spec.template.spec.hostPID}{"\n"}"#
    process.arguments = ["annotate", "--local", "-f", folder.path, "x=1", "-o", "jsonpath=" + template]
    process.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return words.count == 3 && (words[0] == "=CronJob" || words[0] == "=Job") && words[2] == "true" ? String(words[1]) : nil
    }
  }
}
