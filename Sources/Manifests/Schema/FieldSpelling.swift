internal import SourceTree

/// Finds the field that a misspelt name may have been meant for.
enum FieldSpelling {
  /// The field of the type that is spelt most like it; see ``Spelling``.
  static func nearest(to name: String, in type: Int) -> (name: String, distance: Int)? {
    Spelling.nearest(to: name, among: FieldTable.type(type).fields.lazy.map { FieldTable.fieldName($0) }).map { ($0.word, $0.distance) }
  }

  /// The one required field of the type whose name holds the name: `name` of a Secret's volume is `secretName`. Or else `name`, where the name says as well
  /// of what: `configMapName` of a reference to a ConfigMap.
  static func meant(by name: String, in type: Int) -> String? {
    let name = name.lowercased()
    guard name.utf8.count >= 4, name.utf8.count <= 64 else { return nil }
    let objectType = FieldTable.type(type)
    let fields = objectType.fields.map { FieldTable.fieldName($0) }
    let required = fields.prefix(objectType.requiredCount).filter { $0.lowercased().hasPrefix(name) || $0.lowercased().hasSuffix(name) }
    if required.count == 1 { return required[0] }
    guard name.hasSuffix("name"), FieldTable.typeName(type).lowercased().hasPrefix(name.dropLast(4)) else { return nil }
    return fields.first { $0 == "name" }
  }
}

/// Finds the object nearby that has a field of a name.
enum FieldSearch {
  /// The way from `type` to the nearest object that has the field: along `jobTemplate`, `spec` and `template`, and with `branching` one step aside, into a
  /// list's items too (`template.spec.containers[]`). Empty for the type itself; nil where there is none.
  static func place(of name: String, below type: Int, branching: Bool) -> String? {
    var spine: [(type: Int, path: String)] = [(type, "")]
    var next = 0
    while next < spine.count, spine.count < 8 {
      let (type, path) = spine[next]
      next += 1
      if has(name, type) { return path }
      for field in FieldTable.type(type).fields {
        let fieldType = FieldTable.fieldType(field)
        let fieldName = FieldTable.fieldName(field)
        if fieldType.form == .object, fieldType.container == .one, ["jobTemplate", "spec", "template"].contains(fieldName) {
          spine.append((fieldType.object, join(path, fieldName)))
        }
      }
    }
    guard branching else { return nil }
    for (type, path) in spine {
      for field in FieldTable.type(type).fields {
        let fieldType = FieldTable.fieldType(field)
        guard fieldType.form == .object, fieldType.container != .map, has(name, fieldType.object) else { continue }
        return join(path, step(to: field, fieldType))
      }
    }
    return nil
  }

  /// The way from `type` to an object called `object` that has the field and stands one step aside (`containers[].securityContext`); nil where there is none.
  static func place(of name: String, in object: String, besides type: Int) -> String? {
    for field in FieldTable.type(type).fields {
      let fieldType = FieldTable.fieldType(field)
      guard fieldType.form == .object, fieldType.container != .map else { continue }
      for inner in FieldTable.type(fieldType.object).fields where FieldTable.fieldName(inner) == object {
        let innerType = FieldTable.fieldType(inner)
        guard innerType.form == .object, innerType.container == .one, has(name, innerType.object) else { continue }
        return step(to: field, fieldType) + "." + object
      }
    }
    return nil
  }

  private static func step(to field: Int, _ type: FieldType) -> String {
    FieldTable.fieldName(field) + (type.container == .list ? "[]" : "")
  }

  private static func has(_ name: String, _ type: Int) -> Bool {
    FieldTable.type(type).fields.contains { FieldTable.fieldName($0) == name }
  }

  private static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
