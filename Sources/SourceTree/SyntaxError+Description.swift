extension SyntaxError {
  /// `file:line:column: message`, then the line and a caret below it; ends without a line break.
  ///
  /// - Parameters:
  ///   - name: how the input is called in reports.
  ///   - bytes: the input the error is about. It may be malformed: ``Source/init(name:bytes:)`` may have thrown the error.
  package func description(name: String, bytes: [UInt8]) -> String {
    let writer = ExcerptWriter(bytes)
    let excerpt = writer.excerpt(of: range)
    let name = ExcerptWriter.escaped(name)
    var text = "\(name):\(excerpt.position.line):\(excerpt.position.column): \(message)"
    text += "\n  \(excerpt.line)\n  \(excerpt.carets)"
    if let related {
      let first = writer.excerpt(of: related)
      text += "\n\(name):\(first.position.line):\(first.position.column): the first is here\n  \(first.line)\n  \(first.carets)"
    }
    return text
  }

  /// See ``description(name:bytes:)``.
  package func description(in source: Source) -> String {
    description(name: source.name, bytes: source.bytes)
  }
}
