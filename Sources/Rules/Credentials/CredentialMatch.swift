/// A credential in a text.
package struct CredentialMatch: Hashable, Sendable {
  /// What it is, for messages.
  package var kind: String

  /// The kind of a value that only its name makes a credential.
  static let valueByItsName = "value by its name"

  /// UTF-8 offsets of the credential alone: of the password in a URL, say.
  package var range: Range<Int>
  /// Whether it is hidden and not reported, as only its name speaks for it.
  package var isSuspect: Bool

  /// A match in a text; see the properties.
  package init(kind: String, range: Range<Int>, isSuspect: Bool = false) {
    self.kind = kind
    self.range = range
    self.isSuspect = isSuspect
  }
}
