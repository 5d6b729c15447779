import Findings
import Rules
import SourceTree
import Testing

/// What the rules about NetworkPolicies make of policies and workloads that stand side by side.
@Suite struct NetworkSituationTests {
  struct Situation: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// The `spec` of each policy.
    var policies: [String]
    /// What the pod template holds besides its container.
    var pod = "metadata: {labels: {app: backup}}, spec: {restartPolicy: Never, "
    /// Whatever else is in the input.
    var others = ""
    /// The rules that find something, with the severity.
    var findings: [String]
    /// The rules that are not evaluated.
    var notEvaluated: [String] = []

    init(
      _ description: String, _ policies: [String], pod: String? = nil, others: String = "", _ findings: [String],
      notEvaluated: [String] = []
    ) {
      testDescription = description
      self.policies = policies
      if let pod { self.pod = pod }
      self.others = others
      self.findings = findings
      self.notEvaluated = notEvaluated
    }

    var text: String {
      let policies = policies.map {
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: {\($0)}}"
      }
      let workload = """
        {apiVersion: batch/v1, kind: CronJob, metadata: {name: backup, namespace: shop, labels: {team: a}}, spec: {schedule: "0 2 * * *", \
        jobTemplate: {spec: {template: {\(pod) containers: [{name: c, image: i}]}}}}}}
        """
      return (policies + [workload] + (others.isEmpty ? [] : [others])).joined(separator: "\n---\n")
    }
  }

  private static let dns = "{ports: [{port: 53}, {port: 53, protocol: UDP}]}"
  private static func egress(_ rules: String) -> String { "podSelector: {}, policyTypes: [Ingress, Egress], egress: [\(rules)]" }
  private static let anyOn80 = "{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 80}]}"

  static let situations = [
    Situation("closed", ["podSelector: {}, policyTypes: [Ingress, Egress]"], []),
    Situation("two halves", ["podSelector: {}", "podSelector: {}, policyTypes: [Egress]"], []),
    Situation("egress is left out", ["podSelector: {}, egress: []"], ["no-network-policy medium"]),
    Situation("ingress is left out", ["podSelector: {}, policyTypes: [Egress]"], ["no-network-policy low"]),
    Situation("for others", ["podSelector: {matchLabels: {app: web}}"], ["no-network-policy medium"]),
    Situation("no policy at all", [], []),
    Situation(
      "labels are a template", ["podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress]"],
      pod: "metadata: {labels: {app: '{{ .Values.app }}'}}, spec: {", [], notEvaluated: ["no-network-policy"]),
    Situation("on the node's network", ["podSelector: {matchLabels: {app: web}}"], pod: "spec: {hostNetwork: true, ", []),
    Situation(
      "Cilium may say otherwise", ["podSelector: {matchLabels: {app: web}}"],
      others: "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: shop}}", [],
      notEvaluated: ["no-network-policy"]),
    Situation(
      "an AdminNetworkPolicy has nothing to add where all is well", ["podSelector: {}, policyTypes: [Ingress, Egress]"],
      others: "{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: c}}", []),
    Situation(
      "the label of the CronJob", ["podSelector: {matchLabels: {team: a}}, policyTypes: [Ingress, Egress]"],
      ["network-policy-selects-nothing medium", "no-network-policy medium"]),
    Situation(
      "the label of the CronJob, and of a Deployment", ["podSelector: {matchLabels: {team: a}}, policyTypes: [Ingress, Egress]"],
      others: """
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: shop}, spec: {template: {metadata: {labels: {team: a}}}}}
        """,
      ["no-network-policy medium"]),
    Situation(
      "the CronJob's name as the Job's", ["podSelector: {matchExpressions: [{key: job-name, operator: In, values: [backup]}]}"],
      ["network-policy-selects-nothing medium", "no-network-policy medium"]),
    Situation(
      "the name of a Job that may be", ["podSelector: {matchLabels: {job-name: backup-29391840}}, policyTypes: [Ingress, Egress]"], [],
      notEvaluated: ["no-network-policy"]),
    Situation("everything", [egress("{}")], ["unrestricted-egress medium"]),
    Situation(
      "every port of TCP, none of UDP", [egress("{ports: [{protocol: TCP}]}")], ["dns-incomplete medium", "unrestricted-egress medium"]),
    Situation(
      "a range of all ports", [egress("{ports: [{port: 1, endPort: 65535}, {port: 53, protocol: UDP}]}")], ["unrestricted-egress medium"]),
    Situation(
      "the rules of two policies add up", [egress(dns), egress("{to: [{ipBlock: {cidr: 128.0.0.0/1}}]}")], ["unrestricted-egress medium"]),
    Situation("all pods of the cluster", [egress("{to: [{namespaceSelector: {}}]}, \(dns)")], []),
    Situation(
      "port 80 of any address, unknown account", [egress("\(anyOn80), \(dns)")], [], notEvaluated: ["metadata-address-reachable"]),
    Situation(
      "port 80 of any address", [egress("\(anyOn80), \(dns)")],
      others: "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: shop}}", ["metadata-address-reachable medium"]),
    Situation("the API server's port, with a token", [egress("{ports: [{port: 6443}]}")], []),
    Situation(
      "the API server's port, without a token", [egress("{to: [{ipBlock: {cidr: 192.0.2.1/32}}], ports: [{port: 6443}]}")],
      pod: "spec: {automountServiceAccountToken: false, ", ["api-server-reachable low"]),
    Situation(
      "the API server's port, with a token for another audience",
      [egress("{to: [{ipBlock: {cidr: 192.0.2.1/32}}], ports: [{port: 6443}]}")],
      pod: """
        spec: {automountServiceAccountToken: false, volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t}}]}}], 
        """, []),
    Situation(
      "the API server's Service, without a token", [egress("{to: [{ipBlock: {cidr: 10.96.0.1/32}}], ports: [{port: 443}]}")],
      pod: "spec: {automountServiceAccountToken: false, ",
      others: "{apiVersion: v1, kind: Service, metadata: {name: kubernetes, namespace: default}, spec: {clusterIP: 10.96.0.1}}",
      ["api-server-reachable low"]),
    Situation(
      "DNS by UDP", [egress("{to: [{podSelector: {}}], ports: [{port: 1}]}, {ports: [{port: 53, protocol: UDP}]}")], ["dns-incomplete low"]),
    Situation("DNS by TCP", [egress("{to: [{podSelector: {}}], ports: [{port: 1}]}, {ports: [{port: 53}]}")], ["dns-incomplete medium"]),
    Situation(
      "a range that OpenShift's port happens to be in",
      [egress("{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443, endPort: 8443}]}")],
      ["dns-incomplete medium"]),
    Situation("DNS alone", [egress("{ports: [{port: 53, protocol: UDP}]}")], []),
    Situation("DNS of OpenShift", [egress("{to: [{podSelector: {}}]}, {ports: [{port: 5353}, {port: 5353, protocol: UDP}]}")], []),
    Situation(
      "DNS by the names of its ports", [egress("{to: [{podSelector: {}}]}, {ports: [{port: dns, protocol: UDP}, {port: dns-tcp}]}")], []),
    Situation("all ports of another namespace may hold DNS", [egress("{to: [{namespaceSelector: {}, podSelector: {}}]}")], []),
    Situation("single addresses", [egress("{to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 5432}]}")], []),
  ]

  @Test("Findings and what cannot be told", arguments: situations)
  func situation(_ situation: Situation) throws {
    let report = Self.reports([situation.text])
    let workload = try #require(report[0].workloads.first { $0.kind == "CronJob" })
    #expect(Self.names(workload.findings.map { ($0.rule, " \($0.severity.name)") }) == situation.findings)
    #expect(Self.names(workload.notEvaluated.map { ($0.rule, "") }) == situation.notEvaluated)
  }

  @Test("Files that name no namespace are not joined")
  func files() throws {
    let policy =
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchLabels: {app: web}}}}"
    let job = "{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {template: {spec: {containers: [{name: c, image: i}]}}}}"
    let apart = Self.reports([policy, job, job]).flatMap(\.workloads)
    #expect(apart.map { Self.names($0.findings.map { ($0.rule, "") }) } == [[], []])
    #expect(apart.allSatisfy { Self.names($0.notInInput.map { ($0, "") }).contains("no-network-policy") })
    let together = Self.reports(["\(policy)\n---\n\(job)"]).flatMap(\.workloads)
    #expect(together.map { Self.names($0.findings.map { ($0.rule, "") }) } == [["no-network-policy"]])
  }

  @Test("Where all policies are known, a namespace without any has none")
  func coverage() throws {
    let text = """
      {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: a}, spec: {podSelector: {}}}
      ---
      {apiVersion: batch/v1, kind: Job, metadata: {name: a, namespace: b}, spec: {template: {spec: {containers: [{name: c, image: i}]}}}}
      """
    let manifests = Self.reports([text]).flatMap(\.workloads)
    #expect(manifests.map { Self.names($0.findings.map { ($0.rule, "") }) } == [[]])
    #expect(manifests.allSatisfy { Self.names($0.notInInput.map { ($0, "") }).contains("no-network-policy") })
    let statement = "{apiVersion: curfew.dev/v1, kind: Coverage, complete: [{kind: NetworkPolicy}]}"
    let all = Self.reports([text, statement]).flatMap(\.workloads)
    #expect(all.map { Self.names($0.findings.map { ($0.rule, "") }) } == [["no-network-policy"]])
  }

  /// Only what rules of the group say.
  private static func names(_ verdicts: [(rule: RuleIndex, suffix: String)]) -> [String] {
    verdicts.compactMap { rule, suffix in
      let metadata = Registry.catalogue[rule].metadata
      return metadata.code.hasPrefix("CFW6") ? metadata.name + suffix : nil
    }.sorted()
  }

  private static func reports(_ texts: [String]) -> [FileReport] {
    Scan(ScanSettings(version: "0", catalogue: Registry.catalogue, profile: .strict)).reports(on: texts)
  }
}
