extension PodSpec {
  /// Whether a command or an image is that of a client of the API server (kubectl, helm), or names what such a client needs; nil where it is not, and some
  /// container has no command, so that its image decides.
  package var callsAPIServer: Bool? {
    var isKnown = true
    for container in allContainers {
      if Self.namesClient(container.image) { return true }
      for word in container.command.items where Self.namesClient(word) { return true }
      for word in container.args.items where Self.namesClient(word) { return true }
      if container.command.items.isEmpty { isKnown = false }
    }
    return isKnown ? false : nil
  }

  private static func namesClient(_ word: Field<String>) -> Bool {
    guard case .present(let text, _) = word else { return false }
    let bytes = text.utf8.span
    if bytes.count == 2 || bytes.count > 2 && bytes[2] == 0x20 {
      if bytes[0] == UInt8(ascii: "o"), bytes[1] == UInt8(ascii: "c") { return true }
    }
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "k"): if bytes.holds("kube", at: index) { return true }
      case UInt8(ascii: "h"): if bytes.holds("helm", at: index) { return true }
      case UInt8(ascii: "K"): if bytes.holds("KUBE", at: index) { return true }
      case UInt8(ascii: "s"): if bytes.holds("serviceaccount", at: index) { return true }
      case UInt8(ascii: "v"): if bytes.holds("velero", at: index) { return true }
      case UInt8(ascii: "a"): if bytes.holds("argocd", at: index) { return true }
      default: break
      }
    }
    return false
  }
}
