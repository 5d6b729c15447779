package import Findings

/// A field by its path, as the API server writes it: `spec.jobTemplate.spec.template.spec.containers[0].image`.
package struct SchemaPath: SituationKey, CustomStringConvertible {
  package let description: String

  init(_ path: String) { description = path }

  /// The path without positions in lists.
  package func combine(into hash: inout StableHash) {
    var isInBrackets = false
    hash.combine(
      description.utf8.filter { byte in
        if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") { isInBrackets = byte == UInt8(ascii: "[") }
        return !(isInBrackets && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte))
      })
  }
}
