package import ClusterState
import Manifests
import SourceTree

/// The RBAC authorizer of Kubernetes over the objects of a state: who may do what, and by which rule.
///
/// Follows `pkg/registry/rbac/validation/rule.go` and `plugin/pkg/auth/authorizer/rbac` of Kubernetes 1.36. Every name is interned, every role compiled
/// once, and bindings are found by subject, so that an answer takes no longer in a large cluster than in a small one. Objects of one kind, namespace and
/// name count together, so that neither the order of files nor the way documents are split changes an answer; objects without a namespace are in
/// `default`, where kubectl puts them.
///
/// ```swift
/// let authorizer = Authorizer(state)
/// let request = AccessRequest(user: User(serviceAccount: account), verb: "get", resource: "secrets", name: "db", namespace: "shop")
/// switch authorizer.decision(on: request) { case .allowed(let grant): … }
/// ```
package struct Authorizer: Sendable {
  /// A binding of the input.
  struct Binding: Sendable {
    let name: Symbol
    /// ``Symbol/empty`` for a ClusterRoleBinding.
    let namespace: Symbol
    let roleName: RoleName
    /// The position of the role; nil where the input has none of the name.
    let role: Int?
    /// Whom it names, among ``Authorizer/subjects``.
    let subjects: Range<Int>
    /// Its `kind` key.
    let origin: Origin

    /// Cluster-wide bindings have no namespace, and no namespace is without a name.
    var isClusterWide: Bool { namespace == .empty }
  }

  /// A subject of a binding as it is looked up: service accounts are users.
  struct SubjectKey: Hashable, Sendable {
    enum Kind: UInt8, Sendable { case user, group, unreadable }
    let kind: Kind
    let name: Symbol
  }

  /// That a binding applies to a subject.
  struct SubjectBinding: Sendable {
    let binding: Int
    /// Which of ``Authorizer/subjects``; of no use under ``SubjectKey/unreadable``.
    let subject: Int
  }

  /// 36 for Kubernetes 1.36.
  package let kubernetesMinorVersion: Int
  let symbols: SymbolTable
  let catalogue: RoleCatalogue
  let bindings: [Binding]
  /// The subjects of all bindings.
  let subjects: [BindingIndex.Subject]
  private let bindingsOfSubject: [SubjectKey: [SubjectBinding]]
  /// Where objects without a namespace are.
  package let defaultNamespace: String
  /// Which roles are all known: one of those that is missing is missing in the cluster too.
  private let state: ClusterState

  /// - Parameters:
  ///   - state: The objects. Where its ClusterRoles are not all that there are, those that Kubernetes makes itself are added, with their bindings.
  ///   - kubernetesMinorVersion: Whose built-in roles to add; of a version that is older than all that are known, what they would allow is not evaluated.
  package init(_ state: ClusterState, kubernetesMinorVersion: Int = DefaultRoles.knownMinorVersions.upperBound) {
    self.kubernetesMinorVersion = kubernetesMinorVersion
    self.state = state
    let hasAllClusterRoles = state.coverage(of: .clusterRole, in: .cluster).isComplete
    let defaults = hasAllClusterRoles ? ClusterState() : DefaultRoles.state(ofMinorVersion: kubernetesMinorVersion)
    var symbols = SymbolTable()
    var objects = RoleObjects()
    objects.add(state.clusterRoles)
    objects.add(defaults.clusterRoles)
    objects.add(state.roles)
    objects.add(defaults.roles)
    defaultNamespace = state.namespaceOfObjectsWithoutOne
    let catalogue = RoleCatalogue(objects, isComplete: hasAllClusterRoles, defaultNamespace: defaultNamespace, &symbols)
    let defaultNamespace = defaultNamespace
    lazy var namespaces = state.namespacesOfAccounts(in: defaultNamespace)
    var index = BindingIndex(catalogue, symbols, defaultNamespace: defaultNamespace) { name in
      namespaces[name].flatMap { $0.count == 1 ? $0.first : nil }
    }
    for binding in (Array(state.clusterRoleBindings) + defaults.clusterRoleBindings).sortedByName() { index.add(binding) }
    for binding in (Array(state.roleBindings) + defaults.roleBindings).sortedByName() { index.add(binding) }
    self.symbols = index.symbols
    self.catalogue = catalogue
    bindings = index.bindings
    subjects = index.subjects
    bindingsOfSubject = index.bindingsOfSubject()
  }

  /// Whether a request is allowed.
  package func decision(on request: AccessRequest) -> AccessDecision {
    // The API server asks no authorizer about this group (`pkg/kubeapiserver/authorizer/config.go`).
    if request.user.groups.contains("system:masters") { return .allowed(nil) }
    let compiled = CompiledRequest(request, symbols)
    var missing: [RoleReference] = []
    var unknown: NotEvaluatedReason?
    var search = RuleSearch(catalogue, compiled)
    for found in applicable(to: request.user, in: request.namespace) {
      let binding = bindings[found.binding]
      guard let role = binding.role else {
        missing.append(reference(binding.roleName))
        continue
      }
      if let rule = search.rule(of: role) {
        return .allowed(AccessGrant(binding: found.binding, subject: found.subject, role: role, rule: rule))
      }
      if unknown == nil, let gap = catalogue.roles[role].gap { unknown = .incompleteRole(reference(binding.roleName), gap) }
    }
    if unknown == nil { unknown = unknownDefaults }
    if unknown == nil { unknown = missing.first { !isKnownToBeMissing($0) }.map { .missingRole($0) } }
    if unknown == nil { unknown = unreadableSubject(allowing: &search, in: request.namespace) }
    if let unknown { return .notEvaluated(unknown) }
    return .denied(missingRoles: missing)
  }

  /// That a cluster of the version has roles and bindings which are neither in the input nor known.
  var unknownDefaults: NotEvaluatedReason? {
    let areKnown =
      state.coverage(of: .clusterRole, in: .cluster).isComplete || kubernetesMinorVersion >= DefaultRoles.knownMinorVersions.lowerBound
    return areKnown ? nil : .unknownDefaults(minorVersion: kubernetesMinorVersion)
  }

  /// Whether any binding names a user.
  package func names(user: String) -> Bool {
    let symbol = symbols.symbol(user)
    return subjects.contains { $0.kind == .user && $0.name == symbol }
  }

  /// Whether any rule has a verb.
  package func names(verb: String) -> Bool {
    let symbol = symbols.symbol(verb)
    return catalogue.table.rules.indices.contains { catalogue.table.lists(of: $0).verbs.contains(symbol) }
  }

  /// Whether a role that the input does not have is not in the cluster either.
  func isKnownToBeMissing(_ role: RoleReference) -> Bool {
    role.isClusterRole
      ? state.coverage(of: .clusterRole, in: .cluster).isComplete
      : state.coverage(of: .role, in: Scope(namespace: role.namespace)).isComplete
  }

  /// The bindings that apply to a user in a namespace, those of the cluster first; the namespace of a request for the whole cluster is empty.
  private func applicable(to user: User, in namespace: String) -> [SubjectBinding] {
    let scope = symbols.symbol(namespace)
    var keys = [SubjectKey(kind: .user, name: symbols.symbol(user.name))]
    keys += user.groups.map { SubjectKey(kind: .group, name: symbols.symbol($0)) }
    var cluster: [SubjectBinding] = []
    var local: [SubjectBinding] = []
    for key in keys where key.name != .unknown {
      cluster += bindings(of: key, in: .empty)
      if scope != .empty { local += bindings(of: key, in: scope) }
    }
    return cluster + local
  }

  /// The bindings of a subject in one namespace, or in none with ``Symbol/empty``.
  func bindings(of subject: SubjectKey, in namespace: Symbol) -> ArraySlice<SubjectBinding> {
    guard let all = bindingsOfSubject[subject] else { return [] }
    let start = all.prefixCount { bindings[$0.binding].namespace < namespace }
    let end = all.prefixCount { bindings[$0.binding].namespace <= namespace }
    return all[start..<end]
  }

  /// All bindings of a subject, ordered by namespace.
  func bindings(of subject: SubjectKey) -> [SubjectBinding] { bindingsOfSubject[subject] ?? [] }

  private func unreadableSubject(allowing search: inout RuleSearch, in namespace: String) -> NotEvaluatedReason? {
    let scope = symbols.symbol(namespace)
    for found in bindings(of: .unreadable) {
      let binding = bindings[found.binding]
      guard binding.isClusterWide || binding.namespace == scope, let role = binding.role, search.rule(of: role) != nil
      else { continue }
      return .unreadableSubject(reference(binding))
    }
    return nil
  }

  func reference(_ name: RoleName) -> RoleReference {
    RoleReference(
      isClusterRole: name.isClusterRole, namespace: name.isClusterRole ? nil : symbols.name(name.namespace), name: symbols.name(name.name))
  }

  func reference(_ binding: Binding) -> BindingReference {
    BindingReference(namespace: binding.isClusterWide ? nil : symbols.name(binding.namespace), name: symbols.name(binding.name))
  }

  func reference(_ subject: BindingIndex.Subject) -> SubjectReference {
    SubjectReference(
      kind: subject.kind, namespace: subject.kind == .serviceAccount ? symbols.name(subject.namespace) : nil,
      name: symbols.name(subject.name))
  }
}

