/// The fields of the Kubernetes types: what they are called, what they hold, and which of them the API server insists on.
///
/// Reads ``FieldTables`` by offset. Every number there is written in digits of six bits (``digit(_:)``), most significant first, so that the tables are
/// plain text:
/// - `names`: names of fields and types, one behind the other.
/// - `types`: per type, offset (3 digits) and length (1) of its name, index of its first field (2), number of fields (1), of them required (1). Required
///   fields come first; both parts are sorted by name.
/// - `fields`: per field, offset (3) and length (1) of its name, container and form (1), index of the object type (2).
/// - `fingerprints`: per field, one digit made of its name (``fingerprint(count:first:middle:last:)``); a look-up compares names only where it agrees.
package enum FieldTable {
  /// An object type: a run of fields.
  package struct ObjectType: Sendable {
    package var firstField: Int
    package var fieldCount: Int
    /// The first so many fields are required.
    package var requiredCount: Int

    package var fields: Range<Int> { firstField..<firstField + fieldCount }
  }

  static let typeWidth = 8
  static let fieldWidth = 7

  /// How many object types there are.
  package static var typeCount: Int { FieldTables.types.utf8CodeUnitCount / typeWidth }

  package static func type(_ index: Int) -> ObjectType {
    let offset = index * typeWidth
    return ObjectType(
      firstField: number(FieldTables.types, at: offset + 4, digits: 2), fieldCount: number(FieldTables.types, at: offset + 6, digits: 1),
      requiredCount: number(FieldTables.types, at: offset + 7, digits: 1))
  }

  /// The type of a kind such as `CronJob`; linear.
  package static func type(named name: String) -> Int? {
    (0..<typeCount).first { typeName($0) == name }
  }

  package static func typeName(_ index: Int) -> String {
    let offset = index * typeWidth
    return text(
      at: number(FieldTables.types, at: offset, digits: 3), count: number(FieldTables.types, at: offset + 3, digits: 1))
  }

  package static func fieldName(_ field: Int) -> String {
    let offset = field * fieldWidth
    return text(
      at: number(FieldTables.fields, at: offset, digits: 3), count: number(FieldTables.fields, at: offset + 3, digits: 1))
  }

  package static func fieldType(_ field: Int) -> FieldType {
    let offset = field * fieldWidth
    let shape = UInt8(truncatingIfNeeded: number(FieldTables.fields, at: offset + 4, digits: 1))
    return FieldType(
      FieldType.Form(rawValue: shape & 15) ?? .any, in: FieldType.Container(rawValue: shape >> 4) ?? .one,
      object: number(FieldTables.fields, at: offset + 5, digits: 2))
  }

  /// The field of `type` whose name is `bytes[range]`.
  static func field(named bytes: Span<UInt8>, _ range: Range<Int>, in type: ObjectType) -> Int? {
    guard let first = range.first, let last = range.last else { return nil }
    let wanted = character(
      fingerprint(count: range.count, first: bytes[first], middle: bytes[first + range.count / 2], last: bytes[last]))
    for field in type.fields where unsafe FieldTables.fingerprints.utf8Start[field] == wanted {
      if isName(of: field, bytes, range) { return field }
    }
    return nil
  }

  private static func isName(of field: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let offset = field * fieldWidth
    guard number(FieldTables.fields, at: offset + 3, digits: 1) == range.count else { return false }
    let name = number(FieldTables.fields, at: offset, digits: 3)
    let text = unsafe bytes.bytes
    let names = unsafe UnsafeRawPointer(FieldTables.names.utf8Start)
    var index = 0
    // Eight bytes at a time; the last eight may overlap the ones before.
    if range.count >= 8 {
      while index < range.count {
        let start = min(index, range.count - 8)
        let left = unsafe text.unsafeLoadUnaligned(fromByteOffset: range.lowerBound + start, as: UInt64.self)
        if unsafe left != names.loadUnaligned(fromByteOffset: name + start, as: UInt64.self) { return false }
        index += 8
      }
      return true
    }
    while index < range.count {
      if unsafe bytes[range.lowerBound + index] != FieldTables.names.utf8Start[name + index] { return false }
      index += 1
    }
    return true
  }

  /// Six bits that tell most names of a type apart.
  package static func fingerprint(count: Int, first: UInt8, middle: UInt8, last: UInt8) -> Int {
    (count &* 7 &+ Int(first) &* 3 &+ Int(middle) &* 13 &+ Int(last)) & 63
  }

  /// The character of a digit of six bits: `0` for 0 to `o` for 63.
  package static func character(_ digit: Int) -> UInt8 { UInt8(truncatingIfNeeded: digit & 63) + 0x30 }

  private static func number(_ table: StaticString, at offset: Int, digits: Int) -> Int {
    var value = 0
    for index in offset..<offset + digits { value = unsafe value << 6 | (Int(table.utf8Start[index]) - 0x30) }
    return value
  }

  private static func text(at offset: Int, count: Int) -> String {
    unsafe String(decoding: UnsafeBufferPointer(start: FieldTables.names.utf8Start + offset, count: count), as: UTF8.self)
  }
}
