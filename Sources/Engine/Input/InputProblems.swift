/// What reading an input came up against, in its order.
package struct InputProblems: Sendable {
  /// What could not be read.
  package internal(set) var errors: [String] = []
  /// What could not be read without that being a failure: it holds no trace of an object that matters, or was to be skipped.
  package internal(set) var skipped: [String] = []
  /// Documents that say nothing until they are rendered or repaired.
  package internal(set) var notEvaluated: [String] = []

  package var all: [String] { errors + skipped + notEvaluated }

  /// - Parameter skipsUnreadable: Whether it is no failure that something cannot be read.
  init(of input: Input, skipsUnreadable: Bool) {
    for error in input.errors { add(error, skipsUnreadable: skipsUnreadable) }
  }

  init() {}

  mutating func add(_ error: UnreadInput, skipsUnreadable: Bool) {
    add(error.description, isSkipped: skipsUnreadable && error.isOfWhatIsThere)
  }

  mutating func add(_ error: String, isSkipped: Bool) {
    if isSkipped { skipped.append(error) } else { errors.append(error) }
  }

  static func += (left: inout InputProblems, right: InputProblems) {
    left.errors += right.errors
    left.skipped += right.skipped
    left.notEvaluated += right.notEvaluated
  }
}
