/// A credential in a text.
package struct CredentialMatch: Hashable, Sendable {
  /// What it is, for messages.
  package var kind: String
  /// UTF-8 offsets of the credential alone: of the password in a URL, say.
  package var range: Range<Int>

  package init(kind: String, range: Range<Int>) {
    self.kind = kind
    self.range = range
  }
}
