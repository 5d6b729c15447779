package import SourceTree

/// Compares an object with the schema of its kind, as a strict API server would (`fieldValidation=Strict`), and with the fields it insists on.
///
/// Names are compared to the letter. `null` is like absent everywhere, in lists too, where the server makes it an empty value. `status` and
/// `metadata.managedFields` are not looked into: they are the server's to write. Directives of patches (`$patch`) are nobody's fields.
///
/// Sources: the decoder's behaviour as recorded from kube-apiserver 1.36 and kubectl; required values from `pkg/apis/batch/validation` and
/// `pkg/apis/core/validation`.
package enum SchemaChecker {
  /// What is wrong with the object, in the order of the places; nothing for a kind that is not known.
  ///
  /// - Parameters:
  ///   - root: The object, alias or not; wherever it stands in its document.
  ///   - kind: A kind such as `CronJob`; `batch/v1beta1` and `batch/v2alpha1` have the fields of `batch/v1`.
  package static func check(_ root: Node, kind: String) -> [SchemaIssue] {
    let root = root.resolved
    guard root.kind == .mapping, let type = FieldTable.type(named: kind) else { return [] }
    let nodes = root.document.nodes
    let bytes = root.source.bytes
    var walk = SchemaWalk(document: root.document)
    walk.checkRoot(root.index, as: type, nodes.span, bytes.span)
    return walk.sortedIssues
  }
}
