/// Why bytes could not be read as YAML or JSON, and where.
package struct SyntaxError: Error, Hashable, Sendable {
  /// The situation; ``SyntaxError/message`` puts it into words.
  package enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    case tooLarge, utf16, invalidUTF8, controlCharacter
    case tabIndentation, badIndentation, tooDeep
    case unexpectedCharacter, trailingContent, blockCollectionInline, sequenceInMapping
    case missingColon, multilineKey, valueWithoutKey
    case unterminatedQuote, quoteIndentation, badEscape, documentMarkerInScalar
    case blockScalarHeader, blockScalarIndentation
    case unterminatedFlow, flowSeparator, flowIndentation
    case badAnchor, badTag, undefinedTagHandle, duplicateProperty, propertyOnAlias, undefinedAlias
    case badDirective, duplicateDirective, directiveWithoutDocument
    case template
    case duplicateKey, badMerge, recursiveAlias, excessiveAliases
  }

  /// What is wrong.
  package var kind: Kind
  /// Where reading stopped, or the thing that is wrong.
  package var range: SourceRange
  /// A second place that belongs to the error: the first of two equal keys.
  package var related: SourceRange?

  /// An error at a byte.
  package init(_ kind: Kind, at offset: Int) {
    self.init(kind, at: SourceRange(offset, offset + 1))
  }

  /// An error at a range, and where what it contradicts stands.
  package init(_ kind: Kind, at range: SourceRange, related: SourceRange? = nil) {
    self.kind = kind
    self.range = range
    self.related = related
  }

  /// What is wrong and how to mend it; constant for each kind, so that no value of the input is ever repeated.
  package var message: String {
    switch kind {
    case .tooLarge: "the input is 2 GiB or larger; split it into smaller files"
    case .utf16: "the input is UTF-16; save it as UTF-8"
    case .invalidUTF8: "this byte is not valid UTF-8; save the file as UTF-8"
    case .controlCharacter: "control characters are not allowed; write it as an escape in a double-quoted scalar, or remove it"
    case .tabIndentation: "a tab cannot be used for indentation; use spaces"
    case .badIndentation: "this line's indentation matches no open collection; align it with its siblings"
    case .tooDeep: "nested deeper than 1,000 levels"
    case .unexpectedCharacter: "this character cannot start a value; quote the text"
    case .trailingContent: "unexpected text after a complete value; put it on a line of its own or quote the whole"
    case .blockCollectionInline: "a block mapping or sequence cannot start here; put it on the next line, indented"
    case .sequenceInMapping: "a sequence entry where a mapping key is expected; indent it under its key"
    case .missingColon: "expected ':' after this key"
    case .multilineKey: "a key without '?' must fit on one line and in 1,024 characters"
    case .valueWithoutKey: "a ':' without a key in front of it"
    case .unterminatedQuote: "this quoted scalar is never closed"
    case .quoteIndentation: "a continued quoted scalar must be indented deeper than its parent"
    case .badEscape: "unknown escape in a double-quoted scalar; write '\\\\' for a backslash"
    case .documentMarkerInScalar: "a document marker at the start of a line inside a quoted scalar or a flow collection"
    case .blockScalarHeader: "after '|' or '>' only an indentation digit, '+' or '-' and a comment may follow"
    case .blockScalarIndentation: "a leading blank line of this block scalar has more spaces than its first text line"
    case .unterminatedFlow: "this flow collection is never closed"
    case .flowSeparator: "expected ',' or the closing bracket"
    case .flowIndentation: "a continued flow collection must be indented deeper than its parent"
    case .badAnchor: "an anchor or alias needs a name; a text that begins with * or & has to be quoted: \"*/5 * * * *\""
    case .badTag: "malformed tag"
    case .undefinedTagHandle: "this tag handle is not declared; add a %TAG directive"
    case .duplicateProperty: "a value can have one anchor and one tag"
    case .propertyOnAlias: "an alias can have neither anchor nor tag"
    case .undefinedAlias: "no anchor of this name precedes the alias in its document"
    case .badDirective: "malformed directive"
    case .duplicateDirective: "the same directive appears twice for one document"
    case .directiveWithoutDocument: "directives must be followed by '---'"
    case .template: "template syntax; render the template first and scan what it produces"
    case .duplicateKey: "the mapping has this key twice; kubectl silently keeps the last one: remove one of them"
    case .badMerge: "a merge key takes a mapping, an alias of one, or a sequence of those"
    case .recursiveAlias: "the alias stands inside its own anchor"
    case .excessiveAliases: "aliases expand this document beyond any reasonable size"
    }
  }
}
