/// What each list of rules lets its holders do, worked out once however many roles and bindings share it.
struct CapabilityTable: Sendable {
  /// A capability, the rule that gives it, and the objects it is limited to.
  struct Entry: Sendable {
    let capability: Capability
    /// The rule's position in its role.
    let rule: Int
    /// Names of objects; empty: any.
    let names: [Symbol]
  }

  private let entries: [[Entry]]

  init(_ authorizer: Authorizer) {
    let questions = Question.all(authorizer.symbols, authorizer.kubernetesMinorVersion)
    let table = authorizer.catalogue.table
    let awsAuth = authorizer.symbols.symbol("aws-auth")
    entries = authorizer.catalogue.ruleSets.map { rules in
      var found: [Entry] = []
      var limited: Set<Limited> = []
      for (position, rule) in rules.enumerated() {
        for question in questions {
          guard var names = question.names(allowedBy: rule, in: table) else { continue }
          switch question.capability {
          case .doEverything where !names.isEmpty: continue
          case .impersonateUsers where !names.isEmpty:
            // The API server asks about service accounts by their own resource (`apiserver/pkg/endpoints/filters/impersonation`).
            names.removeAll { authorizer.symbols.name($0).hasPrefix("system:serviceaccount:") }
            if names.isEmpty { continue }
          case .changeClusterLogins where !names.isEmpty && !names.contains(awsAuth): continue
          default: break
          }
          // What holds for any name says more than what holds for some.
          if limited.contains(Limited(capability: question.capability, names: [])) { continue }
          guard limited.insert(Limited(capability: question.capability, names: names)).inserted else { continue }
          found.append(Entry(capability: question.capability, rule: position, names: names))
        }
      }
      return found
    }
  }

  /// The capabilities of a list of rules, in the order of the rules.
  subscript(ruleSet: Int) -> [Entry] { entries[ruleSet] }

  /// A capability for objects of some names, or of any.
  private struct Limited: Hashable {
    let capability: Capability
    let names: [Symbol]
  }

  /// One permission that gives a capability, with its names looked up.
  private struct Question {
    let capability: Capability
    let verb: Symbol
    let group: Symbol
    let resource: Symbol
    let anySubresource: Symbol
    /// A request to create an object carries no name; one for a subresource does.
    let carriesName: Bool

    static func all(_ symbols: SymbolTable, _ version: Int) -> [Question] {
      var questions: [Question] = []
      for capability in Capability.allCases {
        for permission in capability.permissions(inMinorVersion: version) {
          for resource in permission.resources {
            let subresource = resource.split(separator: "/").dropFirst().first
            for verb in permission.verbs {
              questions.append(
                Question(
                  capability: capability, verb: symbols.symbol(verb), group: symbols.symbol(permission.apiGroup),
                  resource: symbols.symbol(resource), anySubresource: subresource.map { symbols.symbol("*/\($0)") } ?? .unknown,
                  carriesName: (verb != "create" && verb != "deletecollection") || subresource != nil))
            }
          }
        }
      }
      return questions
    }

    /// The names that a rule limits the permission to, none for any; nil where it does not give it.
    func names(allowedBy rule: Int, in table: RuleTable) -> [Symbol]? {
      guard let names = table.names(for: verb, group: group, resource: resource, anySubresource: anySubresource, rule: rule) else {
        return nil
      }
      return names.isEmpty || carriesName ? names : nil
    }
  }
}
