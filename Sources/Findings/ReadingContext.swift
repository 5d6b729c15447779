package import SourceTree

/// What is known while one source is read: where its parts stand, what of it must not be shown, and what several rules want to know of a workload.
///
/// One for each source, on the thread that judges it. It says nothing about what is wrong: see ``VerdictBuilder``.
@usableFromInline
package final class ReadingContext {
  /// Bytes that hold credentials: no excerpt may show them.
  package private(set) var redactions: [SourceRange] = []

  private let source: Source
  private lazy var lines = LineIndex(source)
  /// Most texts with findings have several.
  private var lastMap: (range: SourceRange, map: TextMap?)?
  private var hidden: HiddenRanges?
  @usableFromInline var shared: [any AnyObject & Sendable] = []
  @usableFromInline var sharedOwner: (any AnyObject & Sendable)?
  private var sharedOfSource: [any AnyObject & Sendable] = []

  package init(_ source: Source) {
    self.source = source
  }

  /// The range as people count it; the lines are indexed at the first call.
  package func place(_ range: SourceRange) -> Place { hidden?.place(range, lines: lines) ?? Place(range, lines: lines) }

  /// Where a part of a scalar stands in the source.
  ///
  /// - Parameters:
  ///   - part: UTF-8 offsets into `text`.
  ///   - text: The scalar's text.
  ///   - range: The scalar as written.
  /// - Returns: The bytes the part is made of; all of `range` where the text is not written there (an alias).
  package func place(of part: Range<Int>, in text: String, writtenAt range: SourceRange) -> SourceRange {
    map(of: text, writtenAt: range)?.range(of: part) ?? range
  }

  /// Where the bytes of a scalar's text stand in the source; nil where the text is not written there (an alias).
  package func map(of text: String, writtenAt range: SourceRange) -> TextMap? {
    if let lastMap, lastMap.range == range { return lastMap.map }
    let map = TextMap(of: text, writtenAt: range, in: source)
    lastMap = (range, map)
    return map
  }

  /// Whether every line of a scalar's text stands in the source as it is: nothing is escaped, folded or meant by an alias.
  package func isVerbatim(_ text: String, writtenAt range: SourceRange) -> Bool {
    TextMap.isVerbatim(text, writtenAt: range, in: source)
  }
}

/// What several rules share.
extension ReadingContext {
  /// What several rules need to know of an object, made once.
  ///
  /// - Parameters:
  ///   - owner: The object; what is known of another one is forgotten.
  ///   - make: Makes the value at the first call for its type.
  @inlinable
  package func shared<Value: Sendable>(of owner: some AnyObject & Sendable, _ make: () -> Value) -> Value {
    if sharedOwner !== owner {
      sharedOwner = owner
      shared.removeAll(keepingCapacity: true)
    }
    if let known = Shared<Value>.find(in: shared) { return known }
    let value = make()
    shared.append(Shared(value))
    return value
  }

  /// What is known of the whole source, made once.
  package func sharedOfSource<Value: Sendable>(_ make: (Source) -> Value) -> Value {
    if let known = Shared<Value>.find(in: sharedOfSource) { return known }
    let value = make(source)
    sharedOfSource.append(Shared(value))
    return value
  }

  @usableFromInline
  final class Shared<Value: Sendable>: Sendable {
    @usableFromInline let value: Value

    @inlinable
    init(_ value: Value) { self.value = value }

    /// A cast that looks up conformances would cost more than most answers.
    @inlinable
    static func find(in values: [any AnyObject & Sendable]) -> Value? {
      for known in values where type(of: known) == Shared.self { return unsafe unsafeDowncast(known, to: Shared.self).value }
      return nil
    }
  }
}

/// What must not be shown.
extension ReadingContext {
  /// Keeps the bytes of a credential out of every excerpt.
  package func redact(_ range: SourceRange) { redactions.append(range) }

  /// Makes all later places keep the length of credentials to themselves.
  ///
  /// - Returns: Whether there is anything to hide.
  package func hide(_ ranges: [SourceRange]) -> Bool {
    let hidden = HiddenRanges(ranges, in: source.bytes)
    self.hidden = hidden.isEmpty ? nil : hidden
    return !hidden.isEmpty
  }

  /// What of a range is hidden.
  package func hiddenParts(of range: SourceRange) -> [SourceRange] { hidden?.parts(in: range) ?? [] }
}
