package import SourceTree

/// One field of an object as it was written: its value with its place, nothing, or something that cannot be read.
@usableFromInline
package enum Field<Value: Sendable>: Sendable {
  /// Not written, or `null`.
  case absent
  case present(Value, at: FieldRange)
  /// Written, but its value is not known; rules answer *not evaluated*.
  case unreadable(Unreadable, at: FieldRange)

  /// The value where it is written and readable.
  @inlinable
  package var value: Value? {
    if case .present(let value, _) = self { value } else { nil }
  }

  /// Where the field is written; nil where it is absent.
  @inlinable
  package var range: FieldRange? {
    switch self {
    case .absent: nil
    case .present(_, let range), .unreadable(_, let range): range
    }
  }

  @inlinable
  package var isAbsent: Bool {
    if case .absent = self { true } else { false }
  }
}

/// The places of a field: its key, and its value.
@usableFromInline
package struct FieldRange: Hashable, Sendable {
  /// Empty where the value is an item of a sequence.
  package var key: SourceRange
  package var value: SourceRange

  package init(key: SourceRange, value: SourceRange) {
    self.key = key
    self.value = value
  }
}

/// Why a value that is written cannot be known.
@usableFromInline
package enum Unreadable: Hashable, Sendable {
  /// Another type than the API has; a finding of its own says so.
  case wrongType
  /// Template syntax (`{{ }}`, `${ }`) stands in for the value.
  case template
  /// The manifest is a patch that leaves the field out: its base may have it.
  case patch
  /// The object that the field belongs to is required and missing; a finding of its own says so.
  case missingObject
  /// The value holds credentials, so that it was not read.
  case withheld

  /// For verdicts: why something was not evaluated.
  package var reason: String {
    switch self {
    case .wrongType: "the field has the wrong type"
    case .template: "the value is a template that has not been rendered"
    case .patch: "the manifest is a patch: scan what it makes of its base (`--kustomize DIRECTORY`)"
    case .missingObject: "the object that holds the field is missing"
    case .withheld: "the value holds credentials and is not read"
    }
  }
}

/// Whether an object or a list is there at all.
package enum Presence: Hashable, Sendable {
  case absent
  case present
  case unreadable(Unreadable)
}
