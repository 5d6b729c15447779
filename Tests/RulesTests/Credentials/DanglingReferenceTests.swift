import Findings
@testable import Rules
import SourceTree
import Testing

/// When a Secret or ConfigMap that is not in the input is missing, and when that cannot be known.
@Suite struct DanglingReferenceTests {
  struct Situation: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var objects: [String]
    /// Names that are reported.
    var findings: [String]
    /// Whether a pass would take more than the input has.
    var isNotInInput = false
    var reference = "{secretRef: {name: wanted}}"
    var namespace: String? = "shop"
    var rule = "dangling-secret"
  }

  private static let root =
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: kube-root-ca.crt, namespace: shop, uid: a}, data: {ca.crt: x}}"
  private static let secrets = "{apiVersion: curfew.dev/v1, kind: Coverage, complete: [{kind: Secret, namespaces: [shop]}]}"
  private static let other = "{apiVersion: v1, kind: Secret, metadata: {name: other, namespace: shop, uid: b}, data: {k: eA==}}"

  private static func object(_ kind: String, _ metadata: String, _ spec: String = "{}") -> String {
    "{apiVersion: \(kind.split(separator: " ")[0]), kind: \(kind.split(separator: " ")[1]), metadata: {\(metadata)}, spec: \(spec)}"
  }

  private static func generator(_ kind: String, _ spec: String, name: String = "made") -> Situation {
    Situation(
      testDescription: "made by \(kind.split(separator: " ")[1])",
      objects: [secrets, other, object(kind, "name: \(name), namespace: shop", spec)], findings: [])
  }

  static let situations: [Situation] = [
    Situation(testDescription: "all Secrets", objects: [secrets, other], findings: ["wanted"]),
    Situation(testDescription: "nothing but the workload", objects: [], findings: [], isNotInInput: true),
    Situation(testDescription: "a statement alone", objects: [secrets], findings: ["wanted"]),
    Situation(testDescription: "Secrets without a statement", objects: [other], findings: [], isNotInInput: true),
    Situation(testDescription: "ConfigMaps are no Secrets", objects: [root, other], findings: [], isNotInInput: true),
    Situation(
      testDescription: "a certificate that is a manifest", objects: [root.replacing(", uid: a", with: "")], findings: [],
      isNotInInput: true,
      reference: "{configMapRef: {name: wanted}}", rule: "dangling-config-map"),
    Situation(testDescription: "another namespace", objects: [secrets, other], findings: [], isNotInInput: true, namespace: "test"),
    Situation(testDescription: "no namespace", objects: [secrets, other], findings: [], isNotInInput: true, namespace: nil),
    Situation(testDescription: "there", objects: [secrets, other.replacing("name: other", with: "name: wanted")], findings: []),
    Situation(
      testDescription: "a manifest without a namespace",
      objects: [secrets, other, "{apiVersion: v1, kind: Secret, metadata: {name: wanted}}"], findings: []),
    Situation(
      testDescription: "optional", objects: [secrets, other], findings: [], reference: "{secretRef: {name: wanted, optional: true}}"),
    Situation(
      testDescription: "a ConfigMap is not a Secret", objects: [secrets, other], findings: [], reference: "{configMapRef: {name: wanted}}"),
    Situation(
      testDescription: "a ConfigMap", objects: [root], findings: ["wanted"], reference: "{configMapRef: {name: wanted}}",
      rule: "dangling-config-map"),
    Situation(
      testDescription: "a bundle of certificates", objects: [root, object("trust.cert-manager.io/v1alpha1 Bundle", "name: wanted")],
      findings: [],
      reference: "{configMapRef: {name: wanted}}", rule: "dangling-config-map"),
    generator("external-secrets.io/v1 ExternalSecret", "{target: {name: wanted}}"),
    generator("external-secrets.io/v1beta1 ExternalSecret", "{}", name: "wanted"),
    generator("external-secrets.io/v1 ClusterExternalSecret", "{externalSecretName: wanted}"),
    generator("bitnami.com/v1alpha1 SealedSecret", "{}", name: "wanted"),
    generator("cert-manager.io/v1 Certificate", "{secretName: wanted}"),
    generator("secrets.hashicorp.com/v1beta1 VaultStaticSecret", "{destination: {name: wanted}}"),
    generator("onepassword.com/v1 OnePasswordItem", "{}", name: "wanted"),
    generator("secrets.infisical.com/v1alpha1 InfisicalSecret", "{managedSecretReference: {secretName: wanted}}"),
    generator("secrets.doppler.com/v1alpha1 DopplerSecret", "{managedSecret: {name: wanted}}"),
    generator("k8s.bitwarden.com/v1 BitwardenSecret", "{secretName: wanted}"),
    generator("isindir.github.com/v1alpha3 SopsSecret", "{secretTemplates: [{name: wanted}]}"),
    generator("spv.no/v2beta1 AzureKeyVaultSecret", "{output: {secret: {name: wanted}}}"),
    generator("secrets-store.csi.x-k8s.io/v1 SecretProviderClass", "{secretObjects: [{secretName: wanted}]}"),
    Situation(
      testDescription: "made for another name",
      objects: [secrets, other, object("cert-manager.io/v1 Certificate", "name: wanted, namespace: shop", "{secretName: tls}")],
      findings: ["wanted"]),
    Situation(
      testDescription: "a kind of the same name",
      objects: [secrets, other, object("example.com/v1 Certificate", "name: a, namespace: shop", "{secretName: wanted}")],
      findings: ["wanted"]
    ),
  ]

  @Test("Only where all is known something is missing", arguments: situations)
  func missingObjects(_ situation: Situation) throws {
    let namespace = situation.namespace.map { ", namespace: \($0)" } ?? ""
    let workload =
      "{apiVersion: batch/v1, kind: Job, metadata: {name: a\(namespace)}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i, envFrom: [\(situation.reference)]}]}}}}"
    let text = "{apiVersion: v1, kind: List, items: [\((situation.objects + [workload]).joined(separator: ",\n"))]}"
    let rule = try #require(Registry.catalogue.index(named: situation.rule))
    let file = try #require(Scan(ScanSettings(version: "0", catalogue: Registry.catalogue)).reports(on: [text]).first)
    let found = try #require(file.workloads.first)
    let messages = found.findings.filter { $0.rule == rule }.map { Registry.catalogue[rule].explain($0.situation).message }
    #expect(messages.map { String($0.split(separator: "\"")[1]) } == situation.findings)
    #expect((found.notInInput + file.notInInput).contains(rule) == situation.isNotInInput)
    #expect(!found.notEvaluated.contains { $0.rule == rule })
  }

  @Test(
    "A key is missing where the stored object lacks it",
    arguments: [("uid: b, ", "k", 0, 0), ("uid: b, ", "x", 1, 0), ("", "k", 0, 0), ("", "x", 0, 1)])
  func missingKeys(_ uid: String, _ key: String, _ count: Int, _ unknown: Int) throws {
    let text = """
      {apiVersion: v1, kind: Secret, metadata: {\(uid)name: s, namespace: shop}, stringData: {k: example}}
      ---
      {apiVersion: batch/v1, kind: Job, metadata: {name: a, namespace: shop}, spec: {template: {spec: {restartPolicy: Never, containers: [
        {name: c, image: i, env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: \(key)}}}, {name: B, valueFrom: {secretKeyRef: {name: s, key: \(key)}}}]}]}}}}
      """
    let rule = try #require(Registry.rule(named: "dangling-key"))
    let found = try rule.check(manifest: Source(name: "dump", bytes: Array(text.utf8)), options: RuleOptions())
    #expect(found.findings.count == count)
    #expect(found.notEvaluated.count == unknown)
  }
}
