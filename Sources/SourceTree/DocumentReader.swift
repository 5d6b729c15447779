/// Which reading of YAML's corner cases applies.
package enum Dialect: Sendable {
  /// YAML 1.2.2 to the letter.
  case yaml12
  /// As kubectl reads: lines of flow collections and quoted scalars may be indented less than their parent.
  case kubernetes
}

/// Reads a source document by document, so that only one tree need be in memory.
///
/// ```swift
/// var reader = DocumentReader(source)
/// while let result = reader.next() {
///   switch result {
///   case .success(let document): …
///   case .failure(let error): …   // the next call goes on behind the next `---`
///   }
/// }
/// ```
package struct DocumentReader: Sendable {
  private let source: Source
  private let dialect: Dialect
  private var state = Parser.StreamState()

  package init(_ source: Source, dialect: Dialect = .kubernetes) {
    self.source = source
    self.dialect = dialect
  }

  /// Where the next document starts; documents and errors so far lie before it.
  package var offset: UInt32 { UInt32(clamping: state.offset) }

  /// The next document, or why it cannot be read; nil at the end of the input.
  ///
  /// After a failure reading goes on at the next line that starts with `---`.
  package mutating func next() -> Result<Document, SyntaxError>? {
    unsafe source.bytes.withUnsafeBufferPointer { buffer in
      var parser = unsafe Parser(source: source, bytes: buffer, dialect: dialect, state: state)
      let result = parser.nextDocument()
      state = parser.state
      return result
    }
  }
}
