/// What a rule met, as a value: the words of a finding are made from it, and the finding is known again by it.
///
/// Two situations of one rule differ where a reader would call them two. What ``combine(into:)`` takes in must not change with the wording of a message,
/// nor with what stands elsewhere in the manifest: names and numbers go in, positions in lists do not. Never holds the value of a credential.
package protocol SituationKey: StableHashable, Equatable, Sendable {}

extension SituationKey {
  /// Whether another situation is of the same kind and equal to this one.
  package func isEqual(to other: any SituationKey) -> Bool {
    guard type(of: other) == Self.self, let other = other as? Self else { return false }
    return self == other
  }
}
