/// A value that a ``StableHash`` can take in.
@usableFromInline
package protocol StableHashable {
  /// Takes in what makes the value differ from others of its type.
  func combine(into hash: inout StableHash)
}

extension StableHash {
  /// Takes in values one after the other.
  @inlinable
  package mutating func combine<First: StableHashable, each Other: StableHashable>(_ first: First, _ others: repeat each Other) {
    first.combine(into: &self)
    repeat (each others).combine(into: &self)
  }

  /// Takes in values that may come in any order.
  @inlinable
  package mutating func combine(unordered values: some Collection<some StableHashable>) {
    var sum: UInt64 = 0
    for value in values {
      var hash = StableHash()
      value.combine(into: &hash)
      sum &+= hash.value
    }
    combine(UInt64(values.count))
    combine(sum)
  }
}

/// Of an enumeration, the raw value: it stays when a case is renamed.
extension StableHashable where Self: RawRepresentable, RawValue: StableHashable {
  @inlinable
  package func combine(into hash: inout StableHash) { rawValue.combine(into: &hash) }
}

extension String: StableHashable {
  @inlinable
  package func combine(into hash: inout StableHash) { hash.combine(self) }
}

extension Int64: StableHashable {
  @inlinable
  package func combine(into hash: inout StableHash) { hash.combine(UInt64(bitPattern: self)) }
}

extension Int: StableHashable {
  @inlinable
  package func combine(into hash: inout StableHash) { Int64(self).combine(into: &hash) }
}

extension Bool: StableHashable {
  @inlinable
  package func combine(into hash: inout StableHash) { hash.combine(self ? 1 as UInt64 : 0) }
}

/// Nothing, and something, whatever it is, differ.
extension Optional: StableHashable where Wrapped: StableHashable {
  @inlinable
  package func combine(into hash: inout StableHash) {
    (self != nil).combine(into: &hash)
    self?.combine(into: &hash)
  }
}

/// How many there are, and each of them in order.
extension Array: StableHashable where Element: StableHashable {
  @inlinable
  package func combine(into hash: inout StableHash) {
    count.combine(into: &hash)
    for element in self { element.combine(into: &hash) }
  }
}
