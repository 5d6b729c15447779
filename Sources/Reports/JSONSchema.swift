/// A JSON Schema (draft 2020-12) of something that is written as JSON.
///
/// Objects are closed, and the tests hold real output against the schemas, so neither can change without the other.
struct JSONSchema {
  let title: String
  /// Of the outermost object.
  let members: [Member]
  /// Shapes that are used, or worth a name, more than once.
  let definitions: [(name: String, shape: Shape)]

  func bytes() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.line()
      json.member("$schema", "https://json-schema.org/draft/2020-12/schema")
      json.line()
      json.member("title", title)
      json.line()
      Self.write(members, to: &json)
      if !definitions.isEmpty {
        json.line()
        json.key("$defs")
        json.beginObject()
        for definition in definitions {
          json.line()
          json.key(escaping: definition.name)
          json.beginObject()
          definition.shape.write(to: &json)
          json.endObject()
        }
        json.lastLine()
        json.endObject()
      }
      json.lastLine()
      json.endObject()
      json.lastLine()
    }
  }

  struct Member {
    var name: String
    var shape: Shape
    var description: String?
    var isOptional: Bool

    init(_ name: String, _ shape: Shape, _ description: String?, isOptional: Bool = false) {
      self.name = name
      self.shape = shape
      self.description = description
      self.isOptional = isOptional
    }
  }

  indirect enum Shape {
    /// `CFW101`
    static var ruleCode: Shape { .matching("^CFW[0-9]{3}$") }

    case text, boolean, number, count, positive
    case constant(String)
    case oneOf([String])
    case integers([Int])
    case matching(String)
    case array(Shape)
    case object([Member])
    /// One of the definitions.
    case reference(String)

    func write(to json: inout JSONWriter) {
      switch self {
      case .text: json.member("type", "string")
      case .boolean: json.member("type", "boolean")
      case .number: json.member("type", "integer")
      case .count:
        json.member("type", "integer")
        json.member("minimum", 0)
      case .positive:
        json.member("type", "integer")
        json.member("minimum", 1)
      case .constant(let text): json.member("const", text)
      case .oneOf(let texts): json.member("enum", texts)
      case .integers(let numbers):
        json.key("enum")
        json.beginArray()
        for number in numbers { json.integer(number) }
        json.endArray()
      case .matching(let pattern):
        json.member("type", "string")
        json.member("pattern", pattern)
      case .array(let element):
        json.member("type", "array")
        json.key("items")
        json.beginObject()
        element.write(to: &json)
        json.endObject()
      case .object(let members): JSONSchema.write(members, to: &json)
      case .reference(let name): json.member("$ref", "#/$defs/\(name)")
      }
    }
  }

  private static func write(_ members: [Member], to json: inout JSONWriter) {
    json.member("type", "object")
    json.key("required")
    json.beginArray()
    for member in members where !member.isOptional { json.string(member.name) }
    json.endArray()
    json.member("additionalProperties", false)
    json.key("properties")
    json.beginObject()
    for member in members {
      json.line()
      json.key(escaping: member.name)
      json.beginObject()
      if let description = member.description { json.member("description", description) }
      member.shape.write(to: &json)
      json.endObject()
    }
    json.lastLine()
    json.endObject()
  }
}
