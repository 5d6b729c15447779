internal import ClusterState
internal import Manifests
internal import SourceTree

/// Makes `FieldTables.swift` from OpenAPI v3 documents of a Kubernetes API server: names and types only.
enum FieldTablesGenerator {
  /// The kinds whose objects are read, in the order of the table.
  static let roots = [
    "io.k8s.api.batch.v1.CronJob", "io.k8s.api.batch.v1.Job", "io.k8s.api.core.v1.Pod", "io.k8s.api.core.v1.PodTemplate",
    "io.k8s.api.core.v1.ServiceAccount", "io.k8s.api.rbac.v1.Role", "io.k8s.api.rbac.v1.ClusterRole", "io.k8s.api.rbac.v1.RoleBinding",
    "io.k8s.api.rbac.v1.ClusterRoleBinding", "io.k8s.api.networking.v1.NetworkPolicy", "io.k8s.api.core.v1.Secret",
    "io.k8s.api.core.v1.ConfigMap", "io.k8s.api.core.v1.Service", "io.k8s.api.core.v1.LimitRange", "io.k8s.api.core.v1.ResourceQuota",
    "io.k8s.api.core.v1.Namespace",
  ]

  /// `--openapi FOLDER`: a folder with the bodies of `/openapi/v3/{api/v1,apis/batch/v1,apis/rbac.authorization.k8s.io/v1}` as `core.json`, `batch.json` and
  /// `rbac.json`.
  static func files(_ arguments: [String]) throws -> [GeneratedFile] {
    guard arguments.count == 2, arguments[0] == "--openapi" else {
      throw GenerateError.usage("generate field-tables --openapi FOLDER [--check]")
    }
    var schemas: [String: Node] = [:]
    for name in ["core.json", "batch.json", "rbac.json"] {
      let path = "\(arguments[1])/\(name)"
      try read(contents(of: path), path: path, into: &schemas)
    }
    try read(Array(NetworkPolicySchema.json.utf8), path: "NetworkPolicySchema", into: &schemas)
    let content = try FieldTablesFile(schemas: schemas, roots: roots).content
    return [
      GeneratedFile(path: "Sources/Manifests/Schema/FieldTables.swift", origin: "scripts/field-tables", content: content)
    ]
  }

  private static func read(_ bytes: [UInt8], path: String, into schemas: inout [String: Node]) throws {
    let source: Source
    do throws(SyntaxError) { source = try Source(name: path, bytes: bytes) } catch {
      throw GenerateError.source(path: path, error.message)
    }
    var reader = DocumentReader(source)
    guard case .success(let document)? = reader.next(), let entries = document.root["components"]?["schemas"]?.entries else {
      throw GenerateError.source(path: path, "is no OpenAPI document")
    }
    for entry in entries {
      if let name = entry.key.text { schemas[name] = entry.value }
    }
  }
}

/// The types that are reachable from the roots, and the file that holds them.
private struct FieldTablesFile {
  private struct Field {
    var name: String
    var type: FieldType
    var isRequired: Bool
  }

  private struct ObjectType {
    var name: String
    var fields: [Field]
  }

  private let schemas: [String: Node]
  private var indices: [String: Int] = [:]
  /// Full names, in the order of the table: the roots, then the others by name.
  private var order: [String]
  private var types: [ObjectType] = []

  init(schemas: [String: Node], roots: [String]) throws {
    self.schemas = schemas
    order = roots
    let reachable = try Self.reachable(from: roots, in: schemas)
    order += reachable.subtracting(roots).sorted()
    indices = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    for name in order { try types.append(objectType(name)) }
  }

  private static func reachable(from roots: [String], in schemas: [String: Node]) throws -> Set<String> {
    var found: Set<String> = []
    var open = roots
    while let name = open.popLast() {
      guard found.insert(name).inserted else { continue }
      guard let properties = schemas[name]?["properties"] else {
        throw GenerateError.source(path: name, "is no object type of the documents")
      }
      for property in properties.entries where !isUnchecked(property.key.text ?? "", of: name) {
        let element = property.value["items"] ?? property.value["additionalProperties"]
        guard let target = reference(of: property.value) ?? element.flatMap(reference) else { continue }
        if schemas[target]?["properties"] != nil { open.append(target) }
      }
    }
    return found
  }

  /// What the server writes itself.
  private static func isUnchecked(_ field: String, of type: String) -> Bool {
    field == "managedFields" || (field == "status" && FieldTablesGenerator.roots.contains(type))
  }

  private static func reference(of schema: Node) -> String? {
    let target = schema["$ref"] ?? schema["allOf"]?.items.first { _ in true }?["$ref"]
    return target?.text?.split(separator: "/").last.map(String.init)
  }

  private func objectType(_ fullName: String) throws -> ObjectType {
    let name = Self.shortName(fullName)
    let schema = schemas[fullName]
    var required = Set(schema?["required"]?.items.compactMap(\.text) ?? [])
    required.subtract(RequiredFields.notInsistedOn[name] ?? [])
    required.formUnion(RequiredFields.insistedOn[name] ?? [])
    var fields: [Field] = []
    guard let properties = schema?["properties"] else { throw GenerateError.source(path: fullName, "is no object type of the documents") }
    for property in properties.entries {
      guard let field = property.key.text else { continue }
      let type = Self.isUnchecked(field, of: fullName) ? FieldType(.any) : fieldType(property.value)
      fields.append(Field(name: field, type: type, isRequired: required.remove(field) != nil))
    }
    if let unknown = required.first { throw GenerateError.source(path: name, "has no field \(unknown) that could be required") }
    fields.sort { ($0.isRequired ? 0 : 1, $0.name) < ($1.isRequired ? 0 : 1, $1.name) }
    return ObjectType(name: name, fields: fields)
  }

