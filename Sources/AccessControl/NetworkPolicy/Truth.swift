/// What is known of a question. As in Kleene's logic, *and* is the minimum of two answers, *or* the maximum.
package enum Truth: Comparable, Sendable {
  case no, unknown, yes

  /// What is known for certain.
  package init(_ value: Bool) { self = value ? .yes : .no }

  /// What is not known stays so.
  package static prefix func ! (value: Truth) -> Truth {
    switch value {
    case .no: .yes
    case .unknown: .unknown
    case .yes: .no
    }
  }
}

extension Sequence {
  /// Whether an element answers *yes*; *no* where there is none.
  func any(_ answer: (Element) -> Truth) -> Truth {
    var result = Truth.no
    for element in self {
      result = Swift.max(result, answer(element))
      if result == .yes { break }
    }
    return result
  }

  /// Whether all elements answer *yes*; so they do where there is none.
  func all(_ answer: (Element) -> Truth) -> Truth {
    var result = Truth.yes
    for element in self {
      result = Swift.min(result, answer(element))
      if result == .no { break }
    }
    return result
  }
}
