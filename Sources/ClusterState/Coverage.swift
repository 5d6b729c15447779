package import Manifests

/// Whether all objects of a part are known, so that one which is not there is missing in the cluster too.
///
/// It is stated: by a live list, by the header of a dump, in the configuration, or, for its own kind and namespace, by an object that the API server always
/// makes. Without a statement what an input lacks proves nothing.
package enum Coverage: Hashable, Sendable {
  /// What is not here is not there.
  case complete(Evidence)
  /// What is here is there; what is not may be.
  case partial(Gap)

  /// Who says so.
  package enum Evidence: Hashable, Sendable {
    /// The API server, in a list at this version.
    case listed(resourceVersion: String)
    /// The header of a dump.
    case collected
    /// The configuration.
    case declared
    /// An object that every cluster has, which whoever chose among objects would have left out.
    case alwaysThere(ObjectID)
  }

  /// Why not all is known.
  package enum Gap: Hashable, Sendable {
    /// Nobody says that the input has all of it.
    case notInInput
    /// Objects were chosen, by labels say.
    case mayBeSelected
    /// The API server refused.
    case forbidden(verb: String)
    /// What is known is so old.
    case stale(seconds: Int64)
    /// So many objects cannot be read.
    case unreadable(Int)
  }

  /// Whether what is not here is not there.
  package var isComplete: Bool { if case .complete = self { true } else { false } }
}
