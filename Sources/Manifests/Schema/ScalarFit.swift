internal import SourceTree

extension SchemaWalk {
  /// Whether the scalar can be decoded into a field of this form. Answers from the bytes where they leave no doubt, else as kubectl resolves the scalar.
  func accepts(_ index: Int, as form: FieldType.Form, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) -> Bool {
    let record = nodes[index]
    let start = Int(record.start)
    let length = Int(record.end) - start
    if record.flags.contains(.hasTemplate) { return form == .string && !isWholeTemplate(bytes, start, length) }
    if record.style == .plain, length > 0, !record.flags.contains(.hasProperties) {
      switch form {
      case .string, .time, .bytes, .intOrString: if Self.isCertainlyString(bytes[start], length) { return true }
      case .bool: if Self.isTrueOrFalse(bytes, start, length) { return true }
      default: break
      }
      if form == .int32 || form == .int64 || form == .number || form == .intOrString, Self.isShortNumber(bytes, start, length) {
        return true
      }
    } else if record.style != .plain, !record.flags.contains(.hasProperties) {
      switch form {
      case .string, .time, .bytes, .intOrString: return true
      case .quantity: break
      default: return false
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
    case (.quantity, .string(let text)?): Quantity.isWellFormed(text.utf8)
    default: false
    }
  }

  /// A plain scalar that begins so and is so long is nothing but text in YAML 1.1 and 1.2: the longest other words are `false` and `.inf`.
  private static func isCertainlyString(_ first: UInt8, _ length: Int) -> Bool {
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): false
    case UInt8(ascii: "~"), UInt8(ascii: "<"), UInt8(ascii: "="): false
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      length > 5 || !"nNtTfFyYoO".utf8.contains(first)
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

  /// Whether nothing but a template stands here, so that a number or a boolean may come of it. Any other text around it stays text.
  private func isWholeTemplate(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Bool {
    guard length > 1 else { return false }
    return (bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "$")) && bytes[start + length - 1] == UInt8(ascii: "}")
  }
}

/// Amounts of resources, as `k8s.io/apimachinery/pkg/api/resource` reads them.
enum Quantity {
  /// A signed decimal number, then nothing, an SI or binary suffix, or a decimal exponent.
  static func isWellFormed(_ text: some Collection<UInt8>) -> Bool {
    var rest = text[...]
    if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let whole = rest.prefix { isDigit($0) }
    rest = rest[whole.endIndex...]
    var digits = whole.count
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix { isDigit($0) }
      digits += fraction.count
      rest = rest[fraction.endIndex...]
    }
    return digits > 0 && isSuffix(rest)
  }

  private static func isSuffix(_ suffix: some Collection<UInt8>) -> Bool {
    guard let first = suffix.first else { return true }
    let rest = suffix.dropFirst()
    if first == UInt8(ascii: "e") || first == UInt8(ascii: "E"), !rest.isEmpty, !rest.elementsEqual("i".utf8) {
      let digits = rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") ? rest.dropFirst() : rest
      return !digits.isEmpty && digits.allSatisfy(isDigit)
    }
    if rest.isEmpty { return "numkMGTPE".utf8.contains(first) }
    return rest.elementsEqual("i".utf8) && "KMGTPE".utf8.contains(first)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }
}
