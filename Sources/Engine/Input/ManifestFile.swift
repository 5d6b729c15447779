internal import ClusterState
internal import Manifests
internal import SourceTree

/// One entry of manifests, read to its end.
struct ManifestFile: Sendable {
  private(set) var problems = InputProblems()
  /// The bytes of standard input, which cannot be read again.
  private(set) var bytes: [UInt8]?
  private let skipsUnreadable: Bool

  /// Takes in an object, with what says where in the file something stands.
  typealias Take = (_ manifest: Manifest, _ place: (SourceRange) -> String) -> Void

  /// - Parameters:
  ///   - readsStatus: Whether the status of objects is wanted.
  ///   - skipsUnreadable: Whether it is no failure that something cannot be read.
  init(_ entry: Input.Entry, readsStatus: Bool = false, skipsUnreadable: Bool, _ take: Take) {
    self.skipsUnreadable = skipsUnreadable
    do throws(UnreadInput) {
      let bytes = try entry.read()
      read(bytes, name: entry.name, readsStatus: readsStatus, take)
      if entry.file.isStandardInput { self.bytes = bytes }
    } catch {
      problems.add(error, skipsUnreadable: skipsUnreadable)
    }
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
