/// Values by the names of programs, looked up by bytes: no string is made, and most other names end at their first byte and their length.
@usableFromInline
package struct ProgramTable<Value: Sendable>: Sendable {
  @usableFromInline
  var entries: [(name: String, value: Value)] = []
  /// Positions among ``entries``, counted from 1, where the hashes of their names say or behind; 0 where there is none.
  @usableFromInline
  var slots = [UInt16](repeating: 0, count: 1 << slotBits)
  /// For each first byte, by its last five bits, how long the names are that begin with it, as bits.
  @usableFromInline
  var lengths = [UInt32](repeating: 0, count: 32)

  @inlinable
  static var slotBits: Int { 10 }

  /// A table without entries.
  @inlinable
  package init() {}

  /// Adds a value, or combines it with the one that the name has. A table holds a few hundred names of less than 32 bytes.
  @inlinable
  package mutating func insert(_ value: Value, for name: String, combining combine: (Value, Value) -> Value) {
    let slot = slot(of: name.utf8.span)
    if slots[slot] > 0 {
      let entry = Int(slots[slot]) - 1
      entries[entry].value = combine(entries[entry].value, value)
    } else if entries.count < slots.count / 2 {
      entries.append((name, value))
      slots[slot] = UInt16(entries.count)
      if let first = name.utf8.first, name.utf8.count < 32 { lengths[Int(first & 31)] |= 1 << UInt32(name.utf8.count) }
    }
  }

  /// The value of a program, by its name without its folder.
  @inlinable
  package subscript(_ name: Span<UInt8>) -> Value? {
    guard name.count > 0, name.count < 32, lengths[Int(name[0] & 31)] & 1 &<< UInt32(name.count) != 0 else { return nil }
    let entry = Int(slots[slot(of: name)]) - 1
    return entry < 0 ? nil : entries[entry].value
  }

  /// Where the name stands, or would stand.
  @inlinable
  func slot(of name: Span<UInt8>) -> Int {
    var hash: UInt32 = 0
    for index in name.indices { hash = (hash ^ UInt32(name[index])) &* 0x9E37_79B1 }
    var slot = Int(hash >> UInt32(32 - Self.slotBits))
    while slots[slot] > 0, !Self.isEqual(entries[Int(slots[slot]) - 1].name.utf8.span, name) { slot = (slot + 1) % slots.count }
    return slot
  }

  @inlinable
  static func isEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }
}
