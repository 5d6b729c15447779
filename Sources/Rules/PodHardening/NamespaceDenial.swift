import Manifests

/// What rules share that know which objects of a namespace deny a workload's pods.
enum NamespaceDenial {
  /// What follows for the workload, in a sentence.
  static let consequence =
    "The Job is created and never gets a pod: it stays active without a failure, and under Forbid no later run starts."

  /// Asks about every workload and each object of a kind in its namespace.
  ///
  /// - Parameter judge: Gets the workload, what its containers have once the namespace's limit ranges have been applied, and the object.
  static func verdicts<Object>(
    of objects: [Located<Object>], _ metadata: (Object) -> ObjectMeta, in inventory: Inventory,
    judge: (Located<WorkloadFacts>, EffectiveResources, Located<Object>) -> [InventoryVerdict]
  ) -> [InventoryVerdict] {
    let objects = Dictionary(grouping: objects) { metadata($0.object).namespace.value }
    let limitRanges = Dictionary(grouping: inventory.limitRanges) { $0.object.metadata.namespace.value }
    return inventory.workloads.flatMap { workload -> [InventoryVerdict] in
      let facts = workload.object
      guard facts.kind != .pod, let objects = objects[facts.namespace] else { return [] }
      let resources = EffectiveResources(facts.resources, (limitRanges[facts.namespace] ?? []).map(\.object))
      return objects.flatMap { judge(workload, resources, $0) }
    }
  }
}
