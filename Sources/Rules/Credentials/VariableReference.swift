/// The `$(NAME)` references that the kubelet replaces in `command`, `args` and the values of `env`.
///
/// Follows `k8s.io/kubernetes/third_party/forked/golang/expansion`: `$$` stands for one `$`, so that `$$(NAME)` is text; a reference to an unknown name
/// stays as it is. What a shell makes of `$NAME` is none of its business.
enum VariableReference {
  /// The names referred to, in their order, each once.
  static func names(in text: String) -> [String] {
    let bytes = text.utf8.span
    var names: [String] = []
    var met = NameSet()
    var index = 0
    while let dollar = bytes.offset(of: UInt8(ascii: "$"), from: index), dollar + 1 < bytes.count {
      guard bytes[dollar + 1] == UInt8(ascii: "(") else {
        index = dollar + 2
        continue
      }
      guard let end = bytes.offset(of: UInt8(ascii: ")"), from: dollar + 2) else { break }
      let name = unsafe bytes.extracting(dollar + 2..<end).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
      if met.insert(name) { names.append(name) }
      index = end + 1
    }
    return names
  }
}
