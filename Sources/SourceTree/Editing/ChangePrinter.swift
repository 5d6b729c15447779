/// Writes changes as edits of the text they are of, in the style of what stands around them.
///
/// Only the bytes change that must. Indentation, dashes, quotes, line ends, a line for each entry or one for all, come from the nearest that is there:
/// siblings, then what is around them, then the document. Comments stay, but for those that belong to what goes: on its lines, and directly above it in its
/// column, directives such as `# renovate:` among them, as they are about what follows.
///
/// The work is n log n in the document and the changes together.
package struct ChangePrinter: Sendable {
  let root: Node

  /// Changes whose paths start at an object: a document's root, or an object within one.
  package init(_ root: Node) { self.root = root }

  /// The edits for as many of the changes as can be made together, and why the others are not. Each change is made as a whole or not at all.
  ///
  /// Of changes that contradict each other the first in the list is made. Changes that hold already need no edit.
  package func edits(for changes: [Change]) -> (edits: EditList, conflicts: [Conflict]) {
    guard root.document.isReliable else { return (EditList(), changes.map { .notEditable($0, why: .unreadable) }) }
    var walk = ChangeWalk(root, changes)
    walk.run()
    // The edits of the walk never overlap; should they do so all the same, it is better to write nothing.
    guard let edits = walk.draft.finished() else { return (EditList(), changes.map { .notEditable($0, why: .notExact) }) }
    return (edits, walk.tree.conflicts.uniqued())
  }

  /// The edits for all of the changes.
  ///
  /// - Throws: The first conflict.
  package func edits(forAll changes: [Change]) throws(Conflict) -> EditList {
    let (edits, conflicts) = edits(for: changes)
    if let conflict = conflicts.first { throw conflict }
    return edits
  }
}
