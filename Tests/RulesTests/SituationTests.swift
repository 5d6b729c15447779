import Findings
import Rules
import SourceTree
import Testing

/// What rules say in situations that are too many, or too rare, to be examples.
struct SituationTests {
  struct Situation: CustomTestStringConvertible, Sendable {
    var rule: String
    var manifest: String
    var severities: [Severity]
    var notEvaluated: Int
    var options: RuleOptions
    var testDescription: String

    init(
      _ rule: String, _ title: String, _ manifest: String, _ severities: [Severity], notEvaluated: Int = 0,
      options: RuleOptions = RuleOptions()
    ) {
      self.rule = rule
      self.manifest = manifest
      self.severities = severities
      self.notEvaluated = notEvaluated
      self.options = options
      testDescription = "\(rule): \(title)"
    }
  }

  /// A CronJob with fields of the three levels.
  static func cronJob(
    _ spec: String = "", schedule: String = "0 2 * * *", job: String = "", pod: String = "restartPolicy: Never", name: String = "example",
    container: String = "image: postgres"
  ) -> String {
    """
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: \(name)}, spec: {schedule: "\(schedule)", \(spec)\(spec.isEmpty ? "" : ", ")jobTemplate: {spec: {
      \(job)\(job.isEmpty ? "" : ", ")template: {spec: {\(pod)\(pod.isEmpty ? "" : ", ")containers: [{name: main, \(container)}]}}}}}}
    """
  }

  /// A Job with fields of the three levels.
  static func job(_ job: String = "", metadata: String = "name: example", pod: String = "restartPolicy: Never") -> String {
    """
    {apiVersion: batch/v1, kind: Job, metadata: {\(metadata)}, spec: {
      \(job)\(job.isEmpty ? "" : ", ")template: {spec: {\(pod)\(pod.isEmpty ? "" : ", ")containers: [{name: main, image: postgres}]}}}}
    """
  }

  static let pod = "{apiVersion: v1, kind: Pod, metadata: {name: example}, spec: {containers: [{name: main, image: postgres}]}}"
  static let longName = String(repeating: "a", count: 52)
  static let owner = "ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: example, uid: \"1\", controller: true}]"

