/// The `$(NAME)` references that the kubelet replaces in `command`, `args` and the values of `env`.
///
/// Follows `k8s.io/kubernetes/third_party/forked/golang/expansion`: `$$` stands for one `$`, so that `$$(NAME)` is text; a reference to an unknown name
/// stays as it is. What a shell makes of `$NAME` is none of its business.
enum VariableReference {
  /// The names referred to, in their order, each once.
  static func names(in text: String) -> [String] {
    let bytes = Array(text.utf8)
    var names: [String] = []
    var index = 0
    while index + 1 < bytes.count {
      guard bytes[index] == UInt8(ascii: "$") else {
        index += 1
        continue
      }
      guard bytes[index + 1] == UInt8(ascii: "("), let end = bytes[index...].firstIndex(of: UInt8(ascii: ")")) else {
        index += 2
        continue
      }
      let name = String(decoding: bytes[index + 2..<end], as: UTF8.self)
      if !names.contains(name) { names.append(name) }
      index = end + 1
    }
    return names
  }
}
