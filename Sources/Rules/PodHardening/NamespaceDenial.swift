import ClusterState
import Manifests

/// What rules share that know which objects of a namespace deny a workload's pods.
enum NamespaceDenial {
  /// What follows for the workload, in a sentence.
  static let consequence =
    "The Job is created and never gets a pod: it stays active without a failure, and under Forbid no later run starts."

  /// No more objects of a namespace are looked at.
  private static var mostObjects: Int { 100 }

  /// No more entries of them all. Each is held against each workload, and an API server takes few: of a limit range, one for each type.
  private static var mostEntries: Int { 300 }

  /// Asks about each object of a kind in the workload's namespace.
  ///
  /// - Parameters:
  ///   - entries: How many entries an object has.
  ///   - judge: Gets what the containers have once the namespace's limit ranges have been applied, and the object.
  static func judge<Object, Asked: Rule>(
    _ workload: Located<WorkloadFacts>, by objects: ObjectTable<Object>, in context: JudgingContext, _ answer: inout ClusterAnswer<Asked>,
    entries: (Object) -> Int, _ judge: (EffectiveResources, Located<Object>, inout ClusterAnswer<Asked>) -> Void
  ) {
    let scope = workload.object.scope
    guard workload.object.kind != .pod, let part = objects.part(scope) else { return }
    guard part.objects.count <= mostObjects else {
      return answer.cannotTell(because: "the namespace has more than \(mostObjects) objects of the kind, too many to look at")
    }
    let own = part.objects.filter { context.state.belongs($0.origin, with: workload.origin, in: scope) }
    guard own.reduce(0, { $0 + entries($1.object) }) <= mostEntries else {
      return answer.cannotTell(because: "the namespace's objects of the kind have more than \(mostEntries) entries, too many to look at")
    }
    let resources = EffectiveResources(workload.object.resources, context.shared(LimitRangeDefaultsByNamespace.self).defaults(of: workload))
    for object in own { judge(resources, object, &answer) }
  }
}

/// What the limit ranges of each namespace give containers that ask for nothing.
private struct LimitRangeDefaultsByNamespace: SharedFacts {
  static var reads: KindSet { KindSet(.limitRange) }

  private let state: ClusterState
  private let known = JudgingContext.Cache<Place, LimitRangeDefaults>()

  /// A namespace, and what else tells whose limit ranges count.
  private struct Place: Hashable {
    let scope: Scope
    let folder: String?
  }

  init(_ context: JudgingContext) { state = context.state }

  func defaults(of workload: Located<WorkloadFacts>) -> LimitRangeDefaults {
    let scope = workload.object.scope
    guard let part = state.limitRanges.part(scope) else { return LimitRangeDefaults([]) }
    let folder = scope == .leftOpen ? state.folder(of: workload.origin) : state.environment(of: workload.origin)
    return known.value(for: Place(scope: scope, folder: folder)) {
      LimitRangeDefaults(part.objects.filter { state.belongs($0.origin, with: workload.origin, in: scope) }.map(\.object))
    }
  }
}
