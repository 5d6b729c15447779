extension PodSpec {
  /// Whether a command of the pod ends the proxies beside it: by the endpoint that proxies have for it (`/quitquitquit`, Dapr's `/shutdown`), by a wrapper
  /// made for it (linkerd-await, scuttle), or by a signal.
  package var endsProxies: Bool {
    containers.items.contains { container in
      container.command.items.contains(where: Self.endsProxies) || container.args.items.contains(where: Self.endsProxies)
    }
  }

  private static func endsProxies(_ word: Field<String>) -> Bool {
    guard let text = word.value else { return false }
    let bytes = text.utf8.span
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "q"): if bytes.holds("quitquitquit", at: index) { return true }
      case UInt8(ascii: "/"): if bytes.holds("/shutdown", at: index) { return true }
      case UInt8(ascii: "l"): if bytes.holds("linkerd-await", at: index) { return true }
      case UInt8(ascii: "s"): if bytes.holds("scuttle", at: index) { return true }
      case UInt8(ascii: "k"): if bytes.holds("kill", at: index) { return true }
      default: break
      }
    }
    return false
  }
}

extension Span<UInt8> {
  /// Whether the bytes of an ASCII text stand at `index`.
  fileprivate func holds(_ text: StaticString, at index: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard index + length <= count else { return false }
    return text.withUTF8Buffer { part in
      for offset in 0..<length where unsafe part[offset] != self[index + offset] { return false }
      return true
    }
  }
}
