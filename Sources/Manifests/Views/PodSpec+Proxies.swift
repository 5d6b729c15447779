extension PodSpec {
  /// Whether a command of the pod ends the proxies beside it: by the endpoint that proxies have for it (`/quitquitquit`, Dapr's `/shutdown`), by a wrapper
  /// made for it (linkerd-await, scuttle), or by a signal.
  package var endsProxies: Bool {
    for container in containers.items {
      for word in container.command.items { if case .present(let text, _) = word, Self.endsProxies(text.utf8.span) { return true } }
      for word in container.args.items { if case .present(let text, _) = word, Self.endsProxies(text.utf8.span) { return true } }
    }
    return false
  }

  private static func endsProxies(_ bytes: Span<UInt8>) -> Bool {
    guard mayEndProxies(bytes) else { return false }
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

  /// Whether it is worth a closer look: whether two bytes follow each other that each of the texts has somewhere and little else (`tq`, `td`, `tl`, `d-`,
  /// `ki`).
  ///
  /// Without a branch, so that many bytes are compared at once: the least of all differences is 0 where a pair is met.
  private static func mayEndProxies(_ bytes: Span<UInt8>) -> Bool {
    if bytes.count <= 16 {
      // Each of the texts has one of these two.
      for index in bytes.indices where bytes[index] == UInt8(ascii: "u") || bytes[index] == UInt8(ascii: "k") { return true }
      return false
    }
    var difference = UInt8.max
    for index in 0..<bytes.count - 1 {
      // Both indices are less than the count.
      let first = unsafe bytes[unchecked: index]
      let second = unsafe bytes[unchecked: index + 1]
      let behindT = min(second ^ UInt8(ascii: "q"), second ^ UInt8(ascii: "d"), second ^ UInt8(ascii: "l"))
      difference = min(difference, (first ^ UInt8(ascii: "t")) | behindT)
      difference = min(difference, (first ^ UInt8(ascii: "d")) | (second ^ UInt8(ascii: "-")))
      difference = min(difference, (first ^ UInt8(ascii: "k")) | (second ^ UInt8(ascii: "i")))
    }
    return difference == 0
  }
}

extension Span<UInt8> {
  /// Whether the bytes of an ASCII text stand at `index`.
  func holds(_ text: StaticString, at index: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard index + length <= count else { return false }
    return text.withUTF8Buffer { part in
      for offset in 0..<length where unsafe part[offset] != self[index + offset] { return false }
      return true
    }
  }
}
