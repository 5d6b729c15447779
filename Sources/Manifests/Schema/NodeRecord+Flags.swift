internal import SourceTree

/// The bits of `NodeRecord.Flags`. Asking for them by name is a call into another module, which in a pass over all nodes costs more than the pass.
extension NodeRecord {
  var needsDecoding: Bool { flags.rawValue & 1 != 0 }
  var hasProperties: Bool { flags.rawValue & 2 != 0 }
  var hasMergeKey: Bool { flags.rawValue & 4 != 0 }
  var hasTemplate: Bool { flags.rawValue & 8 != 0 }
}
