import Findings
import Rules
import SourceTree
import Testing

/// What the rules about credentials say in situations that are too many to be examples.
struct CredentialSituationTests {
  struct Situation: CustomTestStringConvertible, Sendable {
    var rule: String
    var title: String
    /// Of the pod template's spec.
    var pod: String
    var severities: [Severity]
    var notEvaluated: Int

    init(_ rule: String, _ title: String, _ pod: String, _ severities: [Severity], notEvaluated: Int = 0) {
      self.rule = rule
      self.title = title
      self.pod = pod
      self.severities = severities
      self.notEvaluated = notEvaluated
    }

    var testDescription: String { "\(rule): \(title)" }
  }

  static func job(_ pod: String, metadata: String = "") -> String {
    "{apiVersion: batch/v1, kind: Job, metadata: {name: example\(metadata)}, spec: {template: {spec: {restartPolicy: Never, \(pod)}}}}"
  }

  static func container(_ fields: String) -> String { "containers: [{name: main, image: example:1, \(fields)}]" }

  static func secret(_ fields: String, pod: String = "", container: String = "") -> String {
    "\(pod)\(self.container("\(container)volumeMounts: [{name: v, mountPath: /v}]")), volumes: [{name: v, secret: {secretName: s\(fields)}}]"
  }

  static let secretVariable = "{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}"

