import Manifests

extension LabelSelector {
  /// Whether labels match (`k8s.io/apimachinery/pkg/labels`); a selector that cannot be read, or has an unknown operator, selects nothing.
  func selects(_ labels: StringMap) -> Bool {
    guard presence == .present else { return false }
    for entry in matchLabels.entries {
      guard let wanted = entry.value.value, labels[entry.key].value == wanted else { return false }
    }
    return matchExpressions.items.allSatisfy { $0.selects(labels) }
  }
}

extension LabelSelectorRequirement {
  fileprivate func selects(_ labels: StringMap) -> Bool {
    guard let key = key.value else { return false }
    let value = labels[key].value
    switch `operator`.value {
    case "In": return value.map(holds) ?? false
    case "NotIn": return value.map { !holds($0) } ?? true
    case "Exists": return value != nil
    case "DoesNotExist": return value == nil
    default: return false
    }
  }

  private func holds(_ value: String) -> Bool { values.items.contains { $0.value == value } }
}