  private func fieldType(_ schema: Node) -> FieldType {
    if let target = Self.reference(of: schema) {
      if let index = indices[target] { return FieldType(.object, object: index) }
      switch Self.shortName(target) {
      case "Quantity": return FieldType(.quantity)
      case "IntOrString": return FieldType(.intOrString)
      case "Time", "MicroTime": return FieldType(.time)
      default: return FieldType(.any)
      }
    }
    switch (schema["type"]?.text, schema["format"]?.text) {
    case ("string", "byte"): return FieldType(.bytes)
    case ("string", "date-time"): return FieldType(.time)
    case ("string", _): return FieldType(.string)
    case ("boolean", _): return FieldType(.bool)
    case ("integer", "int64"): return FieldType(.int64)
    case ("integer", _): return FieldType(.int32)
    case ("number", _): return FieldType(.number)
    case ("array", _): return contained(schema["items"], in: .list)
    case ("object", _): return contained(schema["additionalProperties"], in: .map)
    default: return FieldType(.any)
    }
  }

  private func contained(_ schema: Node?, in container: FieldType.Container) -> FieldType {
    guard let schema else { return FieldType(.any) }
    let element = fieldType(schema)
    return element.container == .one ? FieldType(element.form, in: container, object: element.object) : FieldType(.any)
  }

  private static func shortName(_ name: String) -> String { name.split(separator: ".").last.map(String.init) ?? name }

  var content: String {
    get throws {
      var names: [UInt8] = []
      var offsets: [String: Int] = [:]
      for name in Set(types.flatMap { $0.fields.map(\.name) + [$0.name] }).sorted() {
        offsets[name] = names.count
        names += name.utf8
      }
      names += [UInt8](repeating: UInt8(ascii: " "), count: 8)
      var typeTable: [UInt8] = []
      var fieldTable: [UInt8] = []
      var slotTable: [UInt8] = []
      var fieldCount = 0
      for type in types {
        let slots = try slots(of: type)
        typeTable += try digits(offsets[type.name] ?? 0, 3) + digits(type.name.utf8.count, 1) + digits(fieldCount, 2)
        typeTable += try digits(type.fields.count, 1) + digits(type.fields.count { $0.isRequired }, 1) + digits(slotTable.count, 2)
        typeTable += try digits(slots.bits, 1) + digits(slots.salt, 1)
        slotTable += try slots.positions.flatMap { try digits($0, 1) }
        fieldCount += type.fields.count
        for field in type.fields {
          let shape = Int(field.type.form.rawValue) | Int(field.type.container.rawValue) << 4
          fieldTable += try digits(offsets[field.name] ?? 0, 3) + digits(field.name.utf8.count, 1) + digits(shape, 1)
          fieldTable += try digits(field.type.object, 2)
        }
      }
      return """
        // Generated by scripts/field-tables; do not edit.

        /// The packed form of ``FieldTable``: \(types.count) object types with \(fieldCount) fields, by the OpenAPI documents of Kubernetes 1.36.
        enum FieldTables {
        \(literal("names", names))
        \(literal("types", typeTable))
        \(literal("fields", fieldTable))
        \(literal("slots", slotTable))
        }

        """
    }
  }

  /// The smallest hash table without collisions, at least twice as large as the type, and the salt that makes it so.
  private func slots(of type: ObjectType) throws -> (positions: [Int], bits: Int, salt: Int) {
    let samples = type.fields.map { field in
      let name = Array(field.name.utf8)
      return NameWords(name.span, 0, name.count).sample
    }
    for bits in 1..<12 where 1 << bits >= samples.count * 2 {
      for salt in 0..<64 {
        let slots = samples.map { FieldTable.slot(of: $0, salt: salt, bits: bits) }
        guard Set(slots).count == slots.count else { continue }
        var positions = [Int](repeating: 63, count: 1 << bits)
        for (position, slot) in slots.enumerated() { positions[slot] = position }
        return (positions, bits, salt)
      }
    }
    throw GenerateError.source(path: type.name, "has fields whose names no salt tells apart")
  }

  private func digits(_ number: Int, _ count: Int) throws -> [UInt8] {
    guard number < 1 << (6 * count) else { throw GenerateError.source(path: "FieldTables", "\(number) does not fit \(count) digits") }
    return (0..<count).reversed().map { FieldTable.character(number >> (6 * $0)) }
  }

  /// A table as lines of 120 characters; in a raw literal no character of the tables needs an escape.
  private func literal(_ name: String, _ bytes: [UInt8]) -> String {
    let lines = stride(from: 0, to: bytes.count, by: 120).map { start in
      String(decoding: bytes[start..<min(start + 120, bytes.count)], as: UTF8.self)
    }
    return "  static var \(name): StaticString {\n    #\"\"\"\n    " + lines.joined(separator: "\\#\n    ") + "\n    \"\"\"#\n  }"
  }
}
