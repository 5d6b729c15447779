import ClusterState
import Findings
import Manifests
import SourceTree

/// What pods require and namespaces do not have: the joins of the rules about Secrets, ConfigMaps and their keys.
enum DanglingReferences {
  /// What follows for the workload, in a sentence.
  static let consequence = "The pod does not start, and its Job stays active until a deadline ends it."

  /// A finding of ``missingObjects(_:in:)`` in words.
  static func explanation(ofMissing kind: ReferencedObject.Kind, _ arguments: [String], remedy: String) -> Explanation {
    Explanation(
      message: "the namespace \(arguments.argument(1)) has no \(kind.rawValue) \"\(arguments.argument(0))\"", why: consequence,
      remedy: remedy)
  }

  /// Whether a namespace is in the input with all it has: only there is anything known to be missing.
  static func holdsDump(_ state: ClusterState) -> Bool {
    state.configMaps.contains { isRootCertificate($0.object.metadata) }
  }

  /// Whether it is the ConfigMap that every namespace has, as a cluster has it; a dump by a label selector would have left it out.
  fileprivate static func isRootCertificate(_ configMap: ObjectMeta) -> Bool {
    configMap.name.value == "kube-root-ca.crt" && configMap.uid.value != nil
  }

  /// The required objects of a kind that are missing, each once for a workload.
  static func missingObjects(_ kind: ReferencedObject.Kind, in context: JudgingContext) -> [InventoryVerdict] {
    let known = context.shared(KnownObjects.self)
    return verdicts(in: context.state, at: \.namePlace) { reference, namespace in
      guard reference.kind == kind else { return nil }
      return switch known.answer(reference, in: namespace) {
      case .present: nil
      case .absent: .finding(severity: nil, arguments: [reference.name, namespace ?? ""])
      case .unknown:
        .notEvaluated(reason: "the input does not have all \(kind.rawValue)s of the namespace: a dump that holds kube-root-ca.crt would")
      }
    }
  }

  /// The required keys that their objects lack.
  static func missingKeys(in context: JudgingContext) -> [InventoryVerdict] {
    let known = context.shared(KnownObjects.self)
    return verdicts(in: context.state, at: { $0.keyPlace ?? $0.namePlace }) { reference, namespace in
      guard let key = reference.key, case .present(let keys?) = known.answer(reference, in: namespace), !keys.names.contains(key) else {
        return nil
      }
      return keys.areAll
        ? .finding(severity: nil, arguments: ["\(reference.kind.rawValue) \"\(reference.name)\"", key])
        : .notEvaluated(reason: "the object that holds the key is known by a manifest alone, which may be completed before it is applied")
    }
  }

  /// Asks about each required object of each workload; what is said of it twice counts once.
  private static func verdicts(
    in state: ClusterState, at place: (ReferencedObject) -> SourceRange,
    judge: (ReferencedObject, _ namespace: String?) -> InventoryVerdict.Outcome?
  ) -> [InventoryVerdict] {
    var verdicts: [InventoryVerdict] = []
    for workload in state.workloads where workload.object.kind != .pod {
      var said: Set<[String]> = []
      for reference in workload.object.requiredObjects {
        guard let outcome = judge(reference, workload.object.namespace) else { continue }
        switch outcome {
        case .finding(_, let arguments): if !said.insert(arguments).inserted { continue }
        case .notEvaluated(let reason): if !said.insert([reason]).inserted { continue }
        }
        verdicts.append(InventoryVerdict(on: workload.origin, outcome, place: place(reference)))
      }
    }
    return verdicts
  }
}

/// Which Secrets and ConfigMaps there are, as far as the input tells.
private struct KnownObjects: SharedFacts {
  struct Keys {
    var names: Set<String>
    /// Whether the object is as the API server stored it.
    var areAll: Bool
  }

  enum Answer {
    /// - Parameter keys: nil where they are not known.
    case present(keys: Keys?)
    case absent
    case unknown
  }

  private struct Name: Hashable {
    var kind: ReferencedObject.Kind
    /// nil where a manifest names none.
    var namespace: String?
    var name: String
  }

  private struct DumpedNamespace: Hashable {
    var file: Int
    var namespace: String
  }

  private var keys: [Name: Keys] = [:]
  private var generated: Set<Name> = []
  /// Those that controllers make in any namespace.
  private var generatedAnywhere: Set<Name> = []
  /// The namespaces of which all objects of a kind are known.
  private var complete: [ReferencedObject.Kind: Set<String>] = [:]

  init(_ context: JudgingContext) {
    let state = context.state
    var dumped: Set<DumpedNamespace> = []
    for configMap in state.configMaps {
      let metadata = configMap.object.metadata
      add(.configMap, metadata, keys: (configMap.object.data + configMap.object.binaryData).map(\.name))
      guard DanglingReferences.isRootCertificate(metadata), let namespace = metadata.namespace.value else { continue }
      dumped.insert(DumpedNamespace(file: configMap.origin.file, namespace: namespace))
      complete[.configMap, default: []].insert(namespace)
    }
    for secret in state.secrets {
      let metadata = secret.object.metadata
      add(.secret, metadata, keys: secret.object.keys.map(\.name))
      guard metadata.uid.value != nil, let namespace = metadata.namespace.value,
        dumped.contains(DumpedNamespace(file: secret.origin.file, namespace: namespace))
      else { continue }
      complete[.secret, default: []].insert(namespace)
    }
    for object in state.generatedObjects { add(object.object) }
  }

  private mutating func add(_ kind: ReferencedObject.Kind, _ metadata: ObjectMeta, keys names: [String]) {
    guard let name = metadata.name.value else { return }
    let key = Name(kind: kind, namespace: metadata.namespace.value, name: name)
    let known = keys[key]
    keys[key] = Keys(names: (known?.names ?? []).union(names), areAll: (known?.areAll ?? false) || metadata.uid.value != nil)
  }

  private mutating func add(_ object: GeneratedObjects) {
    let namespace = object.isClusterWide ? nil : object.metadata.namespace.value
    let names =
      object.secrets.map { Name(kind: .secret, namespace: namespace, name: $0) }
      + object.configMaps.map { Name(kind: .configMap, namespace: namespace, name: $0) }
    if object.isClusterWide { generatedAnywhere.formUnion(names) } else { generated.formUnion(names) }
  }

  func answer(_ reference: ReferencedObject, in namespace: String?) -> Answer {
    let name = Name(kind: reference.kind, namespace: namespace, name: reference.name)
    let anywhere = Name(kind: reference.kind, namespace: nil, name: reference.name)
    if generated.contains(name) || generatedAnywhere.contains(anywhere) { return .present(keys: nil) }
    if let keys = keys[name] { return .present(keys: keys) }
    // A manifest without a namespace may be meant for this one.
    if keys[anywhere] != nil || generated.contains(anywhere) { return .present(keys: nil) }
    return complete[reference.kind]?.contains(namespace ?? "") == true ? .absent : .unknown
  }
}
