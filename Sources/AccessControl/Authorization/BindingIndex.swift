import ClusterState
import Manifests
import SourceTree

/// Gathers bindings, and which of them apply to whom.
struct BindingIndex {
  /// Whom a binding names.
  struct Subject: Sendable {
    let kind: SubjectReference.Kind
    /// Of a service account; otherwise ``Symbol/empty``.
    let namespace: Symbol
    let name: Symbol
  }

  private(set) var symbols: SymbolTable
  private(set) var bindings: [Authorizer.Binding] = []
  private(set) var subjects: [Subject] = []
  private let catalogue: RoleCatalogue
  private let defaultNamespace: String
  /// The namespace of the one service account of a name; nil where there is none, or more than one.
  private let namespaces: (String) -> String?
  private var applications: [Authorizer.SubjectKey: [Authorizer.SubjectBinding]] = [:]

  init(_ catalogue: RoleCatalogue, _ symbols: SymbolTable, defaultNamespace: String, namespaces: @escaping (String) -> String?) {
    self.namespaces = namespaces
    self.catalogue = catalogue
    self.symbols = symbols
    self.defaultNamespace = defaultNamespace
  }

  mutating func add(_ located: Located<RoleBinding>) {
    let object = located.object
    let namespace = object.isClusterWide ? Symbol.empty : symbols.intern(object.metadata.namespace.value ?? defaultNamespace)
    let isClusterRole = object.roleRef.kind.value == "ClusterRole"
    let roleName = RoleName(
      namespace: isClusterRole ? .empty : namespace, isClusterRole: isClusterRole, name: symbols.intern(object.roleRef.name.value ?? ""))
    let binding = bindings.count
    let firstSubject = subjects.count
    if case .unreadable = object.subjects.presence { apply(binding, to: .unreadable) }
    for subject in object.subjects.items { add(subject, of: binding, in: namespace) }
    bindings.append(
      Authorizer.Binding(
        name: symbols.intern(object.metadata.name.value ?? ""), namespace: namespace, roleName: roleName,
        role: catalogue.position(of: roleName), subjects: firstSubject..<subjects.count, origin: located.origin))
  }

  private mutating func add(_ subject: Manifests.Subject, of binding: Int, in bindingNamespace: Symbol) {
    guard let name = subject.name.value, let kind = subject.kind.value else { return apply(binding, to: .unreadable) }
    switch kind {
    case "User":
      let symbol = symbols.intern(name)
      apply(binding, to: Authorizer.SubjectKey(kind: .user, name: symbol))
      subjects.append(Subject(kind: .user, namespace: .empty, name: symbol))
    case "Group":
      let symbol = symbols.intern(name)
      apply(binding, to: Authorizer.SubjectKey(kind: .group, name: symbol))
      subjects.append(Subject(kind: .group, namespace: .empty, name: symbol))
    case "ServiceAccount":
      if case .unreadable = subject.namespace { return apply(binding, to: .unreadable) }
      let written = subject.namespace.value ?? ""
      var namespace = written.isEmpty ? bindingNamespace : symbols.intern(written)
      if namespace == .empty {
        // A ClusterRoleBinding has no namespace to stand in for the subject's: whoever completes the manifest names that of the service account.
        guard let owner = namespaces(name) else { return apply(binding, to: .unreadable) }
        namespace = symbols.intern(owner)
      }
      let account = ServiceAccountName(namespace: symbols.name(namespace), name: name)
      apply(binding, to: Authorizer.SubjectKey(kind: .user, name: symbols.intern(account.userName)))
      subjects.append(Subject(kind: .serviceAccount, namespace: namespace, name: symbols.intern(name)))
    default: break
    }
  }

  /// The subject is the one that is added next.
  private mutating func apply(_ binding: Int, to key: Authorizer.SubjectKey) {
    applications[key, default: []].append(Authorizer.SubjectBinding(binding: binding, subject: subjects.count))
  }

  /// The bindings of each subject, ordered by namespace.
  func bindingsOfSubject() -> [Authorizer.SubjectKey: [Authorizer.SubjectBinding]] {
    applications.mapValues { found in
      found.count < 2 ? found : found.sorted { (bindings[$0.binding].namespace, $0.binding) < (bindings[$1.binding].namespace, $1.binding) }
    }
  }
}

extension Authorizer.SubjectKey {
  /// Stands for every subject that cannot be read.
  static let unreadable = Authorizer.SubjectKey(kind: .unreadable, name: .empty)
}

extension ClusterState {
  /// Where service accounts of each name are, or are run as.
  func namespacesOfAccounts(in defaultNamespace: String) -> [String: Set<String>] {
    var namespaces: [String: Set<String>] = [:]
    for account in serviceAccounts {
      guard let name = account.object.metadata.name.value else { continue }
      namespaces[name, default: []].insert(account.object.metadata.namespace.value ?? defaultNamespace)
    }
    for workload in workloads {
      guard let name = workload.object.serviceAccountName else { continue }
      namespaces[name, default: []].insert(workload.object.namespace ?? defaultNamespace)
    }
    return namespaces
  }

  /// Where objects without a namespace belong: `default`, unless the bindings name their service accounts in one other namespace, and in that alone.
  ///
  /// Manifests that are applied with `kubectl -n` often leave namespaces out everywhere but in subjects, where a ClusterRoleBinding must have them.
  package var namespaceOfObjectsWithoutOne: String {
    var names: Set<String> = []
    var known: Set<ServiceAccountName> = []
    func note(_ name: String?, in namespace: String?) {
      guard let name else { return }
      if let namespace { known.insert(ServiceAccountName(namespace: namespace, name: name)) } else { names.insert(name) }
    }
    for account in serviceAccounts { note(account.object.metadata.name.value, in: account.object.metadata.namespace.value) }
    for workload in workloads { note(workload.object.serviceAccountName, in: workload.object.namespace) }
    var namespaces: Set<String> = []
    for binding in Array(roleBindings) + clusterRoleBindings where !names.isEmpty {
      for subject in binding.object.subjects.items where subject.kind.value == "ServiceAccount" {
        guard let name = subject.name.value, let namespace = subject.namespace.value, !namespace.isEmpty, names.contains(name),
          !known.contains(ServiceAccountName(namespace: namespace, name: name))
        else { continue }
        namespaces.insert(namespace)
      }
    }
    return namespaces.count == 1 ? namespaces.first ?? "default" : "default"
  }
}
