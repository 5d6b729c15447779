/// The fields of the Kubernetes types: what they are called, what they hold, and which of them the API server insists on.
///
/// Reads ``FieldTables`` by offset. Every number there is written in digits of six bits (``digit(_:)``), most significant first, so that the tables are
/// plain text:
/// - `names`: names of fields and types, one behind the other, and eight blanks.
/// - `types`: per type, offset (3 digits) and length (1) of its name, index of its first field (2), number of fields (1), of them required (1), index of
///   its first slot (2), binary logarithm of the number of its slots (1), salt (1). Required fields come first; both parts are sorted by name.
/// - `fields`: per field, offset (3) and length (1) of its name, container and form (1), index of the object type (2).
/// - `slots`: per type a hash table without collisions: at the slot of a name (``NameWords/sample``, ``slot(of:salt:bits:)``) the position of the field in its type, or 63.
package enum FieldTable {
  /// An object type: a run of fields.
  package struct ObjectType: Sendable {
    package var firstField: Int
    package var fieldCount: Int
    /// The first so many fields are required.
    package var requiredCount: Int
    var firstSlot: Int
    var slotBits: Int
    var salt: Int

    package var fields: Range<Int> { firstField..<firstField + fieldCount }
  }

  static var typeWidth: Int { 12 }
  static var fieldWidth: Int { 7 }

  /// How many object types there are.
  package static var typeCount: Int { FieldTables.types.utf8CodeUnitCount / typeWidth }

  /// How many fields all types have.
  static var fieldCount: Int { FieldTables.fields.utf8CodeUnitCount / fieldWidth }

  package static func type(_ index: Int) -> ObjectType {
    let offset = index * typeWidth
    return ObjectType(
      firstField: number(FieldTables.types, at: offset + 4, digits: 2), fieldCount: number(FieldTables.types, at: offset + 6, digits: 1),
      requiredCount: number(FieldTables.types, at: offset + 7, digits: 1), firstSlot: number(FieldTables.types, at: offset + 8, digits: 2),
      slotBits: number(FieldTables.types, at: offset + 10, digits: 1), salt: number(FieldTables.types, at: offset + 11, digits: 1))
  }

  /// The type of a kind such as `CronJob`; linear.
  package static func type(named name: String) -> Int? {
    let name = name.utf8
    return (0..<typeCount).first { index in
      let offset = index * typeWidth
      let count = number(FieldTables.types, at: offset + 3, digits: 1)
      guard count == name.count else { return false }
      return unsafe name.elementsEqual(text(at: number(FieldTables.types, at: offset, digits: 3), count: count))
    }
  }

  static func typeName(_ index: Int) -> String {
    let offset = index * typeWidth
    let name = number(FieldTables.types, at: offset, digits: 3)
    return unsafe String(decoding: text(at: name, count: number(FieldTables.types, at: offset + 3, digits: 1)), as: UTF8.self)
  }

  package static func fieldName(_ field: Int) -> String {
    let offset = field * fieldWidth
    let name = number(FieldTables.fields, at: offset, digits: 3)
    return unsafe String(decoding: text(at: name, count: number(FieldTables.fields, at: offset + 3, digits: 1)), as: UTF8.self)
  }

  package static func fieldType(_ field: Int) -> FieldType {
    let shape = shape(field)
    return FieldType(
      FieldType.Form(rawValue: shape & 15) ?? .any, in: FieldType.Container(rawValue: shape >> 4) ?? .one,
      object: number(FieldTables.fields, at: field &* fieldWidth &+ 5, digits: 2))
  }

  /// The form of a field that is no list and no map.
  @inline(__always)
  static func singleForm(_ field: Int) -> FieldType.Form? { FieldType.Form(rawValue: shape(field)) }

  /// The form in four bits, above them the container.
  @inline(__always)
  private static func shape(_ field: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: number(FieldTables.fields, at: field &* fieldWidth &+ 4, digits: 1))
  }

  /// The field of `type` whose name is the `count` bytes from `start` on.
  @inline(__always)
  static func field(named bytes: Span<UInt8>, _ start: Int, _ count: Int, in type: ObjectType) -> Int? {
    guard count > 0, start &+ count <= bytes.count else { return nil }
    let name = NameWords(bytes, start, count)
    let slot = slot(of: name.sample, salt: type.salt, bits: type.slotBits)
    let position = number(FieldTables.slots, at: type.firstSlot &+ slot, digits: 1)
    let field = type.firstField &+ position
    return position < type.fieldCount && isName(of: field, name, bytes, start) ? field : nil
  }

  @inline(__always)
  private static func isName(of field: Int, _ name: NameWords, _ bytes: Span<UInt8>, _ start: Int) -> Bool {
    let offset = field &* fieldWidth
    guard number(FieldTables.fields, at: offset &+ 3, digits: 1) == name.count else { return false }
    let candidate = unsafe UnsafeRawPointer(FieldTables.names.utf8Start) + number(FieldTables.fields, at: offset, digits: 3)
    // Eight bytes can be read from any name on: the table's text goes on behind it.
    let first = unsafe candidate.loadUnaligned(as: UInt64.self)
    if name.count < 8 { return first & NameWords.mask(name.count) == name.first }
    guard first == name.first else { return false }
    guard unsafe candidate.loadUnaligned(fromByteOffset: name.count - 8, as: UInt64.self) == name.last else { return false }
    var index = 8
    while index < name.count &- 8 {
      if unsafe bytes[start &+ index] != candidate.load(fromByteOffset: index, as: UInt8.self) { return false }
      index &+= 1
    }
    return true
  }

  /// The slot of a name with this sample; `bits` is at least 1.
  package static func slot(of sample: UInt64, salt: Int, bits: Int) -> Int {
    let multiplier = UInt64(truncatingIfNeeded: salt &* 2 &+ 1) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: (sample &* multiplier) &>> UInt64(truncatingIfNeeded: 64 &- bits))
  }

  /// The character of a digit of six bits: `0` for 0 to `o` for 63.
  package static func character(_ digit: Int) -> UInt8 { UInt8(truncatingIfNeeded: digit & 63) + 0x30 }

  @inline(__always)
  private static func number(_ table: StaticString, at offset: Int, digits: Int) -> Int {
    let text = unsafe table.utf8Start + offset
    var value = unsafe Int(text[0]) &- 0x30
    if digits > 1 { value = unsafe value &<< 6 | (Int(text[1]) &- 0x30) }
    if digits > 2 { value = unsafe value &<< 6 | (Int(text[2]) &- 0x30) }
    return value
  }

  private static func text(at offset: Int, count: Int) -> UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: FieldTables.names.utf8Start + offset, count: count)
  }
}

/// A name that is not empty, as its first and its last eight bytes; they overlap in names of less than sixteen, and a shorter one than eight is all in `first`.
package struct NameWords {
  package let count: Int
  let first: UInt64
  let last: UInt64

  /// The `count` bytes of `bytes` from `start` on, which must be there.
  @inline(__always)
  package init(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) {
    self.count = count
    if start &+ 8 <= bytes.count {
      let word = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
      first = count < 8 ? word & Self.mask(count) : word
    } else {
      var word: UInt64 = 0
      for index in 0..<count { word |= UInt64(bytes[start + index]) << UInt64(8 * index) }
      first = word
    }
    last = count < 8 ? 0 : unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start + count - 8, as: UInt64.self)
  }

  /// What the slots of a type tell its names apart by.
  package var sample: UInt64 { first ^ (last &<< 29 | last &>> 35) }

  /// Keeps the first `count` bytes of a word, fewer than eight.
  @inline(__always)
  static func mask(_ count: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: count &* 8) &- 1 }
}
