/// What a scalar means once its text is resolved.
package enum Scalar: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number that is whole and fits in 64 bits, however it is written: `1.0`, `1e3` and `0x10` are integers to kubectl.
  case int(Int64)
  /// Finite. Integers beyond 64 bits become floats, as kubectl makes them.
  case float(Double)
  case string(String)
  /// `.inf`, `.nan` and their like: kubectl refuses them because JSON has no such number.
  case notANumber
  /// The tag demands another kind of value than the text is (`!!int x`), or base64 that is none: kubectl refuses the document.
  case tagMismatch
}

extension Node {
  /// The text of a scalar with quotes, escapes and folds resolved; nil for collections. An alias gives the text of its target.
  package var text: String? {
    let record = record
    guard record.kind == .scalar else {
      let target = resolved
      return target.kind == .scalar ? target.text : nil
    }
    return record.flags.contains(.needsDecoding) ? ScalarText.decode(self) : document.verbatimText(record)
  }

  /// The bytes that are the text, for scalars that need no decoding.
  var verbatimContent: SourceRange {
    switch style {
    case .singleQuoted, .doubleQuoted: SourceRange(record.start + 1, record.end - 1)
    default: range
    }
  }

  /// The scalar as kubectl reads it (YAML 1.1 in places); nil for collections. See ``ScalarResolution``.
  package var scalar: Scalar? {
    if kind == .scalar { return ScalarResolution.scalar(of: self) }
    let target = resolved
    return target.kind == .scalar ? ScalarResolution.scalar(of: target) : nil
  }

  /// Whether the node is a scalar that kubectl reads as null; makes no text.
  package var isNull: Bool {
    let node = resolved
    return node.kind == .scalar && ScalarResolution.isNull(node)
  }

  /// The name a mapping key has to kubectl: its text, or what it makes of the number or boolean that it reads (`on` is "true", `0x10` is "16").
  ///
  /// Nil for keys that kubectl refuses: collections, null, integers from 2⁶³ on and contradicting tags.
  package var keyText: String? {
    let node = resolved
    guard node.kind == .scalar else { return nil }
    return ScalarResolution.keyText(of: node)
  }
}
