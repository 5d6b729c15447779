package import SourceTree

/// Something in a file that is not scanned itself (configuration, baseline, report) that cannot be meant: a message with the remedy, and the place.
package struct PlacedError: Error, Hashable, Sendable {
  /// A clause for people.
  package var message: String
  /// What it is about.
  package var range: SourceRange

  /// An error at a place of its file.
  package init(_ message: String, at range: SourceRange) {
    self.message = message
    self.range = range
  }
}
