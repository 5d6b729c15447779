package import AccessControl
package import Manifests

/// A workload or service account as people name it on the command line: `backup`, `database/backup`, `cronjob/backup`, `cronjob/database/backup`.
package struct ObjectReference: Sendable, CustomStringConvertible {
  private enum Kind: Equatable {
    case workload(Workload.Kind)
    case serviceAccount
    case secret
  }

  /// nil: any.
  private let kind: Kind?
  private let namespace: String?
  private let name: String
  package let description: String

  /// nil for what has an empty part or too many.
  package init?(_ text: String) {
    description = text
    var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard !parts.contains("") else { return nil }
    kind = parts.count > 1 ? Self.kind(parts[0]) : nil
    if kind != nil { parts.removeFirst() }
    guard let last = parts.popLast(), parts.count <= 1 else { return nil }
    name = last
    namespace = parts.first
  }

  /// As kubectl knows the kinds.
  private static func kind(_ word: String) -> Kind? {
    switch word.lowercased() {
    case "cronjob", "cronjobs", "cj", "cronjob.batch", "cronjobs.batch": .workload(.cronJob)
    case "job", "jobs", "job.batch", "jobs.batch": .workload(.job)
    case "pod", "pods", "po": .workload(.pod)
    case "serviceaccount", "serviceaccounts", "sa": .serviceAccount
    case "secret", "secrets": .secret
    default: nil
    }
  }

  package func matches(_ kind: Workload.Kind, namespace: String?, name: String) -> Bool {
    name == self.name && (self.kind ?? .workload(kind)) == .workload(kind) && (self.namespace == nil || self.namespace == namespace)
  }

  /// The Secret that is meant, in a namespace that is left open where none is named; nil for what is none.
  package var secret: (namespace: String?, name: String)? { kind == .secret ? (namespace, name) : nil }

  package func matches(_ account: ServiceAccountName) -> Bool {
    account.name == name && (kind ?? .serviceAccount) == .serviceAccount && (namespace == nil || namespace == account.namespace)
  }
}
