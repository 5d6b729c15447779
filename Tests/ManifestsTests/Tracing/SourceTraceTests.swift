import SourceTree
import Testing

@testable import Manifests

struct SourceTraceTests {
  /// The place of a text's first occurrence in what was rendered.
  private static func trace(
    _ text: String, in rendered: String, by renderer: SourceTrace.Renderer, files: [String: String]
  ) throws -> SourceTrace.Place? {
    let bytes = Array(rendered.utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: text.utf8) })
    let source = try Source(name: "rendered", bytes: bytes)
    var trace = SourceTrace(source, by: renderer) { path in files[path].map { Array($0.utf8) } }
    return trace.place(of: SourceRange(start, start + text.utf8.count))
  }

  private static let template = """
    {{- if .Values.enabled }}
    {{/* a comment
       over two lines */}}
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: {{ include "backup.fullname" . }}
      {{- with .Values.labels }}
      labels: {{ toYaml . | nindent 4 }}
      {{- end }}
    spec:
      schedule: {{ .Values.schedule | quote }}
      jobTemplate:
        spec:
          template:
            spec:
              {{ if .a }}{{ end }}
              containers:
                {{- range .Values.containers }}
                - name: {{ .name }}
                  image: "{{ .image }}:{{ .tag }}"
                {{- end }}
    {{- end }}
    """

  private static let rendered = """
    ---
    # Source: backup/templates/cronjob.yaml
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: release-name-backup
    spec:
      schedule: "0 1 * * *"
      suspend: true
      jobTemplate:
        spec:
          template:
            spec:
              containers:
                - name: dump
                  image: "postgres:16"
    ---
    # Source: backup/charts/sub/templates/job.yaml
    kind: Job
    spec: {}
    ---
    kind: Pod
    """

  @Test(arguments: [
    ("CronJob", 5), ("\"0 1 * * *\"", 12), ("jobTemplate", 13), ("postgres", 21), ("containers", 18), ("metadata", 6), ("suspend", nil),
  ])
  func helmTemplatesAreFollowed(_ text: String, _ line: Int?) throws {
    let place = try Self.trace(
      text, in: Self.rendered, by: .helm(chart: "./charts/backup/"), files: ["charts/backup/templates/cronjob.yaml": Self.template])
    #expect(place == SourceTrace.Place(path: "charts/backup/templates/cronjob.yaml", line: line))
  }

  @Test func chartsInChartsHaveTheirPaths() throws {
    let place = try Self.trace("Job\nspec", in: Self.rendered, by: .helm(chart: "/c"), files: [:])
    #expect(place == SourceTrace.Place(path: "/c/charts/sub/templates/job.yaml", line: nil))
  }

  @Test func whatHasNoSourceIsNotTraced() throws {
    #expect(try Self.trace("Pod", in: Self.rendered, by: .helm(chart: "c"), files: [:]) == nil)
    #expect(try Self.trace("Pod", in: Self.rendered, by: .kustomize(root: "c"), files: [:]) == nil)
  }

  private static let base = """
    kind: CronJob
    metadata: {name: other}
    ---
    kind: CronJob
    metadata:
      name: backup
    spec:
      suspend: yes
      schedule: "0 1 * * *" # nightly
      jobTemplate:
        containers:
          - name: first
            image: a
          - {name: second, image: b, mode: 0400}
    """

  private static let built = """
    kind: CronJob
    metadata:
      annotations:
        config.kubernetes.io/origin: |
          path: ../base/job.yaml
      name: prod-backup
    spec:
      jobTemplate:
        containers:
        - image: b
          mode: 256
          name: second
        - image: patched
          name: first
      schedule: 0 1 * * *
      suspend: true
    """

  @Test(arguments: [
    ("CronJob", 4), ("0 1 * * *", 9), ("256", 14), ("name: second", 14), ("patched", nil), ("true", 8), ("annotations", nil),
    ("- image: p", 11),
  ])
  func kustomizationsAreFollowed(_ text: String, _ line: Int?) throws {
    let place = try Self.trace(text, in: Self.built, by: .kustomize(root: "/r/over"), files: ["/r/base/job.yaml": Self.base])
    #expect(place == SourceTrace.Place(path: "/r/base/job.yaml", line: line))
  }

  /// Masking a template must end soon and keep its lines, whatever it looks like.
  @Test func strangeTemplatesAreTaken() throws {
    for template in [
      String(repeating: "{{ a }} ", count: 20_000), String(repeating: "{", count: 20_000), "{{", "a: {{", "}}", "{{}}",
      "{{ a\n\n}}\nkind: CronJob",
      String(repeating: "{{\n", count: 5_000),
    ] {
      let place = try Self.trace("CronJob", in: Self.rendered, by: .helm(chart: "c"), files: ["c/templates/cronjob.yaml": template])
      #expect(place?.line == (template.hasSuffix("CronJob") ? 4 : nil))
    }
  }
}
