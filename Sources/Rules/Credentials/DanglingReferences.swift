import ClusterState
import Findings
import Manifests
import SourceTree

/// What pods require and namespaces do not have: the joins of the rules about Secrets, ConfigMaps, their keys, and claims of storage.
enum DanglingReferences {
  /// What follows for the workload, in a sentence.
  static let consequence = "The pod does not start, and its Job stays active until a deadline ends it."

  /// Says which required objects of a kind are missing, each once.
  static func reportMissingObjects<Asked: Rule>(
    _ kind: ReferencedObject.Kind, of workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Asked>
  ) where Asked.Situation == MissingObject {
    if workload.object.kind == .pod { return }
    let known = context.shared(KnownObjects.self)
    var said = NameSet()
    for reference in workload.object.requiredObjects where reference.kind == kind {
      switch known.answer(reference, in: workload.object.namespace) {
      case .present: break
      case .absent:
        if said.insert(reference.name) { answer.fail(MissingObject(reference, in: workload.object), at: reference.namePlace) }
      case .notInInput: answer.notInInput()
      }
    }
  }

  /// Says which required keys their objects lack, each once.
  static func reportMissingKeys(
    of workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<DanglingKey>
  ) {
    if workload.object.kind == .pod { return }
    let known = context.shared(KnownObjects.self)
    var said: Set<MissingKey> = []
    var isUnsure = false
    for reference in workload.object.requiredObjects {
      guard let key = reference.key, case .present(let keys?) = known.answer(reference, in: workload.object.namespace),
        !keys.names.contains(key)
      else { continue }
      let place = reference.keyPlace ?? reference.namePlace
      if keys.areAll {
        let missing = MissingKey(kind: reference.kind, object: reference.name, key: key)
        if said.insert(missing).inserted { answer.fail(missing, at: place) }
      } else if !isUnsure {
        isUnsure = true
        answer.cannotTell(
          because: "the object that holds the key is known by a manifest alone, which may be completed before it is applied", at: place)
      }
    }
  }
}

/// Which Secrets, ConfigMaps and claims there are, as far as the input tells.
private struct KnownObjects: SharedFacts {
  static var reads: KindSet { KindSet(.secret, .configMap, .persistentVolumeClaim, .generatedObjects) }

  struct Keys {
    var names: Set<String>
    /// Whether the object is as the API server stored it.
    var areAll: Bool
  }

  enum Answer {
    /// - Parameter keys: nil where they are not known.
    case present(keys: Keys?)
    case absent
    /// It may be there, though the input does not have it.
    case notInInput
  }

  private struct Name: Hashable {
    var kind: ReferencedObject.Kind
    /// nil where a manifest names none.
    var namespace: String?
    var name: String
  }

  private let state: ClusterState
  private var keys: [Name: Keys] = [:]
  private var generated: Set<Name> = []
  /// Those that controllers make in any namespace.
  private var generatedAnywhere: Set<Name> = []

  init(_ context: JudgingContext) {
    state = context.state
    for configMap in state.configMaps {
      add(.configMap, configMap.object.metadata, keys: (configMap.object.data + configMap.object.binaryData).map(\.name))
    }
    for secret in state.secrets { add(.secret, secret.object.metadata, keys: secret.object.keys.map(\.name)) }
    for claim in state.persistentVolumeClaims { add(.persistentVolumeClaim, claim.object.metadata, keys: []) }
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
    let kind: ObjectKind =
      switch reference.kind {
      case .secret: .secret
      case .configMap: .configMap
      case .persistentVolumeClaim: .persistentVolumeClaim
      }
    return state.coverage(of: kind, in: Scope(namespace: namespace)).isComplete ? .absent : .notInInput
  }
}