  static let situations: [Situation] = [
    Situation("literal-credential", "a number is a wrong type", container("env: [{name: DB_PASSWORD, value: 12345}]"), [], notEvaluated: 1),
    Situation(
      "literal-credential", "a reference has no value",
      container("env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: s, key: k}}}]"), []),
    Situation(
      "literal-credential", "the name of a Secret of the pod",
      container("env: [{name: DB_PASSWORD, value: s}], envFrom: [{secretRef: {name: s}}]"), []),
    Situation("literal-credential", "a wrong list", container("env: {DB_PASSWORD: x}"), [], notEvaluated: 1),
    Situation("literal-credential", "a templated list", container("command: '${COMMAND}'"), [], notEvaluated: 1),
    Situation("literal-credential", "a shape under a harmless name", container("env: [{name: X, value: 'a://b:cde@f'}]"), [.critical]),
    Situation(
      "literal-credential", "an init container", "initContainers: [{name: i, image: x, args: ['a://b:cde@f']}], " + container(""),
      [.critical]),
    Situation(
      "literal-credential", "two in one value", container("env: [{name: X, value: 'a://b:cde@f a://b:xyz@f'}]"), [.critical, .critical]),

    Situation(
      "literal-credential", "made to be handed out",
      container(
        """
        env: [{name: STRIPE_KEY, value: pk_live_51HscJpKx9aQwErTyUiOpAsDf}, {name: POSTHOG_TOKEN, value: phc_8Jk2LmN4pQr6StU8vWx0Yz},
          {name: RECAPTCHA_SITE_KEY, value: 6LdQwErTyUiOpAsDfGhJkLzXcVbNm12345678}, {name: SENTRY_DSN,
          value: "https://9f8e7d6c5b4a39281706f5e4d3c2b1a0@o1.ingest.sentry.io/4501"}]
        """), []),
    Situation(
      "literal-credential", "what is filled in at the start",
      container(
        """
        env: [{name: A_PASSWORD, value: "db-password@azurekeyvault"}, {name: B_PASSWORD, value: "secretref:billing-db"},
          {name: C_PASSWORD, value: "gcp:secretmanager:projects/a/secrets/db"}, {name: D_PASSWORD, value: "bao:secret/data/db#password"},
          {name: E_PASSWORD, value: ">>vault:secret/data/db#password"}, {name: F_PASSWORD, value: "{cipher}9f8e7d6c5b4a3928"}]
        """), []),

    Situation("secret-in-env", "a template for a source", container("env: [{name: A, valueFrom: '${SOURCE}'}]"), [], notEvaluated: 1),
    Situation(
      "secret-in-env", "each container once",
      "containers: [{name: a, image: x, env: [\(secretVariable)]}, {name: b, image: x, env: [\(secretVariable), \(secretVariable)]}]",
      [.low, .low]),

    Situation("secret-env-from", "each Secret", container("envFrom: [{secretRef: {name: s}}, {secretRef: {name: t}}]"), [.low, .low]),

    Situation("secret-in-arguments", "in the command", container("command: [x, $(A)], env: [\(secretVariable)]"), [.medium]),
    Situation("secret-in-arguments", "twice in an argument", container("args: ['$(A)$(A)'], env: [\(secretVariable)]"), [.medium]),
    Situation("secret-in-arguments", "in two arguments", container("args: [$(A), $(A)], env: [\(secretVariable)]"), [.medium, .medium]),
    Situation("secret-in-arguments", "escaped", container("args: [$$(A)], env: [\(secretVariable)]"), []),
    Situation("secret-in-arguments", "another container's variable", "containers: [{name: a, image: x, args: [$(A)]}]", []),
    Situation(
      "secret-in-arguments", "replaced by a later literal", container("args: [$(A)], env: [\(secretVariable), {name: A, value: x}]"), []),
    Situation(
      "secret-in-arguments", "used before it is defined", container("args: [$(B)], env: [{name: B, value: $(A)}, \(secretVariable)]"), []),
    Situation(
      "secret-in-arguments", "perhaps from envFrom", container("args: [$(X)], envFrom: [{secretRef: {name: s}}]"), [], notEvaluated: 1),
    Situation("secret-in-arguments", "not with that prefix", container("args: [$(X)], envFrom: [{prefix: P_, secretRef: {name: s}}]"), []),
    Situation(
      "secret-in-arguments", "its own before envFrom",
      container("args: [$(X)], env: [{name: X, value: x}], envFrom: [{secretRef: {name: s}}]"), []),
    Situation(
      "secret-in-arguments", "a command, not a variable", container("args: ['$(date +%F)'], envFrom: [{secretRef: {name: s}}]"), []),
    Situation("secret-in-arguments", "from a ConfigMap", container("args: [$(X)], envFrom: [{configMapRef: {name: s}}]"), []),

    Situation("secret-volume-mode-too-open", "absent", secret(""), []),
    Situation("secret-volume-mode-too-open", "0644", secret(", defaultMode: 0644"), [.low]),
    Situation("secret-volume-mode-too-open", "420", secret(", defaultMode: 420"), [.low]),
    Situation("secret-volume-mode-too-open", "0440", secret(", defaultMode: 0440"), []),
    Situation("secret-volume-mode-too-open", "0460: the group may write", secret(", defaultMode: 0460"), [.low]),
    Situation("secret-volume-mode-too-open", "440", secret(", defaultMode: 440"), [.medium]),
    Situation("secret-volume-mode-too-open", "644, which is refused", secret(", defaultMode: 644"), []),
    Situation("secret-volume-mode-too-open", "400", secret(", defaultMode: 400"), [.medium]),
    Situation("secret-volume-mode-too-open", "256 is 0400", secret(", defaultMode: 256"), []),
    Situation("secret-volume-mode-too-open", "a string", secret(", defaultMode: '0400'"), [], notEvaluated: 1),
    Situation(
      "secret-volume-mode-too-open", "a projected volume's mode counts once for its Secrets",
      container("") + ", volumes: [{name: v, projected: {defaultMode: 0444, sources: [{secret: {name: a}}, {secret: {name: b}}]}}]", [.low]),
    Situation(
      "secret-volume-mode-too-open", "a projected volume without Secrets",
      container("") + ", volumes: [{name: v, projected: {defaultMode: 0644, sources: [{serviceAccountToken: {path: t}}]}}]", []),

    Situation("secret-volume-unreadable", "0400, an unknown user", secret(", defaultMode: 0400"), [], notEvaluated: 1),
    Situation(
      "secret-volume-unreadable", "0400, another user", secret(", defaultMode: 0400", pod: "securityContext: {runAsUser: 1}, "), [.high]),
    Situation(
      "secret-volume-unreadable", "0400, the container's user",
      secret(", defaultMode: 0400", container: "securityContext: {runAsUser: 1}, "), [.high]),
    Situation(
      "secret-volume-unreadable", "0400, the container is root again",
      secret(", defaultMode: 0400", pod: "securityContext: {runAsUser: 1}, ", container: "securityContext: {runAsUser: 0}, "), []),
    Situation(
      "secret-volume-unreadable", "0440, group 0 by default", secret(", defaultMode: 0440", pod: "securityContext: {runAsUser: 1}, "), []),
    Situation(
      "secret-volume-unreadable", "0440, another group",
      secret(", defaultMode: 0440", pod: "securityContext: {runAsUser: 1, runAsGroup: 1}, "), [], notEvaluated: 1),
    Situation(
      "secret-volume-unreadable", "0400 with fsGroup", secret(", defaultMode: 0400", pod: "securityContext: {runAsUser: 1, fsGroup: 1}, "),
      []),
    Situation("secret-volume-unreadable", "0444", secret(", defaultMode: 0444", pod: "securityContext: {runAsUser: 1}, "), []),
    Situation("secret-volume-unreadable", "no mode", secret("", pod: "securityContext: {runAsUser: 1}, "), []),
    Situation(
      "secret-volume-unreadable", "every key has a mode of its own",
      secret(", defaultMode: 0400, items: [{key: a, path: a, mode: 0444}]", pod: "securityContext: {runAsUser: 1}, "), []),
    Situation(
      "secret-volume-unreadable", "mounted by nobody",
      "securityContext: {runAsUser: 1}, \(container("")), volumes: [{name: v, secret: {secretName: s, defaultMode: 0400}}]", []),
    Situation(
      "secret-volume-unreadable", "Windows has no modes", "os: {name: windows}, " + secret(", defaultMode: 0400"), []),

    Situation("writable-secret-mount", "false", container("volumeMounts: [{name: v, mountPath: /v, readOnly: false}]") + volumes, [.info]),
    Situation("whole-secret-mounted", "by subPath alone", container("volumeMounts: [{name: v, mountPath: /v, subPath: a}]") + volumes, []),
    Situation("whole-secret-mounted", "mounted by nobody", container("") + volumes, [.low]),
    Situation(
      "secret-mounted-by-subpath", "by an expression", container("volumeMounts: [{name: v, mountPath: /v, subPathExpr: $(A)}]") + volumes,
      [.low]),
    Situation(
      "secret-mounted-by-subpath", "no subPath in fact", container("volumeMounts: [{name: v, mountPath: /v, subPath: ''}]") + volumes, []),
  ]

