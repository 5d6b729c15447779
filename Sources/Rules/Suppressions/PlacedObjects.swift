internal import SourceTree

/// Objects of a file by where they stand; aliases can put them into another order than the one they are reported in.
struct PlacedObjects {
  struct Element {
    var place: SourceRange
    /// Among all that were given.
    var position: Int
  }

  private let elements: [Element]

  init(_ places: [SourceRange]) {
    elements = places.enumerated().map { Element(place: $1, position: $0) }.sorted {
      ($0.place.start, $0.position) < ($1.place.start, $1.position)
    }
  }

  /// The last that starts at an offset or before it.
  func last(startingUpTo offset: UInt32) -> Element? {
    let count = elements.prefixCount { $0.place.start <= offset }
    return count > 0 ? elements[count - 1] : nil
  }

  /// The first within a range that holds no object in part.
  func first(in range: SourceRange) -> Element? {
    let next = elements.prefixCount { $0.place.start < range.start }
    return next < elements.count && range.contains(elements[next].place) ? elements[next] : nil
  }
}
