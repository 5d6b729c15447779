import Findings
import Manifests

/// The tool that applies a standalone Job again and again from a repository or a chart, and so misses it once a TTL has deleted it.
enum JobDelivery: String, StableHashable {
  case argoCD, argoCDHook, flux, helmHook

  /// How messages call it.
  var name: String {
    switch self {
    case .argoCD: "Argo CD"
    case .argoCDHook: "an Argo CD hook"
    case .flux: "Flux"
    case .helmHook: "a Helm hook"
    }
  }

  /// Whether the tool deletes the Job itself, by a hook-delete policy.
  var isHook: Bool { self == .argoCDHook || self == .helmHook }

  /// Reads the marks the tools leave on what they apply, and those users set for them; nil for CronJobs, and for Jobs without a mark or
  /// with an owner that made them.
  init?(of workload: Workload) {
    guard workload.kind == .job, workload.holder == nil, workload.metadata.ownerReferences.items.isEmpty else { return nil }
    let keys = (workload.metadata.labels.entries + workload.metadata.annotations.entries).map(\.key)
    if keys.contains("argocd.argoproj.io/hook") {
      self = .argoCDHook
    } else if keys.contains("helm.sh/hook") {
      self = .helmHook
    } else if keys.contains(where: { $0.hasPrefix("argocd.argoproj.io/") }) {
      self = .argoCD
    } else if keys.contains(where: { $0.hasPrefix("kustomize.toolkit.fluxcd.io/") || $0.hasPrefix("helm.toolkit.fluxcd.io/") }) {
      self = .flux
    } else {
      return nil
    }
  }
}
