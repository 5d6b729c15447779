/// A list of indexes as the API has them: `0,2-4,7`.
package enum IndexList {
  /// Why a text is no such list.
  package enum Problem: String, Error {
    case malformed, descending, beyond
  }

  /// How many indexes the list names.
  ///
  /// - Parameter end: What every index has to be below, where it is known.
  static func count(_ text: String, below end: Int64?) -> Result<Int64, Problem> {
    if text.isEmpty { return .success(0) }
    var count: Int64 = 0
    var last: Int64 = -1
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let bounds = part.split(separator: "-", omittingEmptySubsequences: false).map { Int32($0).map(Int64.init) }
      guard bounds.count <= 2, let first = bounds[0], let upper = bounds[bounds.count - 1], first >= 0 else { return .failure(.malformed) }
      guard first > last, bounds.count == 1 || upper > first else { return .failure(.descending) }
      if let end, upper >= end { return .failure(.beyond) }
      count += upper - first + 1
      last = upper
    }
    return .success(count)
  }
}
