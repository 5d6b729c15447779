struct Parser {
  struct StreamState: Sendable {}
  var state: StreamState
  init(source: Source, bytes: UnsafeBufferPointer<UInt8>, dialect: Dialect, state: StreamState) { self.state = state }
  mutating func nextDocument() -> Result<Document, SyntaxError>? { nil }
}
