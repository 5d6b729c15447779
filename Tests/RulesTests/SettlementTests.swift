import Findings
import Rules
import SourceTree
import Testing

@Suite struct SettlementTests {
  private static func cronJob(_ uid: String) -> String {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: a, namespace: n, uid: \(uid)}
    spec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}}

    """
  }

  private static func job(_ name: String, owner uid: String, image: String = "i") -> String {
    """
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: \(name)
      namespace: n
      ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: a, uid: \(uid), controller: true}]
    spec: {template: {spec: {containers: [{name: c, image: \(image)}]}}}

    """
  }

  private static let settings = ScanSettings(version: "0", catalogue: Registry.catalogue)

  private func settle(_ texts: [String]) -> [FileReport] {
    Scan(Self.settings).reports(on: texts)
  }

  /// Names, folded Jobs and findings of the rule, by file.
  private func summary(_ reports: [FileReport]) -> [[String]] {
    reports.map { report in
      report.workloads.map { workload in
        let findings = workload.findings.filter { Registry.catalogue[$0.rule].metadata.code == "CFW004" }
        let unknown = workload.notEvaluated.filter { Registry.catalogue[$0.rule].metadata.code == "CFW004" }
        return "\(workload.name) \(workload.foldedJobs) \(findings.map(\.severity.name)) \(unknown.count)"
      }
    }
  }

  @Test func foldsRunsAndReportsTheRest() {
    let texts = [
      [Self.job("one", owner: "u"), Self.job("two", owner: "u", image: "x")].joined(separator: "---\n"),
      [Self.cronJob("u"), Self.job("three", owner: "u"), Self.job("four", owner: "v"), Self.job("five", owner: "w", image: "x")]
        .joined(separator: "---\n"),
    ]
    #expect(
      summary(settle(texts)) == [
        ["two 0 [\"low\"] 0"], ["a 2 [] 0", "four 0 [\"medium\"] 0", "five 0 [\"medium\"] 0"],
      ])
  }

  @Test func saysWhatCannotBeKnown() {
    #expect(summary(settle([Self.job("one", owner: "u")])) == [["one 0 [] 1"]])
  }

  @Test func pointsAtTheJobAndItsCronJob() throws {
    let text = Self.cronJob("u") + "---\n" + Self.job("one", owner: "u", image: "x")
    let workload = try #require(settle([text]).first?.workloads.last)
    let finding = try #require(workload.findings.first { Registry.catalogue[$0.rule].metadata.code == "CFW004" })
    #expect(finding.place.start.line == 7)
    #expect(finding.related?.start.line == 2)
    let apart = settle([Self.cronJob("u"), Self.job("one", owner: "u", image: "x")])[1].workloads[0]
    #expect(apart.findings.contains { Registry.catalogue[$0.rule].metadata.code == "CFW004" && $0.related == nil })
  }

  /// A rule may say several things of a workload, each at its place, and is counted once.
  @Test func countsARuleOnceThatSaysMore() throws {
    let text = """
      apiVersion: v1
      kind: List
      items:
      - {apiVersion: v1, kind: ConfigMap, metadata: {name: kube-root-ca.crt, namespace: shop, uid: a}}
      - {apiVersion: v1, kind: ConfigMap, metadata: {name: known, namespace: shop}, data: {a: b}}
      - apiVersion: batch/v1
        kind: Job
        metadata: {name: a, namespace: shop}
        spec:
          template:
            spec:
              volumes:
              - name: x
                configMap: {name: known, items: [{key: c, path: c}]}
              - name: y
                configMap:
                  name: gone
              - name: z
                configMap:
                  name: gone-too
              containers: [{name: c, image: i}]
      """
    let file = try #require(settle([text]).first)
    let workload = try #require(file.workloads.first)
    let found = workload.findings.filter { Registry.catalogue[$0.rule].metadata.code == "CFW231" }
    #expect(found.map(\.place.start.line) == [17, 20])
    #expect(workload.notEvaluated.contains { Registry.catalogue[$0.rule].metadata.code == "CFW232" && $0.place.start.line == 14 })
    let verdicts = workload.counts
    #expect(
      verdicts.pass + verdicts.fail + verdicts.notEvaluated + workload.withoutVerdict(in: file)
        == Registry.rules.count { $0.metadata.profile <= .recommended })
  }

  /// Every rule of the profile that is about anything in the input gives every workload one verdict, if it met anything that the profile asks about.
  @Test func countsEveryRuleOnce() {
    let rules = Registry.rules.count { $0.metadata.profile <= .recommended }
    let texts = [Self.cronJob("u"), Self.job("one", owner: "u"), Self.job("two", owner: "u", image: "x"), Self.job("three", owner: "z")]
    let reports = settle(texts + [Self.job("four", owner: "u")])
    #expect(reports.flatMap(\.workloads).count == 3)
    for report in reports {
      for workload in report.workloads {
        let counts = workload.counts
        #expect(
          counts.pass + counts.fail + counts.notEvaluated + counts.suppressed + workload.withoutVerdict(in: report) == rules,
          "\(workload.name)")
      }
    }
  }
}
