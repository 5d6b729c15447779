/// Resolves scalars as kubectl does.
enum ScalarResolution {
  static func resolve(_ node: Node) -> Scalar { .null }
}
