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
    /// The value has the right type, and the server refuses it all the same.
    case invalidValue(Value)
    /// A template stands where only some values are allowed.
    case unrenderedValue
    /// A template stands where a value is expected; with `hidesFields`, where an object or a list is, or a key.
    case template(hidesFields: Bool)
  }

  /// A value that its field cannot have.
  package struct Value: Hashable, Sendable {
    /// As it is written; nil for a number, and for what may be a credential.
    package let text: String?
    /// The number that is written; nil for a text.
    package let number: Int64?
    /// What the field may hold.
    package let values: FieldValues
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

extension SchemaIssue.Value {
  /// More of a text helps nobody.
  private static var longestText: Int { 80 }

  /// A text; kept only as far as it may be shown.
  package init(text: String, values: FieldValues) {
    let bytes = text.utf8.span
    let mayBeCredential =
      text.utf8.contains { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: ":") || $0 < 0x20 }
      || CredentialLook.isGenerated(bytes, 0..<bytes.count)
    self.init(text: mayBeCredential || bytes.count > Self.longestText ? nil : text, number: nil, values: values)
  }

  init(number: Int64, values: FieldValues) { self.init(text: nil, number: number, values: values) }
}
