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
  /// Where the last document ends.
  private let end: Int

  /// Reads the documents of a source from its beginning.
  package init(_ source: Source, dialect: Dialect = .kubernetes) {
    self.source = source
    self.dialect = dialect
    end = source.bytes.count
  }

  /// Reads a part of the source as an input of its own, such as the lines of a block scalar; places stay those of the source.
  package init(_ source: Source, within range: SourceRange, dialect: Dialect = .kubernetes) {
    self.source = source
    self.dialect = dialect
    let range = range.clamped(to: source.bytes.count)
    state.offset = Int(range.start)
    end = Int(range.end)
  }

  /// Where the next document starts; documents and errors so far lie before it.
  package var offset: UInt32 { UInt32(clamping: state.offset) }

  /// The next document, or why it cannot be read; nil at the end of the input.
  ///
  /// After a failure reading goes on at the next line that starts with `---`; in a stream of JSON texts also at one that starts with `{`.
  package mutating func next() -> Result<Document, SyntaxError>? {
    unsafe source.bytes.withUnsafeBufferPointer { buffer in
      let buffer = unsafe UnsafeBufferPointer(rebasing: buffer[..<end])
      var parser = unsafe Parser(source: source, bytes: buffer, dialect: dialect, state: state)
      let result = parser.nextDocument()
      state = parser.state
      return result
    }
  }
}
