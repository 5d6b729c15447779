@testable import SourceTree

/// Everything a reader gives for a text.
func read(_ bytes: [UInt8], dialect: Dialect = .kubernetes) throws(SyntaxError) -> (
  source: Source, results: [Result<Document, SyntaxError>]
) {
  let source = try Source(name: "test.yaml", bytes: bytes)
  var reader = DocumentReader(source, dialect: dialect)
  var results: [Result<Document, SyntaxError>] = []
  while let result = reader.next() { results.append(result) }
  return (source, results)
}

/// The documents of a text that must be readable.
func documents(_ text: String, dialect: Dialect = .kubernetes) throws(SyntaxError) -> [Document] {
  try documents(Array(text.utf8), dialect: dialect)
}

func documents(_ bytes: [UInt8], dialect: Dialect = .kubernetes) throws(SyntaxError) -> [Document] {
  var documents: [Document] = []
  for result in try read(bytes, dialect: dialect).results { documents.append(try result.get()) }
  return documents
}

/// The first error of a text, or nil where it reads without one.
func syntaxError(_ text: String, dialect: Dialect = .kubernetes) -> SyntaxError? {
  syntaxError(Array(text.utf8), dialect: dialect)
}

func syntaxError(_ bytes: [UInt8], dialect: Dialect = .kubernetes) -> SyntaxError? {
  do {
    _ = try documents(bytes, dialect: dialect)
    return nil
  } catch {
    return error
  }
}
