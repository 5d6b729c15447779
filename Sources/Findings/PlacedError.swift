package import SourceTree

/// Something in a file that is not scanned itself (configuration, baseline, report) that cannot be meant: a message with the remedy, and the place.
package struct PlacedError: Error, Hashable, Sendable {
  package var message: String
  package var range: SourceRange

  package init(_ message: String, at range: SourceRange) {
    self.message = message
    self.range = range
  }
}
