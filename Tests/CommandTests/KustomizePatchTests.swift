import Testing

/// Files that a kustomization of the input merges into others.
struct KustomizePatchTests {
  /// A patch that looks whole.
  private static let patch = """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: tidy}
    spec:
      schedule: "50 3 * * *"
      jobTemplate: {spec: {template: {spec: {containers: [{name: main, image: "registry.example.com/tool:1.5"}]}}}}

    """

  @Test(
    "What a patch leaves out is not evaluated",
    arguments: [
      "patches: [{path: image.yaml}]", "patches: [{path: ./image.yaml, target: {kind: CronJob}}]",
      "patchesStrategicMerge: [../prod/image.yaml]", "patchesJson6902: [{path: image.yaml, target: {kind: CronJob, name: tidy}}]",
    ])
  func patches(_ list: String) throws {
    let workspace = try Workspace([
      "overlays/prod/kustomization.yaml": "resources: [../../base]\n\(list)\n", "overlays/prod/image.yaml": Self.patch,
    ])
    for path in [".", "overlays", "overlays/prod", "./overlays/prod/"] {
      let command = try workspace.curfew("scan", path, "--format", "concise")
      #expect(!command.output.contains("missing-ttl") && !command.output.contains("invalid-restart-policy"), "\(path): \(command.output)")
    }
    let report = try workspace.curfew("scan", ".", "--format", "json")
    #expect(report.output.contains("the manifest is a patch: scan what it makes of its base (`--kustomize DIRECTORY`)"))
  }

  @Test("What is there is judged in a patch, too, and resources are no patches")
  func others() throws {
    let workspace = try Workspace([
      "kustomization.yaml": "resources: [whole.yaml]\npatches: [{path: patch.yaml}]\n", "whole.yaml": Self.patch,
      "patch.yaml": Self.patch.replacing("tool:1.5", with: "tool:latest"),
    ])
    let command = try workspace.curfew("scan", ".", "--format", "concise")
    #expect(command.output.contains("whole.yaml") && command.output.contains("invalid-restart-policy"))
    #expect(command.output.split(separator: "\n").contains { $0.hasPrefix("patch.yaml:") && $0.contains("mutable-image-tag") })
    #expect(!command.output.split(separator: "\n").contains { $0.hasPrefix("patch.yaml:") && $0.contains("invalid-restart-policy") })
  }

  @Test("A kustomization that cannot be read is told as any other file is")
  func unreadable() throws {
    let workspace = try Workspace(["kustomization.yaml": "patches: [{path: image.yaml\n", "image.yaml": Self.patch])
    let command = try workspace.curfew("scan", ".", "--format", "concise")
    #expect(command.error.contains("kustomization.yaml") || command.output.contains("kustomization.yaml"))
    #expect(command.output.contains("invalid-restart-policy"))
  }
}
