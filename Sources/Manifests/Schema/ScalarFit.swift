internal import SourceTree

extension SchemaWalk {
  /// Whether the scalar can be decoded into a field of this form. Answers from the bytes where they leave no doubt, else as kubectl resolves the scalar.
  func accepts(_ index: Int, as form: FieldType.Form, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) -> Bool {
    let record = nodes[index]
    let start = Int(record.start)
    let length = Int(record.end) - start
    let isPlain = if case .plain = record.style { true } else { false }
    // Template syntax in a string is a string as it stands; elsewhere only rendering tells.
    if record.hasTemplate, !form.isText { return false }
    if !record.hasProperties, length > 0 {
      let first = bytes[start]
      switch form {
      case .string, .time, .bytes:
        if !isPlain || Self.isCertainlyString(first, length) { return true }
      case .intOrString:
        if !isPlain || Self.isCertainlyString(first, length) || Self.isShortNumber(bytes, start, length) { return true }
      case .bool:
        if isPlain, Self.isTrueOrFalse(bytes, start, length) { return true }
      case .int32, .int64, .number:
        if isPlain, Self.isShortNumber(bytes, start, length) { return true }
      case .quantity where !record.needsDecoding:
        let quote = isPlain ? 0 : 1
        if Quantity.isWellFormed(bytes, start + quote, start + length - quote) { return true }
      case .any, .quantity, .object: break
      }
    }
    return accepts(Node(document: document, index: index).scalar, as: form)
  }

  private func accepts(_ scalar: Scalar?, as form: FieldType.Form) -> Bool {
    switch (form, scalar) {
    case (.any, _), (_, .null?): true
    case (.string, .string?), (.time, .string?), (.bytes, .string?), (.intOrString, .string?): true
    case (.bool, .bool?): true
    case (.number, .int?), (.number, .float?), (.quantity, .int?), (.quantity, .float?), (.int64, .int?): true
    case (.int32, .int(let value)?), (.intOrString, .int(let value)?): Int32(exactly: value) != nil
    case (.int64, .float(let value)?): Int64(exactly: value) != nil
    case (.int32, .float(let value)?), (.intOrString, .float(let value)?): Int32(exactly: value) != nil
    case (.quantity, .string(let text)?): Quantity.isWellFormed(text)
    default: false
    }
  }

  /// A plain scalar that begins so and is so long is nothing but text in YAML 1.1 and 1.2: the longest other words are `false` and `.inf`.
  private static func isCertainlyString(_ first: UInt8, _ length: Int) -> Bool {
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): false
    case UInt8(ascii: "~"), UInt8(ascii: "<"), UInt8(ascii: "="): false
    // null, true, false, yes, no, on, off
    case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "y"), UInt8(ascii: "o"): length > 5
    case UInt8(ascii: "N"), UInt8(ascii: "T"), UInt8(ascii: "F"), UInt8(ascii: "Y"), UInt8(ascii: "O"): length > 5
    default: true
    }
  }

  private static func isTrueOrFalse(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Bool {
    let word: StaticString = length == 4 ? "true" : "false"
    guard length == word.utf8CodeUnitCount else { return false }
    for index in 0..<length where unsafe bytes[start + index] != word.utf8Start[index] { return false }
    return true
  }

  /// Up to nine decimal digits without a leading zero: a whole number that fits everywhere.
  private static func isShortNumber(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Bool {
    guard length <= 9, bytes[start] != UInt8(ascii: "0") || length == 1 else { return false }
    for index in start..<start + length where bytes[index] &- UInt8(ascii: "0") > 9 { return false }
    return true
  }
}

/// Amounts of resources, as `k8s.io/apimachinery/pkg/api/resource` reads them.
enum Quantity {
  static func isWellFormed(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return isWellFormed(bytes.span, 0, bytes.count)
  }

  /// Whether the bytes from `start` to `end` are a signed decimal number, then nothing, an SI or binary suffix, or a decimal exponent.
  static func isWellFormed(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var index = start
    if index < end, isSign(bytes[index]) { index += 1 }
    let whole = digitsEnd(bytes, index, end)
    var digits = whole - index
    index = whole
    if index < end, bytes[index] == UInt8(ascii: ".") {
      index = digitsEnd(bytes, whole + 1, end)
      digits += index - whole - 1
    }
    return digits > 0 && isSuffix(bytes, index, end)
  }

  private static func isSuffix(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard start < end else { return true }
    switch (bytes[start], end - start) {
    case (UInt8(ascii: "n"), 1), (UInt8(ascii: "u"), 1), (UInt8(ascii: "m"), 1), (UInt8(ascii: "k"), 1): return true
    case (UInt8(ascii: "K"), 2): return bytes[start + 1] == UInt8(ascii: "i")
    case (UInt8(ascii: "M"), 1), (UInt8(ascii: "G"), 1), (UInt8(ascii: "T"), 1), (UInt8(ascii: "P"), 1), (UInt8(ascii: "E"), 1): return true
    case (UInt8(ascii: "M"), 2), (UInt8(ascii: "G"), 2), (UInt8(ascii: "T"), 2), (UInt8(ascii: "P"), 2):
      return bytes[start + 1] == UInt8(ascii: "i")
    case (UInt8(ascii: "E"), 2) where bytes[start + 1] == UInt8(ascii: "i"): return true
    case (UInt8(ascii: "e"), 2...), (UInt8(ascii: "E"), 2...):
      let digits = isSign(bytes[start + 1]) ? start + 2 : start + 1
      return digits < end && digitsEnd(bytes, digits, end) == end
    default: return false
    }
  }

  private static func digitsEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end, bytes[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
    return index
  }

  private static func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }
}
