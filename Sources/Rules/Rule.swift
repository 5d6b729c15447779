package import Findings
package import Manifests
package import SourceTree

/// One thing that can be wrong with a workload: one rule, one type, one file below the folder of its group.
///
/// Conforming types are caseless enums. `generate` finds them by their file and writes the registry and the rule pages.
package protocol Rule: SendableMetatype {
  static var metadata: RuleMetadata { get }

  /// Reports what is wrong with the workload. Reporting nothing is a pass; what cannot be known is said with
  /// ``FindingCollector/cannotEvaluate(at:because:)``, never left out.
  static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector)

  /// Puts a finding of this rule into words.
  ///
  /// - Parameter arguments: What ``check(_:options:into:)`` reported, in the same order.
  static func explain(_ arguments: [String]) -> Explanation
}

extension FindingCollector {
  /// The field's value, or `default` where it is absent. Where it is unreadable the rule is *not evaluated*, and the answer is nil.
  @inline(__always)
  package mutating func read<Value>(_ field: Field<Value>, default defaultValue: Value) -> Value? {
    switch field {
    case .present(let value, _): return value
    case .absent: return defaultValue
    case .unreadable(let reason, let range):
      cannotEvaluate(at: range.value, because: reason.reason)
      return nil
    }
  }

  /// Says *not evaluated* where an object or list is unreadable.
  ///
  /// - Returns: Whether it can be read (or is absent).
  package mutating func canRead(_ presence: Presence, at place: SourceRange) -> Bool {
    guard case .unreadable(let reason) = presence else { return true }
    cannotEvaluate(at: place, because: reason.reason)
    return false
  }

  /// The field's value and its place where it is written. Where it is unreadable the rule is *not evaluated*, and the answer is nil.
  @inline(__always)
  package mutating func readIfPresent<Value>(_ field: Field<Value>) -> (value: Value, place: SourceRange)? {
    switch field {
    case .present(let value, let range): return (value, range.value)
    case .absent: return nil
    case .unreadable(let reason, let range):
      cannotEvaluate(at: range.value, because: reason.reason)
      return nil
    }
  }

  /// Whether the field is not written. Where it is unreadable the rule is *not evaluated*, and the answer is false.
  @inline(__always)
  package mutating func isAbsent<Value>(_ field: Field<Value>) -> Bool {
    if case .unreadable(let reason, let range) = field { cannotEvaluate(at: range.value, because: reason.reason) }
    return field.isAbsent
  }
}

extension [String] {
  /// A finding's argument by its position; empty where there is none, so that explaining never fails.
  func argument(_ position: Int) -> String {
    indices.contains(position) ? self[position] : ""
  }
}
