package import Findings
package import SourceTree

/// A rule that knows how to mend what it finds. It says what is to become of which field; how that looks in the text is nothing to it.
package protocol Fixable: Rule {
  /// What its fixes do else, as a rule; a single one may be another. The rule's page says it.
  static var fixing: FixSafety { get }

  /// How a finding is mended.
  ///
  /// - Returns: nil where it cannot be told from what the manifest says.
  static func fix(_ defect: Defect<Self>) -> Fix?
}

extension Fixable {
  /// How a finding of this rule is mended.
  static func fix(_ finding: Finding, of workload: WorkloadTree, options: RuleOptions) -> Fix? {
    guard let situation = finding.situation as? Situation else { return nil }
    return fix(Defect(situation: situation, finding: finding, workload: workload, options: options))
  }
}

/// What a rule has found, with the tree that is to be changed.
package struct Defect<Asked: Rule>: Sendable {
  /// What the rule met.
  package let situation: Asked.Situation
  /// Where, and how grave it is.
  package let finding: Finding
  /// Whose it is.
  package let workload: WorkloadTree
  /// What is asked.
  package let options: RuleOptions

  /// The field that the finding points at, or whose key it is.
  package var path: FieldPath? { workload.path(of: finding.place.range) }

  /// The container that the finding points into.
  package var container: ContainerTree? { path.flatMap { workload.container(at: $0) } }

  /// The item of a container's list that the finding points into: `env[2]`.
  func item(of list: String) -> (container: ContainerTree, index: Int)? {
    guard let path, let container = workload.container(at: path) else { return nil }
    let steps = path.steps.dropFirst(container.path.steps.count).prefix(2)
    guard steps.first == .key(list), case .item(let index)? = steps.last else { return nil }
    return (container, index)
  }
}

extension Fix {
  /// The fix that gives one field a value. The value is shown: none that may be a credential.
  ///
  /// - Parameter path: nil where it is not known where the field is.
  init?(setting path: FieldPath?, to value: TreeValue, _ safety: FixSafety) {
    guard let path, case .key(let name)? = path.steps.last(where: { if case .key = $0 { true } else { false } }) else { return nil }
    let shown: String? =
      switch value {
      case .text(let text): text
      case .number(let number): "\(number)"
      case .bool(let bool): "\(bool)"
      default: nil
      }
    self.init(shown.map { "set `\(name)` to `\($0)`" } ?? "set `\(name)`", safety, [Change(path, .set(value))])
  }

  /// The fix that takes one field away.
  ///
  /// - Parameter path: nil where it is not known where the field is.
  init?(removing path: FieldPath?, _ safety: FixSafety) {
    guard let path, case .key(let name)? = path.steps.last else { return nil }
    self.init("remove `\(name)`", safety, [Change(path, .remove)])
  }
}
