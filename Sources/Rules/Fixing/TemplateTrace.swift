internal import SourceTree

/// What shows of a document that parses that it is a template all the same: `image: "{{ … }}"`.
///
/// What programs get as text (commands, variables' values, annotations, scripts) may have braces of its own.
enum TemplateTrace {
  /// The first `{{` or `{%` that is nobody's text.
  static func first(in document: Document, _ paths: DocumentPaths) -> SourceRange? {
    let bytes = document.source.bytes
    let range = document.range.clamped(to: bytes.count).bounds
    for index in range.dropLast() where bytes[index] == UInt8(ascii: "{") {
      guard bytes[index + 1] == UInt8(ascii: "{") || bytes[index + 1] == UInt8(ascii: "%") else { continue }
      let place = SourceRange(index, index + 2)
      if !isText(place, of: document, paths) { return place }
    }
    return nil
  }

  private static func isText(_ place: SourceRange, of document: Document, _ paths: DocumentPaths) -> Bool {
    guard let scalar = document.scalar(around: place.start), let path = paths.path(of: scalar.range) else { return false }
    if scalar.style == .literal || scalar.style == .folded { return true }
    let keys = path.steps.compactMap { step in if case .key(let key) = step { key } else { nil } }
    return keys.contains { texts.contains($0) } || keys.suffix(2) == ["env", "value"]
  }

  private static let texts: Set = ["annotations", "args", "command", "data", "stringData"]
}
