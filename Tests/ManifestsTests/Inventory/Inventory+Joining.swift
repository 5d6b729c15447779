import Manifests

extension Inventory {
  /// One inventory of many, as a scan makes it.
  init(joining parts: some Sequence<Inventory>) {
    self.init()
    for part in parts { append(part) }
    sort()
  }
}
