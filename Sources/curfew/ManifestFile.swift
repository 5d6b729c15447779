import Manifests
import SourceTree

/// One file of manifests, read to its end.
struct ManifestFile: Sendable {
  private(set) var problems = InputProblems()
  /// The bytes, where they cannot be read again.
  private(set) var bytes: [UInt8]?
  private let skipsUnreadable: Bool

  /// Takes in an object, with what says where in the file something stands.
  typealias Take = (_ manifest: Manifest, _ place: (SourceRange) -> String) -> Void

  /// - Parameters:
  ///   - readsStatus: Whether the status of objects is wanted.
  ///   - skipsUnreadable: Whether it is no failure that something cannot be read.
  init(_ file: InputFile, readsStatus: Bool = false, skipsUnreadable: Bool = false, _ take: Take) {
    self.skipsUnreadable = skipsUnreadable
    do throws(InputError) {
      let bytes = try file.isStandardInput ? readStandardInput(name: file.path) : readFile(file.path)
      read(bytes, name: file.path, readsStatus: readsStatus, take)
      if file.isStandardInput { self.bytes = bytes }
    } catch {
      problems.add("\(error)", isSkipped: skipsUnreadable && error.isOfWhatIsThere)
    }
  }

  /// Reads what a program rendered.
  init(_ rendered: ScanRun.Rendered, skipsUnreadable: Bool = false, _ take: Take) {
    self.skipsUnreadable = skipsUnreadable
    if let error = rendered.error { problems.errors.append("\(error)") }
    guard let output = rendered.output else { return }
    read(output.bytes, name: rendered.name, readsStatus: false, take)
    bytes = output.bytes
  }

  private mutating func read(_ bytes: [UInt8], name: String, readsStatus: Bool, _ take: Take) {
    var lines: LineIndex?
    var failures: [String] = []
    defer {
      let isSkipped = !failures.isEmpty && (skipsUnreadable || !mayHoldObjects(bytes))
      for failure in failures { problems.add(failure, isSkipped: isSkipped) }
    }
    func place(_ range: SourceRange) -> String {
      let index = lines ?? LineIndex(bytes)
      lines = index
      let position = index.position(of: range.start)
      return "\(name):\(position.line):\(position.column)"
    }
    do throws(SyntaxError) {
      var reader = ManifestReader(try Source(name: name, bytes: bytes), readsStatus: readsStatus)
      while let element = reader.next() {
        switch element {
        case .object(let manifest): take(manifest, place)
        case .failure(let error): failures.append("\(place(error.range)): \(error.message)")
        case .notEvaluated(let range, let reason): problems.notEvaluated.append("\(place(range)): \(reason)")
        }
      }
    } catch {
      failures.append("\(place(error.range)): \(error.message)")
    }
  }
}

/// What reading an input came up against, in its order.
struct InputProblems: Sendable {
  /// What could not be read.
  var errors: [String] = []
  /// What could not be read without that being a failure: it holds no trace of an object that matters, or was to be skipped.
  var skipped: [String] = []
  /// Documents that say nothing until they are rendered or repaired.
  var notEvaluated: [String] = []

  var all: [String] { errors + skipped + notEvaluated }

  mutating func add(_ error: String, isSkipped: Bool) {
    if isSkipped { skipped.append(error) } else { errors.append(error) }
  }

  static func += (left: inout InputProblems, right: InputProblems) {
    left.errors += right.errors
    left.skipped += right.skipped
    left.notEvaluated += right.notEvaluated
  }

  /// Says it on standard error; of what is not evaluated the first, as templates come in numbers.
  func report() {
    for error in errors { StandardError.write("curfew: \(error)\n") }
    for error in skipped { StandardError.write("curfew: skipped: \(error)\n") }
    guard let first = notEvaluated.first else { return }
    let more = notEvaluated.count > 1 ? " (and \(notEvaluated.count - 1) more)" : ""
    StandardError.write("curfew: not evaluated: \(first)\(more)\n")
  }
}
