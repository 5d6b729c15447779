import ClusterState
import Manifests
import SourceTree

/// Why nothing was drafted: it cannot be done, or the draft did not pass its review.
package struct DraftFailure: Error, Sendable, CustomStringConvertible {
  package let description: String
}

extension ClusterState {
  /// The objects of a draft, read as any other input is.
  ///
  /// - Throws: ``DraftFailure`` where the draft is no YAML, which nobody but this program is to blame for.
  init(drafted yaml: String) throws(DraftFailure) {
    var objects = GatheredObjects()
    do throws(SyntaxError) {
      var reader = ManifestReader(try Source(name: "draft", bytes: Array(yaml.utf8)))
      while let element = reader.next() {
        if case .object(let manifest) = element { objects.gather(manifest, file: 0) }
        if case .failure(let error) = element { throw error }
      }
      self = objects.settled()
    } catch {
      throw DraftFailure(description: "the draft cannot be read again: \(error.message); please report this")
    }
  }
}
