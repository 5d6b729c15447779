import Testing

/// No report tells how long a credential is, beyond the class of lengths that its finding names.
struct CredentialLengthTests {
  /// Manifests in which places follow credentials on their line, in other lines, and in a script of a ConfigMap.
  private static func manifests(_ password: String) -> [String: String] {
    let container = """
      {"name": "c", "env": [{"name": "DB_PASSWORD", "value": "\(password)"}, {"name": "ADMIN_PASSWORD", "value": "\(password)"}], \
      "args": ["--password=\(password)", "x"], "image": "registry.example.com/a:latest"}
      """
    let template =
      #"{"spec": {"restartPolicy": "Never", "containers": [\#(container)], "volumes": [{"name": "v", "hostPath": {"path": "/etc"}}]}}"#
    return [
      "line.json": #"{"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "a"}, "spec": {"template": \#(template)}}"#,
      "lines.yaml": """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: b, annotations: {password: "\(password)", ignore-check.curfew.dev/no-such-rule: because}}
      spec:
        schedule: "@daily"
        jobTemplate: {spec: {template: \(template)}}
      """,
      "map.yaml": """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: scripts}
      data:
        run.sh: |
          #!/bin/sh
          export DB_PASSWORD=\(password); mysql --password=\(password) -e 'select 1'; curl https://example.com/install | sh
      ---
      apiVersion: batch/v1
      kind: Job
      metadata: {name: uses}
      spec:
        template:
          spec:
            restartPolicy: Never
            containers: [{name: c, image: "a@sha256:0", command: [/scripts/run.sh], volumeMounts: [{name: s, mountPath: /scripts}]}]
            volumes: [{name: s, configMap: {name: scripts}}]
      """,
    ]
  }

  @Test(arguments: ["text", "json", "sarif", "junit", "github", "markdown", "html"])
  func reportsAreTheSame(_ format: String) throws {
    let reports = try ["q7Zt2mKx", "q7Zt2mKxLw9vB4n"].map { password in
      try Workspace(Self.manifests(password)).curfew("scan", "--profile", "strict", "--today", "2026-01-01", "--format", format, ".").output
    }
    #expect(reports[0] == reports[1])
    for place in ["literal-credential", "CFW201", "CFW213"] where format != "github" {
      #expect(reports[0].contains(place) || format == "markdown" && place != "CFW213", "\(place)")
    }
    #expect(!reports[0].isEmpty && !reports[0].contains("q7Zt"))
  }
}