  static let lifecycle: [Situation] = [
    Situation("concurrent-runs", "the empty policy is the default", cronJob("concurrencyPolicy: \"\""), [.medium]),
    Situation(
      "concurrent-runs", "ended before the next", cronJob("concurrencyPolicy: Allow", job: "activeDeadlineSeconds: 600"), [.medium]),
    Situation("concurrent-runs", "null is absent", cronJob("concurrencyPolicy: null"), [.medium]),
    Situation("concurrent-runs", "a wrong type is not judged", cronJob("concurrencyPolicy: 1"), [], notEvaluated: 1),
    Situation("concurrent-runs", "a Job has no policy", job(), []),

    Situation("starting-deadline-never-runs", "ten seconds", cronJob("startingDeadlineSeconds: 10"), []),
    Situation("starting-deadline-never-runs", "a string", cronJob("startingDeadlineSeconds: \"0\""), [], notEvaluated: 1),

    Situation("missing-active-deadline", "Forbid", cronJob("concurrencyPolicy: Forbid"), [.high]),
    Situation("missing-active-deadline", "Allow", cronJob("concurrencyPolicy: Allow"), [.medium]),
    Situation("missing-active-deadline", "absent", cronJob(), [.medium]),
    Situation("missing-active-deadline", "Replace", cronJob("concurrencyPolicy: Replace"), [.low]),
    Situation("missing-active-deadline", "a Job", job(), [.medium]),
    Situation("missing-active-deadline", "a Pod", pod, []),
    Situation(
      "missing-active-deadline", "the pod's under Forbid",
      cronJob("concurrencyPolicy: Forbid", pod: "restartPolicy: Never, activeDeadlineSeconds: 60"), [.low]),
    Situation(
      "missing-active-deadline", "both", cronJob(job: "activeDeadlineSeconds: 60", pod: "restartPolicy: Never, activeDeadlineSeconds: 60"),
      []),
    Situation("missing-active-deadline", "a wrong type", cronJob(job: "activeDeadlineSeconds: soon"), [], notEvaluated: 1),
    Situation(
      "missing-active-deadline", "a wrong type for the pod", cronJob(pod: "activeDeadlineSeconds: soon"), [], notEvaluated: 1),

    Situation("missing-ttl", "default limits", cronJob(), [.info]),
    Situation("missing-ttl", "limits within the option", cronJob("successfulJobsHistoryLimit: 10, failedJobsHistoryLimit: 10"), [.info]),
    Situation("missing-ttl", "successful Jobs beyond the option", cronJob("successfulJobsHistoryLimit: 11"), [.low]),
    Situation("missing-ttl", "failed Jobs beyond the option", cronJob("failedJobsHistoryLimit: 11"), [.low]),
    Situation(
      "missing-ttl", "the option", cronJob("failedJobsHistoryLimit: 4"), [.low], options: RuleOptions(maximumHistory: 3)),
    Situation("missing-ttl", "nothing is kept", cronJob("successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 0"), []),
    Situation("missing-ttl", "only failures are kept", cronJob("successfulJobsHistoryLimit: 0"), [.info]),
    Situation("missing-ttl", "a Job", job(), [.medium]),
    Situation("missing-ttl", "a Job that a CronJob owns", job(metadata: "name: example, \(owner)"), [.info]),
    Situation("missing-ttl", "a Job under Argo CD", job(metadata: "labels: {argocd.argoproj.io/instance: shop}"), []),
    Situation("missing-ttl", "a Job under Flux", job(metadata: "labels: {helm.toolkit.fluxcd.io/name: shop}"), []),
    Situation("missing-ttl", "a hook of Helm", job(metadata: "annotations: {helm.sh/hook: pre-install}"), []),
    Situation("missing-ttl", "a chart's Job that is no hook", job(metadata: "labels: {helm.sh/chart: shop}"), [.medium]),
    Situation("missing-ttl", "Kyverno's label", job(metadata: "labels: {cleanup.kyverno.io/ttl: 1d}"), []),
    Situation("missing-ttl", "a Pod", pod, []),

    Situation("ttl-too-long", "a day", job("ttlSecondsAfterFinished: 86400"), []),
    Situation("ttl-too-long", "a day and a second", job("ttlSecondsAfterFinished: 86401"), [.low]),
    Situation(
      "ttl-too-long", "another rule's concern",
      job("ttlSecondsAfterFinished: 86401", metadata: "annotations: {argocd.argoproj.io/sync-wave: \"1\"}"), []),
    Situation("ttl-zero", "one second", job("ttlSecondsAfterFinished: 1"), []),
    Situation("missing-active-deadline", "suspended", cronJob("concurrencyPolicy: Forbid, suspend: true"), [.low]),
    Situation("ttl-zero", "a hook", job("ttlSecondsAfterFinished: 0", metadata: "annotations: {helm.sh/hook: test}"), []),
    Situation(
      "ttl-on-synced-job", "a hook for an hour", job("ttlSecondsAfterFinished: 3600", metadata: "annotations: {helm.sh/hook: test}"), []),
    Situation(
      "ttl-on-synced-job", "a hook for half a minute", job("ttlSecondsAfterFinished: 30", metadata: "annotations: {helm.sh/hook: test}"),
      [.medium]),
    Situation(
      "ttl-on-synced-job", "an Argo CD hook",
      job("ttlSecondsAfterFinished: 60", metadata: "annotations: {argocd.argoproj.io/hook: Sync}"), []),
    Situation(
      "ttl-on-synced-job", "a Job with an owner",
      job("ttlSecondsAfterFinished: 60", metadata: "name: example, labels: {argocd.argoproj.io/instance: shop}, \(owner)"), []),
    Situation("ttl-on-synced-job", "a Job on its own", job("ttlSecondsAfterFinished: 60"), []),

    Situation("excessive-history", "ten", cronJob("successfulJobsHistoryLimit: 10, failedJobsHistoryLimit: 10"), []),
    Situation("excessive-history", "eleven of each", cronJob("successfulJobsHistoryLimit: 11, failedJobsHistoryLimit: 11"), [.low, .low]),
    Situation("no-failed-history", "the default", cronJob(), []),

    Situation("unbounded-retries", "ten", job("backoffLimit: 10"), []),
    Situation("unbounded-retries", "eleven", job("backoffLimit: 11"), [.medium]),
    Situation("unbounded-retries", "eleven within a minute", job("backoffLimit: 11, activeDeadlineSeconds: 60"), [.low]),
    Situation("unbounded-retries", "of each index, few", job("backoffLimitPerIndex: 2, backoffLimit: 2147483647"), []),
    Situation("unbounded-retries", "of each index, many", job("backoffLimitPerIndex: 11"), [.medium]),

    Situation("missing-time-zone", "named", cronJob("timeZone: Etc/UTC"), []),
    Situation("missing-time-zone", "a cluster without the field", cronJob(), [], options: RuleOptions(kubernetesMinorVersion: 24)),
    Situation("missing-time-zone", "within the schedule", cronJob(schedule: "TZ=UTC 0 2 * * *"), []),
    Situation(
      "embedded-time-zone", "an old cluster", cronJob(schedule: "TZ=UTC 0 2 * * *"), [.medium],
      options: RuleOptions(kubernetesMinorVersion: 28)),
    Situation(
      "embedded-time-zone", "a newer cluster", cronJob(schedule: "TZ=UTC 0 2 * * *"), [.high],
      options: RuleOptions(kubernetesMinorVersion: 29)),

    Situation("name-too-long", "52 characters of a CronJob", cronJob(name: longName), []),
    Situation("name-too-long", "53 characters of a CronJob", cronJob(name: longName + "a"), [.high]),
    Situation("name-too-long", "63 characters of a Job", job(metadata: "name: \(longName)aaaaaaaaaaa"), []),
    Situation("name-too-long", "64 characters of a Job", job(metadata: "name: \(longName)aaaaaaaaaaaa"), [.high]),
    Situation(
      "name-too-long", "ten indexes fit", cronJob(job: "completionMode: Indexed, completions: 10", name: longName), []),
    Situation(
      "name-too-long", "eleven indexes do not", cronJob(job: "completionMode: Indexed, completions: 11", name: longName), [.high]),
    Situation("name-too-long", "a generated Job's name is cut", job(metadata: "generateName: \(longName)\(longName)"), []),

    Situation(
      "invalid-restart-policy", "OnFailure with retries of each index", job("backoffLimitPerIndex: 1", pod: "restartPolicy: OnFailure"),
      [.high]),
    Situation("invalid-restart-policy", "Never with a failure policy", job("podFailurePolicy: {rules: []}"), []),
    Situation("invalid-restart-policy", "an empty policy", job(pod: "restartPolicy: \"\""), [.high]),
    Situation("invalid-restart-policy", "a Pod may restart", pod, []),
    Situation("suspended", "a suspended Job", job("suspend: true"), []),
  ]

