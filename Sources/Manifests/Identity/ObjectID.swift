/// What an object is, not where it was read: its kind, its namespace and its name.
package struct ObjectID: Hashable, Sendable {
  /// As the API calls it: the kinds of one ``ObjectKind`` have names of their own.
  package let kind: String
  package let scope: Scope
  /// Empty where the API server makes one (`generateName`), so that it names no object.
  package let name: String

  package init(kind: String, scope: Scope, name: String) {
    self.kind = kind
    self.scope = scope
    self.name = name
  }

  /// `KIND/NAMESPACE/NAME`, or `KIND/NAME`.
  package var description: String {
    if case .namespace(let namespace) = scope { "\(kind)/\(namespace)/\(name)" } else { "\(kind)/\(name)" }
  }
}

/// The namespace that an object is in.
package enum Scope: Hashable, Sendable, Comparable {
  /// None: the object belongs to the whole cluster.
  case cluster
  /// Whoever applies the manifest says it.
  case leftOpen
  case namespace(String)

  /// The scope of an object of a kind with namespaces.
  package init(namespace: String?) { self = namespace.map { .namespace($0) } ?? .leftOpen }

  /// Its name, where there is one.
  package var namespace: String? { if case .namespace(let name) = self { name } else { nil } }
}

/// One kind in one namespace: what is known completely, or not, changes by itself, and is copied when it does.
package struct Part: Hashable, Sendable {
  package let kind: ObjectKind
  package let scope: Scope

  package init(kind: ObjectKind, scope: Scope) {
    self.kind = kind
    self.scope = scope
  }
}