  static let volumes = ", volumes: [{name: v, secret: {secretName: s}}]"

  @Test("Situations", arguments: situations)
  func situation(_ situation: Situation) throws {
    let rule = try #require(Registry.rule(named: situation.rule))
    let source = try Source(name: situation.title, bytes: Array(Self.job(situation.pod).utf8))
    let collector = try rule.check(manifest: source, options: RuleOptions())
    #expect(collector.findings.map(\.severity) == situation.severities)
    #expect(collector.notEvaluated.count == situation.notEvaluated)
  }

  @Test("A mode that the server filled in is not the author's")
  func serverDefault() throws {
    let rule = try #require(Registry.rule(named: "secret-volume-mode-too-open"))
    for (mode, count) in [("420", 0), ("0444", 1)] {
      let manifest = Self.job(Self.secret(", defaultMode: \(mode)"), metadata: ", uid: 00000000-0000-0000-0000-000000000000")
      let source = try Source(name: "dump", bytes: Array(manifest.utf8))
      #expect(try rule.check(manifest: source, options: RuleOptions()).findings.count == count)
    }
  }

  private static let secretText = "not-a-real-one"

  @Test(
    "The value is in no word of a finding, and its bytes are redacted",
    arguments: [
      "containers: [{name: a, image: x, env: [{name: DB_PASSWORD, value: \(secretText)}]}]",
      "containers: [{name: a, image: x, env: [{name: DB_PASSWORD, value: \"\(secretText)\"}]}]",
      "containers: [{name: a, image: x, env: [{name: DB_URL, value: 'postgres://u:\(secretText)@h/d'}]}]",
      "containers: [{name: a, image: x, args: ['--url=postgres://u:\(secretText)@h/d', plain]}]",
      "containers: [{name: a, image: x, args: [\"x\\n--url=postgres://u:\(secretText)@h/d\\t\"]}]",
      "containers: [{name: a, image: x, env: [{name: PASSWORD_FILE, value: \(secretText)}]}]",
      "volumes: [{name: &p \(secretText)}], containers: [{name: a, image: x, env: [{name: DB_PASSWORD, value: *p}]}]",
      "containers: [{name: a, image: x, env: [{name: DB_PASSWORD, value: {x: \(secretText)}}]}]",
    ])
  func redacts(_ pod: String) throws {
    let rule = try #require(Registry.rule(named: "literal-credential"))
    let source = try Source(name: "redaction", bytes: Array(Self.job(pod).utf8))
    let context = ReadingContext(source)
    let collector = try rule.check(manifest: source, options: RuleOptions(), in: context)
    for finding in collector.findings {
      let explanation = rule.explanation(of: finding)
      #expect(![explanation.message, explanation.why, explanation.remedy].contains { $0.contains(Self.secretText) })
    }
    let start = try #require(source.text(SourceRange(0, source.bytes.count)).firstRange(of: Self.secretText)?.lowerBound)
    let offset = source.text(SourceRange(0, source.bytes.count)).utf8.distance(from: "".startIndex, to: start)
    let place = SourceRange(offset, offset + Self.secretText.utf8.count)
    #expect(context.redactions.contains { $0.contains(place) })
  }

  @Test("A credential in a script is found on its own line, a key of several lines at its first")
  func placesInScripts() throws {
    let rule = try #require(Registry.rule(named: "literal-credential"))
    let manifest = """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: example}
      spec:
        template:
          spec:
            containers:
              - name: main
                image: example:1
                args:
                  - |
                    curl https://example.com
                    curl https://u:\(Self.secretText)@example.com
                    cat <<END
                    -----BEGIN PRIVATE KEY-----
                    bm90LWEtcmVhbC1rZXk=
                    -----END PRIVATE KEY-----
                    END
      """
    let source = try Source(name: "script", bytes: Array(manifest.utf8))
    let findings = try rule.check(manifest: source, options: RuleOptions()).findings
    #expect(findings.map(\.place.start) == [Position(line: 13, column: 30), Position(line: 15, column: 15)])
  }
}