  static let images: [Situation] = [
    Situation("mutable-image-tag", "an empty image is no name", cronJob(container: "image: \"\""), [], notEvaluated: 1),
    Situation("mutable-image-tag", "a variable", cronJob(container: "image: \"app:$(TAG)\""), [], notEvaluated: 1),
    Situation("mutable-image-tag", "a template", cronJob(container: "image: \"app:{{ .Values.tag }}\""), [], notEvaluated: 1),
    Situation("mutable-image-tag", "a digest that is none", cronJob(container: "image: app@latest"), []),
    Situation("unpinned-image", "a moving tag", cronJob(container: "image: app:latest"), []),
    Situation("unpinned-image", "a version", cronJob(container: "image: app:1"), [.low]),
    Situation("pull-policy-hides-change", "a version", cronJob(container: "image: app:1, imagePullPolicy: IfNotPresent"), []),
    Situation("pull-policy-hides-change", "a branch by default", cronJob(container: "image: app:main"), []),
    Situation("pull-policy-hides-change", "a branch", cronJob(container: "image: app:main, imagePullPolicy: IfNotPresent"), [.medium]),
    Situation(
      "registry-not-allowed", "a repository by name", cronJob(container: "image: quay.io/a/b:1"), [],
      options: RuleOptions(allowedRegistries: ["quay.io/a/b"])),
    Situation(
      "registry-not-allowed", "a longer name", cronJob(container: "image: quay.io/a/bc:1"), [.high],
      options: RuleOptions(allowedRegistries: ["quay.io/a/b/"])),
    Situation(
      "registry-not-allowed", "Docker Hub by another name", cronJob(container: "image: acme/app:1"), [],
      options: RuleOptions(allowedRegistries: ["index.docker.io"])),
    Situation(
      "registry-not-allowed", "another port", cronJob(container: "image: registry.example.com:5000/app:1"), [.high],
      options: RuleOptions(allowedRegistries: ["registry.example.com"])),
  ]

