package import SourceTree

/// One place where an object differs from what the API server accepts.
package struct SchemaIssue: Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    /// The type has no such field: the server drops it, or refuses the object where validation is strict.
    case unknownField(Hint?)
    /// The value has another type than the field: the server refuses the object. Both are noun phrases.
    case wrongType(expected: String, found: String)
    /// The server refuses the object without the field.
    case missingField
    /// A template stands where a value is expected; with `hidesFields`, where an object or a list is, or a key.
    case template(hidesFields: Bool)
  }

  /// What may have been meant by an unknown field.
  package enum Hint: Hashable, Sendable {
    /// The name is a field of the same object, spelt nearly so.
    case spelling(String)
    /// The name is a field of the object at this path; empty for the top level.
    case place(String)
  }

  package var problem: Problem
  /// The field, as the API server writes it: `spec.jobTemplate.spec.template.spec.containers[0].image`.
  package var path: String
  /// The key of an unknown field, a value of the wrong type, or what a missing field is missing from: the key of its object, the first key of a list's
  /// item.
  package var range: SourceRange
  /// The scalar under an unknown field: whatever it says, it is not about the problem.
  package var value: SourceRange?

  package init(_ problem: Problem, path: String, range: SourceRange, value: SourceRange? = nil) {
    self.problem = problem
    self.path = path
    self.range = range
    self.value = value
  }
}
