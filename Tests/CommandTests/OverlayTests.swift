import Foundation
import Testing

/// Objects that leave their namespace open, and those of other overlays, beside workloads that name theirs.
struct OverlayTests {
  private static func cronJob(_ metadata: String, _ name: String = "backup") -> String {
    """
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: \(name), \(metadata)}, spec: {schedule: "0 2 * * *", jobTemplate: {spec: {template: {
      metadata: {labels: {app: backup}}, spec: {restartPolicy: Never, containers: [{name: c, image: i, resources: {limits: {cpu: 500m, memory: 64Mi}}}]}}}}}}
    """
  }

  private static func policy(_ metadata: String, app: String) -> String {
    """
    {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {\(metadata)}, spec: {podSelector: {matchLabels: {app: \(app)}},
      policyTypes: [Ingress, Egress]}}
    """
  }

  private static func findings(_ files: [String: String], _ rules: String...) throws -> [String] {
    let workspace = try Workspace(files)
    let output = try Command.run(["scan", "--format", "json"] + rules.flatMap { ["--rule", $0] }, folder: workspace.folder).output
    return try Workspace.findings(in: output).map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
  }

  /// A policy without a namespace may be for the one that the others of its folder name.
  @Test func policiesWithoutNamespaceCount() throws {
    let other = Self.policy("name: other, namespace: shop", app: "web")
    let job = Self.cronJob("namespace: shop")
    let found = { (files: [String: String]) in try Self.findings(files, "no-network-policy", "network-policy-selects-nothing") }
    #expect(try found(["a.yaml": [other, Self.policy("name: jobs", app: "backup"), job].joined(separator: "\n---\n")]) == [])
    #expect(try found(["a/policies.yaml": "\(other)\n---\n\(Self.policy("name: jobs", app: "backup"))", "a/job.yaml": job]) == [])
    // One of another folder is another application's.
    #expect(
      try found(["a/job.yaml": "\(other)\n---\n\(job)", "b/policy.yaml": Self.policy("name: jobs", app: "backup")]).contains(
        "a/job.yaml:4 no-network-policy"))
    #expect(
      try found(["a.yaml": [other, Self.policy("name: jobs", app: "other"), job].joined(separator: "\n---\n")]).contains {
        $0.hasSuffix("no-network-policy")
      })
  }

  /// What limits one overlay says nothing of another.
  @Test(arguments: ["LimitRange", "ResourceQuota"])
  func limitsOfOtherOverlaysDoNot(_ kind: String) throws {
    let rule = kind == "LimitRange" ? "limit-range-will-deny" : "quota-will-deny"
    func limits(_ metadata: String) -> String {
      let spec = kind == "LimitRange" ? "limits: [{type: Container, max: {cpu: 100m}}]" : "hard: {limits.cpu: 100m}"
      return "{apiVersion: v1, kind: \(kind), metadata: {name: l, \(metadata)}, spec: {\(spec)}}"
    }
    let (job, named) = (Self.cronJob("labels: {a: b}"), Self.cronJob("namespace: shop"))
    func isDenied(_ files: [String: String]) throws -> Bool { try !Self.findings(files, rule).isEmpty }
    #expect(try isDenied(["a/job.yaml": job, "a/limits.yaml": limits("labels: {}")]))
    #expect(try !isDenied(["a/job.yaml": job, "b/limits.yaml": limits("labels: {}")]))
    #expect(try isDenied(["overlays/prod/job.yaml": named, "overlays/prod/limits.yaml": limits("namespace: shop")]))
    #expect(try !isDenied(["overlays/prod/job.yaml": named, "overlays/dev/limits.yaml": limits("namespace: shop")]))
    #expect(try isDenied(["overlays/prod/job.yaml": named, "base/limits.yaml": limits("namespace: shop")]))
    #expect(try isDenied(["jobs/job.yaml": named, "limits/limits.yaml": limits("namespace: shop")]))
  }
}
