extension Example {
  /// Stands directly before every byte at which a finding starts.
  private static var mark: String { "▼" }

  /// The manifest, its marks taken out.
  package var manifest: String {
    text.split(separator: Self.mark, omittingEmptySubsequences: false).joined()
  }

  /// The UTF-8 offsets in ``manifest`` at which the rule's findings start, ascending.
  package var marks: [Int] {
    let parts = text.split(separator: Self.mark, omittingEmptySubsequences: false)
    var offset = 0
    return parts.dropLast().map { part in
      offset += part.utf8.count
      return offset
    }
  }
}
