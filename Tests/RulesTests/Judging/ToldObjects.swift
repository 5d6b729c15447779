import ClusterState
import Findings
import Manifests
import Rules
import SourceTree

/// The objects of a manifest as an API server tells of them: each by itself, as JSON.
struct ToldObjects {
  /// In the order of the manifest.
  private(set) var objects: [[UInt8]] = []
  /// What the manifest says is covered.
  private(set) var coverage: [ObservedCluster.Event] = []

  /// nil for manifests that no API server has: templates, patches, several objects of one name, comments that mean something.
  init?(_ manifest: String) throws {
    if manifest.contains("curfew:ignore") { return nil }
    let source = try Source(name: "", bytes: Array(manifest.utf8))
    var names: Set<ObjectID> = []
    var documents = DocumentReader(source)
    while let document = documents.next() {
      let document = try document.get()
      guard document.template == nil, let root = TreeValue(document.root), add(root, &names) else { return nil }
    }
    var reader = ManifestReader(source)
    while let element = reader.next() {
      guard case .object(let manifest) = element else { return nil }
      if case .coverage(let statement) = manifest { coverage += statement.complete.flatMap { $0.events } }
      if case .workload(let workload) = manifest, workload.isPatch { return nil }
    }
  }

  private mutating func add(_ value: TreeValue, _ names: inout Set<ObjectID>) -> Bool {
    guard case .text(let kind)? = value["kind"] else { return false }
    if kind == "Coverage" { return true }
    if kind.hasSuffix("List"), case .list(let items)? = value["items"] { return items.allSatisfy { add($0, &names) } }
    let metadata = value["metadata"]
    guard case .text(let name)? = metadata?["name"] else { return false }
    var namespace: String?
    if case .text(let written)? = metadata?["namespace"] { namespace = written }
    objects.append(Array(value.json.utf8))
    return names.insert(ObjectID(kind: kind, scope: Scope(namespace: namespace), name: name)).inserted
  }
}

extension CoverageStatement.Item {
  fileprivate var events: [ObservedCluster.Event] {
    guard let namespaces, !kind.isClusterScoped else { return [.coverAll(kind, .complete(.collected))] }
    return namespaces.map { .cover(Part(kind: kind, scope: .namespace($0)), .complete(.collected)) }
  }
}

extension TreeValue {
  /// On one line.
  var json: String {
    switch self {
    case .null: "null"
    case .bool(let bool): "\(bool)"
    case .number(let number), .octal(let number): "\(number)"
    case .float(let number): "\(number)"
    case .text(let text): Self.quoted(text)
    case .list(let items): "[\(items.map(\.json).joined(separator: ","))]"
    case .map(let entries): "{\(entries.map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ","))}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar -> String in
      if scalar == "\"" || scalar == "\\" { return "\\\(scalar)" }
      guard scalar.value < 0x20 else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      return "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
    }
    return "\"\(escaped.joined())\""
  }
}

/// What is said of a workload, whatever door it came through: no places.
struct Said: Hashable, Comparable, CustomStringConvertible {
  let workload: String
  let verdicts: [String]

  init(_ report: WorkloadReport) {
    workload = "\(report.kind) \(report.namespace ?? "")/\(report.name) \(report.templatePath ?? "")"
    func words(_ finding: Finding) -> String {
      let rule = Registry.catalogue[finding.rule]
      return "\(rule.metadata.name) \(finding.severity): \(rule.explain(finding.situation).message)"
    }
    let names = { (rule: RuleIndex) in Registry.catalogue[rule].metadata.name }
    verdicts =
      report.findings.map { words($0) }.sorted() + report.suppressed.map { "suppressed: \(words($0.finding))" }.sorted()
      + report.notEvaluated.map { "not evaluated: \(names($0.rule)), \($0.reason)" }.sorted()
      + Set(report.unasked).map { "unasked: \(names($0))" }.sorted() + report.notInInput.map { "not in the input: \(names($0))" }.sorted()
      + ["\(report.counts)"]
  }

  static func < (left: Said, right: Said) -> Bool { left.description < right.description }

  var description: String { "\(workload)\n\(verdicts.joined(separator: "\n"))" }
}
