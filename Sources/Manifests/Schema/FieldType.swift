/// What a field holds, as far as a manifest can be checked against it.
package struct FieldType: Hashable, Sendable {
  package enum Form: UInt8, Sendable, CaseIterable {
    /// Not checked: the field is free-form, or written by the server alone.
    case any
    case string, bool, int32, int64, number
    /// `resource.Quantity`: `500m`, `1Gi`, 1.5.
    case quantity
    /// `intstr.IntOrString`: `http`, `25%`, 8080.
    case intOrString
    /// RFC 3339; checked as a string.
    case time
    /// Base64; checked as a string, so that no value of a Secret is ever looked at.
    case bytes
    case object

    /// Whether any text will do.
    var isText: Bool {
      switch self {
      case .string, .time, .bytes: true
      default: false
      }
    }
  }

  package enum Container: UInt8, Sendable, CaseIterable { case one, list, map }

  package var form: Form
  package var container: Container
  /// Index of the object type where the form is `object`.
  package var object: Int

  package init(_ form: Form, in container: Container = .one, object: Int = 0) {
    self.form = form
    self.container = container
    self.object = object
  }

  /// What has to be written, as a noun phrase.
  var expectation: String {
    switch container {
    case .list: "a list"
    case .map: "an object"
    case .one: element.expectationOfOne
    }
  }

  /// The type of an item of the list, or of a value of the map.
  var element: FieldType { FieldType(form, object: object) }

  private var expectationOfOne: String {
    switch form {
    case .any: "anything"
    case .string, .time, .bytes: "a string"
    case .bool: "true or false"
    case .int32, .int64: "a whole number"
    case .number: "a number"
    case .quantity: "a quantity such as 500m or 1Gi"
    case .intOrString: "a string or a whole number"
    case .object: "an object"
    }
  }
}
