import ClusterState
import Manifests

/// What rules share that know which objects of a namespace deny a workload's pods.
enum NamespaceDenial {
  /// What follows for the workload, in a sentence.
  static let consequence =
    "The Job is created and never gets a pod: it stays active without a failure, and under Forbid no later run starts."

  /// No more objects of a namespace are looked at.
  private static var mostObjects: Int { 100 }

  /// Asks about every workload and each object of a kind in its namespace.
  ///
  /// - Parameter judge: Gets the workload, what its containers have once the namespace's limit ranges have been applied, and the object.
  static func verdicts<Object>(
    of objects: [Located<Object>], _ metadata: (Object) -> ObjectMeta, in state: ClusterState,
    judge: (Located<WorkloadFacts>, EffectiveResources, Located<Object>) -> [InventoryVerdict]
  ) -> [InventoryVerdict] {
    let objects = Dictionary(grouping: objects) { metadata($0.object).namespace.value }
    let defaults = Dictionary(grouping: state.limitRanges) { $0.object.metadata.namespace.value }
      .mapValues { LimitRangeDefaults($0.map(\.object)) }
    return state.workloads.flatMap { workload -> [InventoryVerdict] in
      let facts = workload.object
      guard facts.kind != .pod, let objects = objects[facts.namespace] else { return [] }
      guard objects.count <= mostObjects else {
        return [
          InventoryVerdict(
            on: workload.origin,
            .notEvaluated(reason: "the namespace has more than \(mostObjects) objects of the kind, too many to look at"))
        ]
      }
      let resources = EffectiveResources(facts.resources, defaults[facts.namespace] ?? LimitRangeDefaults([]))
      return objects.flatMap { judge(workload, resources, $0) }
    }
  }
}
