internal import Findings
package import Manifests
internal import SourceTree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Manifests that another program makes of files: a Helm chart, or a directory that Kustomize builds.
package enum RenderedInput: Sendable {
  case helm(chart: String, values: [String])
  case kustomize(directory: String)

  /// What was printed, and how to follow it back.
  package struct Output: Sendable {
    package let bytes: [UInt8]
    let renderer: SourceTrace.Renderer
  }

  /// How reports call it: a command that prints the same.
  package var name: String {
    switch self {
    case .helm(let chart, _): "helm template \(chart)"
    case .kustomize(let directory): "kustomize build \(directory)"
    }
  }

  /// Where the configuration is looked for.
  package var root: InputRoot {
    let path =
      switch self {
      case .helm(let chart, _): chart
      case .kustomize(let directory): directory
      }
    return InputRoot(shown: path, canonical: canonicalPath(path), isDirectory: !path.hasSuffix(".tgz"))
  }

  /// Runs the program to its end.
  ///
  /// - Throws: ``RenderError`` where there is no such program, nothing to render, or the program fails.
  package func render() async throws(RenderError) -> Output {
    switch self {
    case .helm(let chart, let values):
      // A path, and neither an option nor the name of a chart elsewhere.
      let path = chart.hasPrefix("/") || chart.hasPrefix(".") ? chart : "./\(chart)"
      guard unsafe access(path, R_OK) == 0 else { throw RenderError(input: name, problem: "there is no chart \(chart) that can be read") }
      let command = ["helm", "template", path] + values.flatMap { ["--values", $0] }
      return Output(bytes: try await run([command], installing: "Helm 3 or later"), renderer: .helm(chart: chart))
    case .kustomize(let directory):
      guard let target = canonicalPath(directory) else {
        throw RenderError(input: name, problem: "there is no directory \(directory) that can be read")
      }
      // Origins are asked for in a kustomization only, hence one around the user's. Where that is refused, the user's is built by itself.
      if let around = Kustomization.make(around: target), let bytes = try? await build(around.directory) {
        return Output(bytes: bytes, renderer: .kustomize(root: around.directory))
      }
      return Output(bytes: try await build(target), renderer: .kustomize(root: target))
    }
  }

  /// What was found, with where it stood in the files.
  static func tracing(_ report: FileReport, _ output: Output) -> FileReport {
    guard let source = try? Source(name: report.path, bytes: output.bytes) else { return report }
    var report = report
    let folder = canonicalPath(".").map { $0 == "/" ? $0 : $0 + "/" } ?? ""
    var trace = SourceTrace(source, by: output.renderer) { try? readFile($0) }
    for workload in report.workloads.indices {
      guard let place = trace.place(of: report.workloads[workload].place.range) else { continue }
      let path = place.path.hasPrefix(folder) ? String(place.path.dropFirst(folder.count)) : place.path
      report.workloads[workload].renderedFrom = RenderedFrom(path: path, line: place.line)
      for finding in report.workloads[workload].findings.indices {
        let range = report.workloads[workload].findings[finding].place.range
        report.workloads[workload].findings[finding].renderedFromLine = trace.place(of: range)?.line
      }
      for suppressed in report.workloads[workload].suppressed.indices {
        let range = report.workloads[workload].suppressed[suppressed].finding.place.range
        report.workloads[workload].suppressed[suppressed].finding.renderedFromLine = trace.place(of: range)?.line
      }
    }
    return report
  }

  private func build(_ directory: String) async throws(RenderError) -> [UInt8] {
    try await run([["kustomize", "build", directory], ["kubectl", "kustomize", directory]], installing: "kustomize or kubectl")
  }

  /// The output of the first of the commands whose program is there.
  private func run(_ commands: [[String]], installing packages: String) async throws(RenderError) -> [UInt8] {
    for command in commands {
      let child: ChildProcess
      do throws(ChildProcessError) {
        child = try await ChildProcess.run(command)
      } catch {
        if case .notFound = error.reason { continue }
        throw RenderError(input: name, problem: "\(error)")
      }
      guard child.status == 0 else { throw RenderError(input: name, command: command, child) }
      return child.output
    }
    throw RenderError(
      input: name, problem: "this takes \(packages) on the PATH; install it, or render elsewhere and scan the result with -")
  }
}

/// Why an input could not be rendered.
package struct RenderError: Error, CustomStringConvertible {
  let input: String
  let problem: String

  package var description: String { "\(input): \(problem)" }

  private static let longestMessage = 2_000

  init(input: String, problem: String) {
    self.input = input
    self.problem = problem
  }

  /// The program says why it failed in the last lines of its messages.
  init(input: String, command: [String], _ child: ChildProcess) {
    let message = String(decoding: child.error.suffix(Self.longestMessage), as: UTF8.self)
    let lines = message.split(whereSeparator: \.isNewline).joined(separator: "; ")
    self.init(input: input, problem: "\(command.first ?? "") ended with status \(child.status): \(lines)")
  }
}

/// A kustomization in a folder of its own that adds nothing to another but where its objects come from; gone when it is let go.
private struct Kustomization: ~Copyable {
  /// Canonical, as paths of origins are relative to it.
  let directory: String

  private var file: String { "\(directory)/kustomization.yaml" }

  private init(directory: String) {
    self.directory = directory
  }

  /// nil where none can be made.
  static func make(around target: String) -> Kustomization? {
    guard let folder = makeFolder() else { return nil }
    let kustomization = Kustomization(directory: folder)
    if kustomization.write(resource: target) { return kustomization }
    return nil
  }

  private static func makeFolder() -> String? {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    guard let parent = canonicalPath(parent) else { return nil }
    let folder = "\(parent)/curfew-\(String(UInt64.random(in: .min ... .max), radix: 16))"
    UnfinishedFiles.add(folder)
    if unsafe mkdir(folder, 0o700) == 0 { return folder }
    UnfinishedFiles.remove(folder)
    return nil
  }

  private func write(resource: String) -> Bool {
    guard !resource.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return false }
    // Kustomize takes relative paths only.
    let path = String(repeating: "../", count: directory.split(separator: "/").count) + resource.dropFirst()
    let quoted = path.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    UnfinishedFiles.add(file)
    guard let stream = unsafe fopen(file, "wx") else { return false }
    let isWritten = unsafe fputs("resources: [\"\(quoted)\"]\nbuildMetadata: [originAnnotations]\n", stream) >= 0
    return unsafe fclose(stream) == 0 && isWritten
  }

  deinit {
    _ = unsafe unlink(file)
    _ = unsafe rmdir(directory)
    UnfinishedFiles.remove(file)
    UnfinishedFiles.remove(directory)
  }
}
