/// What is to become of one field.
///
/// Paths are those of the tree as it was read, so that changes are a set: none shifts what another one means, and their order matters only where two
/// contradict each other, and for the order in which new keys are written.
package struct Change: Hashable, Sendable {
  /// What is done.
  package enum Action: Hashable, Sendable {
    /// The field has this value. What is missing on the way is made, once for all changes; null and `{}` on the way are filled.
    case set(TreeValue)
    /// The key, or the item, is gone. What held it stays, if need be as `{}` or `[]`: nothing goes that nobody asked for.
    case remove
    /// The list at the path has this item. With the name of a merge key (`name`, `mountPath`) the item is the one with the same value under it: where it is
    /// there, it gets the entries that it lacks; otherwise it is appended. Without one it is any item that equals it.
    case ensure(TreeValue, unique: String?)
    /// A part of a scalar's text becomes another: UTF-8 offsets into what the scalar reads as (``Node/text``).
    case splice(Range<Int>, String)
  }

  /// Where.
  package var path: FieldPath
  /// What.
  package var action: Action

  /// A change of what is at a path.
  package init(_ path: FieldPath, _ action: Action) {
    self.path = path
    self.action = action
  }
}

/// Why a change is not made.
package enum Conflict: Error, Hashable, Sendable {
  /// The second one asks for something else than the first, which comes earlier in the list and is made, unless it is in conflict itself.
  case different(Change, Change)
  /// Other places would change as well.
  case shared(Change, Reach)
  /// It cannot be done in this text, or means nothing in it.
  case notEditable(Change, why: Obstacle)

  /// The change that is not made.
  package var change: Change {
    switch self {
    case .different(_, let change), .shared(let change, _), .notEditable(let change, _): change
    }
  }
}

/// What stands in the way of a change.
package enum Obstacle: String, Hashable, Sendable, CaseIterable {
  case unreadable, root, tooDeep, tooLongKey, notFinite
  case notACollection, otherKind, noSuchItem, noSuchText, noMergeKey, ambiguousItem, differentItem
  case duplicateKey, unusualKey, tagged, notText, outOfText, notExact

  /// The reason in words; repeats nothing of the document.
  package var message: String {
    switch self {
    case .unreadable:
      "the document cannot be relied upon: it is a template, its aliases or merge keys are refused, or kubectl reads it differently"
    case .root: "a document as a whole is not replaced, removed or emptied"
    case .tooDeep: "it would nest deeper than is read"
    case .tooLongKey: "a key may have 1,024 bytes at most"
    case .notFinite: "infinities and what is not a number cannot be written"
    case .notACollection: "the path leads through a value that holds no others"
    case .otherKind: "the path takes a list for an object, or an object for a list"
    case .noSuchItem: "the list has no such item"
    case .noSuchText: "there is no text at this path"
    case .noMergeKey: "the item has no value under its merge key"
    case .ambiguousItem: "several items of the list have this merge key"
    case .differentItem: "the list has an item with this merge key and other values"
    case .duplicateKey: "the object has this key twice"
    case .unusualKey: "the key is written in a form that is left alone: behind '?', or as the single pair of a list's item"
    case .tagged: "the value has a tag"
    case .notText: "the value is no text"
    case .outOfText: "the part is not within the text, or overlaps that of another change"
    case .notExact: "how the text is written cannot be told exactly from what it reads as"
    }
  }
}
