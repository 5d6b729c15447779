import ClusterState
import AccessControl
import Findings
import Foundation
import Manifests
import Randomness
import Reports
import SourceTree
import Testing

@testable import Rules

/// What is said about access depends neither on the order of files nor on how documents are spread over them, and names count within their namespace.
struct InputOrderTests {
  /// Files of one input.
  private struct Input {
    var files: [(path: String, text: String)]

    /// Every document a file of its own, in the folder of the file that it stood in.
    var split: Input {
      Input(
        files: files.flatMap { path, text in
          Self.documents(of: text).enumerated().map { ("\(path)-\($0).yaml", $1) }
        })
    }

    /// The files of each folder as one.
    var merged: Input {
      let folders = Dictionary(grouping: files) { Self.folder($0.path) }
      return Input(
        files: folders.sorted { $0.key < $1.key }.map { folder, files in
          ("\(folder)all.yaml", files.flatMap { Self.documents(of: $0.text) }.joined(separator: "\n---\n"))
        })
    }

    private static func folder(_ path: String) -> Substring {
      path[..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)]
    }

    private static func documents(of text: String) -> [String] {
      var documents: [[Substring]] = [[]]
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if line == "---" || line.hasPrefix("--- ") { documents.append([]) }
        documents[documents.count - 1].append(line == "---" ? "" : line)
      }
      return documents.map { $0.joined(separator: "\n") }
    }

    /// What `access show --format json` says, without places.
    var access: String {
      get throws {
        var objects = GatheredObjects()
        for (index, file) in files.enumerated() {
          var reader = ManifestReader(try Source(name: file.path, bytes: Array(file.text.utf8)))
          while let element = reader.next() { if case .object(let manifest) = element { objects.gather(manifest, file: index) } }
        }
        let whole = objects.settled(paths: files.map(\.path))
        let accounts = whole.applications.flatMap { state in
          let graph = AccessGraph(Authorizer(state), state)
          let searches = graph.searches()
          return graph.accounts.all.indices.filter { graph.accounts.all[$0].isOfInput }.map {
            graph.access(ofAccount: $0, searches, state)
          }
        }
        return String(decoding: AccessJSONReport(AccessPlaces { _ in nil }).bytes(accounts), as: UTF8.self)
      }
    }

    /// What the rules about access find, by workload.
    var findings: [String] {
      let scan = Scan(ScanSettings(version: "0", catalogue: Registry.catalogue, profile: .strict))
      var judgements = Scan.Judgements()
      for (index, file) in files.enumerated() { scan.judge(path: file.path, bytes: Array(file.text.utf8), file: index, into: &judgements) }
      return scan.settle(&judgements) { _ in nil }.flatMap(\.workloads).flatMap { workload in
        let findings = workload.findings.compactMap { finding -> String? in
          let code = Registry.catalogue[finding.rule].metadata.code
          return code.hasPrefix("CFW3")
            ? "\(workload.kind) \(workload.namespace ?? "")/\(workload.name) \(code) \(finding.severity) \(Registry.catalogue[finding.rule].explain(finding.situation))"
            : nil
        }
        let open = workload.notEvaluated.compactMap { check -> String? in
          let code = Registry.catalogue[check.rule].metadata.code
          return code.hasPrefix("CFW3") ? "\(workload.kind) \(workload.namespace ?? "")/\(workload.name) \(code) \(check.reason)" : nil
        }
        return findings + open
      }.sorted()
    }

    /// Names of what is said otherwise in another order, or of documents that are spread otherwise.
    func differences(_ generator: inout SeededGenerator) throws -> [String] {
      let variants = [
        ("split and reversed", Input(files: split.files.reversed())),
        ("merged from shuffled", Input(files: split.files.shuffled(using: &generator)).merged),
      ]
      let (access, findings) = (try access, findings)
      return try variants.flatMap { name, variant in
        (try variant.access == access ? [] : ["access, \(name)"]) + (variant.findings == findings ? [] : ["findings, \(name)"])
      }
    }
  }

  private static let rules = [
    "{apiGroups: [\"\"], resources: [secrets], verbs: [get, list]}",
    "{apiGroups: [\"\"], resources: [secrets], resourceNames: [one], verbs: [get]}",
    "{apiGroups: [\"\"], resources: [pods, configmaps], verbs: [get]}", "{apiGroups: [batch], resources: [jobs], verbs: [create]}",
    "{apiGroups: [\"\"], resources: [serviceaccounts/token], verbs: [create]}",
    "{apiGroups: [\"\"], resources: [pods/exec], verbs: [create]}",
    "{apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [create]}",
    "{apiGroups: [rbac.authorization.k8s.io], resources: [roles, clusterroles], resourceNames: [one, two], verbs: [bind]}",
    "{apiGroups: [\"*\"], resources: [\"*\"], verbs: [\"*\"]}",
  ]
  private static let names = ["one", "two", "three"]
  private static let clusterAdmin =
    "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: cluster-admin}, rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]}"

  /// Objects of few names in a namespace; nil: left open.
  private static func objects(in namespace: String?, _ generator: inout SeededGenerator, others: [String] = []) -> [String] {
    let place = namespace.map { ", namespace: \($0)" } ?? ""
    let api = "apiVersion: rbac.authorization.k8s.io/v1"
    return (0..<generator.number(3, 12)).map { _ in
      let name = generator.pick(names)
      let subject = "{kind: ServiceAccount, name: \(generator.pick(names))\(generator.pick([""] + others.map { ", namespace: \($0)" }))}"
      switch generator.number(0, 3) {
      case 0: return "{apiVersion: v1, kind: ServiceAccount, metadata: {name: \(name)\(place)}}"
      case 1:
        let rules = (0..<generator.number(1, 3)).map { _ in generator.pick(Self.rules) }.joined(separator: ", ")
        return "{\(api), kind: Role, metadata: {name: \(name)\(place)}, rules: [\(rules)]}"
      case 2:
        return """
          {\(api), kind: RoleBinding, metadata: {name: \(name)\(place)}, roleRef: {kind: Role, name: \(generator.pick(names))}, subjects: [\(subject)]}
          """
      default:
        return """
          {apiVersion: batch/v1, kind: CronJob, metadata: {name: \(name)\(place)}, spec: {schedule: "0 2 * * *", jobTemplate: {spec: {template: {spec: {
            serviceAccountName: \(generator.pick(names)), containers: [{name: c, image: i}]}}}}}}
          """
      }
    }
  }

  @Test("Generated objects in any order, in files of one or of many")
  func generated() throws {
    var generator = SeededGenerator(seed: 4)
    for round in 0..<20 {
      // The built-in roles take long to read.
      let all = round % 10 == 0 ? [] : [Self.clusterAdmin]
      let files = (0..<3).map { file in
        let objects = all + ["a", "b", nil].flatMap { Self.objects(in: $0, &generator, others: ["a", "b"]) }
        return ("\(file == 2 ? "other/" : "")\(file).yaml", objects.shuffled(using: &generator).joined(separator: "\n---\n"))
      }
      let differences = try Input(files: files).differences(&generator)
      #expect(differences == [], "round \(round)")
    }
  }

  @Test("What is in one namespace does not depend on what has the same names in another")
  func namespaces() throws {
    var generator = SeededGenerator(seed: 5)
    for round in 0..<24 {
      let first = [Self.clusterAdmin] + Self.objects(in: "a", &generator)
      let second = [Self.clusterAdmin] + Self.objects(in: "b", &generator)
      func said(_ objects: [String], _ namespace: String) throws -> [String] {
        let input = Input(files: [("all.yaml", objects.shuffled(using: &generator).joined(separator: "\n---\n"))])
        let access = try input.access.split(separator: "\n").filter { $0.hasPrefix("{\"namespace\":\"\(namespace)\"") }.map {
          $0.hasSuffix(",") ? String($0.dropLast()) : String($0)
        }
        return access + input.findings.filter { $0.hasPrefix("CronJob \(namespace)/") }
      }
      #expect(try said(first + second, "a") == said(first, "a"), "round \(round)")
      #expect(try said(first + second, "b") == said(second, "b"), "round \(round)")
    }
  }

  @Test("An aggregated role has the rules of others in the order of their names")
  func aggregation() throws {
    var generator = SeededGenerator(seed: 7)
    let api = "apiVersion: rbac.authorization.k8s.io/v1"
    let parts = zip(["c", "a", "b"], Self.rules).map { name, rule in
      "{\(api), kind: ClusterRole, metadata: {name: \(name), labels: {part-of: whole}}, rules: [\(rule)]}"
    }
    let objects =
      [
        Self.clusterAdmin,
        "{\(api), kind: ClusterRole, metadata: {name: whole}, aggregationRule: {clusterRoleSelectors: [{matchLabels: {part-of: whole}}]}, rules: []}",
        """
        {\(api), kind: ClusterRoleBinding, metadata: {name: whole}, roleRef: {kind: ClusterRole, name: whole},
         subjects: [{kind: ServiceAccount, name: one, namespace: a}]}
        """,
      ] + parts
    let differences = try Input(files: [("all.yaml", objects.joined(separator: "\n---\n"))]).differences(&generator)
    #expect(differences == [])
  }

  private static let corpus = ProcessInfo.processInfo.environment["CURFEW_CORPUS"]

  /// Real installs: single files and folders, without those that cannot be read whole.
  private static func bundles() throws -> [(name: String, input: Input)] {
    guard let corpus else { return [] }
    let folder = URL(filePath: corpus).appending(path: "bundles")
    var bundles: [String: [(path: String, text: String)]] = [:]
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }.sorted() ?? []
    for path in paths where path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
      let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      guard text.contains("RoleBinding") || path.hasPrefix("dirs/"), text.utf8.count < 200_000 else { continue }
      let parts = path.split(separator: "/")
      bundles[path.hasPrefix("files/") ? path : parts.prefix(2).joined(separator: "/"), default: []].append((path, text))
    }
    return bundles.sorted { $0.key < $1.key }.map { ($0.key, Input(files: $0.value)) }
  }

  @Test("Real installs in any order, in files of one or of many", .enabled(if: corpus != nil))
  func real() throws {
    var generator = SeededGenerator(seed: 6)
    let bundles = try Self.bundles()
    #expect(bundles.count > 100)
    // A part of them, as each is judged three times.
    for (name, input) in bundles.enumerated().filter({ $0.offset % 12 == 0 || $0.element.name.hasPrefix("dirs/") }).map(\.element) {
      let differences = try input.differences(&generator)
      #expect(differences == [], "\(name)")
    }
  }
}
