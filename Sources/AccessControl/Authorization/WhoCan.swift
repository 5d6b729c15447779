/// Someone who may do something, and by what.
package struct PermittedSubject: Hashable, Sendable {
  /// Who may.
  package let subject: SubjectReference
  /// Where; nil: in every namespace, or to objects of the cluster.
  package let namespace: String?
  /// By what.
  package let evidence: GrantEvidence
}

/// Everyone who may do something.
package struct PermittedSubjects: Sendable {
  /// Sorted: those of the whole cluster first, then by namespace; each subject once in each.
  package let subjects: [PermittedSubject]
  /// Why there may be more.
  package let notEvaluated: [NotEvaluatedReason]
}

extension Authorizer {
  /// Everyone who may make a request, as bindings name them; linear in the bindings.
  ///
  /// - Parameters:
  ///   - request: Its user does not matter.
  ///   - namespaces: Which namespaces to look in: nil for all of them. Bindings of the whole cluster always count.
  package func subjects(permitting request: AccessRequest, in namespaces: Set<String>? = nil) -> PermittedSubjects {
    let compiled = CompiledRequest(request, symbols)
    let allowing = catalogue.ruleSets.map { rules in
      rules.first { catalogue.table.allows(compiled, rule: $0) }.map { $0 - rules.lowerBound }
    }
    let scopes = namespaces.map { Set($0.map { symbols.symbol($0) }) }
    var found: [PermittedSubject] = []
    var unknown = Set([unknownDefaults].compactMap(\.self))
    let unreadable = Set(bindings(of: .unreadable).map(\.binding))
    for (index, binding) in bindings.enumerated() {
      guard binding.isClusterWide || (request.nonResourceURL.isEmpty && scopes?.contains(binding.namespace) ?? true) else { continue }
      guard let position = binding.role else {
        let role = reference(binding.roleName)
        if !isKnownToBeMissing(role) { unknown.insert(.missingRole(role)) }
        continue
      }
      let role = catalogue.roles[position]
      guard let rule = allowing[role.ruleSet] else {
        if let gap = role.gap { unknown.insert(.incompleteRole(reference(role.name), gap)) }
        continue
      }
      if unreadable.contains(index) { unknown.insert(.unreadableSubject(reference(binding))) }
      for subject in binding.subjects {
        let evidence = evidence(AccessGrant(binding: index, subject: subject, role: position, rule: role.rules.lowerBound + rule))
        found.append(PermittedSubject(subject: evidence.subject, namespace: evidence.binding.namespace, evidence: evidence))
      }
    }
    found.sort {
      ($0.namespace ?? "", $0.subject, $0.evidence.binding) < ($1.namespace ?? "", $1.subject, $1.evidence.binding)
    }
    return PermittedSubjects(
      subjects: found.enumerated().filter { index, item in
        index == 0 || found[index - 1].subject != item.subject || found[index - 1].namespace != item.namespace
      }.map(\.element),
      notEvaluated: unknown.sorted { $0.reason < $1.reason })
  }
}
