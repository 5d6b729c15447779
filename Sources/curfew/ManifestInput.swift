import ArgumentParser
import Manifests
import Findings
import SourceTree

/// Everything that an input holds, read to its end.
struct ManifestInput {
  /// The objects of each file, in the order of the input.
  private(set) var files: [[Manifest]] = []
  /// Whether some of the input could not be read; standard error says what.
  private(set) var isIncomplete = false

  private struct File: Sendable {
    var manifests: [Manifest] = []
    var problems: [String] = []
    /// What was left out, which is no failure: templates.
    var notes: [String] = []
  }

  /// Reads files, and what other programs render of them.
  init(_ options: InputOptions) { self.init(options.selection, options.rendered) }

  /// - Parameter paths: Without any, the current directory.
  init(paths: [String]) { self.init(InputSelection(paths: paths.isEmpty ? ["."] : paths), []) }

  private init(_ selection: InputSelection, _ rendered: [RenderedInput]) {
    let listing = selection.list()
    var problems = listing.errors.map(\.description)
    var notes: [String] = []
    forEachInOrder(listing.files, window: 8) { file in
      do throws(InputError) {
        return Self.read(file.isStandardInput ? try readStandardInput(name: file.path) : try readFile(file.path), name: file.path)
      } catch {
        return File(problems: ["\(error)"])
      }
    } consume: { file in
      files.append(file.manifests)
      problems += file.problems
      notes += file.notes
    }
    forEachInOrder(rendered.map { $0.render(policy: 0) }, window: 1) { rendered in
      rendered.output.map { Self.read($0.bytes, name: rendered.name) } ?? File(problems: rendered.error.map { ["\($0)"] } ?? [])
    } consume: { file in
      files.append(file.manifests)
      problems += file.problems
      notes += file.notes
    }
    for problem in notes + problems { StandardError.write("curfew: \(problem)\n") }
    isIncomplete = !problems.isEmpty
  }

  private static func read(_ bytes: [UInt8], name: String) -> File {
    var file = File()
    let lines = LineIndex(bytes)
    func place(_ range: SourceRange) -> String {
      let position = lines.position(of: range.start, in: bytes)
      return "\(name):\(position.line):\(position.column)"
    }
    do throws(SyntaxError) {
      var reader = ManifestReader(try Source(name: name, bytes: bytes))
      while let element = reader.next() {
        switch element {
        case .object(let manifest): file.manifests.append(manifest)
        case .failure(let error): file.problems.append("\(place(error.range)): \(error.message)")
        case .notEvaluated(let range, let reason): file.notes.append("\(place(range)): left out, as \(reason)")
        }
      }
    } catch {
      file.problems.append("\(place(error.range)): \(error.message)")
    }
    return file
  }

  var inventory: Inventory {
    var inventory = Inventory()
    for (index, manifests) in files.enumerated() {
      for manifest in manifests { inventory.add(manifest, file: index) }
    }
    inventory.sort()
    return inventory
  }

  /// The one CronJob or Job that is meant.
  ///
  /// - Throws: `ExitCode`, after it has said on standard error why there is not exactly one.
  func workload(_ reference: WorkloadReference) throws -> Workload {
    let all = files.joined().compactMap { if case .workload(let workload) = $0, workload.kind != .pod { workload } else { nil } }
    let found = all.filter {
      $0.controllingCronJob == nil && reference.matches($0.kind, namespace: $0.metadata.namespace.value, name: $0.name)
    }
    if let workload = found.first, found.count == 1 { return workload }
    func list(_ workloads: [Workload]) -> String {
      let names = workloads.prefix(10).map {
        [$0.kind.rawValue.lowercased(), $0.metadata.namespace.value, $0.name].compactMap { $0 }.joined(separator: "/")
      }
      return names.joined(separator: ", ") + (workloads.count > 10 ? ", …" : "")
    }
    StandardError.write(
      found.isEmpty
        ? "curfew: there is no workload \(reference) in the input\(all.isEmpty ? "" : "; it has \(list(all))")\n"
        : "curfew: \(reference) may be any of \(list(found)); name its kind and namespace, and leave other environments out of the input\n")
    throw ExitCode((all.isEmpty ? ExitStatus.nothingToScan : .unreadable).rawValue)
  }
}
