import Findings
import SourceTree
import Testing

@testable import Rules

/// Every fix of every example, as written and written otherwise: the finding goes, nothing comes, and once is enough.
struct FixTests {
  private static let fixable = Registry.rules.filter { $0 is any Fixable.Type }

  private static func report(_ bytes: [UInt8], _ example: Example) -> FileReport {
    let settings = ScanSettings(
      version: "", catalogue: Registry.catalogue, profile: .strict, options: example.options, threshold: .info)
    var judgements = Scan.Judgements()
    let scan = Scan(settings)
    scan.judge(path: "0.yaml", bytes: bytes, file: 0, into: &judgements)
    return scan.settle(&judgements) { _ in bytes }.first ?? FileReport(path: "0.yaml")
  }

  private static func plan(_ report: FileReport, _ bytes: [UInt8], _ rule: RuleIndex, _ example: Example) -> FixPlan {
    var report = report
    for index in report.workloads.indices { report.workloads[index].findings.removeAll { $0.rule != rule } }
    return FixPlan(
      for: report, bytes: bytes, isPatch: false, refusal: nil, FixPolicy(changesBehaviour: true), options: example.options,
      except: FixPlan.Exceptions())
  }

  @Test("A fix does away with its finding", arguments: ExampleMutation.allCases)
  func mends(_ mutation: ExampleMutation) throws {
    for rule in Self.fixable {
      let index = try #require(Registry.rules.firstIndex { $0 == rule }).asRule
      for example in rule.metadata.examples {
        guard let manifest = (try? mutation.apply(to: example)).flatMap({ $0 }) else { continue }
        let comment: Comment =
          "\(rule.metadata.name), \"\(example.title)\", \(mutation.rawValue):\n\(String(decoding: manifest.bytes, as: UTF8.self))"
        let before = Self.report(manifest.bytes, example)
        let plan = Self.plan(before, manifest.bytes, index, example)
        if plan.edits.isEmpty { continue }
        let fixed = plan.edits.applied(to: manifest.bytes)
        let after = Self.report(fixed, example)
        let said: Comment = "\(comment)\nbecame\n\(String(decoding: fixed, as: UTF8.self))"
        #expect(after.errors.count == before.errors.count, said)
        #expect(after.workloads.count == before.workloads.count, said)
        #expect(after.count(of: index) <= before.count(of: index) - plan.made.count, said)
        #expect(Self.plan(after, fixed, index, example).edits.isEmpty, said)
      }
    }
  }

  /// Those that never are mended would not be fixable.
  @Test func someExampleOfEachIsMended() throws {
    for rule in Self.fixable {
      if case .manual? = (rule as? any Fixable.Type)?.fixing { continue }
      let index = try #require(Registry.rules.firstIndex { $0 == rule }).asRule
      let made = rule.metadata.examples.reduce(0) { count, example in
        guard let manifest = (try? ExampleMutation.asWritten.apply(to: example)).flatMap({ $0 }) else { return count }
        return count + Self.plan(Self.report(manifest.bytes, example), manifest.bytes, index, example).made.count
      }
      #expect(made > 0, "\(rule.metadata.name)")
    }
  }

  private static func outcomes(_ text: String, isPatch: Bool = false, refusal: String? = nil) -> [FixOutcome] {
    let bytes = Array(text.utf8)
    let example = Example.clean("", "")
    let report = report(bytes, example)
    let plan = FixPlan(
      for: report, bytes: bytes, isPatch: isPatch, refusal: refusal, FixPolicy(threshold: .low, changesBehaviour: true),
      options: example.options, except: FixPlan.Exceptions())
    return (plan.made + plan.others).map(\.outcome)
  }

  private static func cronJob(_ metadata: String = "name: a", image: String = "r.example.com/a:1", comment: String = "", rest: String = "")
    -> String
  {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      \(metadata)
    spec: \(comment)
      schedule: "0 4 * * *"
      timeZone: Etc/UTC
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: a
                  image: "\(image)"
    \(rest)
    """
  }

  private static func refusals(_ text: String) -> Set<String> {
    Set(outcomes(text).compactMap { if case .refused(let reason) = $0 { reason } else { nil } })
  }

  @Test func isRefusedForAReason() {
    #expect(Self.outcomes(Self.cronJob()).contains(.made))
    #expect(Self.refusals(Self.cronJob(image: "{{ .Values.image }}")) == ["the document is a template, as line 15 shows"])
    #expect(Self.refusals(Self.cronJob(comment: "# {{- if .Values.x }}")) == ["the document is a template, as line 5 shows"])
    let dump = "it was read from a cluster, and is not the source of the object: mend the manifest that was applied"
    #expect(Self.refusals(Self.cronJob("{name: a, uid: 0b1c}")) == [dump])
    #expect(Self.refusals(Self.cronJob(rest: "status: {lastScheduleTime: \"2026-01-01T00:00:00Z\"}")) == [dump])
    #expect(
      Self.outcomes(Self.cronJob(), refusal: "it is rendered").allSatisfy { outcome in
        if case .manual = outcome { true } else { outcome == .refused("it is rendered") }
      })
  }

  @Test func bracesOfTextAreNoTemplate() {
    let rest = """
                    args: ["docker ps --format '{{.Names}}'"]
                    env:
                      - {name: FORMAT, value: "{{.ID}}"}
      """
    #expect(Self.refusals(Self.cronJob(rest: rest)).isEmpty)
  }

  @Test func whatAnAnchorSharesIsLeftAlone() {
    let shared = """
      apiVersion: v1
      kind: List
      items:
        - apiVersion: batch/v1
          kind: CronJob
          metadata: {name: a}
          spec: &spec
            schedule: "0 4 * * *"
            timeZone: Etc/UTC
            jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "r.example.com/a:1"}]}}}}
        - apiVersion: batch/v1
          kind: CronJob
          metadata: {name: b}
          spec: *spec
      """
    let refusals = Self.refusals(shared)
    #expect(refusals == ["it is part of what the anchor in line 7 is read for elsewhere as well (line 14)"])
  }
}

extension Int {
  fileprivate var asRule: RuleIndex { RuleIndex(truncatingIfNeeded: self) }
}

extension FileReport {
  fileprivate func count(of rule: RuleIndex) -> Int { workloads.reduce(0) { $0 + $1.findings.count { $0.rule == rule } } }
}
