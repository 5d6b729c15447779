/// Finds the field that a misspelt name may have been meant for.
enum FieldSpelling {
  /// The nearest field of the type within two edits (one for short names); letter case costs nothing.
  static func nearest(to name: String, in type: Int) -> (name: String, distance: Int)? {
    let wanted = Array(name.lowercased().utf8)
    let limit = wanted.count < 6 ? 1 : 2
    var best: (name: String, distance: Int)?
    for field in FieldTable.type(type).fields {
      let candidate = FieldTable.fieldName(field)
      let distance = distance(wanted, Array(candidate.lowercased().utf8))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best
  }

  /// How many insertions, deletions, substitutions and swaps of neighbours lie between two words.
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    // Far apart in length is far apart; and nobody's key makes this slow.
    guard abs(left.count - right.count) <= 2, left.count <= 64 else { return .max }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (left[row] == right[column] ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
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