/// Looks for rules that allow one request, through each list of rules once however many bindings give it.
private struct RuleSearch {
  private let catalogue: RoleCatalogue
  private let request: CompiledRequest
  /// Long lists that do not allow it; a short one is sooner looked through than remembered.
  private var denying: Set<Int> = []
  private static let mostForgotten = 8

  init(_ catalogue: RoleCatalogue, _ request: CompiledRequest) {
    self.catalogue = catalogue
    self.request = request
  }

  /// The first rule of a role that allows it.
  mutating func rule(of position: Int) -> Int? {
    let role = catalogue.roles[position]
    let isLong = role.rules.count > Self.mostForgotten
    if isLong, denying.contains(role.ruleSet) { return nil }
    let rule = role.rules.first { catalogue.table.allows(request, rule: $0) }
    if isLong, rule == nil { denying.insert(role.ruleSet) }
    return rule
  }
}

extension [Located<RoleBinding>] {
  /// By namespace, name and role, so that the order of files does not choose among several grants which one is named.
  fileprivate func sortedByName() -> Self {
    // Names alone, as whole objects are dear to compare.
    let names = enumerated().map { index, binding in
      (
        binding.object.metadata.namespace.value ?? "", binding.object.metadata.name.value ?? "", binding.object.roleRef.kind.value ?? "",
        binding.object.roleRef.name.value ?? "", binding.origin, index
      )
    }
    return names.sorted { $0 < $1 }.map { self[$0.5] }
  }
}
