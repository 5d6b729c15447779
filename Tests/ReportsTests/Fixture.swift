import Findings
import Manifests
import Reports
import SourceTree

/// A report with one of everything, over sources in memory and a catalogue of its own.
enum Fixture {
  static let catalogue = Catalogue(rules: [
    rule(
      "CFW101", "concurrent-runs", .medium, "Runs may overlap.",
      rationale: "The policy defaults to `Allow`.\n\nTwo runs then write the same state.", remedy: "Set `concurrencyPolicy: Forbid`.",
      references: [
        .kubernetes("concepts/workloads/controllers/cron-jobs/#concurrency-policy"), .cwe(362), .url("https://example.com/a?b=c&d=<e>"),
      ]
    ) { _ in
      Explanation(
        message: "concurrencyPolicy is not set, so runs may overlap",
        why:
          "A run that takes longer than the interval is joined by the next one, and both work on the same state until one of them fails.",
        remedy: "Set `concurrencyPolicy: Forbid`.",
        steps: ["the first run locks <database>", "the second run waits for it, and sets `deadline` off [here](http://x)"])
    },
    rule(
      "CFW201", "literal-credential", .critical, "A credential is written into the manifest.",
      rationale: "Whoever reads the manifest has it.",
      remedy: "Move it to a Secret.", references: [.cwe(798), .mitre("T1552.007"), .cis("5.4.1"), .nsa("Use Secrets"), .cwe(7)]
    ) { names in
      Explanation(
        message: "\(names.first ?? "") holds a credential", why: "Whoever can read pods can read it.",
        remedy: "Move it to a Secret and mount that as a file.")
    },
    rule(
      "CFW401", "mutable-image-tag", .low, "The image may change.", rationale: "A tag can be moved.", remedy: "Pin it by digest.",
      references: [.peer(tool: "checkov", id: "CKV_K8S_14")]
    ) { names in
      Explanation(message: "image \(names.first ?? "") can change", why: "A tag can be moved.", remedy: "Pin it by digest.")
    },
    rule(
      "CFW115", "suspended", .info, "The CronJob is suspended.", rationale: "It never runs.", remedy: "Remove `suspend`.", references: [],
      profile: .strict
    ) { _ in
      Explanation(message: "it is suspended", why: "It never runs.", remedy: "Remove `suspend`.")
    },
  ])

  private static func rule(
    _ code: String, _ name: String, _ severity: Severity, _ summary: String, rationale: String, remedy: String, references: [Reference],
    profile: Profile = .recommended, explain: @escaping @Sendable (_ names: [String]) -> Explanation
  ) -> Catalogue.Entry {
    Catalogue.Entry(
      metadata: RuleMetadata(
        code: code, name: name, severity: severity, profile: profile, summary: summary, rationale: rationale, remedy: remedy,
        references: references, examples: []),
      needs: name == "concurrent-runs" ? [] : KindSet(.secret, .networkPolicy),
      explain: { explain(($0 as? Names)?.names ?? []) })
  }

  static let settings = {
    var settings = ScanSettings(version: "0.1.0", catalogue: catalogue, threshold: .low)
    settings.baseline = "git:main"
    return settings
  }()

  static let password = "dummy-password-of-the-tests"
  static let sources: [String: String] = [
    "./jobs/nightly backup.yaml": """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: backup, namespace: prod}
    spec:
    \tname: データベース, image: "postgres:latest" # \u{1B}[31m\u{202E}
      password: \(password) # remember
      key: |
        -----BEGIN-----
        \(password)
        more of \(password)

        -----END-----
      args: \(String(repeating: "lorem ipsum ", count: 30))image: busybox \(String(repeating: "dolor sit ", count: 30))

    """,
    "jobs/clean.yaml": "kind: Job\n",
    "jobs/changed.yaml": "kind: Job\nimage: nginx\n",
    "jobs/\u{1B}[2Jodd.yaml": "kind: Job\nimage: nginx",
    "jobs/broken.yaml": """
    kind: Job
    spec: {}
    spec: {}
    ---
    password: "\(password)
    ---
    name: {{ .Values.name }}
    """,
  ]

  static func bytes(_ path: String) -> [UInt8] { Array((sources[path] ?? "").utf8) }

  /// The place of a text's occurrence in a source; traps where there is none, since the fixture is wrong then.
  static func place(_ path: String, _ text: String, occurrence: Int = 0) -> Place {
    let bytes = bytes(path)
    let wanted = Array(text.utf8)
    var found = -1
    for start in bytes.indices where bytes[start...].starts(with: wanted) {
      found += 1
      if found == occurrence { return place(SourceRange(start, start + wanted.count), in: bytes) }
    }
    preconditionFailure("no '\(text)' in \(path)")
  }

  static func place(_ range: SourceRange, in bytes: [UInt8]) -> Place {
    let lines = LineIndex(bytes)
    return Place(range: range, start: lines.position(of: range.start), end: lines.position(of: range.end))
  }

  static func file(_ path: String, _ fill: (inout FileReport) -> Void) -> FileReport {
    var file = FileReport(path: path, fingerprint: StableHash.of(bytes(path)))
    fill(&file)
    return file
  }

