import Findings
import Rules
import SourceTree
import Testing

/// Which Services send their requests to the pods of a Job.
@Suite struct ServiceSelectionTests {
  @Test(
    "A Service selects the pods of its namespace that have its labels and its port",
    arguments: [
      ("name: web, namespace: shop", "selector: {app: a}, ports: [{port: 80}]", 1, 0),
      ("name: web, namespace: shop", "selector: {app: a, tier: web}, ports: [{port: 80}]", 0, 0),
      ("name: web, namespace: test", "selector: {app: a}, ports: [{port: 80}]", 0, 0),
      ("name: web, namespace: shop", "selector: {}, ports: [{port: 80}]", 0, 0),
      ("name: web, namespace: shop", "type: ExternalName, selector: {app: a}, ports: [{port: 80}]", 0, 0),
      ("name: web, namespace: shop", "selector: {app: a}, ports: [{port: 80, targetPort: http}]", 0, 0),
      ("name: web, namespace: shop", "selector: {app: a}, ports: [{port: 80, targetPort: metrics}]", 1, 0),
      ("name: web, namespace: shop", "selector: {app: a}", 0, 0),
      ("name: web, namespace: shop", "selector: {app: a}, clusterIP: None", 1, 0),
      ("name: import, namespace: shop", "selector: {app: a}, ports: [{port: 80}]", 0, 1),
    ])
  func selection(_ metadata: String, _ spec: String, _ count: Int, _ unknown: Int) throws {
    let text = """
      {apiVersion: v1, kind: Service, metadata: {\(metadata)}, spec: {\(spec)}}
      ---
      {apiVersion: batch/v1, kind: Job, metadata: {name: import, namespace: shop}, spec: {template: {metadata: {labels: {app: a}}, spec: {
        restartPolicy: Never, containers: [{name: c, image: i, ports: [{name: metrics, containerPort: 9}]}]}}}}
      """
    let rule = try #require(Registry.rule(named: "selected-by-service"))
    let found = try rule.check(manifest: Source(name: "services", bytes: Array(text.utf8)), options: RuleOptions())
    #expect(found.findings.count == count)
    #expect(found.notEvaluated.count == unknown)
  }

  @Test("Services that select by more labels hide none that selects", arguments: [(20, 1, 0), (999, 1, 0), (1_000, 0, 1)])
  func manyServices(_ others: Int, _ count: Int, _ unknown: Int) throws {
    let services = (0..<others).map {
      "{apiVersion: v1, kind: Service, metadata: {name: o\($0), namespace: shop}, spec: {selector: {app: a, tier: t\($0)}, ports: [{port: 80}]}}"
    }
    let texts =
      services + [
        "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: a}, ports: [{port: 80}]}}",
        "{apiVersion: batch/v1, kind: Job, metadata: {name: j, namespace: shop}, spec: {template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: i}]}}}}",
      ]
    let rule = try #require(Registry.rule(named: "selected-by-service"))
    let source = try Source(name: "services", bytes: Array(texts.joined(separator: "\n---\n").utf8))
    let found = try rule.check(manifest: source, options: RuleOptions())
    #expect(found.findings.count == count)
    #expect(found.notEvaluated.count == unknown)
  }

  @Test("Files that name no namespace are not joined")
  func files() throws {
    let texts = [
      "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: a}, ports: [{port: 80}]}}",
      "{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: i}]}}}}",
    ]
    let scan = Scan(ScanSettings(version: "0", catalogue: Registry.catalogue))
    func findings(_ texts: [String]) throws -> (Int, Int) {
      let reports = scan.reports(on: texts)
      let workload = try #require(reports.last?.workloads.first)
      return (
        workload.findings.count { Registry.catalogue[$0.rule].metadata.name == "selected-by-service" },
        workload.notEvaluated.count { Registry.catalogue[$0.rule].metadata.name == "selected-by-service" }
      )
    }
    #expect(try findings(texts) == (0, 1))
    #expect(try findings([texts.joined(separator: "\n---\n")]) == (1, 0))
  }
}
