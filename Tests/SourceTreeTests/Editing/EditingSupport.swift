import Testing

@testable import SourceTree

/// A text with changes made, and the conflicts that there were.
func changed(_ text: String, _ changes: [Change]) throws -> (text: String, conflicts: [Conflict]) {
  let bytes = Array(text.utf8)
  let document = try #require(try documents(bytes).first)
  let (edits, conflicts) = ChangePrinter(document.root).edits(for: changes)
  return (String(decoding: edits.applied(to: bytes), as: UTF8.self), conflicts)
}

extension Change {
  static func set(_ path: String, _ value: TreeValue) -> Change { Change(FieldPath(path) ?? FieldPath(), .set(value)) }
  static func remove(_ path: String) -> Change { Change(FieldPath(path) ?? FieldPath(), .remove) }
  static func ensure(_ path: String, _ value: TreeValue, unique: String? = "name") -> Change {
    Change(FieldPath(path) ?? FieldPath(), .ensure(value, unique: unique))
  }
  static func splice(_ path: String, _ range: Range<Int>, _ text: String) -> Change {
    Change(FieldPath(path) ?? FieldPath(), .splice(range, text))
  }
}

extension FieldPath: ExpressibleByStringLiteral {
  /// The path that a text writes; of what is none the empty one.
  public init(stringLiteral text: String) { self = FieldPath(text) ?? FieldPath() }
}
