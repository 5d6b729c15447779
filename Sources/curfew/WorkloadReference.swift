import Manifests

/// A workload as people name it on the command line: `backup`, `database/backup`, `cronjob/backup`, `cronjob/database/backup`.
struct WorkloadReference: Sendable, CustomStringConvertible {
  let kind: Workload.Kind?
  let namespace: String?
  let name: String
  let description: String

  /// nil for what has an empty part or too many.
  init?(_ text: String) {
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
  private static func kind(_ word: String) -> Workload.Kind? {
    switch word.lowercased() {
    case "cronjob", "cronjobs", "cj", "cronjob.batch", "cronjobs.batch": .cronJob
    case "job", "jobs", "job.batch", "jobs.batch": .job
    case "pod", "pods", "po": .pod
    default: nil
    }
  }

  func matches(_ kind: Workload.Kind, namespace: String?, name: String) -> Bool {
    name == self.name && (self.kind ?? kind) == kind && (self.namespace == nil || self.namespace == namespace)
  }
}