  @Test("Rules know their situations", arguments: lifecycle + images)
  func situation(_ situation: Situation) throws {
    let rule = try #require(Registry.rule(named: situation.rule))
    let source = try Source(name: "situation", bytes: Array(situation.manifest.utf8))
    let collector = try rule.check(manifest: source, options: situation.options)
    #expect(collector.findings.map(\.severity) == situation.severities)
    #expect(collector.notEvaluated.count == situation.notEvaluated)
  }

  @Test(
    "Schedules that say how often mean the same in every zone",
    arguments: [
      ("* * * * *", false), ("*/5 * * * *", false), ("7 * * * *", false), ("0,30 * * * *", false), ("0 */6 * * *", false),
      ("5 */1 * * *", false),
      ("0 ? * ? *", false), ("@hourly", false), ("@every 1h30m", false), ("0 2 * * *", true), ("0 0-6 * * *", true),
      ("0 0-23/2 * * *", false),
      ("0 */6,3 * * *", true), ("0 * 1 * *", true), ("*/5 * * * 1-5", true), ("* * * 1 *", true), ("@daily", true), ("@midnight", true),
      ("@weekly", true), ("@monthly", true), ("@yearly", true), ("not a schedule", false), ("", false),
    ])
  func timeZoneMatters(_ schedule: String, _ matters: Bool) throws {
    let rule = try #require(Registry.rule(named: "missing-time-zone"))
    let source = try Source(name: "schedule", bytes: Array(Self.cronJob(schedule: schedule).utf8))
    #expect(try rule.check(manifest: source, options: RuleOptions()).findings.isEmpty != matters)
  }

  @Test("A patch is judged by what it says, and nothing else")
  func patch() throws {
    let text =
      "{apiVersion: batch/v1, kind: CronJob, metadata: {name: example}, spec: {failedJobsHistoryLimit: 0, concurrencyPolicy: Allow}}"
    let source = try Source(name: "patch", bytes: Array(text.utf8))
    for rule in Registry.rules where rule.metadata.group == "Lifecycle" || rule.metadata.group == "Images" {
      let collector = try rule.check(manifest: source, options: RuleOptions())
      let isSaid = ["concurrent-runs", "no-failed-history"].contains(rule.metadata.name)
      #expect(collector.findings.isEmpty != isSaid, "\(rule.metadata.name)")
    }
  }
}
