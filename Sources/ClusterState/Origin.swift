package import SourceTree

/// Where an object of the input stands.
package struct Origin: Hashable, Sendable, Comparable {
  /// Which file, counted in the order of the input.
  package let file: Int
  /// The object's `kind` key.
  package let place: SourceRange

  /// A place in a file.
  package init(file: Int, place: SourceRange) {
    self.file = file
    self.place = place
  }

  /// Of objects that no file holds: an API server gave them.
  package static let cluster = Origin(file: -1, place: SourceRange(0, 0))

  /// By file, then by place.
  package static func < (left: Origin, right: Origin) -> Bool {
    (left.file, left.place.start) < (right.file, right.place.start)
  }
}

/// An object and where it stands.
package struct Located<Object: Sendable>: Sendable {
  /// Where it stands.
  package let origin: Origin
  /// What is kept of it.
  package let object: Object

  /// An object and its place.
  package init(origin: Origin, object: Object) {
    self.origin = origin
    self.object = object
  }
}