  static let report: Report = {
    let backup = "./jobs/nightly backup.yaml"
    let key = place(backup, "|").range.start
    let files = [
      file(backup) { file in
        let secret = place(backup, password)
        let block = SourceRange(key, place(backup, "-----END-----").range.end)
        file.redactions = [secret.range, block]
        file.notInInput = [3]
        file.workloads = [
          WorkloadReport(
            kind: "CronJob", namespace: "prod", name: "backup", place: place(backup, "kind"),
            findings: [
              Finding(
                rule: 0, severity: .high, place: place(backup, "spec"), situation: Names("absent"), related: place(backup, "metadata"),
                podSecurity: PodSecurityBreach(level: .restricted, control: .runAsNonRoot)),
              Finding(rule: 2, severity: .low, place: place(backup, "\"postgres:latest\""), situation: Names("[postgres](http://x)")),
              Finding(rule: 1, severity: .critical, place: secret, situation: Names("password\u{1B}[2J")),
              Finding(rule: 1, severity: .critical, place: place(block, in: bytes(backup)), situation: Names("key")),
              Finding(rule: 2, severity: .low, place: place(backup, "image: busybox"), situation: Names("busybox")),
            ],
            notEvaluated: [.init(rule: 3, place: place(backup, "name"), reason: "the value is a template that has not been rendered")],
            counts: VerdictCounts(pass: 7, fail: 3, notEvaluated: 1, suppressed: 1), foldedJobs: 2)
        ]
        file.workloads[0].suppressed = [
          SuppressedFinding(
            finding: Finding(rule: 0, severity: .high, place: place(backup, "args"), situation: Names()), origin: .annotation,
            reason: "paused until the move", expiry: CalendarDay("2027-01-31")),
          SuppressedFinding(
            finding: Finding(rule: 2, severity: .low, place: place(backup, "args"), situation: Names("busybox")), origin: .configuration,
            reason: "the configuration exempts the namespace prod"),
        ]
        file.workloads[0].expectedBehaviour = [
          ExpectedBehaviour(
            .serviceAccount, current: "`<default>`, its token mounted", hardened: "an account of its own", state: .notHardened),
          ExpectedBehaviour(.concurrentRuns, current: "`Forbid`: they wait", hardened: "`Forbid`: they wait", state: .hardened),
          ExpectedBehaviour(.image, current: "not known: a template", hardened: "the same", state: .unknown),
        ]
      },
      file("jobs/clean.yaml") { file in
        file.workloads = [
          WorkloadReport(
            kind: "Job", namespace: nil, name: "clean", place: place("jobs/clean.yaml", "kind"), findings: [], notEvaluated: [],
            counts: VerdictCounts(pass: 4))
        ]
      },
      file("jobs/changed.yaml") { file in
        file.fingerprint = 1
        file.workloads = [image("changed", in: "jobs/changed.yaml"), image("again", in: "jobs/changed.yaml")]
        file.workloads[0].findings[0].state = .new
        file.workloads[0].findings[1].state = .known
      },
      file("jobs/\u{1B}[2Jodd.yaml") { file in
        file.workloads = [image("odd", in: file.path)]
        file.workloads[0].renderedFrom = RenderedFrom(path: "chart/templates/odd: job.yaml", line: 3)
        file.workloads[0].findings[1].renderedFromLine = 7
      },
      FileReport(path: "/srv/empty.yaml"),
      file("jobs/broken.yaml") { file in
        let second = place(file.path, "spec", occurrence: 1)
        let first = place(file.path, "spec")
        let quote = place(file.path, "\"")
        let broken = bytes(file.path)
        file.guesses = TextRedactions.ranges(in: broken, SourceRange(0, broken.count))
        file.errors = [
          DocumentError(error: SyntaxError(.duplicateKey, at: second.range, related: first.range), place: second, related: first),
          DocumentError(error: SyntaxError(.unterminatedQuote, at: quote.range), place: quote),
        ]
        file.notEvaluated = [
          DocumentNotEvaluated(place: place(file.path, "{{"), reason: "the document is a template that has not been rendered")
        ]
      },
    ]
    return Report(settings: settings, files: files, inputErrors: ["jobs/missing.yaml: no such file"])
  }()

  private static func image(_ name: String, in path: String) -> WorkloadReport {
    WorkloadReport(
      kind: "Job", namespace: "prod", name: name, place: place(path, "kind"),
      findings: [
        Finding(rule: 2, severity: .low, place: place(path, "image"), situation: Names("nginx")),
        Finding(rule: 2, severity: .low, place: place(path, "nginx"), situation: Names("nginx")),
      ], notEvaluated: [], counts: VerdictCounts(pass: 3, fail: 1))
  }

  /// The reports tests go through.
  enum Sample: CaseIterable {
    /// One of everything.
    case everything
    /// A file without findings.
    case clean
    /// No file.
    case nothing

    var report: Report {
      switch self {
      case .everything: Fixture.report
      case .clean: Report(settings: settings, files: [Fixture.report.files[1]])
      case .nothing: Report(settings: ScanSettings(version: "0.1.0", catalogue: catalogue, profile: .strict), files: [])
      }
    }
  }

  static func renderer(
    _ format: ReportFormat, _ settings: ScanSettings = settings, isColored: Bool = false, width: Int = 100
  ) -> any ReportRenderer {
    format.renderer(settings, isColored: isColored, width: width) { sources[$0].map { Array($0.utf8) } }
  }

  static func text(_ report: Report, _ format: ReportFormat, isColored: Bool = false) -> String {
    String(decoding: renderer(format, report.settings, isColored: isColored).render(report), as: UTF8.self)
  }
}
