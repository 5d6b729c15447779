extension FieldValues {
  /// Whether the bytes are one of the field's values; for numbers see ``allows(_:)-(Int64)``. What is empty is.
  package func allows(_ bytes: Span<UInt8>) -> Bool {
    if bytes.isEmpty { return true }
    switch self {
    case .oneOf(let values): return values.contains { Self.isSame(bytes, $0) }
    case .label: return DNSName.isLabel(bytes, 0..<bytes.count)
    case .subdomain: return DNSName.isSubdomain(bytes)
    case .portName: return DNSName.isPortName(bytes)
    case .labelKey: return QualifiedName.isKey(bytes)
    case .labelValue: return QualifiedName.isName(bytes, 0..<bytes.count)
    case .relativePath: return bytes[0] != UInt8(ascii: "/") && !Self.goesUp(bytes)
    case .straightPath: return !Self.goesUp(bytes)
    case .absolutePath: return bytes[0] == UInt8(ascii: "/")
    case .numbers, .mode: return true
    }
  }

  /// Whether the number is one that the field may have; of texts see ``allows(_:)-(Span<UInt8>)``.
  package func allows(_ number: Int64) -> Bool {
    switch self {
    case .numbers(let range): range.contains(number)
    case .mode: (0...0o777).contains(number)
    default: true
    }
  }

  /// Whether the text is still to be rendered, by Helm, a shell or Kustomize: `{{`, `${`, `$(`.
  package static func isTemplate(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices.dropLast() {
      switch (bytes[index], bytes[index + 1]) {
      case (UInt8(ascii: "{"), UInt8(ascii: "{")), (UInt8(ascii: "$"), UInt8(ascii: "{")), (UInt8(ascii: "$"), UInt8(ascii: "(")):
        return true
      default: break
      }
    }
    return false
  }

  private static func isSame(_ bytes: Span<UInt8>, _ text: String) -> Bool {
    let text = text.utf8.span
    guard text.count == bytes.count else { return false }
    for index in bytes.indices where bytes[index] != text[index] { return false }
    return true
  }

  /// Whether a step of the path is `..`.
  private static func goesUp(_ bytes: Span<UInt8>) -> Bool {
    var dots = 0
    var isDots = true
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "/"):
        if isDots, dots == 2 { return true }
        (dots, isDots) = (0, true)
      case UInt8(ascii: "."): dots += 1
      default: isDots = false
      }
    }
    return isDots && dots == 2
  }
}
